"""Tier 2.0 in use: looks at a message, guesses what it is, and says so to the cascade.

Owns: the model in force, which is replaced as a whole, and what was seen of the last messages.
Must not: learn (`personal` does) or read lessons; whoever does hands the model over.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from emailassist.domain.task import TriageTask
from emailassist.domain.triage import Category, Tier, Verdict, WarningKind
from emailassist.local.asks import waits_for_me
from emailassist.local.embeddings import Embedder
from emailassist.local.personal import Guess, PersonalModel, learn
from emailassist.local.prior import Prior, prior_for
from emailassist.local.seen import Looker, Seen
from emailassist.local.warnings import inspect

Categories = tuple[Category, ...]

_REMEMBERED: Final = 128
"""Messages: more than are ever triaged side by side."""
_NAME: Final = "classifier"
_EVEN: Final = 0.5
_WAITING: Final = "needs-reply"


@dataclass(frozen=True, slots=True)
class _InForce:
    categories: Categories
    model: PersonalModel


class Judge:
    """Judges messages by the categories in force and what the person taught.

    Everything but `take` belongs to one thread, that of the embedder. Until a model of the
    categories in force is handed over, what they say themselves is all that is known.
    """

    def __init__(self, categories: Callable[[], Categories], embedder: Embedder) -> None:
        self._categories = categories
        self._embedder = embedder
        self._looker = Looker(embedder)
        self._prior: tuple[Categories, Prior] | None = None
        self._in_force: _InForce | None = None
        self._plain: _InForce | None = None
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._look)

    def __call__(self, task: TriageTask) -> Verdict | None:
        """The verdict on a message; None when there are no categories."""
        return _verdict(self.guess(task), task)

    def taught(self, task: TriageTask) -> Verdict | None:
        """The verdict, if it is what the person said of mail by this very sender or list."""
        guess = self.guess(task)
        return _verdict(guess, task) if guess.taught else None

    def insisted(self, task: TriageTask) -> bool:
        """Whether the person said that more than once, and nothing else of mail more like it."""
        return self.guess(task).insisted

    def guess(self, task: TriageTask) -> Guess:
        """What the message is likely to be.

        Nothing that was taught speaks for what looks like fraud: whoever pretends to be somebody
        was not meant.
        """
        taught = self.has_learned and not _looks_like_fraud(task)
        return self._model(taught=taught).guess(self._remembered(task))

    def look(self, task: TriageTask, vector: bytes = b"") -> Seen:
        """What there is to see of a message; `vector` if it is kept."""
        return self._looker.look(task, vector=vector) if vector else self._remembered(task)

    def _look(self, task: TriageTask) -> Seen:
        return self._looker.look(task, vector=task.vector)

    def guess_seen(self, seen: Seen) -> Guess:
        """What a message that was looked at is likely to be; any thread may ask."""
        return self._model().guess(seen)

    def needed(self, target: float) -> float:
        """The confidence from which on what it says is right as often as `target`, all together.

        Any thread may ask.
        """
        return self._in_force.model.sureness.needed(target) if self._in_force else target

    def prior(self) -> tuple[Categories, Prior]:
        """The categories in force, and what is known of them before anything is taught."""
        categories = self._categories()
        if self._prior is None or self._prior[0] != categories:
            self._prior = categories, prior_for(categories, self._embedder)
        return self._prior

    def take(self, categories: Categories, model: PersonalModel) -> None:
        """Put a model of these categories in force; any thread may call this."""
        self._in_force = _InForce(categories, model)

    def forget(self) -> None:
        """Nothing is taught: go back to what is known before; any thread may call this."""
        self._in_force = None

    @property
    def has_learned(self) -> bool:
        """Whether anything that was taught is in force."""
        return self._in_force is not None

    @property
    def is_behind(self) -> bool:
        """Whether categories have changed since the model in force learned."""
        return self._in_force is not None and self._in_force.categories != self._categories()

    def _model(self, *, taught: bool = True) -> PersonalModel:
        in_force = self._in_force if taught else None
        if in_force is None or in_force.categories != self._categories():
            categories, prior = self.prior()
            if self._plain is None or self._plain.categories != categories:
                self._plain = _InForce(categories, learn(prior, categories, ()))
            in_force = self._plain
        return in_force.model


def _verdict(guess: Guess, task: TriageTask) -> Verdict | None:
    if not guess.categories:
        return None
    waits = guess.category == _WAITING and not guess.taught and waits_for_me(task, _WAITING)
    return Verdict(
        tier=Tier.CLASSIFIER,
        decided_by=_NAME,
        category=guess.category,
        priority=max(guess.priority, key=lambda each: guess.priority[each]),
        needs_reply=waits or guess.needs_reply >= _EVEN,
        confidence=guess.confidence,
        reason=guess.reason,
    )


def _looks_like_fraud(task: TriageTask) -> bool:
    return any(each.kind is WarningKind.PHISHING for each in inspect(task.message))
