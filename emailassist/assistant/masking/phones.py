"""Telephone numbers, by how they are written rather than whether they are in service.

Owns: international forms, the national ones of the countries most met, numbers that a word
introduces, extensions. Must not: take dates, amounts, versions or the numbers of things.
"""

import re
from collections.abc import Iterator
from typing import Final

import phonenumbers

from emailassist.assistant.masking.found import Found, Kind

_GAP: Final = r"(?: ?[.\-·] ?|/|[ ]{1,2}|\n)"
_END: Final = (
    r"(?!(?!x\d)[\w@])(?!\.\d)(?!,\d)(?!-\d)(?!/\d{1,5}(?!\d))"
    r"(?! ?(?:[%€$£¥₹]|eur\b|usd\b|gbp\b|euros?\b))"
)
_START: Final = r"(?<![\w@#$€£¥+])(?<!\d[./:,_=-])(?<![^\W\d][/_=-])(?<!\s-)(?<![€$£¥] )"
_EXTENSION: Final = re.compile(
    r"[ ,;]{0,3}\(?(?:ext(?:ensi[oó]n|ension)?|extn|x|poste|anexo|interno|durchwahl|dw|opci[oó]n|#)"
    r"[.:]? ?#?\d{1,6}\)?(?!\w)",
    re.IGNORECASE,
)
_INTERNATIONAL: Final = re.compile(
    r"(?<![\w+])(?P<prefix>\+ ?|[(\[]\+|\(00|00 ?|011[ -])\(?\d{1,4}[)\]]?"
    r"(?:(?: ?\(0\))? ?\(?\d{1,5}\)? / (?=\d{4}))?"
    rf"(?:{_GAP}?(?:\(\d{{1,5}}\)|\d+)){{1,8}}"
)
_NATIONAL: Final = tuple(
    (re.compile(rf"{_START}(?:{pattern}){_END}"), regions)
    for pattern, regions in (
        (rf"0[1-9](?:{_GAP}?\d{{2}}){{4}}", ("FR",)),
        (rf"0{_GAP}?8\d{{2}}{_GAP}\d{{3}}{_GAP}\d{{3}}", ("FR",)),
        (rf"[6789]\d{{2}}{_GAP}(?!000{_GAP}000)\d{{3}}{_GAP}\d{{3}}", ("ES",)),
        (r"[6789]\d{2}(?P<es>[ .-])\d{2}(?P=es)\d{2}(?P=es)\d{2}", ("ES",)),
        (rf"[89]\d{_GAP}\d{{3}}{_GAP}\d{{2}}{_GAP}\d{{2}}", ("ES",)),
        (rf"[6789]\d{{2}}{_GAP}\d{{6}}", ("ES",)),
        (r"[67]\d{8}", ("ES",)),
        (r"(?:1[ .-]?)?[2-9]\d{2}(?P<us>[.-])\d{3}(?P=us)\d{4}", ()),
        (r"(?:1[ .-]?)?[2-9]\d{2}[ /]{1,2}\d{3}[ -]\d{4}", ()),
        (r"(?<!\d )[2-9]\d{2} {1,2}[2-9]\d{2} {1,2}\d{4}(?! \d)", ()),
        (r"(?<!\()[2-9]\d{2}\) ?\d{3}-\d{4}", ()),
        (r"\(\d{2,3}\) ?9?\d{4}[ -]\d{4}", ()),
        (
            rf"\(?0\d{{1,5}}\)?(?:{_GAP}{{1,2}}\d{{2,8}}){{1,5}}",
            ("GB", "FR", "DE", "IT", "CH", "BE", "NL", "AT", "AU", "IE", "SE", "JP", "ZA"),
        ),
        (r"0[1-9]\d{9}", ("GB", "DE")),
    )
)
_BRACKETED: Final = re.compile(
    rf"(?<!\+)(?:(?<!\w)1[ .-]?)?\([2-9]\d{{2}}\){_GAP}?\d{{3}}{_GAP}?\d{{4}}{_END}"
)
"""In North America, often right after a word."""
_CUED: Final = re.compile(rf"{_START}\(?\d{{1,5}}\)?(?:{_GAP}?\(?\d{{1,7}}\)?){{1,6}}{_END}")
_CUE: Final = re.compile(
    r"\b(?:tel(?:ephone|[eé]fono|efon|\.)?|phones?|mobile|mob"
    r"|cell(?:phone|ular)?|cel|m[oó]vil(?:es)?"
    r"|tfno|tlfn?|tf|whats(?: ?app)?|wasap|wa|fax|t[eé]l[eé]phone|t[eé]l|portable|handy"
    r"|rufnummer|sms|text|texto|ll[aá]m\w*|appel\w*|joign\w*|call\w*|ring|dial|hotline|helpline|landline|fijo|fixe"
    r"|marque|marca|signal|reach(?: me| us)?(?: at| on)?)\b"
    r"[^\d\n]{0,30}$|[\w.-]+@[\w.-]+[^\w\n]{1,4}$",
    re.IGNORECASE,
)
"""A word for it, or an e-mail address just before."""
_LETTER_CUE: Final = re.compile(r"(?:^|[\s|(·])[TMPFC](?:\.|:|\.:) ?\(?$")
_OTHER_CUE: Final = re.compile(
    r"(?:\b(?:track\w*|orders?|orden|pedidos?|commandes?|invoices?|facturas?|factures?|shipment"
    r"|parcel|env[ií]o|colis|suivi|seguimiento|isbn|issn|serial|serie|s/n|tickets?|case|caso"
    r"|booking|reserv\w*|r[ée]serv\w*|ref\w*|r[ée]f\w*|expediente|dossier|transaction|confirmation"
    r"|bestell\w*|sendung\w*|pin|code|c[oó]digo|meeting|passcode|account|acct|cuenta|compte|client"
    r"|cliente|customer|member|policy|p[oó]liza|contrato|contrat|contract|version|v|build|id|sku"
    r"|part|art|item|po|rma|albar[aá]n|nif|siren|siret|total|amount|importe|montant|lot|doi"
    r"|zip|iban|bic|imei|mac|ip|model|page|doc\w*|bug|issue|job|batch|vol|ean|gtin)\b|[#№])"
    r"[\s:#.º°-]{0,4}(?:(?:is|es|est|was|no|nr|num|number|n[º°o]?|n[uú]mero|num[ée]ro|code|id|de|del|du"
    r"|your|su|reference)\b[\s:#.º°-]*){0,3}$",
    re.IGNORECASE,
)
_NUMBER_OF: Final = re.compile(
    r"\b(?:tel\w*|t[eé]l\w*|phone|fax|mobile|cell|m[oó]vil|portable|whatsapp)"
    r"\W{0,6}(?:number|num|no|nr|n[º°]|#)?[\W]{0,4}$",
    re.IGNORECASE,
)
"""'Phone #: …' is a phone in spite of its sign."""
_DATE: Final = re.compile(
    r"(?:19|20)\d\d([ ./-])\d{1,2}\1\d{1,2}(?: .*)?|\d{1,2}([ ./-])\d{1,2}\2(?:19|20)\d\d(?: .*)?"
    r"|(?:19|20)\d\d ?[-/] ?(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2}(?:\d\d)?(?:\s.*)?"
    r"|(?:(?:1?\d?\d|2[0-4]\d|25[0-5])(?:\.|$)){4}|\d{3}-\d{2}-\d{4}|97[89]-?\d.*|\d{5}-\d{4}|(?:19|20)\d{6}(?:\d{6})?"
    r"|\d{4}\s(?:19|20)\d\d|\d{5}-\d{3}",
    re.DOTALL,
)
_LEAST, _MOST = 7, 15
_LEAST_NATIONAL = 9
"""Digits with the trunk zero; shorter ones need a word for them."""


def find_phones(text: str) -> Iterator[Found]:
    """Every number; the value is E.164 where the country can be told, else the digits."""
    yield from _international(text)
    for match in _BRACKETED.finditer(text):
        yield _found(text, match.start(), match.end(), _value(match.group(), ()))
    for pattern, regions in _NATIONAL:
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - 45) : match.start()]
            if _is_of_something_else(before) or _DATE.fullmatch(match.group()):
                continue
            value = _value(match.group(), regions)
            if value:
                yield _found(text, match.start(), match.end(), value)
    yield from _introduced(text)


def _international(text: str) -> Iterator[Found]:
    for match in _INTERNATIONAL.finditer(text):
        end = match.end()
        while end > match.start() and (number := _parsed(text[match.start() : end])) is None:
            end = _shorter(text, match.start(), end)
        if end <= match.start() or number is None:
            continue
        cut_short = end < len(text) and text[end].isalnum()
        plus = "+" in match["prefix"]
        spaced = text[match.start() : end].count("-") > 1
        if cut_short or (not plus and not spaced and not phonenumbers.is_valid_number(number)):
            continue
        value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        yield _found(text, match.start(), end, value)


def _parsed(written: str) -> phonenumbers.PhoneNumber | None:
    """The number, if it could be one; a trunk zero in brackets does not count."""
    digits = re.sub(r"\D", "", written.replace("(0)", ""))
    digits = digits.removeprefix("011" if written.startswith("011") else "00")
    if not _LEAST < len(digits) <= _MOST:
        return None
    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


def _shorter(text: str, start: int, end: int) -> int:
    """Without the last group of digits, which may belong to what follows."""
    groups = list(re.finditer(r"\(?\d+\)?", text[start:end]))
    return start + groups[-2].end() if len(groups) > 1 else start


def _introduced(text: str) -> Iterator[Found]:
    """What a word for it announces, whatever its form."""
    for match in _CUED.finditer(text):
        before = text[max(0, match.start() - 45) : match.start()]
        digits = sum(char.isdigit() for char in match.group())
        announced = _CUE.search(before) or _LETTER_CUE.search(before)
        if (
            announced
            and _LEAST <= digits <= _MOST
            and not _is_of_something_else(before)
            and not _DATE.fullmatch(match.group())
        ):
            value = re.sub(r"\D", "", match.group())
            yield _found(text, match.start(), match.end(), value)


def _is_of_something_else(before: str) -> bool:
    """Whether the words before say that it is an order's number, a code or the like."""
    return _OTHER_CUE.search(before) is not None and _NUMBER_OF.search(before) is None


def _value(written: str, regions: tuple[str, ...]) -> str:
    """The number as one of these countries', '' if it cannot be; no country: North America."""
    digits = re.sub(r"\D", "", written)
    if digits[0] == "0" and len(digits) < _LEAST_NATIONAL:
        return ""
    if not regions:
        return f"+1{digits[-10:]}" if len(digits) in {10, 11} else ""
    for region in regions:
        try:
            number = phonenumbers.parse(digits, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number) or (
            len(regions) == 1 and phonenumbers.is_possible_number(number)
        ):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return ""


def _found(text: str, start: int, end: int, value: str) -> Found:
    extension = _EXTENSION.match(text, end)
    if text[start] == "(" and text.count("(", start, end) > text.count(")", start, end):
        start += 1
    return Found(Kind.PHONE, start, extension.end() if extension else end, value)
