"""The weights that come with the program: what its training mail taught.

Owns: their file, checked by hash and read without pickle. Must not: train (`training` does) or
score.
"""

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import structlog

from emailassist.domain.triage import Priority

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_log = structlog.get_logger(__name__)

FORM: Final = 2
"""Of the file; one of another form is not read."""
PRIORITIES: Final = tuple(Priority)
"""The order of their columns."""


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """How sure scores are (Platt 1999).

    `slope` and `offset` turn the log-odds of the likeliest answer into those of its being right.
    """

    slope: float
    offset: float


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Linear in a row of `Prior`: text, subject, signs, 1. Log-odds, a column for each answer.

    `newcomer`: from how the examples' head sees a category that was not trained on to how likely
    it is.
    """

    names: tuple[str, ...]
    signs: tuple[str, ...]
    categories: "Floats"
    needs: "Floats"
    priority: "Floats"
    temperature: float
    confidence: Calibration
    newcomer: Calibration

    @property
    def width(self) -> int:
        """Of one vector."""
        return (len(self.categories) - len(self.signs) - 1) // 2


_ARRAYS: Final = ("categories", "needs", "priority")


def write_weights(folder: Path, model: str, weights: Weights, about: Mapping[str, Any]) -> None:
    """The same weights make the same bytes. `about` says what they come from."""
    import numpy as np

    packed = io.BytesIO()
    arrays = {name: getattr(weights, name).astype(np.float16) for name in _ARRAYS}
    np.savez_compressed(packed, **arrays)
    content = packed.getvalue()
    said = {
        "form": FORM,
        "sha256": hashlib.sha256(content).hexdigest(),
        "names": weights.names,
        "signs": weights.signs,
        "temperature": weights.temperature,
        "confidence": [weights.confidence.slope, weights.confidence.offset],
        "newcomer": [weights.newcomer.slope, weights.newcomer.offset],
        "about": about,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{model}.npz").write_bytes(content)
    text = json.dumps(said, indent=1, ensure_ascii=False)
    (folder / f"{model}.json").write_text(f"{text}\n", encoding="utf-8")


def read_weights(folder: Path, model: str) -> Weights | None:
    """Those for the vectors of `model`; None where there are none, or not those that were made."""
    try:
        said = json.loads((folder / f"{model}.json").read_text(encoding="utf-8"))
        content = (folder / f"{model}.npz").read_bytes()
    except FileNotFoundError:
        return None  # nobody trained any for these vectors
    except (OSError, ValueError) as error:
        _log.warning("trained weights not read", model=model, problem=type(error).__name__)
        return None
    if said["form"] != FORM or hashlib.sha256(content).hexdigest() != said["sha256"]:
        _log.warning("trained weights not usable", model=model)
        return None
    return _unpacked(said, content)


def _unpacked(said: Mapping[str, Any], content: bytes) -> Weights:
    import numpy as np

    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        found = {name: arrays[name].astype(np.float64) for name in _ARRAYS}
    return Weights(
        names=tuple(said["names"]),
        signs=tuple(said["signs"]),
        temperature=said["temperature"],
        confidence=Calibration(*said["confidence"]),
        newcomer=Calibration(*said["newcomer"]),
        **found,
    )
