"""The SQLite database: migrations, messages, search, triage, drafts, outbox.

Owns: every SQL statement of the program. Must not: know IMAP, Qt or agents.
"""
