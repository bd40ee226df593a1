"""Tier 2.0 for who asks about one message: looks at it and guesses.

Owns: keeping the model, and what it said of the last messages. Must not: decide (the cascade
compares the confidence with its target) or ask a model.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from emailassist.domain.task import TriageTask
from emailassist.domain.triage import Category
from emailassist.local.embeddings import Embedder, SentenceEncoder
from emailassist.local.personal import Guess, PersonalModel, learn
from emailassist.local.prior import prior_for
from emailassist.local.seen import Looker

_REMEMBERED: Final = 128
"""Messages: more than are ever triaged side by side."""


class CategoryClassifier:
    """Scores messages against categories known by a description and a few examples.

    Training happens on first use (well under a second once the encoder is loaded). Not
    thread-safe: it belongs to whoever made it.
    """

    def __init__(self, categories: tuple[Category, ...], embedder: Embedder | None = None) -> None:
        self._categories = categories
        self._embedder = embedder or SentenceEncoder()
        self._looker = Looker(self._embedder)
        self._model: PersonalModel | None = None
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._guess)

    def scores(self, task: TriageTask) -> Mapping[str, float]:
        """A probability for each category; they sum to 1. Worked out once for a message."""
        return self._remembered(task).categories

    def _guess(self, task: TriageTask) -> Guess:
        if self._model is None:
            prior = prior_for(self._categories, self._embedder)
            self._model = learn(prior, self._categories, ())
        return self._model.guess(self._looker.look(task))
