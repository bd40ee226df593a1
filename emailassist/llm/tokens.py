"""How many tokens a text is, where no tokenizer can be asked.

Owns: the estimate. Must not: be exact; it errs on the side of too many.
"""

import math

CHARACTERS_PER_TOKEN = 2.3
"""Safe for English, Spanish and French, as measured with several tokenizers."""

_WIDE = 0x2E80
_TOKENS_PER_WIDE = 1.5
"""From here on in Unicode (CJK, emoji) a character is a token or more."""


def tokens_of(text: str) -> int:
    """Tokens that `text` has at most, but for odd cases."""
    wide = sum(ord(char) >= _WIDE for char in text)
    return math.ceil((len(text) - wide) / CHARACTERS_PER_TOKEN + wide * _TOKENS_PER_WIDE)
