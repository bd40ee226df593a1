"""The one sentence of a mail that tells best what it is about.

Owns: choosing and shortening a sentence that stands in the mail. Must not: write a new one;
only a calendar event, which has no sentence, is put together from its fields.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from emailassist.domain.message import CalendarEvent, ParsedMessage
from emailassist.domain.task import TriageTask
from emailassist.domain.triage import FactKind
from emailassist.local import polite_words
from emailassist.local.amounts import find_amounts
from emailassist.local.asks import AskKind, body_of, read_asks
from emailassist.local.dates import find_dates
from emailassist.local.greetings import is_greeting, is_sign_off
from emailassist.local.headline import headline, without_preamble
from emailassist.local.injection import injection_signs
from emailassist.local.sentences import Sentence, split_sentences
from emailassist.local.traits import traits_of

MAX_LENGTH: Final = 160
_ONE_LINE: Final = 120
_CONSIDERED: Final = 12
_MIN_LETTERS: Final = 12
_MAX_SYMBOL_SHARE: Final = 0.35
_BOILERPLATE: Final = re.compile(
    r"\b(?:view (?:this|it|in|online|as)|in your browser|web version|read online|unsubscribe"
    r"|opt[- ]out|privacy|terms (?:of|and)|all rights reserved|copyright|you (?:are receiv"
    r"|receiv|got|have received)\w* this|this (?:e-?mail|message) (?:was sent"
    r"|is (?:confidential|intended))|do not reply|no-?reply|preferences|forward to a friend"
    r"|add us to|sent from my|having trouble|images? not|if you can['’]?t see|confidential\w*"
    r"|disclaimer"
    r"|ver (?:en|este)|versión web|navegador|dar(?:se|te) de baja|cancelar (?:la|tu|su) suscripción"
    r"|aviso (?:legal|de privacidad)|política de|términos y condiciones|no responda"
    r"|este (?:correo|mensaje) (?:es|ha sido|y|se|fue)|(?:recibes|recibe"
    r"|ha recibido) este (?:correo"
    r"|mensaje)|reenvi\w+ a un amigo|enviado desde mi|preferencias|todos los derechos"
    r"|confidencial\w*"
    r"|voir (?:en ligne|dans|la version)|version (?:en ligne|web)|navigateur|se désabonner"
    r"|désinscri\w+|désabonn\w+|mentions légales|politique de confidentialité|conditions générales"
    r"|ne pas répondre|envoyé (?:de|depuis) mon|ce (?:message|courriel|mail) (?:est|a été|vous)"
    r"|vous recevez (?:ce|cet)|transf[eé]re[zr] à un ami|tous droits|confidentiel\w*"
    r"|im browser|abmelden|abbestellen|datenschutz|impressum|gesendet von meinem"
    r"|diese (?:e-?mail|nachricht) wurde)\b|©|\(c\) ?\d{4}",
    re.IGNORECASE,
)
_FILLER: Final = re.compile(
    r"^\W*(?:(?:i['’]m |i am )?(?:so |very )?sorry (?:for|about)|apologies|i apologi[sz]e"
    r"|lovely\b|great\b|what an?\b|it['’]?s been\b"
    r"|it (?:was|is) (?:really |so |very )?(?:good|great|nice|lovely|a pleasure|wonderful)\b"
    r"|perdona\b|perdón|disculpa|siento (?:el|la|haber)|désolée?\b|pardon\b|excuse[sz]?[- ]moi"
    r"|i hope (?:you|this|all)|hope (?:you|this|all)|thanks?\b|thank you\b|espero que"
    r"|lo siento\b|toutes mes excuses|mes excuses|feliz (?:lunes|viernes|año)|bonne (?:année"
    r"|semaine)"
    r"|(?:qué|quelle?) (?:alegría|gusto|plaisir|joie)|encantad[oa] de|un placer|ravie? d"
    r"|mi nombre es"
    r"|gracias\b|j['’]espère|merci\b(?! de \w+r\b)|ich hoffe|danke\b|vielen dank|how are you"
    r"|qué tal|cómo est|comment (?:vas|allez)|happy (?:monday|friday)|my name is|me llamo"
    r"|je m['’]appelle|please see (?:the )?(?:attach|below)|see (?:attached|below)|fyi\W*$)",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(r"^[\w -]{2,25}:\s+\S")
_ITEM: Final = re.compile(r"^\(?(?:\d{1,2}|[a-h])[.)]\s+")
_BESIDES: Final = re.compile(
    r"^\W*(?:if (?:you|this|it)|you can|should you|si (?:no|ya|usted|tienes?|vous|tu)|puedes?\b"
    r"|pueden\b"
    r"|podéis|vous pouvez|tu peux|sie können|falls|wenn sie|for (?:further|more|any)|para (?:más"
    r"|cualquier)|pour (?:plus|toute))\b[^?]*$",
    re.IGNORECASE,
)
"""What one may do besides: seldom what a mail is about."""
_TOPIC: Final = re.compile(r"[^\W_]{4,}")
_ON_TOPIC: Final = 0.25
_SHORT_QUESTION: Final = 8
_SHORT_COURTESY: Final = 12
_GOES_ON: Final = re.compile(r"^\W*(?:and|also|y|e|et|und)\b", re.IGNORECASE)
_BULLET: Final = re.compile(r"^[-*•·–]\s")
_PERCENT: Final = re.compile(r"\d\s?%")
_SUBJECT_WORTH: Final = 0.3
"""A sentence worth less than this says less than the subject of a program's mail."""
_URL: Final = re.compile(
    r"https?://\S+|www\.\S+|<[^>\s]{3,300}>|\[(?:image|cid)[^\]]{0,100}\]", re.IGNORECASE
)
_QUOTED: Final = re.compile(r"^\s*[>|]")
_HEADER_LIKE: Final = re.compile(
    r"^\s*(?:from|to|cc|subject|date|sent|de|para|asunto|fecha|enviado|à|objet|envoyé|von|an"
    r"|betreff|datum)\s?:",
    re.IGNORECASE,
)
_CLAUSE: Final = re.compile(
    r"[,;:–—)](?=\s)|\s(?=(?:and|but|because|which|y|pero|porque|que|et|mais|car|qui|und|aber"
    r"|weil)\s)"
)


@dataclass(frozen=True, slots=True)
class _Weights:
    place: float
    ask: float
    facts: float
    emptiness: float


_KNOWN_TOPIC: Final = _Weights(place=-0.2, ask=1.0, facts=1.0, emptiness=1.0)
_TOPIC_WANTED: Final = _Weights(place=-1.0, ask=0.7, facts=0.3, emptiness=0.5)


def best_sentence(task: TriageTask) -> str:
    """At most `MAX_LENGTH` characters, in the mail's language; '' only for an empty mail."""
    message = task.message
    event = _event(message)
    if event is not None:
        return shorten(_event_line(event))
    if _is_about_event(message):
        return shorten(message.envelope.subject)
    candidates = _candidates(body_of(task)) or _candidates(message.text)
    if not candidates:
        return shorten(_fallback(message))
    worths = [_worth(sentence, place, task) for place, sentence in enumerate(candidates)]
    best = max(range(len(worths)), key=lambda place: worths[place])
    subject = message.envelope.subject.strip()
    traits = traits_of(task)
    if worths[best] < _SUBJECT_WORTH and subject and (traits.by_program or traits.mass):
        return shorten(subject)
    if _tells_topic(subject):
        return shorten(_with_list(candidates, best, without_preamble))
    return shorten(_with_list(candidates, best, headline), _ONE_LINE)


def _with_list(candidates: Sequence[Sentence], place: int, shortened: Callable[[str], str]) -> str:
    """A sentence that ends with a colon goes on with what it introduces."""
    flat = _clean(candidates[place].flat)
    if candidates[place].flat.endswith(":") and place + 1 < len(candidates):
        return f"{shortened(flat)} {_clean(candidates[place + 1].flat).rstrip(' ;,')}"
    return shortened(flat).rstrip(" :")


def _event(message: ParsedMessage) -> CalendarEvent | None:
    """The event of an invitation; a cancelled or answered one must not look like one."""
    methods = {"REQUEST", "ADD", "COUNTER"}
    return next((event for event in message.calendar if event.method.upper() in methods), None)


def _is_about_event(message: ParsedMessage) -> bool:
    """A cancellation or an answer, whose subject names both the event and what became of it."""
    methods = {"CANCEL", "REPLY", "DECLINECOUNTER"}
    found = any(event.method.upper() in methods for event in message.calendar)
    return found and bool(message.envelope.subject.strip())


def shorten(text: str, limit: int = MAX_LENGTH) -> str:
    """The text on one line, cut after a clause (else a word) and marked with '…'."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    head = flat[: limit - 1]
    clauses = [match.start() for match in _CLAUSE.finditer(head)]
    cut = next((place for place in reversed(clauses) if place >= limit // 2), head.rfind(" "))
    return head[: cut if cut > 0 else limit - 1].rstrip(" ,;:–—-") + "…"


def _candidates(text: str) -> list[Sentence]:
    found: list[Sentence] = []
    for sentence in split_sentences(text):
        flat = _clean(sentence.flat)
        if is_sign_off(flat) and found:
            break
        if _is_content(sentence, flat):
            found.append(sentence)
        if len(found) == _CONSIDERED:
            break
    return found


def _is_content(sentence: Sentence, flat: str) -> bool:
    letters = sum(char.isalpha() for char in flat)
    if letters < _MIN_LETTERS and not (flat.endswith("?") and letters > 4):
        return False
    symbols = sum(not (char.isalnum() or char.isspace()) for char in flat)
    if symbols > _MAX_SYMBOL_SHARE * len(flat):
        return False
    if _QUOTED.match(sentence.text) or _HEADER_LIKE.match(flat) or _BOILERPLATE.search(flat[:400]):
        return False
    if injection_signs(flat):
        return False
    return not is_greeting(flat) and not is_sign_off(flat)


def _clean(flat: str) -> str:
    """Without web addresses, bullets, list numbers and rules of dashes."""
    bare = " ".join(_URL.sub("", flat).split()).strip(" *-–—•|=_~#<>·")
    return _ITEM.sub("", bare)


def _worth(sentence: Sentence, place: int, task: TriageTask) -> float:
    """Early is good; where the subject tells the topic, an ask, a date or an amount is better.

    Without a subject, people sum a mail up by how it begins (Zhang and Tetreault, ACL 2019).
    """
    flat = _clean(sentence.flat)[:600]
    words = len(flat.split())
    weights = _KNOWN_TOPIC if _tells_topic(task.message.envelope.subject) else _TOPIC_WANTED
    return (
        weights.place * place
        + weights.ask * _worth_of_ask(sentence, words)
        + weights.facts * _worth_of_facts(sentence, flat, task)
        + min(0.6, _ON_TOPIC * len(_topics(flat) & _topics(task.message.envelope.subject)))
        - weights.emptiness * _emptiness(flat, words)
        - (1.0 if _BULLET.match(sentence.text) else 0.4 if _ITEM.match(sentence.text) else 0.0)
    )


def _tells_topic(subject: str) -> bool:
    return bool(_topics(subject))


def _worth_of_ask(sentence: Sentence, words: int) -> float:
    """'Which do you prefer?' says nothing without the sentence before it."""
    asks = read_asks(sentence.text)
    if not asks:
        return 0.0
    if words < _SHORT_QUESTION or _GOES_ON.match(sentence.flat):
        return 0.3
    if asks[0].directly:
        return 1.4
    return 0.7 if asks[0].kind is AskKind.ACTION else 0.3


def _worth_of_facts(sentence: Sentence, flat: str, task: TriageTask) -> float:
    dates = list(find_dates(sentence, language="und", written_at=task.written_at))
    due = any(fact.kind is FactKind.DEADLINE for fact in dates)
    counted = _PERCENT.search(flat) is not None or any(True for _ in find_amounts(flat))
    return 0.5 * bool(dates) + 0.4 * due + 0.5 * counted


def _emptiness(flat: str, words: int) -> float:
    """How far a line is a heading, a form of politeness or an aside."""
    empty = 0.0
    courteous = words <= _SHORT_COURTESY and polite_words.COURTESY.search(flat)
    polite = courteous or (_FILLER.match(flat) and not read_asks(flat))
    if polite or polite_words.NO_REPLY_NEEDED.search(flat):
        empty += 1.8
    if _BESIDES.match(flat):
        empty += 0.8
    if flat.endswith(":"):
        empty += 0.3
    elif not flat.endswith((".", "?", "!", "…")):
        empty += 0.8
    if _LABEL.match(flat) and not flat.endswith((".", "?", "!")):
        empty += 0.6
    if words < 5:
        empty += 0.8
    return empty


def _topics(text: str) -> set[str]:
    return {word.casefold() for word in _TOPIC.findall(text)}


def _event_line(event: CalendarEvent) -> str:
    parts = [event.summary.strip() or event.uid, _when(event), event.location.strip()]
    return " · ".join(part for part in parts if part)


def _when(event: CalendarEvent) -> str:
    if event.start is None:
        return ""
    if event.all_day:
        return event.start.strftime("%Y-%m-%d")
    end = event.end
    if end is not None and end.date() == event.start.date() and end != event.start:
        return f"{event.start:%Y-%m-%d %H:%M}–{end:%H:%M}"
    return _stamp(event.start)


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _fallback(message: ParsedMessage) -> str:
    """A mail without a sentence: its subject, else its first words or attachment."""
    words = _clean(" ".join(message.text[:600].split()))
    names = ", ".join(item.filename for item in message.attachments if item.filename)
    return message.envelope.subject.strip() or words or names
