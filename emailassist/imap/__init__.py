"""IMAP: a typed, synchronous client with IMAPClient's lexer (RFC 9051, ADR 8).

Owns: connections, mailboxes, messages and flags of one server; the mapping of its errors.
Must not: know SQL, Qt or agents; decide what to synchronise.
"""
