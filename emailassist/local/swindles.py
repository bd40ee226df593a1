"""Demands that only swindlers make: money in secret, cards and fines by a link, papers first.

Owns: the signs that who asks and what they ask for give together. Must not: decide alone, or
look at how a mail was sent.
"""

from collections.abc import Iterator
from typing import Final

from emailassist.domain.address import Address
from emailassist.domain.message import ParsedMessage
from emailassist.local.cased import Caseless
from emailassist.local.demanded import demanded
from emailassist.local.fraud_words import NEW_BANK
from emailassist.local.free_mail import FREE_MAIL
from emailassist.local.sign import Sign

_ERRAND: Final = Caseless(
    r"\b(?:gift cards?|(?:wire|bank|urgent|immediate) (?:transfer|payment)|pay (?:the |this )?"
    r"(?:invoice|bill|supplier)|(?:pay|reimburse) you back|new account|acquisition"
    r"|get (?:something|a few things) for (?:a|the) client|tarjetas? (?:de )?regalo|transferencia"
    r"|cuenta nueva|nueva cuenta|cartes? cadeaux?|virement|nouveau compte|geschenkkarten?"
    r"|überweisung)\b",
)
_UNREACHABLE: Final = Caseless(
    r"\b(?:(?:can(?:['’]t|not| not)|unable to|not able to) (?:take|receive|answer|accept)"
    r" (?:any |your |phone )*calls?|(?:do not|don['’]t|please do not) (?:call|phone|ring)"
    r"|under audit|being audited|only (?:by|on|at|to) this (?:e-?mail|address)"
    r"|(?:only reply|reply only|answer only) by (?:e-?)?mail|my phone is off|can only text"
    r"|(?:keep|stay|remain)\w* (?:this |it )?(?:strictly )?(?:confidential|between us)"
    r"|no (?:puedo (?:atender|recibir) llamadas|me llames?|llame)|en auditoría"
    r"|(?:solo|únicamente) (?:por|en|a) (?:este correo|esta dirección)|de forma confidencial"
    r"|discretamente|con (?:toda|total|la máxima) discreción"
    r"|ne (?:m['’]appelez|téléphonez) pas|uniquement (?:sur|à|par) (?:cette adresse|ce mail)"
    r"|de façon confidentielle|confidentiellement|discrètement|en toute discrétion"
    r"|nicht anrufen|nur (?:an|über) diese adresse)\b",
)
_TITLE: Final = Caseless(
    r"\b(?:director|directora|ceo|cfo|chairman|president|managing|gerente|presidente"
    r"|directeur|directrice|gérante?|pdg|geschäftsführer(?:in)?|direktor(?:in)?)\b",
)
_CARD: Final = Caseless(
    r"\b(?:(?:enter|provide|submit|fill in)\b[^.\n]{0,40}\b(?:card|bank) (?:details|data|number)"
    r"|(?:introduzca|facilite|indique)\b[^.\n]{0,40}\b(?:tarjeta|datos bancarios)"
    r"|(?:saisissez|renseignez|indiquez)\b[^.\n]{0,40}\b(?:carte|coordonnées bancaires)"
    r"|(?:geben sie)\b[^.\n]{0,40}\b(?:karten|bank)daten)\b",
)
_AUTHORITY: Final = Caseless(
    r"\b(?:tax (?:refund|rebate)|(?:unpaid|outstanding|parking|traffic|speeding) (?:fine|penalty)"
    r"|multas?|infracción|devolución de (?:impuestos|hacienda)|amendes?|infraction"
    r"|remboursement d['’]impôts?|bußgeld\w*|steuererstattung)\b",
)
_PAY: Final = Caseless(
    r"\b(?:pay|paying|payment|claim|pagar?|pague|abon[ae]r?|pago|payer|payez|réglez|régler"
    r"|paiement|bezahlen|zahlung)\b",
)
_LOAN: Final = Caseless(
    r"\b(?:loans?|funding|family office|investors?|interest (?:rate )?(?:of )?\d|préstamos?"
    r"|financiación|prêts?|financement|kredit)\b",
)
_PAPERS: Final = Caseless(
    r"\b(?:(?:copy|scan|photo) of (?:your )?(?:passport|id\b|identity)|copia de(?: su| tu)? (?:"
    r"pasaporte|dni)|copie de (?:votre )?(?:passeport|pièce d['’]identité)|kopie ihres "
    r"(?:passes|ausweises))",
)
_COURTSHIP: Final = Caseless(
    r"\b(?:(?:saw|seen|found) (?:you|your) profile|(?:know|meet) you (?:more|better)"
    r"|vi tu perfil|conocerte mejor|(?:vu|trouvé) ton profil|te connaître mieux)\b",
)
_HEART: Final = Caseless(
    r"\b(?:my heart|hi dear|hello dear|lonely|honest man|no children|mi corazón|solita|cariño"
    r"|mon cœur|seule|tendresse)\b",
)
_ELSEWHERE: Final = Caseless(
    r"\b(?:private (?:e-?)?mail|photos|whatsapp|telegram|money|dinero|argent|western union)\b"
)


def swindle_signs(message: ParsedMessage, text: str, *, foreign: bool) -> Iterator[Sign]:
    """Signs in `text`; `foreign`: nothing proves that the sender is who they say."""
    sender = message.envelope.sender
    if sender is not None and sender.domain in FREE_MAIL:
        yield from _boss_signs(sender, text)
    unreachable = _UNREACHABLE.search(text)
    if unreachable and (_ERRAND.search(text) or NEW_BANK.search(text)):
        said = " ".join(text[unreachable.start() : unreachable.end()].split())
        yield Sign(
            "secret-errand",
            f"It is about money and does not want to be asked back (“{said}”).",
        )
    if foreign:
        yield from _demands(text)
    elif _HEART.search(text):
        yield from _courtship(text)


def _boss_signs(sender: Address, text: str) -> Iterator[Sign]:
    if _TITLE.search(f"{sender.name[:200]}\n{text[-200:]}") and demanded(_ERRAND, text):
        yield Sign(
            "boss-at-free-mail",
            f"Somebody with a title wants an errand with money done, from {sender.domain}.",
        )


def _demands(text: str) -> Iterator[Sign]:
    link = "http" in text
    if link and (_CARD.search(text) or (_AUTHORITY.search(text) and _PAY.search(text))):
        yield Sign(
            "money-by-link",
            "It wants card details or a payment by a link, and nothing proves who sent it.",
        )
    if _LOAN.search(text) and _PAPERS.search(text):
        yield Sign("papers-first", "It offers money and wants a copy of your papers first.")
    yield from _courtship(text)


def _courtship(text: str) -> Iterator[Sign]:
    if _COURTSHIP.search(text) and _ELSEWHERE.search(text):
        yield Sign("courtship", "A stranger wants to know you better, and to go on elsewhere.")
