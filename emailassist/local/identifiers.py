"""Phones, IBANs, links, order, invoice and flight numbers, postal addresses in a text.

Owns: finding them precisely: libraries check what has a checksum or a plan, cue words
introduce the rest. Must not: guess; a wrong fact is worse than a missing one.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import phonenumbers
from stdnum import iban

from emailassist.domain.triage import Fact, FactKind

_LINK: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"'“”«»\]\[(){}|\\^`]{3,500}", re.IGNORECASE)
_IBAN: Final = re.compile(
    r"\b[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){2,7}(?:[ \u00a0]?[A-Z0-9]{1,3})?\b"
)
_MARK: Final = (
    r"(?:\s?(?:number|no|nr|nro|num|id|code|reference|ref|número|núm|numéro|nummer|n|de referencia"
    r"|confirmation|de réservation)(?:\.?[º°]|\.)?)?"
    r"(?:\s?(?:is|es|est|ist))?\s?[:#]{0,2}\s{0,2}[#]?"
)
_SERIAL: Final = (
    r"(?P<token>(?!(?:19|20)\d\d(?![\w/-]))(?!\d{1,2}[/-]\d{1,2}[/-]\d{2,4}\b)(?!\d{4}-\d\d-\d\d\b)"
    r"(?=[A-Z0-9/_-]{0,24}\d)[A-Z0-9][A-Z0-9/_-]{2,24}[A-Z0-9])\b(?!['’%])"
)
"""Holds a digit, and is neither a year nor a day."""
_ORDER: Final = re.compile(
    r"\b(?:order|purchase order|booking|reservation|confirmation|tracking|shipment|consignment"
    r"|delivery note|ticket|case|reference|ref|pedido|reserva|localizador|referencia|envío"
    r"|albarán|expediente|incidencia|seguimiento|commande|réservation|référence|réf|suivi|dossier"
    r"|bon de livraison|colis|bestellung|bestell|buchung|sendung|auftrag|PNR)(?:s)?\.?"
    + _MARK
    + _SERIAL,
    re.IGNORECASE,
)
_INVOICE: Final = re.compile(
    r"\b(?:invoice|receipt|factura|recibo|facture|reçu|rechnung|rechnungs)(?:s)?" + _MARK + _SERIAL,
    re.IGNORECASE,
)
_FLIGHT: Final = re.compile(
    r"\b(?:flight|vuelo|vol|flug)(?:\s?(?:number|no\.?|número|numéro|nummer"
    r"|n\.?[º°]))?\s?:?\s?(?P<token>(?:[A-Z]{2}|[A-Z]\d|\d[A-Z])\s?\d{2,4})\b",
    re.IGNORECASE,
)
_FLIGHT_NUMBER: Final = re.compile(r"\b(?P<token>(?:[A-Z]{2}|[A-Z]\d|\d[A-Z])\s?\d{3,4})\b")
_FLIGHT_AROUND: Final = re.compile(
    r"\b(?:check-?in|boarding|terminal|gate|airport|aeropuerto|aéroport|embarque|embarquement"
    r"|flug(?:hafen)?|flights?|vuelos?|vols?)\b",
    re.IGNORECASE,
)
_CLOCK_NEAR: Final = re.compile(r"\b[0-2]?\d[:h.][0-5]\d\b")
_NEAR: Final = 90
_PHONE_CUE: Final = re.compile(
    r"\b(?:tel(?:[ée]fono|éphone|ephone)?|tfno|tél|phone|mobile?|móvil|movil|cell|cellulaire|celular"
    r"|portable|fax|whats ?app|handy|gsm|call|ring|text|llam\w{1,6}|appel\w{1,5}|joindre"
    r"|reach(?: \w+)? (?:on|at))"
    r"\b[^\n\d+]{0,25}(?P<number>\+?\(?\d[\d .()/-]{6,20}\d)(?!\w)",
    re.IGNORECASE,
)
_PHONE_ABROAD: Final = re.compile(r"(?<![\w+])(?P<number>\+\d{1,3}[ .(-]{1,2}[\d .()-]{5,18}\d)\b")
_CAPITAL: Final = r"[A-ZÀ-ÖØ-Þ][\w'’.-]{0,25}"
_CITY: Final = r"[A-ZÀ-ÖØ-Þ][\w'’-]{1,25}"
_PLACE_TAIL: Final = (
    rf"(?:,?\s{{1,2}}(?:[A-Z]{{1,2}}-)?\d{{4,5}}\s{_CITY}(?: {_CITY}){{0,2}}"
    rf"|,\s{_CITY}(?: {_CITY}){{0,1}}(?=[\s.,;)]|$))?"
)
_POSTCODE: Final = r"(?:[A-Z]{2}\s\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[\dA-Z]?\s\d[A-Z]{2})\b"  # US, UK
_ADDRESSES: Final = (
    re.compile(
        rf"\b\d{{1,5}}[A-Za-z]?\s(?:(?:North|South|East|West"
        rf"|[NSEW]\.?)\s)?(?:{_CAPITAL}\s){{1,3}}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard"
        rf"|Blvd|Lane|Ln|Drive|Dr|Square|Sq|Place|Court|Way|Terrace|Parkway|Yard|Mews|Row|Close|Gardens"
        rf"|Crescent|Walk|Quay|Wharf|Hill|Grove|Highway|Hwy|Alley)\b\.?"
        rf"(?:,?\s(?:Suite|Apt\.?|Apartment|Flat|Floor"
        rf"|Unit)\s\w{{1,6}})?(?:,\s{_CAPITAL}(?: (?!{_POSTCODE}){_CAPITAL}){{0,2}}(?:"
        rf" \d{{1,2}}\b)?|\n{_CITY}(?: {_CITY}){{0,2}}(?=,?\s{_POSTCODE}))?(?:,?\s{_POSTCODE})?"
    ),
    re.compile(
        rf"\b(?:C/|[Cc]alle|[Aa]venida|Avda\.?|Av\.|[Pp]laza|Pza\.|[Pp]aseo|P\.º|Carrer|Ronda|Camino"
        rf"|Travesía|Passeig|Plaça|Rambla|Pasaje|Glorieta|Carretera|Ctra\.)\s?(?:(?:(?:de|del|la|las|los|el"
        rf")\s)|d['’]){{0,3}}{_CAPITAL}(?:\s(?:de\s|del\s|la\s"
        rf"|y\s)?{_CAPITAL}){{0,3}},?\s(?:n\.?º\s?|núm\.\s?)?\d{{1,4}}(?:\s?(?:bis"
        rf"|[A-D]))?\b(?:,\s\d{{1,2}}\.?[ºª°](?:\s?(?:[A-Z]\b|\d{{1,2}}\.?[ºª°]))?)?{_PLACE_TAIL}"
    ),
    re.compile(
        rf"\b\d{{1,4}}(?:\s?(?:bis|ter))?,?\s(?:rue|avenue|av\.|boulevard|bd|place|quai|chemin"
        rf"|allée|impasse|route|cours)\s(?:(?:de|du|des|la|le|les|l['’]"
        rf"|d['’])\s?){{0,3}}{_CAPITAL}(?:[\s-](?:de\s|du\s"
        rf"|la\s)?{_CAPITAL}){{0,3}}{_PLACE_TAIL}"
    ),
    re.compile(
        rf"\b[A-ZÄÖÜ][\wäöüß-]{{2,30}}(?:straße|strasse|str\.|weg|platz|allee"
        rf"|gasse)\s\d{{1,4}}[a-z]?\b{_PLACE_TAIL}"
    ),
)
_REGIONS: Final = {
    "es": ("ES", "MX", "AR", "CO", "CL", "PE"),
    "fr": ("FR", "BE", "CH", "CA"),
    "de": ("DE", "AT", "CH"),
    "it": ("IT",),
    "pt": ("PT",),
    "nl": ("NL",),
    "en": ("US", "GB", "IE", "AU"),
    "ca": ("ES",),
}
"""Where a language is spoken; the first is where its national numbers count without a word."""
_MAX_PHONES: Final = 20


def find_links(text: str) -> Iterator[Fact]:
    """Web addresses as written, without the punctuation of the sentence around them."""
    for match in _LINK.finditer(text):
        url = match.group().rstrip(".,;:!?*_~")
        yield Fact(FactKind.LINK, url, match.start(), match.start() + len(url))


def find_ibans(text: str) -> Iterator[Fact]:
    """IBANs whose check digits are right (ISO 13616); the value is without spaces.

    Not only those of banks that the library has heard of.
    """
    for match in _IBAN.finditer(text):
        written = match.group()
        while written and not iban.is_valid(written, check_country=False):
            written = written.rpartition(" ")[0]
        if written:
            yield Fact(
                FactKind.IBAN,
                written,
                match.start(),
                match.start() + len(written),
                iban.compact(written),
            )


def find_phones(text: str, *, language: str) -> Iterator[Fact]:
    """Telephone numbers; national forms count in the language's main region. Value: E.164.

    In another region only where a word calls it a telephone and no third one has such a number.
    """
    main, *others = _REGIONS.get(language, (None,))
    for match in islice(_matches(text, main), _MAX_PHONES):
        yield _phone(match.raw_string, match.start, match.number)
    # A number that a word or its country code calls a telephone may be of no known plan.
    for pattern in (_PHONE_CUE, _PHONE_ABROAD):
        for said in islice(pattern.finditer(text), _MAX_PHONES):
            start = said.start("number")
            if only := _only(said["number"], others):
                yield _phone(only.raw_string, start + only.start, only.number)
            elif number := _possible(said["number"], main):
                yield _phone(said["number"], start, number)


def _matches(text: str, region: str | None) -> phonenumbers.PhoneNumberMatcher:
    return phonenumbers.PhoneNumberMatcher(
        text, region, leniency=phonenumbers.Leniency.STRICT_GROUPING, max_tries=200
    )


def _possible(written: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


def _only(written: str, regions: Iterable[str]) -> phonenumbers.PhoneNumberMatch | None:
    found = [match for region in regions for match in islice(_matches(written, region), 1)]
    return found[0] if len(found) == 1 else None


def _phone(written: str, start: int, number: phonenumbers.PhoneNumber) -> Fact:
    value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Fact(FactKind.PHONE, written, start, start + len(written), value)


def find_references(text: str) -> Iterator[Fact]:
    """Order, invoice and flight numbers that a word for them introduces."""
    for kind, pattern in (
        (FactKind.FLIGHT, _FLIGHT),
        (FactKind.INVOICE, _INVOICE),
        (FactKind.ORDER, _ORDER),
    ):
        for match in pattern.finditer(text):
            yield _reference(kind, match)
    yield from _flights(text)


def _flights(text: str) -> Iterator[Fact]:
    """Also those that no word introduces, beside a time, in a text about flying."""
    if not _FLIGHT_AROUND.search(text):
        return
    for match in islice(_FLIGHT_NUMBER.finditer(text), _MAX_PHONES):
        if _CLOCK_NEAR.search(text, match.end(), match.end() + _NEAR):
            yield _reference(FactKind.FLIGHT, match)


def _reference(kind: FactKind, match: "re.Match[str]") -> Fact:
    value = match["token"].upper().replace(" ", "")
    return Fact(kind, match["token"], match.start("token"), match.end("token"), value)


def find_addresses(text: str) -> Iterator[Fact]:
    """Postal addresses that name a street and a number."""
    for pattern in _ADDRESSES:
        for match in pattern.finditer(text):
            written = match.group().rstrip(" ,.")
            yield Fact(FactKind.ADDRESS, written, match.start(), match.start() + len(written))
