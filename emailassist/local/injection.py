"""Text in a mail that tries to give orders to an AI that reads it.

Owns: looking for orders to an assistant, also behind simple encodings and in hidden text.
Must not: obey or repeat them.
"""

import base64
import binascii
import re
import unicodedata
from typing import Final
from urllib.parse import unquote

from emailassist.local.injection_words import INJECTION_SIGNS

_MAX_CHARS: Final = 20_000
_IMPERATIVE: Final = re.compile(
    r"\b(?:ignore|forward|send|delete|reply|classify|mark|summari[sz]e|include|do not|must"
    r"|disregard|click|transfer|approve|say|tell|reenvía|envía|borra|ignora|responde|marca"
    r"|debes|transfère|transférez|envoie|envoyez|supprime|réponds|ignorez|ignore|dois|devez"
    r"|leite|sende|lösche|ignoriere)\b",
    re.IGNORECASE,
)
_ZERO_WIDTH: Final = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]"
)
_ESCAPED: Final = re.compile(r"(?:\\u[0-9a-fA-F]{4}){6,}|(?:\\x[0-9a-fA-F]{2}){6,}")
_PERCENT: Final = re.compile(r"(?:[\w.,-]{0,30}%[0-9A-Fa-f]{2}){4,}")
_BASE64: Final = re.compile(r"\b[A-Za-z0-9+/]{32,4000}={0,2}")
_HIDDEN_LETTERS: Final = 12


def injection_signs(text: str) -> tuple[str, ...]:
    """What speaks for an injection in this text, as clauses for a sentence; empty if nothing."""
    readable = _normalised(text[:_MAX_CHARS])
    return tuple(sign.seen for sign in INJECTION_SIGNS if sign.pattern.search(readable))


def hidden_orders(hidden: str) -> bool:
    """Whether text that a reader cannot see tells somebody to do something."""
    letters = sum(char.isalpha() for char in hidden[:2_000])
    return letters >= _HIDDEN_LETTERS and _IMPERATIVE.search(hidden[:_MAX_CHARS]) is not None


def _normalised(text: str) -> str:
    """The text with look-alike forms folded, and what simple encodings hide put after it."""
    plain = _ZERO_WIDTH.sub("", unicodedata.normalize("NFKC", text))
    return "\n".join([plain, *_decoded(plain)])


def _decoded(text: str) -> list[str]:
    found = [_unescaped(match.group()) for match in _ESCAPED.finditer(text)]
    found += [unquote(match.group()) for match in _PERCENT.finditer(text)]
    for match in list(_BASE64.finditer(text))[:10]:
        try:
            found.append(base64.b64decode(match.group(), validate=True).decode("ascii"))
        except (binascii.Error, UnicodeDecodeError):
            continue
    return found


def _unescaped(escaped: str) -> str:
    codes = re.findall(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})", escaped)
    return "".join(chr(int(long or short, 16)) for long, short in codes)
