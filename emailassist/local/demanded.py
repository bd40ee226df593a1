"""Whether a text makes a demand, or only warns of those who do and tells of them.

Owns: that difference. Must not: know demands.
"""

import re
from typing import Final

from emailassist.local.cased import Caseless

_BEFORE: Final = 120
"""Characters of the same sentence in which a demand may be denied."""
_REPEATED: Final = 5
_SENTENCE: Final = re.compile(r"[.!?\n]")
_DENIED: Final = Caseless(
    r"\b(?:never|nobody|no one|going a?round|circulating|(?:told|asked?|wants?|asking) (?:me|us) to"
    r"|(?:we|banks?) (?:do not|don['’]t|will not|won['’]t)"
    r"|(?:need not|needn['’]t|no need to|(?:do not|don['’]t) (?:need|have) to)"
    r"|(?:do not|don['’]t) (?:give|share|send|tell|enter|approve|open|click|buy))\b",
    r"\b(?:nunca|jamás|circula\w*|no (?:hay|tien\w+) que|no (?:hace falta|es necesario)"
    r"|(?:me|nos) (?:ha |han )?(?:dicho|pedido|piden?|dicen?) que|ningún banco|ninguna entidad)\b"
    r"|\b(?:no|nadie) (?:se |l[aeo]s? |os ){0,2}(?:compart|dé|des\b|deis|facilit|envíe|envies|mande"
    r"|pedi|pid|pinch|abr|hag|pulse|introdu[zc]|ponga|compre|aprueb|escane)",
    r"\b(?:jamais|personne ne|nous ne|(?:inutile|pas (?:besoin|la peine)) de"
    r"|circul(?:e|ent)|m['’]a (?:dit|demandé) de|(?:me|nous) demande(?:nt)? (?:de\b|d['’])"
    r"|aucune? (?:banque|organisme|administration))"
    r"|\bne (?:l[ae]s? |vous )?(?:communiqu|partag|donn|transmett|demand|cliqu|ouvr|envoy|saisi"
    r"|ach[eè]t|approuv|valid|scann)|\bn['’](?:envo|ouvr|approuv|achet|entr)",
)


def demanded(pattern: Caseless | re.Pattern[str], text: str) -> str:
    """The words of the first demand that is not denied in its sentence, or ''."""
    start = 0
    for _ in range(_REPEATED):
        found = pattern.search(text, start)
        if found is None:
            return ""
        words = text[found.start() : found.end()]
        *_, before = _SENTENCE.split(text[max(0, found.start() - _BEFORE) : found.start()])
        if not _DENIED.search(before + words):
            return " ".join(words.split())[:60]
        start = found.end()
    return ""
