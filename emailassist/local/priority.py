"""How soon the person should look at a message.

Owns: guessing a priority from headers, deadlines and asks. Must not: believe a loud subject
of bulk mail or fraud.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from emailassist.domain.task import TriageTask
from emailassist.domain.triage import Fact, FactKind, Priority
from emailassist.local.asks import body_of, read_asks
from emailassist.local.traits import is_reply_subject, traits_of

_LOW: Final = frozenset({"newsletter", "marketing", "spam-phishing"})
_URGENT_WORDS: Final = re.compile(
    r"\b(?:urgent|urgently|asap|as soon as possible|immediately|right away|emergency|critical"
    r"|outage|production (?:is )?down|blocker|blocking|time[- ]sensitive|by (?:eod|cob"
    r"|end of (?:the )?day|tonight|noon)|before (?:noon|the end of (?:the )?day)"
    r"|urgente|urge|cuanto antes|lo antes posible|inmediatamente|de inmediato|crítico|caíd[oa]"
    r"|hoy mismo|hoy sin falta"
    r"|urgente?s?|au plus vite|dès que possible|immédiatement|en urgence|critique|en panne"
    r"|bloquant|dès aujourd['’]hui|avant ce soir"
    r"|dringend|sofort|so bald wie möglich|schnellstmöglich|eilig|noch heute)\b",
    re.IGNORECASE,
)
_NOT_URGENT: Final = re.compile(
    r"\b(?:not|isn['’]t|nothing|no (?:es|corre)|pas|nicht) (?:\w+ )?(?:urgent\w*|prisa"
    r"|dringend)\b|\bno rush\b|\bsin prisa\b|\brien d['’]urgent\b",
    re.IGNORECASE,
)
_ALARM: Final = re.compile(
    r"\b(?:down|outage|critical|failed|failure|incident|security alert|caído|fallo"
    r"|error crítico|panne|échec|incident|alerte)\b",
    re.IGNORECASE,
)
_WEEK: Final = 7
_MAY_BE_BULK: Final = frozenset({"receipt", "calendar", "notification"})


def guess_priority(
    task: TriageTask, facts: Iterable[Fact], category: str | None
) -> tuple[Priority, str]:
    """Priority and a short reason."""
    if category in _LOW:
        return Priority.LOW, "Nothing is lost if it waits."
    traits = traits_of(task)
    if traits.mass and not traits.discussion_list and category not in _MAY_BE_BULK:
        return Priority.LOW, "It was sent to many people at once."
    asks = bool(read_asks(body_of(task)))
    days = _days_left(task, facts)
    if not traits.by_program and (days is None or days <= _WEEK) and _is_pressing(task):
        return Priority.URGENT, "The sender says that it cannot wait."
    if days is not None and days <= 1 and asks and not traits.by_program:
        return Priority.URGENT, "It is due today or tomorrow."
    if days is not None and days <= _WEEK:
        return Priority.HIGH, "It is due within a week."
    return _by_sender(task, category)


def _by_sender(task: TriageTask, category: str | None) -> tuple[Priority, str]:
    marked = task.message.header("Importance").casefold() == "high"
    if marked or task.message.header("X-Priority")[:1] == "1":
        return Priority.HIGH, "The sender marked it as important."
    if category == "notification":
        if _ALARM.search(task.message.envelope.subject):
            return Priority.HIGH, "It reports a failure."
        return Priority.LOW, "It is an automatic notice."
    if category == "receipt":
        return Priority.LOW, "It only needs to be kept."
    return Priority.NORMAL, "Nothing in it is pressing."


def _is_pressing(task: TriageTask) -> bool:
    subject = task.message.envelope.subject
    text = f"{'' if is_reply_subject(subject) else subject}\n{body_of(task)[:3_000]}"
    return _URGENT_WORDS.search(text) is not None and _NOT_URGENT.search(text) is None


def _days_left(task: TriageTask, facts: Iterable[Fact]) -> int | None:
    """Days from writing to the next deadline, None without one."""
    written = task.written_at.date()
    left = [
        (date.fromisoformat(fact.value[:10]) - written).days
        for fact in facts
        if fact.kind is FactKind.DEADLINE and fact.value
    ]
    return min((days for days in left if days >= 0), default=None)
