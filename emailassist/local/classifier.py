"""Tier 2.0: the local classifier over the person's own categories.

Owns: learning from the categories' descriptions and examples, and scoring a message.
Must not: decide (the cascade compares the scores with its target) or ask a model.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from emailassist.domain.task import TriageTask
from emailassist.domain.triage import Category
from emailassist.local.asks import body_of
from emailassist.local.embeddings import Embedder, SentenceEncoder, mail_text
from emailassist.local.evidence import moves, signs_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sklearn.linear_model import LogisticRegression

_REMEMBERED: Final = 64
"""Messages: more than are ever triaged side by side."""
_REGULARISATION: Final = 10.0
"""Inverse strength (C): vectors of length 1 need little."""
_TEXT_TRUST: Final = 1.0
"""How much of the text's log-probabilities count beside the evidence of the structure."""
_TEMPERATURE: Final = 1.0
"""Softens the sum, since text and structure are not independent."""


class CategoryClassifier:
    """Scores messages against categories known by a description and a few examples.

    Training happens on first use (well under a second once the encoder is loaded). Not
    thread-safe: it belongs to whoever made it.
    """

    def __init__(self, categories: tuple[Category, ...], embedder: Embedder | None = None) -> None:
        self._categories = categories
        self._embedder = embedder or SentenceEncoder()
        self._model: LogisticRegression | None = None
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._scores)

    def scores(self, task: TriageTask) -> Mapping[str, float]:
        """A probability for each category; they sum to 1. Worked out once for a message."""
        return self._remembered(task)

    def _scores(self, task: TriageTask) -> Mapping[str, float]:
        if len(self._categories) < 2:
            return {category.name: 1.0 for category in self._categories}
        import numpy as np

        text = self._text_log_probabilities(task)
        signs = signs_of(task)
        names = [category.name for category in self._categories]
        logits = _TEXT_TRUST * text + np.array([moves(signs, name) for name in names])
        weights = np.exp((logits - logits.max()) / _TEMPERATURE)
        shares = weights / weights.sum()
        return {name: float(share) for name, share in zip(names, shares, strict=True)}

    def _text_log_probabilities(self, task: TriageTask) -> "NDArray[np.float64]":
        import numpy as np

        model = self._trained()
        vector = self._embedder.embed([text_for(task)])
        found = model.predict_log_proba(vector)[0]
        ordered = np.empty(len(self._categories))
        ordered[model.classes_] = found
        return np.clip(ordered, -12.0, 0.0)

    def _trained(self) -> "LogisticRegression":
        if self._model is None:
            from sklearn.linear_model import LogisticRegression

            texts, labels = _training_rows(self._categories)
            model = LogisticRegression(C=_REGULARISATION, max_iter=400, class_weight="balanced")
            self._model = model.fit(self._embedder.embed(texts), labels)
        return self._model


def text_for(task: TriageTask) -> str:
    """What of a message is compared with the examples: 'Subject — text'."""
    return mail_text(task.message.envelope.subject, body_of(task))


def _training_rows(categories: Sequence[Category]) -> tuple[list[str], list[int]]:
    texts: list[str] = []
    labels: list[int] = []
    for number, category in enumerate(categories):
        own = [f"{category.title}: {category.description}", *category.examples]
        texts.extend(own)
        labels.extend([number] * len(own))
    return texts, labels
