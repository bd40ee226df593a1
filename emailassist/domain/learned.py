"""What was learned from the person, as they look at it.

Owns: pictures of lessons and what follows from them. Must not: word them for a screen.
"""

from dataclasses import dataclass

from emailassist.domain.ids import LessonKey, MessageKey
from emailassist.domain.lesson import Lesson


@dataclass(frozen=True, slots=True)
class KeptLesson:
    """One lesson; `message` is None once it is gone, `subject` '' then.

    `pending`: nobody has looked at the message yet, so that nothing follows from it so far.
    """

    key: LessonKey
    lesson: Lesson
    sender: str
    list_id: str
    message: MessageKey | None
    subject: str
    pending: bool = False

    @property
    def about(self) -> str:
        """Whom it is about: the list that the message came over, else its sender."""
        return self.list_id or self.sender


@dataclass(frozen=True, slots=True)
class Follows:
    """What mail of a sender is taken for; `sure`: enough for no other tier to be asked."""

    category: str
    confidence: float
    sure: bool
    reason: str


@dataclass(frozen=True, slots=True)
class LearnedAbout:
    """What was taught about a sender or list: so many words and deeds, the newest first.

    `left`: so many messages were read and left as they were, which `deeds` does not count.
    `follows` for mail like the latest is None while nothing is learned from them; `others` is what
    mail like earlier ones is taken for, where that is of another kind.
    """

    name: str
    is_list: bool
    words: int
    deeds: int
    left: int
    latest: Lesson
    follows: Follows | None
    others: tuple[Follows, ...] = ()


@dataclass(frozen=True, slots=True)
class Learned:
    """All that was learned: by sender and list, the latest first."""

    lessons: int
    about: tuple[LearnedAbout, ...]


@dataclass(frozen=True, slots=True)
class LearnedFrom:
    """What the person's word about one message has led to; None while that is being learned."""

    kept: KeptLesson
    follows: Follows | None
    others: int = 0
    """Messages that are judged anew because of it."""
