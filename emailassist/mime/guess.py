"""The charset of text that does not say, or lies about, what it is.

Owns: telling the charsets apart that mail without a declaration comes in. Must not: be asked
before UTF-8 has been tried.
"""

import re

_SAMPLE = 4_000
_FEWEST = 4
"""Foreign bytes below which there is nothing to go by."""
_WORDS = re.compile(rb"[\x80-\xff]{3,}")
_JAPANESE = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc、。]")
_KOREAN = re.compile("[\uac00-\ud7a3]")
_CHINESE = re.compile(
    "[的一是不了在人有我他这這中大来來上国國个個到说說们們为為子和你地出道也时時年得就那要下以生会會"
    "自着著去之过過家学學对對可她里後后小么麼心多天而能好都然没沒日于於起还還发發成事只作当當想看文"
    "无無开開手十用主行方又如前所本见見经經头頭面公同三已老从從动動两兩长長请請您谢謝件信收\uff0c。]"
)
_CYRILLIC = re.compile("[оеаинтсрвлкмдпуяыьгзбчй]")
_GREEK = re.compile("[αοιετσνηυρπκμλςόίάέήώ]")
_LETTERS = re.compile(r"[^\W\d_]")
# Charset, what is frequent in it, and the share of it among the foreign letters.
_IN_PAIRS = (
    ("euc_jp", _JAPANESE, 0.35),
    ("cp932", _JAPANESE, 0.35),
    ("gb18030", _CHINESE, 0.2),
    ("big5", _CHINESE, 0.2),
    ("cp949", _KOREAN, 0.9),
)
_SINGLE = (
    ("cp1251", _CYRILLIC, 0.65),
    ("koi8_r", _CYRILLIC, 0.65),
    ("iso8859_5", _CYRILLIC, 0.65),
    ("cp866", _CYRILLIC, 0.65),
    ("cp1253", _GREEK, 0.6),
)


def guess(data: bytes) -> str | None:
    """The charset of `data`, None when nothing speaks for another than Western European."""
    if b"\x1b$" in data[:_SAMPLE]:
        return "iso2022_jp_2"
    sample = _sample(data)
    foreign = sum(byte > 0x7F for byte in sample)
    if foreign < _FEWEST:
        return None
    in_words = sum(map(len, _WORDS.findall(sample)))
    single = _SINGLE if in_words * 2 > foreign else ()
    shares = [
        (_share(sample, name, frequent) / least, name)
        for name, frequent, least in (*_IN_PAIRS, *single)
    ]
    share, name = max(shares)
    return name if share >= 1 else None


def _sample(data: bytes) -> bytes:
    """Whole lines with foreign bytes in them."""
    lines: list[bytes] = []
    length = 0
    for line in data[: 100 * _SAMPLE].splitlines():
        if not line.isascii():
            lines.append(line)
            length += len(line)
        if length > _SAMPLE:
            break
    return b"\n".join(lines)[: 4 * _SAMPLE]


def _share(sample: bytes, charset: str, frequent: re.Pattern[str]) -> float:
    """The share of frequent letters among the foreign ones; 0 when it is another charset."""
    text = sample.decode(charset, "replace")
    letters = sum(letter > "\x7f" for letter in _LETTERS.findall(text))
    broken = text.count("\ufffd")
    if not letters or broken > 1 + len(text) // 100:
        return 0.0
    return len(frequent.findall(text)) / float(letters + 5 * broken)
