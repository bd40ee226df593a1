"""What a server answered, for a person to read.

Owns: the words. Must not: judge them.
"""

from aiosmtplib import errors

_LONGEST = 200


def shown(error: errors.SMTPResponseException) -> str:
    """The server's answer on one line, bounded, without a final stop."""
    words = " ".join(error.message.split())[:_LONGEST].rstrip(".")
    return f"{error.code} {words}".rstrip()
