"""From scores to how often they are right.

Owns: fitting a temperature and Platt's two numbers, also around values that are believed
already. Must not: know what was scored.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from emailassist.local.fitting import log_softmax
from emailassist.local.shipped import Calibration

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

EVEN: Final = Calibration(1.0, 0.0)
"""Scores are believed as they are."""
_CLIP: Final = 12.0
_STIFF: Final = 8.0
"""How many right and wrong answers it takes to move a calibration halfway, about."""
_STEPS: Final = 30
_STRIDE: Final = 0.5
"""Most that a step may change a number: where answers are told apart, Newton's go too far."""


def confidence_of(log_odds: float, calibration: Calibration) -> float:
    """How often an answer at these odds is right."""
    return 1 / (1 + math.exp(-_moved(log_odds, calibration)))


def top_odds(scores: "Floats") -> "Floats":
    """Log-odds of the likeliest answer of each row of log-probabilities, or of one row."""
    import numpy as np

    top = np.exp(np.minimum(log_softmax(scores).max(axis=-1), -1e-9))
    found: Floats = np.clip(np.log(top) - np.log1p(-top), -_CLIP, _CLIP)
    return found


def fit_calibration(
    odds: Sequence[float],
    right: Sequence[bool],
    weights: Sequence[float] | None = None,
    *,
    believed: Calibration = EVEN,
) -> Calibration:
    """The likeliest slope and offset given what was right, near what is believed already.

    Newton's method on two numbers: some ten microseconds a hundred answers.
    """
    import numpy as np

    if not len(odds):
        return believed
    rows = np.column_stack([np.asarray(odds, float), np.ones(len(odds))])
    found = np.array([believed.slope, believed.offset])
    start = found.copy()
    truth = np.asarray(right, float)
    counted = np.ones(len(odds)) if weights is None else np.asarray(weights, float)
    for _ in range(_STEPS):
        said = 1 / (1 + np.exp(-np.clip(rows @ found, -30, 30)))
        slope = rows.T @ (counted * (said - truth)) + _STIFF * (found - start) / 4
        bend = (rows * (counted * said * (1 - said))[:, None]).T @ rows
        step = np.linalg.solve(bend + np.eye(2) * _STIFF / 4, slope)
        found = found - np.clip(step, -_STRIDE, _STRIDE)
        if abs(step).max() < 1e-6:
            break
    return Calibration(max(0.05, float(found[0])), float(found[1]))


def fit_temperature(scores: "Floats", labels: "NDArray[np.int_]") -> float:
    """By which the scores are divided so that their softmax is most likely true."""
    import numpy as np
    from scipy.optimize import minimize_scalar

    rows = np.arange(len(labels))

    def loss(logarithm: float) -> float:
        return -float(log_softmax(scores / math.exp(logarithm))[rows, labels].mean())

    return float(math.exp(minimize_scalar(loss, bounds=(-1.5, 2.0), method="bounded").x))


def _moved(log_odds: float, calibration: Calibration) -> float:
    moved = calibration.slope * log_odds + calibration.offset
    return min(max(moved, -_CLIP), _CLIP)
