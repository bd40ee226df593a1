"""A reply skeleton: greeting, the asks one by one with answers to choose, sign-off.

Owns: putting it together from the thread, the sent replies and fixed phrases only, so that no
invented fact can occur. Must not: answer for the person, or pick recipients.
"""

import re
from typing import Final

from emailassist.domain.draft import Choice, Proposal
from emailassist.domain.task import TriageTask
from emailassist.domain.triage import Written
from emailassist.local.asks import Ask, body_of, read_asks, shortened
from emailassist.local.greetings import is_greeting
from emailassist.local.injection import suspicion
from emailassist.local.reply_phrases import PHRASES, Phrases
from emailassist.local.style import NAME_SLOT, Style, greeting_and_signoff
from emailassist.local.traits import traits_of

_MAX_ASKS: Final = 8
_QUOTE: Final = 300
_SHORT: Final = 7
_LONGER: Final = 14
_BACK: Final = re.compile(
    r"\b(?:those|these|them|that|all this|esto|eso|estos (?:datos|puntos)|(?:los|las|me lo)"
    r" (?:mandas|envías|pasas)|cela|ça|ces (?:éléments|points|informations)|das)\b",
    re.IGNORECASE,
)
_HAND_OVER: Final = re.compile(
    r"\b(?:send|let (?:me|us) have|get|forward|provide|bring|return|need|e-?mail)"
    r" (?:\w+ ){0,2}?(?:these|those|them|all this)\b"
    r"|\b(?:nos|me) (?:los|las) (?:env|mand|pas|hag)\w+"
    r"|\b(?:env|mand|pas|hac)\w*?(?:nos|me)l[oa]s\b"
    r"|\b(?:nous|me) (?:les |l['’])\w+(?:er|ir|re)\b|\bles (?:nous|moi)\b|-les[- ](?:nous|moi)\b"
    r"|\b(?:uns|mir) (?:diese|alles)\b",
    re.IGNORECASE,
)
_FIRST_NAME: Final = re.compile(r"^[^\W\d_][^\W\d_'’.-]*(?:[-'’][^\W\d_]+)?$")
_ROLE_WORDS: Final = frozenset(
    {  # jobs and departments
        "team", "support", "info", "service", "sales", "office", "admin", "billing", "news",
        "department", "accounts", "equipo", "soporte", "ventas", "atención", "secretaría",
        "administración", "équipe", "secrétariat", "comptabilité", "direction", "accueil",
    }
    | {  # titles
        "dr", "mr", "mrs", "ms", "prof",
    }
    | {  # places and companies
        "hotel", "hostel", "hôtel", "hostal", "restaurant", "restaurante", "clinic",
        "clínica", "clinique", "hospital", "hôpital", "school", "colegio", "escuela", "école",
        "collège", "lycée", "university", "universidad", "université", "academy", "academia",
        "library", "biblioteca", "bibliothèque", "museum", "museo", "musée", "club",
        "asociación", "association", "foundation", "fundación", "fondation", "bank", "banco",
        "banque", "agency", "agencia", "agence", "gestoría", "cabinet", "garage", "garaje",
        "taller", "talleres", "transportes", "transports", "farmacia", "pharmacie", "mairie",
        "ayuntamiento", "centro", "centre", "center", "company", "group", "grupo", "groupe",
        "store", "shop", "tienda", "boutique",
    }
)  # fmt: skip
_ARTICLES: Final = frozenset({"the", "la", "el", "los", "las", "le", "les"})
"""No person's name begins with one, though 'Ana de la Fuente' has one."""


def skeleton(task: TriageTask, *, language: str) -> Proposal | None:
    """A reply with a marker for each ask that only the person can answer; None without asks."""
    traits = traits_of(task)
    if task.answered or task.me.is_me(task.message.envelope.sender):
        return None
    if traits.by_program or (traits.mass and not traits.discussion_list):
        return None
    asks = _to_answer(task)
    if not asks:
        return None
    spoken = language if language in PHRASES else "en"
    phrases = PHRASES[spoken]
    choices = tuple(_choice(number, ask, phrases) for number, ask in enumerate(asks, start=1))
    style = _style(task, spoken)
    blocks = [
        _greeting(task, phrases, style),
        phrases.thanks,
        *(f"> {choice.ask}\n{choice.marker}" for choice in choices),
        _signoff(task, phrases, style),
    ]
    return Proposal("\n\n".join(blocks), spoken, Written.SKELETON, choices)


def _to_answer(task: TriageTask) -> list[Ask]:
    """The asks that an answer takes one by one.

    Beside a question, a sentence that only says by when an answer is wanted needs none.
    """
    asks = [ask for ask in read_asks(body_of(task)) if not is_greeting(ask.sentence.flat)]
    if any(ask.directly for ask in asks):
        asks = [ask for ask in asks if not ask.only_waits]
    # What may be meant for a program is no question to me, as long as there is another.
    asks = [ask for ask in asks if not suspicion(ask.sentence.text)] or asks
    points = [ask for ask in asks if ask.sentence.sign]
    if points:  # "Can you send me those?" asks for nothing beside them
        asks = [ask for ask in asks if ask in points or not _points_back(ask)]
    return asks[:_MAX_ASKS]


def _points_back(ask: Ask) -> bool:
    """Whether it asks for the list once more; a long sentence only if it says so."""
    flat = ask.sentence.flat
    words = len(flat.split())
    return (words <= _SHORT and _BACK.search(flat) is not None) or (
        words <= _LONGER and _HAND_OVER.search(flat) is not None
    )


def first_name(task: TriageTask) -> str:
    """The correspondent's first name if that is certain, else ''; as they sign it themselves."""
    sender = task.message.envelope.sender
    if sender is None:
        return ""
    name = sender.name.strip().strip("\"'")
    signed = _signed(task)
    if not name:
        shown = sender.email.partition("@")[0].casefold()
        return signed if signed and signed.casefold() in shown else ""
    first = _first_of(name)
    return signed if signed and first.casefold().startswith(signed.casefold()) else first


def _signed(task: TriageTask) -> str:
    """The one name in the last line of the text, or ''."""
    lines = [line.strip(" ,.-–—!") for line in body_of(task)[-600:].splitlines()]
    last = next((line for line in reversed(lines) if line), "")
    return _first_of(last)


def _first_of(name: str) -> str:
    if "," in name:  # "Vidal, Clara"
        last, _, first = name.partition(",")
        name = f"{first.strip()} {last.strip()}"
    parts = name.split()
    if not 1 <= len(parts) <= 4 or "@" in name or "&" in name or name.isupper():
        return ""
    if (
        any(part.casefold().strip(".") in _ROLE_WORDS for part in parts)
        or parts[0].casefold() in _ARTICLES
        or not parts[0][:1].isupper()
    ):
        return ""
    return parts[0] if _FIRST_NAME.match(parts[0]) and len(parts[0]) > 1 else ""


def _choice(number: int, ask: Ask, phrases: Phrases) -> Choice:
    unsigned = ask.sentence.flat.removeprefix(ask.sentence.sign).lstrip("-*•> ")
    quoted = shortened(unsigned, _QUOTE)
    return Choice(phrases.marker.format(number=number), quoted, phrases.options[ask.kind])


def _style(task: TriageTask, language: str) -> Style:
    sender = task.message.envelope.sender
    address = sender.email if sender else ""
    return greeting_and_signoff(task.sent_replies, language=language, correspondent=address)


def _greeting(task: TriageTask, phrases: Phrases, style: Style) -> str:
    name = first_name(task)
    if not name:
        neutral = style.greeting if style.greeting and NAME_SLOT not in style.greeting else ""
        return neutral or phrases.greeting_unnamed
    learned = style.greeting if NAME_SLOT in style.greeting else ""
    return (learned or phrases.greeting).replace(NAME_SLOT, name)


def _signoff(task: TriageTask, phrases: Phrases, style: Style) -> str:
    if style.signoff:
        return style.signoff
    own = task.me.name.split()[0] if task.me.name.split() else ""
    return f"{phrases.signoff},\n{own}" if own else phrases.signoff
