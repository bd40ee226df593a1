"""IMAP: a typed, synchronous adapter over IMAPClient.

Owns: connections, mailboxes, messages and flags of one server; the mapping of its errors.
Must not: know SQL, Qt or agents; decide what to synchronise.
"""
