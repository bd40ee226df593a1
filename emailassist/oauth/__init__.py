"""Signing in with OAuth 2 in the person's own browser.

Owns: the protocol with authorization servers. Must not: keep tokens (the keyring does), or open a
browser by itself.
"""
