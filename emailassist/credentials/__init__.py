"""Secrets: passwords and keys, read from where the person keeps them.

Owns: keyring, password command and environment variable. Must not: write a secret to a file
or a log.
"""
