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
    r"|pago urgente|(?:pag(?:ar?|ue)|abon(?:ar?|e)) (?:la |esta )?factura|te lo (?:devuelvo|abono)"
    r"|cuenta nueva|nueva cuenta|adquisición|cartes? cadeaux?|virement|paiement urgent"
    r"|(?:pay|pai|régl)\w+ (?:la |cette )?facture|je te rembourse|nouveau compte|geschenkkarten?"
    r"|überweisung)\b",
)
_UNREACHABLE: Final = Caseless(
    r"\b(?:(?:can(?:['’]t|not| not)|unable to|not able to) (?:take|receive|answer|accept)"
    r" (?:any |your |phone )*calls?|(?:do not|don['’]t|please do not) (?:call|phone|ring)"
    r"|under audit|being audited|only (?:by|on|at|to) this (?:e-?mail|address)"
    r"|(?:only reply|reply only|answer only) by (?:e-?)?mail|my phone is off|can only text"
    r"|(?:keep|stay|remain)\w* (?:this |it )?(?:strictly )?(?:confidential|between us)"
    r"|no (?:puedo (?:atender|recibir|contestar)(?: a)? (?:\w+ )?(?:llamadas|(?:al |el )?teléfono)"
    r"|me llam(?:es?|éis|en)|llam(?:es?|en))|(?:en|bajo) auditoría|mi teléfono está (?:apagado"
    r"|roto)|(?:s[oó]lo|únicamente) (?:por|en|a) (?:este correo|esta dirección|correo|e-?mail)"
    r"|(?:mant|guárd|qued)\w+ (?:esto |lo )?(?:en secreto|entre (?:nosotros|tú y yo))"
    r"|de forma confidencial|discretamente|con (?:toda|total|la máxima) discreción"
    r"|(?:ne |n['’])(?:m['’]appele[zr]|m['’]appelle|appele[zr]|appelle|téléphone[zr]?) pas"
    r"|ne peux (?:pas )?(?:prendre|recevoir|répondre)[^.\n]{0,15}\b(?:appels?|téléphone)"
    r"|(?:pas|in)joignable par téléphone|mon téléphone est (?:coupé|éteint|en panne)|sous audit"
    r"|(?:uniquement|seulement) (?:sur|à|par) (?:cette adresse|ce mail|mail|e-?mail|courriel)"
    r"|(?:rest|gard)\w+ (?:ceci |cela |ça |le )?(?:strictement )?(?:entre nous|confidentiel)"
    r"|de façon confidentielle|confidentiellement|discrètement|en toute discrétion"
    r"|nicht anrufen|nur (?:an|über) diese adresse)\b",
)
_TITLE: Final = Caseless(
    r"\b(?:director|directora|ceo|cfo|chairman|president|managing|gerente|presidente|presidenta"
    r"|consejer[oa] delegad[oa]|directeur|directrice|gérante?|présidente?|pdg"
    r"|geschäftsführer(?:in)?|direktor(?:in)?)\b",
)
_CARD: Final = Caseless(
    r"\b(?:(?:enter|provide|submit|fill in)\b[^.\n]{0,40}\b(?:card|bank) (?:details|data|number)"
    r"|(?:introdu(?:zca|ce)|facilit[ea]|indi(?:que|ca)|ingres[ea]|proporcion[ea]|rellen[ea])\b"
    r"[^.\n]{0,40}\b(?:tarjeta|datos bancarios)"
    r"|(?:saisi(?:ssez|r|s)|renseigne[zr]?|indique[zr]?|entrez|fournissez|communique[zr])\b"
    r"[^.\n]{0,40}\b(?:carte|coordonnées bancaires)"
    r"|(?:geben sie)\b[^.\n]{0,40}\b(?:karten|bank)daten)\b",
)
_AUTHORITY: Final = Caseless(
    r"\b(?:tax (?:refund|rebate)|(?:unpaid|outstanding|parking|traffic|speeding) (?:fine|penalty)"
    r"|(?:foto)?multas?|infracci(?:ón|ones)|peaje impagado|devolución (?:de (?:impuestos|hacienda"
    r"|la renta)|tributaria|fiscal)|amendes?|contraventions?|infraction|stationnement impayé"
    r"|remboursement d['’]impôts?|bußgeld\w*|steuererstattung)\b",
)
_PAY: Final = Caseless(
    r"\b(?:pay|paying|payment|claim|pagar?|pague|abon[ae]r?|pago|reclam[ae]r?|cobr[ae]r?|payer"
    r"|payez|réglez|régler|acquitte[rz]|réclame[rz]|paiement|bezahlen|zahlung)\b",
)
_LOAN: Final = Caseless(
    r"\b(?:loans?|funding|family office|investors?|interest (?:rate )?(?:of )?\d|préstamos?"
    r"|créditos?|financiación|financiamiento|inversores|inversionistas|prêts? (?:de|à|entre|jusqu)"
    r"|(?:des|un|le) prêts?|crédits?|financement|investisseurs?|kredit)\b",
)
_PAPERS: Final = Caseless(
    r"\b(?:(?:copy|scan|photo) of (?:your )?(?:passport|id\b|identity)|"
    r"(?:copia|foto) de(?:l)?(?: su| tu)? (?:pasaporte|dni|cédula|documento de identidad"
    r"|identificación)|(?:copie|photo|scan) (?:de|du) (?:votre |ta |ton )?(?:passeport"
    r"|(?:pièce|carte) d['’]identité)|kopie ihres "
    r"(?:passes|ausweises))",
)
_COURTSHIP: Final = Caseless(
    r"\b(?:(?:saw|seen|found) (?:you|your) profile|(?:know|meet) you (?:more|better)"
    r"|(?:vi|he visto|encontré) (?:tu|su) perfil|conocer(?:te|le|lo|la) (?:mejor|más)"
    r"|(?:vu|trouvé|aimé) (?:ton|votre) profil|(?:te|vous) connaître (?:mieux|davantage)"
    r"|mieux (?:te|vous) connaître|faire (?:ta|votre) connaissance)\b",
)
_HEART: Final = Caseless(
    r"\b(?:my heart|hi dear|hello dear|lonely|honest man|no children|mi corazón|solita|sin hijos"
    r"|cariño|hola (?:guap|querid)[oa]|hombre honesto|mon cœur|seule|veuve|sans enfants?"
    r"|homme (?:honnête|sérieux)|tendresse)\b",
)
_ELSEWHERE: Final = Caseless(
    r"\b(?:private (?:e-?)?mail|photos|fotos|correo (?:privado|personal)|mail privé"
    r"|adresse privée|whatsapp|telegram|money|dinero|argent|western union)\b"
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
