"""Numbers with a checksum or a fixed form: bank accounts, cards, national and tax ids.

Owns: finding them, whatever stands between their digits. Must not: take a number that its
checksum does not bear out. Ids that are digits only count where a word for them stands before.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from stdnum import iban, luhn
from stdnum.ar import cuit
from stdnum.be import nn
from stdnum.br import cnpj, cpf
from stdnum.ch import ssn as ahv
from stdnum.cl import rut
from stdnum.de import idnr
from stdnum.es import ccc, cif, dni, nie
from stdnum.exceptions import ValidationError
from stdnum.fr import nir, siren, siret
from stdnum.gb import nhs, utr
from stdnum.it import codicefiscale
from stdnum.mx import curp, rfc
from stdnum.nl import bsn
from stdnum.pl import pesel
from stdnum.pt import nif as nif_pt
from stdnum.us import ein, itin, ssn

from emailassist.assistant.masking.found import Found, Kind

_IBAN: Final = re.compile(
    r"(?<![^\W_])(?<!\d[.,])[A-Z]{2}[ .-]?\d{2}(?:(?: ?[.-] ?|[ ]{1,2}|\n ?)?[A-Z0-9]){11,32}",
    re.IGNORECASE,
)
_IBAN_LENGTHS: Final = range(15, 35)
_CARD: Final = re.compile(r"(?<![\w+])(?<!\d[.,])\d(?:(?: ?[.-] ?|[ ]{1,2})?\d){12,21}(?![\w])")
_CARD_GROUPS: Final = re.compile(r"\d+")
_ISSUERS: Final = re.compile(
    r"4|5[0-8]|2[2-7]|3[0-9]|6[0-9]|1800|2131|8[16]|9792"
)  # ISO 7812: banking, travel and entertainment, merchandising
_NOT_A_CARD: Final = re.compile(
    r"(?:\b(?:track\w*|order|orden|pedido|commande|invoice|factura|facture|shipment|parcel"
    r"|env[ií]o|colis|suivi|seguimiento|isbn|ean|gtin|upc|imei|iccid|serial|serie|ticket|case"
    r"|booking|reservation|reserva|r[ée]servation|ref\w*|r[ée]f\w*|transaction|confirmation"
    r"|bestell\w*|sendung\w*|timestamp|message|meeting|id|uuid|barcode|sku)\b)"
    r"[\s:#.º°n-]{0,4}(?:(?:is|es|est|no|nr|number|n[uú]mero|num[ée]ro|code|id|de|is:)[\s:#.º°]*)*$",
    re.IGNORECASE,
)


def find_accounts(text: str) -> Iterator[Found]:
    """IBANs (ISO 13616), the value without spaces and in capitals."""
    at = 0
    while match := _IBAN.search(text, at):
        found = _account(text, match)
        at = found.end if found else match.start() + 2
        if found:
            yield found


def _account(text: str, match: re.Match[str]) -> Found | None:
    """The longest IBAN that begins there."""
    places = [at for at in range(match.start(), match.end()) if text[at].isalnum()]
    for length in reversed(_IBAN_LENGTHS):
        if length > len(places):
            continue
        end = places[length - 1] + 1
        value = "".join(text[at] for at in places[:length]).upper()
        inside_word = end < len(text) and text[end].isalnum()
        if not inside_word and value.isascii() and _is_iban(value):
            return Found(Kind.IBAN, match.start(), end, value)
    return None


def _is_iban(value: str) -> bool:
    try:
        iban.validate(value, check_country=False)
    except ValidationError:
        return False
    return True


def find_cards(text: str) -> Iterator[Found]:
    """Payment cards of 13 to 19 digits (ISO 7812) that pass the Luhn check."""
    at = 0
    while match := _CARD.search(text, at):
        found = _card(text, match)
        at = found.end if found else match.end()
        if found:
            yield found


def _card(text: str, match: re.Match[str]) -> Found | None:
    before = text[max(0, match.start() - 40) : match.start()]
    places = [at for at in range(match.start(), match.end()) if text[at].isdigit()]
    for length in range(min(19, len(places)), 12, -1):
        end = places[length - 1] + 1
        written = text[match.start() : end]
        inside_number = end < len(text) and text[end].isdigit()
        if not inside_number and _is_card(written) and not _NOT_A_CARD.search(before):
            digits = "".join(_CARD_GROUPS.findall(written))
            return Found(Kind.CARD, match.start(), end, digits)
    return None


def _is_card(written: str) -> bool:
    groups = _CARD_GROUPS.findall(written)
    value = "".join(groups)
    shaped = len(groups) == 1 or (
        all(3 <= len(group) <= 6 for group in groups[:-1]) and len(groups[-1]) <= 6
    )
    long_enough = len(value) > 13 or value[0] == "4"  # ISBN and EAN have 13, too
    return (
        shaped
        and long_enough
        and _ISSUERS.match(value) is not None
        and len(set(value)) > 1
        and luhn.is_valid(value)
    )


@dataclass(frozen=True, slots=True)
class _Form:
    """One kind of id; `cue` is a word for it, without which digits alone say nothing."""

    pattern: re.Pattern[str]
    is_valid: Callable[[str], bool]
    cue: re.Pattern[str] | None = None


def _form(pattern: str, module: Any, cue: str = "") -> _Form:
    return _Form(
        re.compile(rf"(?<![\w./-])(?:{pattern})(?![\w])(?![./-]\d)", re.IGNORECASE),
        module.is_valid,
        re.compile(rf"\b(?:{cue})\b[^\n]{{0,30}}$", re.IGNORECASE) if cue else None,
    )


_SEP: Final = r"[ .\-]?"
_FORMS: Final = (
    _form(rf"\d{{1,2}}\.?\d{{3}}\.?\d{{3}}{_SEP}[A-Z]", dni),
    _form(r"\d{4}[ -]?\d{4}[ -]?\d{2}[ -]?\d{10}", ccc),
    _form(rf"[XYZ]{_SEP}\d{{7}}{_SEP}[A-Z]", nie),
    _form(rf"[A-HJNP-SUVW]{_SEP}\d{{7}}{_SEP}[\dA-J]", cif, "cif|nif|vat|iva"),
    _form(
        rf"[1-478]{_SEP}\d{{2}}{_SEP}(?:0[1-9]|1[0-2]|[2-9]\d){_SEP}(?:\d{{2}}|2[AB]){_SEP}"
        rf"\d{{3}}{_SEP}\d{{3}}{_SEP}\d{{2}}",
        nir,
    ),
    _form(rf"\d{{3}}{_SEP}\d{{3}}{_SEP}\d{{3}}", siren, "siren"),
    _form(rf"\d{{3}}{_SEP}\d{{3}}{_SEP}\d{{3}}{_SEP}\d{{5}}", siret, "siret"),
    _form(
        r"[A-Z]{3} ?[A-Z]{3} ?\d[\dLMNP-V][A-EHLMPR-T][\dLMNP-V]{2} ?[A-Z][\dLMNP-V]{3}[A-Z]"
        r"|[A-Z]{6} ?[\dLMNP-V]{2}[A-EHLMPR-T][\dLMNP-V]{2} ?[A-Z][\dLMNP-V]{3} ?[A-Z]",
        codicefiscale,
    ),
    _form(r"\d{3}-\d{2}-\d{4}|\d{3} \d{2} \d{4}", ssn),
    _form(r"\d{9}", ssn, "ssn|social security(?: number| no)?"),
    _form(r"9\d{2}-\d{2}-\d{4}", itin),
    _form(r"\d{2}-?\d{7}", ein, "ein|employer id\\w*|tax id"),
    _form(rf"\d{{3}}{_SEP}\d{{3}}{_SEP}\d{{4}}", nhs, "nhs"),
    _form(r"\d{5} ?\d{5}", utr, "utr|tax reference"),
    _form(
        rf"\d{{2}}{_SEP}\d{{3}}{_SEP}\d{{3}}{_SEP}\d{{3}}",
        idnr,
        "steuer\\w*|identifikationsnummer|idnr|tax id|tin",
    ),
    _form(rf"\d{{3}}{_SEP}\d{{3}}{_SEP}\d{{3}}", nif_pt, "nif|contribuinte"),
    _form(rf"\d{{4}}{_SEP}\d{{2}}{_SEP}\d{{3}}|\d{{9}}", bsn, "bsn|burgerservicenummer|sofi\\w*"),
    _form(r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}", nn),
    _form(r"\d{3}\.\d{3}\.\d{3}-\d{2}", cpf),
    _form(r"\d{11}", cpf, "cpf"),
    _form(r"\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}", cnpj),
    _form(r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d", curp),
    _form(r"[A-ZÑ&]{3,4}\d{6}[A-Z\d]{3}", rfc),
    _form(r"\d{2}-\d{8}-\d", cuit),
    _form(r"\d{1,2}\.\d{3}\.\d{3}-[\dK]", rut),
    _form(r"756\.\d{4}\.\d{4}\.\d{2}", ahv),
    _form(r"\d{11}", pesel, "pesel"),
)
_NINO: Final = re.compile(
    r"(?<!\w)(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?P<gap> ?)\d{2}(?P=gap)"
    r"\d{2}(?P=gap)\d{2} ?[A-D](?!\w)",
    re.IGNORECASE,
)
_NOT_ALNUM: Final = re.compile(r"[^0-9A-ZÑ&]")


def find_ids(text: str) -> Iterator[Found]:
    """National and tax ids that their check digits, or their form and a word, bear out."""
    for form in _FORMS:
        for match in form.pattern.finditer(text):
            before = text[max(0, match.start() - 50) : match.start()]
            digits = _NOT_ALNUM.sub("", match.group().upper())
            if (form.cue is None or form.cue.search(before)) and form.is_valid(digits):
                yield _id(match)
    for match in _NINO.finditer(text):
        yield _id(match)


def _id(match: re.Match[str]) -> Found:
    return Found(Kind.ID, match.start(), match.end(), _NOT_ALNUM.sub("", match.group().upper()))
