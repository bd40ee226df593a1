"""Texts as vectors without any model: which words and pieces of words they have.

Owns: the stand-in where the sentence encoder cannot be used. Knows no meaning: two texts are
close when they share words, in one language. Must not: know mail.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WIDTH: Final = 1_024
_MAX_CHARS: Final = 3_000


class LexicalEncoder:
    """Hashed words and pieces of three to five letters; a millisecond a mail."""

    model: Final = "lexical"

    def __init__(self) -> None:
        self._vectorizer: Any = None

    def embed(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        import numpy as np

        if self._vectorizer is None:
            from sklearn.feature_extraction.text import HashingVectorizer

            self._vectorizer = HashingVectorizer(
                analyzer="char_wb", ngram_range=(3, 5), n_features=WIDTH, dtype=np.float32
            )
        vectors: NDArray[np.float32] = self._vectorizer.transform(
            text[:_MAX_CHARS].encode("utf-8", "ignore").decode("utf-8") for text in texts
        ).toarray()
        return vectors
