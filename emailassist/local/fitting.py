"""Softmax regression around something that is believed already.

Owns: the one fit that the shipped weights, the person's refit and the examples' head share.
Must not: know what the rows are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Goal:
    """What the rows should come out as: a share for each class, rows weighing differently.

    `closed` says for each row which classes cannot be answered (None: all can).
    """

    shares: "Floats"
    weights: "Floats"
    closed: "NDArray[np.bool_] | None" = None


def fit(
    rows: "NDArray[np.floating]",
    goals: Sequence[Goal],
    *,
    offsets: "Floats",
    stiffness: "Floats",
    steps: int = 200,
) -> "Floats":
    """Weights W (columns, classes) for which softmax(offsets + rows @ W) comes nearest the goals.

    `stiffness` is the price of each column's squared weights: how little it may change what the
    offsets say. Deterministic: starts at no change.
    """
    import numpy as np
    from scipy.optimize import minimize
    from threadpoolctl import threadpool_limits

    shape = (rows.shape[1], offsets.shape[1])
    price = stiffness[:, None]

    def loss(flat: "Floats") -> tuple[float, "Floats"]:
        weights = flat.reshape(shape)
        scores = offsets + rows @ weights
        total = 0.5 * float((price * weights * weights).sum())
        slope = np.zeros_like(scores)
        for goal in goals:
            said = log_softmax(scores if goal.closed is None else _shut(scores, goal.closed))
            total -= float((goal.weights[:, None] * goal.shares * said).sum())
            sums = goal.shares.sum(axis=1, keepdims=True)
            slope += goal.weights[:, None] * (np.exp(said) * sums - goal.shares)
        return total, (rows.T @ slope + price * weights).ravel()

    start = np.zeros(shape).ravel()
    with threadpool_limits(1, user_api="blas"):  # such small products wait for each other
        found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps})
    result: Floats = found.x.reshape(shape)
    return result


def log_softmax(scores: "Floats") -> "Floats":
    """Log-probabilities along the last axis."""
    import numpy as np

    below = scores - scores.max(axis=-1, keepdims=True)
    found: Floats = below - np.log(np.exp(below).sum(axis=-1, keepdims=True))
    return found


def _shut(scores: "Floats", closed: "NDArray[np.bool_]") -> "Floats":
    import numpy as np

    found: Floats = np.where(closed, -1e9, scores)
    return found
