"""SMTP submission (RFC 6409): handing one message over, and knowing what became of it.

Owns: the conversation with the server and the mapping of its answers.
Must not: build messages, choose recipients, or try again.
"""
