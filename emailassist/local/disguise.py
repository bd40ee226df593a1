"""Other ways of reading a text, in which its writer may have hidden words from a reader.

Owns: undoing look-alike letters, invisible characters, encodings and simple ciphers.
Must not: judge what is then read, or be used for showing a message.
"""

import base64
import binascii
import codecs
import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import unquote

_UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e01ef]"
    "|[\u200c\u200d]{2,}"
)
"""What takes no room (Unicode's Default_Ignorable). A single joiner is left: it belongs to the
writing of Persian, Hindi and emoji."""
_JOINERS: Final = re.compile("[\u200c\u200d]")
_TAGS: Final = re.compile("[\U000e0020-\U000e007e]{8,}")
_ESCAPED: Final = re.compile(r"(?:\\u[0-9a-fA-F]{4}){6,}|(?:\\x[0-9a-fA-F]{2}){6,}")
_PERCENT: Final = re.compile(r"(?:[\w.,-]{0,30}%[0-9A-Fa-f]{2}){4,}")
_ENTITIES: Final = re.compile(r"(?:&#(?:\d{2,6}|x[0-9a-f]{2,5});[\w ]{0,3}){6,}", re.IGNORECASE)
_BASE64: Final = re.compile(r"(?<![\w+/-])[\w+/-]{24,4000}(?:\n[\w+/-]{24,4000}){0,50}={0,2}")
_HEX: Final = re.compile(r"(?<![0-9a-fA-F])(?:[0-9a-fA-F]{2}[ :]?){12,4000}(?![0-9a-fA-F])")
_BITS: Final = re.compile(r"\b(?:[01]{8}[ ,]?){6,2000}")
_CODES: Final = re.compile(r"\b(?:1?\d{2}[ ,]{1,2}){8,2000}1?\d{2}\b")
_SPACED: Final = re.compile(r"(?<!\S)(?:[^\W_][ ._*-]{1,3}){9,600}[^\W_](?!\w)")
_MOST: Final = 10
_CIPHERED: Final = re.compile(
    r"instruc[ct]|ignor|prompt|assist|forward|system|disregard|olvid|reenv[ií]|oublie|transf[eè]r"
)
"""One of these speaks of orders; only then is a text in cipher worth a second look."""
_RUN_TOGETHER: Final = (
    *("ignore", "disregard", "forget", "all", "any", "the", "previous", "prior", "above", "your"),
    *("instructions", "instruction", "rules", "system", "prompt", "forward", "send", "every"),
    *("email", "mails", "message", "messages", "password", "passwords", "assistant", "and", "to"),
)
_PARTS: Final = re.compile("|".join(sorted(_RUN_TOGETHER, key=len, reverse=True)))
_LEET: Final = str.maketrans("013457@$", "oieastas")
_MIXED: Final = re.compile(r"(?<![\w@$])(?=\w*[a-z@$])(?=\w*[013457@$])[\w@$]{4,30}", re.IGNORECASE)
_LOOK_ALIKES: Final = str.maketrans(
    "аАвВсСԁеЕһнНіІїјЈкКӏмМоОрРԛтТуУхХѕЅԝαΑβΒϲεΕηΗιΙκΚΜνΝοΟρΡτΤυΥχΧωɑɡıɩʟɴօս",
    "aabbccdeehhhiiijjkklmmooppqttyyxxsswaabbceenhiikkmvnooppttuyxxwagiilnou",
)


def visible(text: str) -> str:
    """The text without characters that nobody sees; the joiners of some scripts stay."""
    return _UNSEEN.sub("", text)


def unseen(text: str) -> str:
    """What is written with characters that nobody sees, or ''."""
    return "\n".join(_tagged(text))


def readings(text: str) -> Iterator[str]:
    """The text itself without disguise, then whatever else can be read in it."""
    plain = _JOINERS.sub("", visible(unicodedata.normalize("NFKC", text)))
    yield plain
    folded = _folded(plain)
    if folded != plain:
        yield folded
    joined = " ".join(plain.split())
    if joined != plain:
        yield joined
    for decoded in (*_tagged(text), *_decoded(plain)):
        yield decoded
        yield from _ciphered(decoded)
    yield from _ciphered(folded)


def folded_letters(text: str) -> str:
    """Accents and letters of other scripts as the Latin ones that they look like."""
    return _without_accents(text).translate(_LOOK_ALIKES)


def _folded(text: str) -> str:
    """Look-alikes of other scripts, accents and figures for letters as plain letters."""
    bare = text if text.isascii() else _without_accents(text)
    plain = bare.translate(_LOOK_ALIKES)
    return _MIXED.sub(lambda word: word.group().translate(_LEET), plain)


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _tagged(text: str) -> Iterator[str]:
    """Letters written with Unicode's invisible tag characters."""
    for found in list(_TAGS.finditer(text))[:_MOST]:
        yield "".join(chr(ord(char) - 0xE0000) for char in found.group())


def _decoded(text: str) -> Iterator[str]:
    for pattern, decode in _ENCODINGS:
        for found in list(pattern.finditer(text))[:_MOST]:
            try:
                decoded = decode(found.group())
            except (ValueError, OverflowError, binascii.Error):
                continue
            if decoded and sum(map(str.isprintable, decoded)) >= 0.9 * len(decoded):
                yield decoded


def _from_base64(found: str) -> str:
    packed = re.sub(r"\s|=", "", found).translate(str.maketrans("-_", "+/"))
    return base64.b64decode(packed + "=" * (-len(packed) % 4)).decode()


def _from_codes(found: str) -> str:
    return "".join(chr(int(number)) for number in re.findall(r"\d+", found))


def _from_bits(found: str) -> str:
    return bytes(int(octet, 2) for octet in re.findall(r"[01]{8}", found)).decode()


def _from_hex(found: str) -> str:
    return bytes.fromhex(re.sub(r"[^0-9a-fA-F]", "", found)).decode()


def _unescaped(escaped: str) -> str:
    codes = re.findall(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})", escaped)
    return "".join(chr(int(long or short, 16)) for long, short in codes)


def _ciphered(text: str) -> Iterator[str]:
    """Turned by 13 letters, back to front, or spaced out."""
    small = text.casefold()
    for read in (codecs.encode(small, "rot13"), small[::-1]):
        if _CIPHERED.search(read):
            yield read
    for found in list(_SPACED.finditer(small))[:_MOST]:
        closed = re.sub(r"[ ._*-]", "", found.group())
        yield " ".join(_PARTS.findall(closed))


_ENCODINGS: Final[tuple[tuple[re.Pattern[str], Callable[[str], str]], ...]] = (
    (_ESCAPED, _unescaped),
    (_PERCENT, unquote),
    (_ENTITIES, html.unescape),
    (_BASE64, _from_base64),
    (_HEX, _from_hex),
    (_BITS, _from_bits),
    (_CODES, _from_codes),
)
