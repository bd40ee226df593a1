"""Bytes to text, whatever the charset is said to be.

Owns: tolerant decoding and cleaning of text. Must not: raise on any input.
"""

import codecs
import re
from functools import lru_cache

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
}
# Python codecs that are text encodings but no charsets of mail.
_NO_CHARSETS = frozenset(
    {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "mbcs", "oem"}
)
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?|[\x0b\x0c]")
_CONTROLS = bytes([*range(9), *range(0x0B, 0x20), 0x7F])


def decode(data: bytes, charset: str | None) -> str:
    """Text of `data`: as declared, else UTF-8, else Windows-1252 with marks for what is left."""
    for name in (known_charset(charset), "utf-8"):
        if name is None:
            continue
        try:
            return data.decode(name)
        except (UnicodeError, LookupError):
            if name == "utf-8" and _nearly_utf8(data):
                return data.decode(name, "replace")
    return data.decode(FALLBACK, "replace")


@lru_cache(maxsize=256)
def known_charset(charset: str | None) -> str | None:
    """The codec to use for a declared charset, or None when there is no such charset."""
    name = (charset or "").strip().strip("'\"").casefold()
    if not name:
        return None
    name = _MEANT.get(name, name)
    try:
        codec = codecs.lookup(name)
        b"".decode(name)
    except (LookupError, ValueError, OSError):
        return None
    return None if codec.name.replace("_", "-") in _NO_CHARSETS else name


def clean(text: str) -> str:
    """`text` with line ends as LF and without NULs, lone surrogates and control characters."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    return text if _is_clean(text) else _UNPRINTABLE.sub("", _LINE_END.sub("\n", text))


def one_line(text: str) -> str:
    """`text` cleaned and on one line, runs of white space as one space."""
    return " ".join(clean(text).split())


def _is_clean(text: str) -> bool:
    """What `clean` would leave alone; ten times quicker to tell than by a pattern."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return False
    has_controls = len(data.translate(None, _CONTROLS)) < len(data)
    return not has_controls and "\ufffe" not in text and "\uffff" not in text


def _nearly_utf8(data: bytes) -> bool:
    """A few broken bytes in UTF-8 (a cut-off character) do not make it Windows-1252."""
    text = data.decode("utf-8", "replace")
    foreign = sum(character > "\x7f" for character in text)
    return text.count("\ufffd") * 4 <= foreign
