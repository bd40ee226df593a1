"""What HTML hides from a reader, beside what it shows.

Owns: telling words that are meant for filters from preview lines, what is said again for other
screens, and invisible filling. Must not: find hidden text (mime does).
"""

import re
from typing import Final

from emailassist.domain.message import ParsedMessage

_WORD: Final = re.compile(r"[^\W_]+")
_FEWEST: Final = 15
"""Words: a preview line has fewer."""
_MOST: Final = 40_000


def hides_words(message: ParsedMessage) -> bool:
    """Whether more words are hidden, that are shown nowhere, than shown."""
    if not message.hidden_text:
        return False
    visible = f"{message.envelope.subject}\n{message.text[:_MOST]}"
    shown = set(_WORD.findall(visible.casefold()))
    hidden = _WORD.findall(message.hidden_text[:_MOST].casefold())
    unshown = sum(word not in shown for word in hidden)
    return unshown >= max(_FEWEST, len(_WORD.findall(message.text[:_MOST])))
