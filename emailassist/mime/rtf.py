"""Rich text as Outlook puts it into winmail.dat, to plain text (MS-OXRTFCP, MS-OXRTFEX).

Owns: unpacking it and leaving the formatting out. Must not: raise, or grow beyond its limits.
"""

import re
import struct

MAX_TEXT = 4_000_000
_PACKED, _PLAIN = 0x75465A4C, 0x414C454D
_KNOWN = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
"""What every compressed text may refer to from its first byte."""
_WINDOW = 4_096
_TOKEN = re.compile(
    r"\\([a-z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z'])|([{}])|([^\\{}\r\n]+)"
)
_SKIPPED = frozenset(
    {"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer"}
)
_BREAKS = {"par": "\n", "line": "\n", "row": "\n", "tab": "\t", "cell": "\t"}
_CODEPAGE = re.compile(r"\\ansicpg(\d{3,5})")


def uncompressed(data: bytes) -> bytes:
    """The rich text of PidTagRtfCompressed, as far as it can be unpacked."""
    if len(data) < 16:
        return b""
    _, size, kind, _ = struct.unpack_from("<IIII", data)
    if kind == _PLAIN:
        return data[16 : 16 + size]
    return _unpacked(data, min(size, MAX_TEXT)) if kind == _PACKED else b""


def rtf_text(rtf: bytes) -> str:
    """The words of rich text, a line for each paragraph."""
    source = rtf.decode("latin-1")
    codepage = _CODEPAGE.search(source[:1_000])
    reader = _Reader(f"cp{codepage[1]}" if codepage else "cp1252")
    for token in _TOKEN.finditer(source):
        reader.take(*token.groups())
    return "".join(reader.text).strip()


def _unpacked(data: bytes, size: int) -> bytes:
    window = bytearray(_KNOWN.ljust(_WINDOW, b"\0"))
    out = bytearray()
    at, write = 16, len(_KNOWN)
    while at < len(data) and len(out) < size:
        control, at = data[at], at + 1
        for bit in range(8):
            if control >> bit & 1:
                if at + 2 > len(data):
                    return bytes(out)
                reference = data[at] << 8 | data[at + 1]
                at += 2
                read, length = reference >> 4, (reference & 15) + 2
                if read == write:
                    return bytes(out)
                for step in range(length):
                    # A run may refer to what it is just writing.
                    window[(write + step) % _WINDOW] = window[(read + step) % _WINDOW]
                    out.append(window[(write + step) % _WINDOW])
            elif at < len(data):
                window[write] = data[at]
                out.append(data[at])
                at, length = at + 1, 1
            else:
                return bytes(out)
            write = (write + length) % _WINDOW
    return bytes(out)


class _Reader:
    """The words as the tokens come; `text` has them."""

    def __init__(self, codepage: str) -> None:
        self.text: list[str] = []
        self._codepage = codepage
        self._depth = 0
        self._skipping = 0
        """The depth of the group that is left out, 0 for none."""
        self._after_unicode = 0

    def take(
        self, word: str | None, number: str | None, byte: str | None, sign: str | None,
        brace: str | None, plain: str | None,
    ) -> None:  # fmt: skip
        """Read one token."""
        if brace:
            self._brace(brace)
        elif sign == "*" or word in _SKIPPED:
            self._skipping = self._skipping or self._depth
        elif self._skipping:
            return
        elif word:
            self._word(word, number)
        else:
            self._say(plain or self._character(byte, sign))

    def _brace(self, brace: str) -> None:
        self._depth += 1 if brace == "{" else -1
        if self._depth < self._skipping:
            self._skipping = 0

    def _word(self, word: str, number: str | None) -> None:
        if word in _BREAKS:
            self.text.append(_BREAKS[word])
        elif word == "u" and number:
            code = int(number) % 65_536
            self.text.append(chr(code) if not 0xD800 <= code < 0xE000 else "\ufffd")
            self._after_unicode = 1

    def _say(self, text: str) -> None:
        # A character for programs that know no Unicode follows one that is told by number.
        self.text.append(text[self._after_unicode :])
        self._after_unicode = 0

    def _character(self, byte: str | None, sign: str | None) -> str:
        if byte:
            try:
                return bytes.fromhex(byte).decode(self._codepage, "replace")
            except LookupError:
                return bytes.fromhex(byte).decode("cp1252", "replace")
        return {"~": "\xa0", "_": "-", "\n": "\n", "\r": "\n"}.get(sign or "", sign or "")
