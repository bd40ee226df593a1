"""What somebody says in a mail that they will do.

Owns: the words of a promise in English, Spanish, French and German. Must not: say who made it to
whom.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from emailassist.domain.triage import Fact, FactKind
from emailassist.local import date_words
from emailassist.local.sentences import Sentence

_WILL: Final = re.compile(
    r"\b(?:i|we)(?:['’]ll| will| shall| am going to| are going to| promise to)(?: then| also"
    r"| gladly| definitely| try to)? "
    r"(?:send|call|get back|let you know|forward|share|prepare|check|look into|review|write"
    r"|update|confirm|follow up|bring|book|arrange|take care|provide|email|e-mail|mail|phone"
    r"|fix|do it|do that|have it|finish|deliver|ship|refund|pay|sign|ask|find out|report"
    r"|organi[sz]e|reserve|come back|reply|respond|contact|drop|keep you)\b"
    r"|\b(?:te|le|os|les|se) (?:lo |la |los |las )?(?:enviar|mandar|pasar|confirmar|avisar"
    r"|llamar|informar|adjuntar|contar|escribir|responder|contestar|devolver|entregar)(?:é"
    r"|emos|án|á)\b"
    r"|\b(?:te|le|os|les) (?:diré|diremos|haré|haremos) (?:llegar|saber|algo)\b"
    r"|\bme (?:encargo|encargaré|ocupo|ocuparé|pongo con ello)\b|\bnos encargamos\b"
    r"|\b(?:je|j['’]|nous|on) ?(?:te |vous |t['’]|l['’]|le |la |les |m['’]en )*(?:enverr"
    r"|rappeller|appeller|confirmer|transmettr|tiendr|recontacter|préparer|occuper|reviendr"
    r"|ferai? parvenir|donner|apporter|répondr|envoier|passer|viendr|prendr|réserver|signer"
    r"|vérifier|regarder|rembourser|ramèner|amèner|livrer|régler|mettr)(?:ai|ons|a)?\b"
    r"|\bje m['’]en (?:charge|occupe)\b"
    r"|\bje (?:m['’]occupe|me charge) (?:de |d['’])(?:(?:te|vous|le|la|les) )?\w+(?:er|ir|re)\b"
    r"|\bich (?:schicke|sende|melde|rufe|gebe|kümmere|werde)\b(?: (?:dir|ihnen|euch|mich|dich"
    r"|sie|ihnen das|dir das)){1,2}",
    re.IGNORECASE,
)
_OPEN: Final = re.compile(
    r"\?\s*$|\b(?:if|unless|si|sauf si|wenn|falls)\b.{0,40}\b(?:i|we)\b(?:'|’| )", re.IGNORECASE
)
_DOES: Final = re.compile(
    r"\b(?:te|le|os|les|se) (?:lo |la |los |las )?(?:env[ií]o|mando|paso|confirmo|aviso|llamo|digo"
    r"|cuento|escribo|respondo|contesto|devuelvo|entrego|llevo|traigo|dejo)\b"
    r"(?! (?:que|de que|para|por)\b)"
    r"|\b(?:je|j['’]|on) ?(?:te |vous |t['’]|l['’]|le |la |les )+(?:envoie|rappelle|appelle"
    r"|confirme|transmets|tiens|donne|apporte|réponds|recontacte|reviens|écris|passe|dépose)\b"
    r"(?! (?:que|pour)\b)",
    re.IGNORECASE,
)
"""The present: a promise only of something still to come."""
_LATER: Final = re.compile(
    r"\b(?:mañana|luego|más tarde|esta (?:tarde|noche|semana)|hoy mismo|en cuanto|cuando"
    r"|en (?:un rato|breve|unos días)|pronto|(?:semana|mes) que viene|próxim[oa]"
    r"|demain|ce soir|cet après-midi|dès|quand|plus tard|tout à l['’]heure|bientôt|prochaine?"
    rf"|(?:{date_words.LONG_WEEKDAY}))\b",
    re.IGNORECASE,
)
_WITH_THIS: Final = re.compile(
    r"\badjunt\w+|\ben adjunto\b|\baquí\b|\bci-(?:joint|dessous|après)|\bpièces? jointes?\b"
    r"|\bvoici\b",
    re.IGNORECASE,
)
_READ: Final = 600


def find_promises(sentences: Iterable[Sentence]) -> Iterator[Fact]:
    """Sentences in which the writer says what they will do."""
    for sentence in sentences:
        if _is_promise(sentence.flat[:_READ]):
            yield Fact(FactKind.PROMISE, sentence.text, sentence.start, sentence.end)


def _is_promise(flat: str) -> bool:
    if _OPEN.search(flat):
        return False
    if _WILL.search(flat):
        return True
    does = _DOES.search(flat) is not None
    return does and _LATER.search(flat) is not None and not _WITH_THIS.search(flat)
