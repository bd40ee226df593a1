"""What the local classifier knows before the person has taught it anything.

Owns: joining the shipped weights with what the descriptions and examples of categories say that
these do not know. Must not: know lessons (`personal` does) or decide.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from emailassist.domain.triage import Category, Priority
from emailassist.local.embeddings import Embedder
from emailassist.local.evidence import moves
from emailassist.local.examples import Head, head_of
from emailassist.local.fitting import log_softmax
from emailassist.local.newcomers import odds_of_newcomers
from emailassist.local.priority import UNHURRIED, priority_of
from emailassist.local.seen import Seen
from emailassist.local.shipped import PRIORITIES, Calibration, Weights, read_weights
from emailassist.paths import shipped

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_FLOOR: Final = -12.0
"""Log-probability below which a text is simply not of a category."""
_SPAM: Final = "spam-phishing"
_NOTHING_ODD: Final = 2.0
"""Log-odds against fraud where nothing at all is odd: texts of honest notices are like those that
copy them, and accusing an honest one costs more than the reverse."""
NEEDS: Final = {"asks": 1.7, "orders": -1.2, "conduct": -2.5, "no-ask": -2.5}
"""Log-odds that an answer is expected, where no weights are known."""
_PRIORITY_TRUST: Final = 0.5
_UNTRAINED: Final = Calibration(0.6, -0.5)
"""Of scores that were added up by hand: too sure of themselves."""


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """Scores messages for the categories of `names`, in that order.

    `weights` know the categories at `known`; `head` the others, by their examples, or all.
    """

    names: tuple[str, ...]
    weights: Weights | None
    known: tuple[int, ...]
    head: Head | None
    width: int

    @property
    def confidence(self) -> Calibration:
        return self.weights.confidence if self.weights is not None else _UNTRAINED

    def log_odds(self, seen: Seen) -> "Floats":
        """One number for each category; their softmax are the prior's probabilities."""
        import numpy as np

        if self.weights is None:
            by_signs = np.array([moves(seen.signs, name) for name in self.names])
            return log_softmax(self._by_examples(seen) + by_signs)
        scores = np.zeros(len(self.names))
        known = list(self.known)
        if known:
            columns = [self.weights.names.index(self.names[at]) for at in known]
            found = self._row(seen, self.weights) @ self.weights.categories
            scores[known] = log_softmax(found[columns] / self.weights.temperature)
        if self.head is not None:
            scores = self._with_newcomers(scores, seen, self.head, self.weights)
        if "clean" in seen.signs and _SPAM in self.names:
            scores[self.names.index(_SPAM)] -= _NOTHING_ODD
            scores = log_softmax(scores)
        return scores

    def needs_reply(self, seen: Seen) -> float:
        """Log-odds that the sender expects an answer from the person."""
        if self.weights is None:
            return sum(moved for sign, moved in NEEDS.items() if sign in seen.signs)
        return float(self._row(seen, self.weights) @ self.weights.needs[:, 0])

    def priority(self, seen: Seen, category: str) -> Mapping[Priority, float]:
        """Probability of each priority for a message of that category."""
        import numpy as np

        shares = priority_by_rules(seen, category)
        if self.weights is not None and category not in UNHURRIED:
            scores = np.log(shares) + self._row(seen, self.weights) @ self.weights.priority
            shares = np.exp(log_softmax(scores))
        return dict(zip(PRIORITIES, map(float, shares), strict=True))

    def _by_examples(self, seen: Seen) -> "Floats":
        import numpy as np

        if self.head is None:
            return np.zeros(len(self.names))
        found: Floats = np.clip(self.head.log_shares(self._vector(seen)), _FLOOR, 0.0)
        return found

    def _with_newcomers(
        self, trained: "Floats", seen: Seen, head: Head, weights: Weights
    ) -> "Floats":
        """`trained` share what the categories that are known by examples alone leave them."""
        import numpy as np

        shares = self._by_examples(seen)
        if not self.known:
            return log_softmax(shares)
        new = [at for at in range(len(self.names)) if at not in self.known]
        known = trained[list(self.known)]
        odds = odds_of_newcomers(head, self._vector(seen), new, known)
        odds = weights.newcomer.slope * odds + weights.newcomer.offset
        scores: Floats = trained - np.logaddexp(0.0, odds)
        scores[new] = log_softmax(shares[new]) - np.logaddexp(0.0, -odds)
        return scores

    def _row(self, seen: Seen, weights: Weights) -> "Floats":
        return row_of(seen, weights.signs, self.width)

    def _vector(self, seen: Seen) -> "Floats":
        return unpacked(seen.vector, self.width)


def prior_for(
    categories: Sequence[Category], embedder: Embedder, weights: Weights | None = None
) -> Prior:
    """The prior of these categories, by the shipped weights unless others are given.

    Works at once also for categories that the person added: their examples are embedded then,
    and for comparison those of all others, in about a second.
    """
    found = weights or read_weights(shipped("resources") / "prior", embedder.model)
    names = tuple(category.name for category in categories)
    if found is not None:
        known = tuple(at for at, name in enumerate(names) if name in found.names)
        head = None if len(known) == len(names) else head_of(categories, embedder)
        return Prior(names, found, known, head, found.width)
    only = head_of(categories, embedder)
    return Prior(names, None, (), only, only.width)


def row_of(seen: Seen, signs: Sequence[str], width: int) -> "Floats":
    """The message as numbers: its vector, its subject's, 1.0 for each sign that it shows, and 1."""
    import numpy as np

    row = np.zeros(2 * width + len(signs) + 1)
    row[:width] = unpacked(seen.vector, width)
    row[width : 2 * width] = unpacked(seen.subject, width)
    row[2 * width : -1] = [sign in seen.signs for sign in signs]
    row[-1] = 1.0
    return row


def unpacked(vector: bytes, width: int) -> "Floats":
    """A kept vector, zeros where there is none or it is another embedder's."""
    import numpy as np

    if len(vector) != 2 * width:
        return np.zeros(width)
    return np.frombuffer(vector, dtype=np.float16).astype(np.float64)


def priority_by_rules(seen: Seen, category: str) -> "Floats":
    """What rules say, as probabilities in the order of `PRIORITIES`."""
    import numpy as np

    likely, _ = priority_of(seen.signs, category)
    rest = (1 - _PRIORITY_TRUST) / (len(Priority) - 1)
    return np.array([_PRIORITY_TRUST if each is likely else rest for each in PRIORITIES])
