"""What the descriptions and examples of categories say.

Owns: a small model over their vectors, which works for any category at once. Must not: know
messages or the shipped weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from emailassist.domain.triage import Category
from emailassist.local.embeddings import Embedder
from emailassist.local.fitting import log_softmax

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_REGULARISATION: Final = 10.0
"""Inverse strength (C): vectors of length 1 need little."""


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """Linear in the vector of a text: (categories, width) and (categories,).

    `texts` are the vectors that it was learned from, and `of` whose they are.
    """

    weights: "Floats"
    offsets: "Floats"
    texts: "Floats"
    of: "NDArray[np.intp]"

    @property
    def width(self) -> int:
        return int(self.weights.shape[1])

    def log_shares(self, vector: "Floats") -> "Floats":
        """Log-probability of each category, going by the text alone."""
        return log_softmax(self.weights @ vector + self.offsets)

    def nearer(self, vector: "Floats", new: Sequence[int]) -> float:
        """How much nearer a text is to the nearest one of the `new` categories than to others'."""
        import numpy as np

        near, mine = self.texts @ vector, np.isin(self.of, new)
        if mine.all() or not mine.any():
            return 0.0
        return float(near[mine].max() - near[~mine].max())


def head_of(categories: Sequence[Category], embedder: Embedder) -> Head:
    """Learned from all texts of the categories: about a second for the shipped ones."""
    import numpy as np

    texts, labels = example_texts(categories)
    number, of = len(categories), np.array(labels, dtype=np.intp)
    if number < 2:
        none = np.zeros((number, embedder.embed(["-"]).shape[1]))
        return Head(none, np.zeros(number), none[:0], of[:0])
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=_REGULARISATION, max_iter=400, class_weight="balanced")
    vectors = embedder.embed(texts)
    model.fit(vectors, labels)
    weights, offsets = model.coef_, model.intercept_
    if number == 2:  # one row says it for both
        weights, offsets = np.vstack([-weights, weights]) / 2, np.array([-1, 1]) * offsets / 2
    return Head(weights, offsets, vectors.astype(np.float64), of)


def example_texts(categories: Sequence[Category]) -> tuple[list[str], list[int]]:
    """The texts that categories are known by, and of which category each one is."""
    texts: list[str] = []
    labels: list[int] = []
    for number, category in enumerate(categories):
        own = [f"{category.title}: {category.description}", *category.examples]
        texts.extend(own)
        labels.extend([number] * len(own))
    return texts, labels
