"""What the engine tells whoever listens.

Owns: events as frozen dataclasses. Must not: carry IMAP, SQL or SDK objects.
"""

from dataclasses import dataclass
from enum import StrEnum

from emailassist.domain.ids import AccountId, DraftKey, LessonKey, MessageKey


class Job(StrEnum):
    """Long work that reports progress and can be cancelled."""

    SYNC = "sync"
    TRIAGE = "triage"
    MODEL = "model"
    TRANSFER = "transfer"
    MEANING = "meaning"
    """Learning what mail is about; goes on by itself, and rests rather than ends."""
    QUALITY = "quality"
    """Measuring how good triage is."""


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Which things changed in the store; a listener reads again what it shows of them."""

    messages: frozenset[MessageKey] = frozenset()
    lists: bool = False
    """Messages came or went, or moved between categories."""
    outbox: bool = False
    instructions: bool = False
    endpoints: bool = False
    accounts: bool = False
    notes: bool = False
    backlog: bool = False
    """A batch came further."""
    egress: bool = False
    """Something left this machine, or its answer came."""
    rules: bool = False
    lessons: bool = False
    """What the person taught is learned, or was forgotten."""
    quality: bool = False
    """Something was measured."""

    def __or__(self, other: "ChangeSet") -> "ChangeSet":
        return ChangeSet(
            self.messages | other.messages,
            lists=self.lists or other.lists,
            outbox=self.outbox or other.outbox,
            instructions=self.instructions or other.instructions,
            endpoints=self.endpoints or other.endpoints,
            accounts=self.accounts or other.accounts,
            notes=self.notes or other.notes,
            backlog=self.backlog or other.backlog,
            egress=self.egress or other.egress,
            rules=self.rules or other.rules,
            lessons=self.lessons or other.lessons,
            quality=self.quality or other.quality,
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """A job is under way: `done` of `total` (0: not known yet), `text` says at what.

    `paused`: the person let it rest.
    """

    job: Job
    done: int
    total: int
    text: str
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Finished:
    """A job ended; `problem` is '' when all went well, `text` sums it up.

    `locked_out` are accounts that do not get in until the person does something about it.
    """

    job: Job
    text: str
    problem: str = ""
    cancelled: bool = False
    locked_out: tuple[AccountId, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the person outside any job, with what they can do about it."""

    text: str
    hint: str = ""
    problem: bool = False


@dataclass(frozen=True, slots=True)
class SetupStep:
    """What is going on while the servers of a new account are looked for."""

    text: str


@dataclass(frozen=True, slots=True)
class DraftPiece:
    """How far another text for a draft is written; provisional until it is a version."""

    draft: DraftKey
    text: str


@dataclass(frozen=True, slots=True)
class Rejudged:
    """Because of what the person said about a message, so many others are judged anew.

    `lesson` names what was learned from it, by which that can be taken back.
    """

    message: MessageKey
    lesson: LessonKey
    count: int


Event = ChangeSet | Progress | Finished | Notice | SetupStep | DraftPiece | Rejudged
