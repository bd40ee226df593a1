"""How many messages, in words.

Owns: their wording where a person reads it. Must not: count.
"""


def counted(count: int) -> str:
    """1 message, 2,000 messages."""
    return "1 message" if count == 1 else f"{count:,} messages"
