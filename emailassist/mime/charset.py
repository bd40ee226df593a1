"""Bytes to text, whatever the charset is said to be.

Owns: tolerant decoding and cleaning of text. Must not: raise on any input.
"""

import codecs
import re
from functools import lru_cache

from emailassist.mime.guess import guess

FALLBACK = "cp1252"

# What senders write and what they mean; the WHATWG encoding standard reads these the same way.
_MEANT = {
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "iso-8859-1": FALLBACK,
    "iso8859-1": FALLBACK,
    "latin1": FALLBACK,
    "latin-1": FALLBACK,
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "windows-874": "cp874",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "unicode-1-1-utf-7": "utf-7",
    "x-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "x-utf8": "utf-8",
    "unicode": "utf-16",
    "cp-850": "cp850",
    "big5-hkscs": "big5hkscs",
    "x-euc-jp": "euc_jp",
    "x-windows-949": "cp949",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "win-1251": "cp1251",
    "win-1252": "cp1252",
    "iso-2022-jp": "iso2022_jp_2",
    "iso-8859-6-i": "iso-8859-6",
    "x-user-defined": FALLBACK,
    "default": FALLBACK,
    "default_charset": FALLBACK,
    "_iso-2022-jp$esc": "iso2022_jp_2",
}
# Python codecs that are text encodings but no charsets of mail.
_NO_CHARSETS = frozenset(
    {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "mbcs", "oem"}
)
_ANY_BYTES = frozenset(
    f"{family}{number}"
    for family, numbers in (
        ("cp", (437, 850, 852, 866, *range(1250, 1259))),
        ("iso8859-", range(1, 17)),
    )
    for number in numbers
) | {"koi8-r", "koi8-u", "mac-roman", "cp874", "tis-620", "utf-8"}
"""Codecs that read nearly anything as text."""
_IN_PAIRS = frozenset({"gb18030", "cp932", "big5", "big5hkscs", "cp949", "euc_jp"})
_DOUBTFUL = frozenset({None, "utf-8", "cp1252"})
"""What is declared by programs that do not know either."""
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LINE_END = re.compile("\r\n?|[\x0b\x0c]")
_MOJIBAKE = re.compile("[ÂÃ][\x80-\xbf]")
_CONTROLS = bytes([*range(9), *range(0x0B, 0x20), 0x7F])


def decode(data: bytes, charset: str | None) -> str:
    """Text of `data`.

    As declared, except that UTF-8 gives itself away and goes before a charset in which any
    bytes are text; else by what is frequent in it, else Windows-1252 with marks for the rest.
    """
    declared = known_charset(charset)
    utf8 = _strictly(data, "utf-8")
    if declared is not None and declared not in _ANY_BYTES and not _is_utf8(declared, data, utf8):
        text = _nearly(data, declared)
        if text is not None:
            return text
    text = utf8 if utf8 is not None else _nearly(data, "utf-8")
    if text is not None:
        return _unescaped(data, text)
    found = guess(data) if declared in _DOUBTFUL else None
    last = declared if declared in _ANY_BYTES and declared != "utf-8" else FALLBACK
    return data.decode(found or last, "replace")


def _is_utf8(declared: str, data: bytes, utf8: str | None) -> bool:
    """Whether text said to be in pairs of bytes is in UTF-8: four characters are no accident."""
    if utf8 is None or declared not in _IN_PAIRS:
        return False
    return sum(byte > 0xBF for byte in data[:2_000]) >= 4


def _nearly(data: bytes, charset: str) -> str | None:
    """`data` in this charset, or None; a few broken bytes (a cut-off character) are marked."""
    text = _strictly(data, charset)
    if text is not None:
        return text
    try:
        text = data.decode(charset, "replace")
    except (UnicodeError, LookupError):
        return None
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    inside = text.count("\ufffd", 0, -1)
    return text if inside * 4 <= foreign and text.count("\ufffd") < foreign else None


def _strictly(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except (UnicodeError, LookupError):
        return None


def _unescaped(data: bytes, text: str) -> str:
    """ASCII may be Japanese in ISO-2022-JP that does not say so."""
    if b"\x1b$" not in data:
        return text
    return _strictly(data, "iso2022_jp_2") or text


@lru_cache(maxsize=256)
def known_charset(charset: str | None) -> str | None:
    """The codec to use for a declared charset, or None when there is no such charset."""
    name = (charset or "").strip().strip("'\"").casefold()
    if not name:
        return None
    name = _MEANT.get(name, name)
    try:
        codec = codecs.lookup(name)
        b"a".decode(name, "replace")
    except (LookupError, ValueError, OSError):
        return None
    return None if codec.name.replace("_", "-") in _NO_CHARSETS else codec.name


def clean(text: str) -> str:
    """`text` with line ends as LF and without NULs, lone surrogates and control characters."""
    if text.isprintable():
        return text
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    return text if _is_clean(text) else _UNPRINTABLE.sub("", _LINE_END.sub("\n", text))


def one_line(text: str) -> str:
    """`text` cleaned and on one line, runs of white space as one space."""
    return " ".join(clean(text).split())


def straight(text: str) -> str:
    """`text` on one line, in which nothing turns around what follows.

    Where a name or a subject ends, another's words begin.
    """
    return one_line(text if text.isascii() else _TURNING.sub("", text))


def is_garbled(text: str) -> bool:
    """Whether `text` was read in the wrong charset, above all UTF-8 as Windows-1252."""
    if text.isascii():
        return False
    doubtful = "Ã" in text or "Â" in text
    return "\ufffd" in text or "â€" in text or (doubtful and bool(_MOJIBAKE.search(text)))


def _is_clean(text: str) -> bool:
    """What `clean` would leave alone; ten times quicker to tell than by a pattern."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return False
    has_controls = len(data.translate(None, _CONTROLS)) < len(data)
    return not has_controls and "\ufffe" not in text and "\uffff" not in text
