"""What the local classifier knows before the person has taught it anything.

Owns: learning the categories in force from their descriptions and examples, beside what signs
weigh. Must not: know lessons (`personal` does) or decide.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from emailassist.domain.triage import Category, Priority
from emailassist.local.embeddings import Embedder
from emailassist.local.evidence import moves
from emailassist.local.priority import priority_of
from emailassist.local.seen import Seen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_REGULARISATION: Final = 10.0
"""Inverse strength (C): vectors of length 1 need little."""
_FLOOR: Final = -12.0
"""Log-probability below which a text is simply not of a category."""
_NEEDS: Final = {"asks": 1.7, "orders": -1.2, "no-ask": -2.5}
"""Log-odds that an answer is expected."""
_PRIORITY_TRUST: Final = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """Scores messages by text and signs, for the categories of `names`, in that order.

    `text` and `offsets` are linear in the vector of a message: (categories, width) and
    (categories,).
    """

    names: tuple[str, ...]
    text: "Floats"
    offsets: "Floats"

    def log_odds(self, seen: Seen) -> "Floats":
        """One number for each category; their softmax are the prior's probabilities."""
        import numpy as np

        vector = vector_of(seen, self.text.shape[1])
        scores = self.text @ vector + self.offsets
        shares = scores - np.log(np.exp(scores - scores.max()).sum()) - scores.max()
        by_signs = np.array([moves(seen.signs, name) for name in self.names])
        found: Floats = np.clip(shares, _FLOOR, 0.0) + by_signs
        return found

    def needs_reply(self, seen: Seen) -> float:
        """Log-odds that the sender expects an answer from the person."""
        return sum(moved for sign, moved in _NEEDS.items() if sign in seen.signs)

    def priority(self, seen: Seen, category: str) -> Mapping[Priority, float]:
        """Probability of each priority for a message of that category."""
        likely, _ = priority_of(seen.signs, category)
        rest = (1 - _PRIORITY_TRUST) / (len(Priority) - 1)
        return {each: _PRIORITY_TRUST if each is likely else rest for each in Priority}


def prior_for(categories: Sequence[Category], embedder: Embedder) -> Prior:
    """The prior of these categories: works at once, also for those that the person added.

    Embeds their examples: about a second for the shipped ones.
    """
    import numpy as np

    names = tuple(category.name for category in categories)
    if len(names) < 2:
        return Prior(names, np.zeros((len(names), 0)), np.zeros(len(names)))
    from sklearn.linear_model import LogisticRegression

    texts, labels = _rows(categories)
    model = LogisticRegression(C=_REGULARISATION, max_iter=400, class_weight="balanced")
    model.fit(embedder.embed(texts), labels)
    weights, offsets = model.coef_, model.intercept_
    if len(names) == 2:  # one row says it for both
        weights, offsets = np.vstack([-weights, weights]), np.concatenate([-offsets, offsets])
    return Prior(names, weights, offsets)


def vector_of(seen: Seen, width: int) -> "Floats":
    """The message's vector, zeros where there is none or it is another embedder's."""
    import numpy as np

    if len(seen.vector) != 2 * width:
        return np.zeros(width)
    return np.frombuffer(seen.vector, dtype=np.float16).astype(np.float64)


def _rows(categories: Sequence[Category]) -> tuple[list[str], list[int]]:
    texts: list[str] = []
    labels: list[int] = []
    for number, category in enumerate(categories):
        own = [f"{category.title}: {category.description}", *category.examples]
        texts.extend(own)
        labels.extend([number] * len(own))
    return texts, labels
