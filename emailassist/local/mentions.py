"""Whether a text speaks of something that should go with it.

Owns: the words for attachments in English, Spanish, French and German. Must not: judge quotes.
"""

import re

_ATTACHMENT = re.compile(
    r"\b(?:attach(?:ed|ing|ments?)?|enclosed|enclosures?"
    r"|adjunt(?:[oa]s?|amos|ar[ée]?|ando)|en anexo|anexos?"
    r"|ci-joint(?:e?s?)|ci-inclus(?:e?s?)|pi[èe]ces? jointes?|je (?:vous |te )?joins|joint à ce"
    r"|angeh[äa]ngt\w*|anhänge?n?|im anhang|anbei|beigefügt\w*|in der anlage|beiliegend\w*)\b",
    re.IGNORECASE,
)
_NOT_ANY = re.compile(
    r"\b(?:no|not|without|sin|sans|pas de|ohne|kein\w*)\s+(?:an?\s+|the\s+)?$", re.IGNORECASE
)
_END = re.compile(r"-- |-{8,} .*")
"""A signature, or the rule above a forwarded message."""


def mentions_attachment(text: str) -> bool:
    """Whether the person's own lines say that a file goes along; quoted lines do not count."""
    own = []
    for line in text.split("\n"):
        if _END.fullmatch(line):
            break
        if not line.startswith(">"):
            own.append(line)
    mine = "\n".join(own)
    return any(
        not _NOT_ANY.search(mine[max(0, found.start() - 20) : found.start()])
        for found in _ATTACHMENT.finditer(mine)
    )
