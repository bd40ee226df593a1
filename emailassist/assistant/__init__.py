"""Instruction files become agents of the openai-agents SDK; together they triage one message.

Owns: the instruction format, the team, what a model may see and say, and every check of it.
Must not: send, move or delete mail, pick recipients, or read anything the engine did not hand in.
"""
