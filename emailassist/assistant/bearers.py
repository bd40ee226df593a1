"""What may bear a statement of a draft: each text that was there, with its name.

Owns: which texts those are, whose they are, and the order in which they are looked at. Must not:
judge a draft (`claims` does).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from emailassist.assistant.checks import events_of, habits_of, people_of
from emailassist.assistant.fencing import trusted
from emailassist.assistant.grounding import Sources
from emailassist.domain.address import Address
from emailassist.domain.draft import ClaimSource, SourceKind
from emailassist.domain.task import TriageTask, Turn

_TURNS = 12
_LONGEST = 6_000
"""Turns and characters of each that are looked at."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """One text; `mine`: the person wrote or said it, so that it can bear a promise of theirs."""

    source: ClaimSource
    sources: Sources
    mine: bool = False


def bearers_of(task: TriageTask, sources: Sources) -> tuple[Bearer, ...]:
    """All of them, the likeliest first; `sources` is the same as one text."""
    return tuple(_bearers(task, sources))


def _bearers(task: TriageTask, whole: Sources) -> Iterator[Bearer]:
    recalled, written_at = task.recalled, task.written_at

    def bearer(source: ClaimSource, text: str, *, mine: bool = False) -> Bearer:
        return Bearer(source, Sources(text, written_at), mine)

    for said in (recalled.said, recalled.kept):
        if said:
            yield bearer(ClaimSource(SourceKind.PERSON, quote=said[:200]), said, mine=True)
    own = Sources(_message_text(task), written_at, whole.days)
    yield Bearer(_message_source(task), own)
    for turn in reversed(task.thread[-_TURNS:]):
        yield bearer(_turn_source(turn), trusted(turn.text[:_LONGEST]), mine=turn.mine)
    if task.message.quoted:
        quoted = ClaimSource(SourceKind.THREAD, _label(task.message.envelope.sender, None))
        yield bearer(quoted, trusted(task.message.quoted))
    for passage in recalled.passages:
        mine = passage.source.kind is SourceKind.NOTE
        yield bearer(passage.source, trusted(passage.text), mine=mine)
    habits = "\n".join(habits_of(task.sent_replies))
    if habits:
        yield bearer(ClaimSource(SourceKind.MAIL, "", quote=""), habits, mine=True)
    yield bearer(ClaimSource(SourceKind.THREAD), "\n".join(people_of(task)))


def _message_source(task: TriageTask) -> ClaimSource:
    envelope = task.message.envelope
    title = _label(envelope.sender, envelope.date)
    return ClaimSource(SourceKind.THREAD, title, task.key)


def _message_text(task: TriageTask) -> str:
    message = task.message
    parts = (
        trusted(message.envelope.subject),
        trusted(message.own_text) or trusted(message.text),
        trusted(message.signature),
        *(trusted(item.filename) for item in message.attachments),
        *events_of(task),
    )
    return "\n".join(parts)


def _turn_source(turn: Turn) -> ClaimSource:
    return ClaimSource(SourceKind.THREAD, _label(turn.sender, turn.date), turn.key)


def _label(sender: Address | None, date: datetime | None) -> str:
    parts = (sender.label if sender else "", f"{date:%Y-%m-%d}" if date else "")
    return ", ".join(part for part in parts if part)
