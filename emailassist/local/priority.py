"""How soon the person should look at a message.

Owns: guessing a priority from headers, deadlines and asks. Must not: believe a loud subject
of bulk mail or fraud.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

from emailassist.domain.task import TriageTask
from emailassist.domain.triage import Fact, FactKind, Priority
from emailassist.local import polite_words
from emailassist.local import priority_words as words
from emailassist.local.asks import bids_conduct, body_of, read_asks
from emailassist.local.facts import find_facts
from emailassist.local.injection import suspicion
from emailassist.local.language import of_message
from emailassist.local.traits import is_reply_subject, traits_of

UNHURRIED: Final = frozenset({"newsletter", "marketing", "spam-phishing"})
"""Categories of which nothing is lost if it waits, however it sounds."""
_READ: Final = 1_500
_FEW_WORDS: Final = 14
_HAS_TERMS: Final = frozenset({"needs-reply", "to-do", "notification", "receipt", "fyi"})
"""Categories in which a deadline within the week presses."""
_WORK: Final = frozenset({"needs-reply", "to-do"})
_WEEK: Final = 7
_HASTE: Final = {"pressing": words.URGENT, "grave": words.GRAVE, "in-hours": words.IN_HOURS}
_BY_WORDING: Final = {
    Priority.URGENT: "It reads like mail that cannot wait.",
    Priority.HIGH: "It reads like mail that should not wait long.",
    Priority.NORMAL: "It reads like mail that can wait its turn.",
    Priority.LOW: "It reads like mail that can wait.",
}
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
    message, text = task.message, body_of(task)
    days = _days_left(task, facts)
    held = {
        "by-program": traits.by_program,
        "many": traits.mass and not traits.discussion_list,
        "due-now": days is not None and days <= 1,
        "due-soon": days is not None and days <= _WEEK,
        "due-later": days is not None and days > _WEEK,
        "wants": bool(read_asks(text)) and not bids_conduct(task, traits),
        "today": _is_about_today(task, facts),
        "chases": words.CHASES.search(f"{message.envelope.subject}\n{text[:_READ]}") is not None,
        "routine": words.ROUTINE.search(f"{message.envelope.subject}\n{text[:_READ]}") is not None,
        "thanks": len(text.split()) <= _FEW_WORDS and words.THANKS.search(text) is not None,
        "marked": message.header("Importance").casefold() == "high"
        or message.header("X-Priority")[:1] == "1",
        "alarm": words.ALARM.search(message.envelope.subject) is not None,
    }
    return frozenset(name for name, holds in held.items() if holds) | _haste(task)


def priority_of(signs: frozenset[str], category: str | None) -> tuple[Priority, str]:
    """What `pressures` come to in a category, with a short reason."""
    if category in UNHURRIED:
        return Priority.LOW, "Nothing is lost if it waits."
    if "many" in signs and category not in _MAY_BE_BULK:
        return Priority.LOW, "It was sent to many people at once."
    by_person = "by-program" not in signs
    if by_person and "pressing" in signs and "due-later" not in signs:
        return Priority.URGENT, "The sender says that it cannot wait."
    if by_person and "wants" in signs and signs & {"due-now", "in-hours"}:
        days = "due-now" in signs
        return Priority.URGENT, f"It is {'due today or tomorrow' if days else 'due in hours'}."
    if "due-soon" in signs and category in _HAS_TERMS:
        return Priority.HIGH, "It is due within a week."
    if category in _WORK and signs & {"wants", "chases"} and signs & {"today", "chases"}:
        chased = "chases" in signs
        return Priority.HIGH, "You are reminded of it." if chased else "It is about today."
    return _by_sender(signs, category)


def why(signs: frozenset[str], category: str, priority: Priority) -> str:
    """A sentence for the person: what `pressures` say for it, if they do."""
    likely, reason = priority_of(signs, category)
    return reason if likely is priority else _BY_WORDING[priority]


def _by_sender(signs: frozenset[str], category: str | None) -> tuple[Priority, str]:
    if "marked" in signs:
        return Priority.HIGH, "The sender marked it as important."
    if category == "notification" and "alarm" in signs:
        return Priority.HIGH, "It reports a failure."
    if category == "notification" and "routine" in signs:
        return Priority.LOW, "It is a routine notice."
    if "thanks" in signs and "wants" not in signs and category == "fyi":
        return Priority.LOW, "It only says thanks."
    return Priority.NORMAL, "Nothing in it is pressing."


def _is_about_today(task: TriageTask, facts: Iterable[Fact]) -> bool:
    today = task.written_at.date().isoformat()
    return any(fact.kind is FactKind.DATE and fact.value[:10] == today for fact in facts)


def _haste(task: TriageTask) -> frozenset[str]:
    """By its words; those of a mail that needs no answer, or speaks to a program, are just loud."""
    subject = task.message.envelope.subject
    text = f"{'' if is_reply_subject(subject) else subject}\n{body_of(task)[:3_000]}"
    meant = words.FOR_OTHERS.sub(" ", text)
    found = frozenset(name for name, pattern in _HASTE.items() if pattern.search(meant))
    if not found or words.NOT_URGENT.search(text) or polite_words.NO_REPLY_NEEDED.search(text):
        return frozenset()
    return frozenset() if suspicion(text) else found


def _days_left(task: TriageTask, facts: Iterable[Fact]) -> int | None:
    """Days from writing to the next deadline, None without one."""
    written = task.written_at.date()
    left = [
        (date.fromisoformat(fact.value[:10]) - written).days
        for fact in facts
        if fact.kind is FactKind.DEADLINE and fact.value
    ]
    # 'before 3 pm' without a day is today.
    left += [
        0
        for fact in facts
        if fact.kind is FactKind.DEADLINE and not fact.value and fact.text[:1].isdigit()
    ]
    return min((days for days in left if days >= 0), default=None)
