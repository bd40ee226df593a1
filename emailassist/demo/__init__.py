"""The sample mailbox on a real IMAP and a real SMTP server, on loopback only.

Owns: both servers, their files and their first contents.
Must not: be known to anything but app and cli; the rest of the program cannot tell it from
any other account.
"""
