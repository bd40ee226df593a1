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
from emailassist.local.facts import find_facts
from emailassist.local.language import of_message
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
    return priority_of(pressures(task, facts), category)


def pressures(task: TriageTask, facts: Iterable[Fact] | None = None) -> frozenset[str]:
    """Names of the signs that a message is pressing, or that it is not."""
    if facts is None:
        facts = find_facts(
            task.message.own_text,
            language=of_message(task.message),
            written_at=task.written_at,
        )
    traits = traits_of(task)
    message = task.message
    days = _days_left(task, facts)
    held = {
        "by-program": traits.by_program,
        "many": traits.mass and not traits.discussion_list,
        "pressing": _is_pressing(task),
        "due-now": days is not None and days <= 1,
        "due-soon": days is not None and days <= _WEEK,
        "due-later": days is not None and days > _WEEK,
        "wants": bool(read_asks(body_of(task))),
        "marked": message.header("Importance").casefold() == "high"
        or message.header("X-Priority")[:1] == "1",
        "alarm": _ALARM.search(message.envelope.subject) is not None,
    }
    return frozenset(name for name, holds in held.items() if holds)


def priority_of(signs: frozenset[str], category: str | None) -> tuple[Priority, str]:
    """What `pressures` come to in a category, with a short reason."""
    if category in _LOW:
        return Priority.LOW, "Nothing is lost if it waits."
    if "many" in signs and category not in _MAY_BE_BULK:
        return Priority.LOW, "It was sent to many people at once."
    by_person = "by-program" not in signs
    if by_person and "pressing" in signs and "due-later" not in signs:
        return Priority.URGENT, "The sender says that it cannot wait."
    if by_person and {"due-now", "wants"} <= signs:
        return Priority.URGENT, "It is due today or tomorrow."
    if "due-soon" in signs:
        return Priority.HIGH, "It is due within a week."
    return _by_sender(signs, category)


def _by_sender(signs: frozenset[str], category: str | None) -> tuple[Priority, str]:
    if "marked" in signs:
        return Priority.HIGH, "The sender marked it as important."
    if category == "notification":
        if "alarm" in signs:
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
