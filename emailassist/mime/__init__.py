"""Bytes of mail to domain objects and back (RFC 5322, MIME RFC 2045-2049).

Owns: parsing, reading HTML, splitting off quotes and signatures, sanitising, composing.
Must not: touch the network, the store or a window. What it parses is never trusted.
"""
