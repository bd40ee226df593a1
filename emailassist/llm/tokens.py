"""How many tokens a text is, where no tokenizer can be asked.

Owns: the estimate. Must not: be exact; it errs on the side of too many.
"""

import math
import re

CHARACTERS_PER_TOKEN = 2.3
"""Safe for English, Spanish and French, as measured with several tokenizers."""

_WIDE = re.compile("[\u2e80-\U0010ffff]")
_TOKENS_PER_WIDE = 1.5
"""From there on in Unicode (CJK, emoji) a character is a token or more."""


def tokens_of(text: str) -> int:
    """Tokens that `text` has at most, but for odd cases."""
    wide = 0 if text.isascii() else len(_WIDE.findall(text))
    return math.ceil((len(text) - wide) / CHARACTERS_PER_TOKEN + wide * _TOKENS_PER_WIDE)
