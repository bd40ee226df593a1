"""The one sentence of a mail that tells best what it is about.

Owns: choosing and shortening a sentence that stands in the mail. Must not: write a new one;
only a calendar event, which has no sentence, is put together from its fields.
"""

import re
from datetime import datetime
from typing import Final

from emailassist.domain.message import CalendarEvent, ParsedMessage
from emailassist.domain.task import TriageTask
from emailassist.local import ask_words
from emailassist.local.amounts import find_amounts
from emailassist.local.asks import body_of, read_asks
from emailassist.local.dates import find_dates
from emailassist.local.greetings import is_greeting, is_sign_off
from emailassist.local.injection import injection_signs
from emailassist.local.sentences import Sentence, split_sentences

MAX_LENGTH: Final = 160
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
    r"|ver (?:en|este)|versión web|navegador|darse de baja|cancelar (?:la|tu|su) suscripción"
    r"|aviso legal|política de|no responda|este (?:correo|mensaje) (?:es|ha sido|y|se)"
    r"|enviado desde mi|preferencias|todos los derechos|confidencial\w*"
    r"|voir (?:en ligne|dans|la version)|version (?:en ligne|web)|navigateur|se désabonner"
    r"|désinscri\w+|mentions légales|ne pas répondre|envoyé (?:de|depuis) mon|ce (?:message"
    r"|courriel|mail) (?:est|a été|vous)|tous droits"
    r"|im browser|abmelden|abbestellen|datenschutz|impressum|gesendet von meinem"
    r"|diese (?:e-?mail|nachricht) wurde)\b|©|\(c\) ?\d{4}",
    re.IGNORECASE,
)
_FILLER: Final = re.compile(
    r"^\W*(?:i hope (?:you|this|all)|hope (?:you|this|all)|thanks?\b|thank you\b|espero que"
    r"|gracias\b|j['’]espère|merci\b(?! de \w+r\b)|ich hoffe|danke\b|vielen dank|how are you"
    r"|qué tal|cómo est|comment (?:vas|allez)|happy (?:monday|friday)|my name is|me llamo"
    r"|je m['’]appelle|please see (?:the )?(?:attach|below)|see (?:attached|below)|fyi\W*$)",
    re.IGNORECASE,
)
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


def best_sentence(task: TriageTask) -> str:
    """At most 160 characters, in the mail's language; '' only for an empty mail."""
    message = task.message
    if message.calendar:
        return shorten(_event_line(message.calendar[0]))
    candidates = _candidates(body_of(task)) or _candidates(message.text)
    if candidates:
        best = max(range(len(candidates)), key=lambda place: _worth(candidates[place], place, task))
        return shorten(_clean(candidates[best].flat))
    return shorten(_fallback(message))


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
    """Without web addresses, bullets and rules of dashes: they say nothing in a list."""
    return " ".join(_URL.sub("", flat).split()).strip(" *-–—•|=_~#<>")


def _worth(sentence: Sentence, place: int, task: TriageTask) -> float:
    """Early is good; an ask, a date or an amount is better; filler is worse."""
    flat = sentence.flat[:600]
    worth = -0.35 * place
    if read_asks(sentence.text):
        worth += 1.2
    if ask_words.ANSWER_WANTED.search(flat):
        worth += 0.2
    if any(True for _ in find_dates(sentence, language="und", written_at=task.written_at)):
        worth += 0.5
    if any(True for _ in find_amounts(flat)):
        worth += 0.5
    if _FILLER.match(flat):
        worth -= 1.5
    if not flat.endswith((".", "?", "!", ":", "…")):
        worth -= 0.6
    return worth - (0.4 if len(flat.split()) < 4 else 0.0)


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
