"""The person's own earlier words without what is only for others.

Owns: what of a text that was written to other people may be shown to a model that works on a
mail of somebody else. Must not: be the only bar: what such a text says is no source of a draft.

Everything goes that `grounding` reads as a name, number, date, link or address and the
conversation of now does not have; lines about passwords and codes go whole.
"""

import re

from emailassist.assistant.fencing import trusted
from emailassist.assistant.grounding import Sources, unsupported
from emailassist.local.language import detect

LEFT_OUT = "…"
_SECRET = re.compile(
    r"\b(?:pass ?(?:word|code|phrase|wort)|pwd|pin|otp|cvv|secret|token|api.?key|login|credential"
    r"|verification|code|contraseña|clave|código|mot de passe"
    r"|identifiant|passwort|kennwort|zugangsdaten|geheim\w*)\b",
    re.IGNORECASE,
)
_RUNS = re.compile(rf"{LEFT_OUT}(?:[\s,]*{LEFT_OUT})+")


def without_others(text: str, known: Sources) -> str:
    """The text as it may be shown beside a conversation whose `Sources` are these."""
    lines = (line for line in trusted(text).splitlines() if not _SECRET.search(line))
    kept = "\n".join(lines)
    for item in reversed(unsupported(kept, known, language=detect(kept))):
        kept = f"{kept[: item.start]}{LEFT_OUT}{kept[item.end :]}"
    return _RUNS.sub(LEFT_OUT, kept)


def without_secrets(text: str) -> str:
    """The text without lines about passwords and codes, and without orders to a program."""
    return "\n".join(line for line in trusted(text).splitlines() if not _SECRET.search(line))
