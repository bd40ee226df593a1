"""Amounts of money in a text.

Owns: finding them in the notations of English, Spanish, French and German, and normalising
them to ``1234.56 EUR``. Must not: convert currencies or add up.
"""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Final

from emailassist.domain.triage import Fact, FactKind

_SYMBOLS: Final = {
    "€": "EUR", "£": "GBP", "$": "USD", "us$": "USD", "usd$": "USD", "c$": "CAD", "ca$": "CAD",
    "cad$": "CAD", "a$": "AUD", "au$": "AUD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "r$": "BRL",
    "mx$": "MXN", "$ca": "CAD", "$can": "CAD", "$us": "USD", "¥": "JPY", "₹": "INR", "fr.": "CHF",
}  # fmt: skip
_WORDS: Final = {
    "euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD", "us dollars": "USD",
    "dólares": "USD", "dolares": "USD", "dólares estadounidenses": "USD", "pounds": "GBP",
    "pounds sterling": "GBP", "libras esterlinas": "GBP", "livres sterling": "GBP", "pfund": "GBP",
    "francos suizos": "CHF", "francs suisses": "CHF",
}  # fmt: skip
_CODES: Final = (
    r"EUR|USD|GBP|CHF|CAD|AUD|JPY|MXN|BRL|ARS|CLP|COP|PEN|INR|CNY|SEK|NOK|DKK|PLN|CZK|NZD|SGD"
    r"|HKD|MAD|RON|HUF|TRY|ZAR"
)
_NUMBER: Final = (
    r"\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3}){1,4}(?:[.,]\d{1,2})?(?!\d)"
    r"|\d{1,9}(?:[.,]\d{1,2})?(?![\d])"
)
_SCALE: Final = (
    r"(?:\s?(?P<scale>millions?|millón|millon|millones|milliards?|milliarden?|billions?|mio\.?"
    r"|millionen|mil|k|m|bn|thousand|hundred thousand)(?![\w²³]))?"
)
_SIGN: Final = r"(?:usd|us|cad|ca|au|nz|hk|mx|[cars])?\$|[€£¥₹]|fr\."
_BEFORE: Final = re.compile(
    rf"(?<![\w.,])(?P<sign>{_SIGN}"
    rf"|\b(?:{_CODES}))[^\S\n]{{0,2}}(?P<number>{_NUMBER}){_SCALE}(?:\s(?P<code>{_CODES})\b)?",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(
    rf"(?<![\w.,/-])(?P<number>{_NUMBER}){_SCALE}[^\S\n]{{0,2}}(?:de |d['’])?"
    rf"(?P<sign>€|£|\$\s?(?:CAN?|US)\b|\$(?!\d)"
    rf"|(?:{_CODES}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b)",
    re.IGNORECASE,
)
_POINTED: Final = re.compile(r"\d{1,3}\.\d{3}")
_ENGLISH_SCALE: Final = re.compile(r"millions?|billions?|bn|m|k|thousand", re.IGNORECASE)
"""'$1.234 billion' has a decimal point, '1.234 millones' a thousands separator."""
_SCALES: Final = (
    (("hundred",), 100_000), (("bn", "billion"), 10**9), (("milliard",), 10**9),
    (("millon", "millón", "million", "mio", "m"), 10**6), (("mil", "k", "thousand"), 1_000),
)  # fmt: skip


def find_amounts(text: str) -> Iterator[Fact]:
    """Amounts with a currency; a bare number is none."""
    taken: list[tuple[int, int]] = []
    for pattern in (_BEFORE, _AFTER):
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            value = _value(match)
            if value:
                taken.append(match.span())
                yield Fact(FactKind.AMOUNT, match.group(), match.start(), match.end(), value)


def _value(match: "re.Match[str]") -> str:
    number = _decimal(match["number"])
    if _POINTED.fullmatch(match["number"]) and _ENGLISH_SCALE.fullmatch(match["scale"] or ""):
        number = Decimal(match["number"])
    if number is None:
        return ""
    factor = _factor(match["scale"] or "")
    amount = number * factor
    written = f"{amount:.2f}" if amount != amount.to_integral() or factor == 1 else f"{amount:.0f}"
    return f"{written} {_currency(match)}"


def _currency(match: "re.Match[str]") -> str:
    code = match.groupdict().get("code")
    sign = " ".join(match["sign"].casefold().split()).replace("$ ", "$")
    return (code or _SYMBOLS.get(sign) or _WORDS.get(sign) or sign).upper()


def _factor(scale: str) -> int:
    word = scale.casefold().rstrip(".")
    if not word:
        return 1
    exact = {"mil": 1_000, "m": 10**6}
    if word in exact:
        return exact[word]
    return next(factor for prefixes, factor in _SCALES if word.startswith(prefixes))


def _decimal(written: str) -> Decimal | None:
    """The last separator is the decimal one if one or two digits follow it."""
    tail = re.search(r"[.,](\d{1,2})$", written)
    whole, cents = (written[: tail.start()], tail[1]) if tail else (written, "")
    digits = re.sub(r"\D", "", whole)
    try:
        return Decimal(f"{digits}.{cents or '0'}")
    except InvalidOperation:
        return None
