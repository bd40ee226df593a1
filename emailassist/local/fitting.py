"""Softmax regression around something that is believed already.

Owns: the one fit that the shipped weights, the person's refit and the examples' head share.
Must not: know what the rows are.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Goal:
    """What the rows should come out as: a share for each class, rows weighing differently."""

    shares: "Floats"
    weights: "Floats"


def fit(
    rows: "NDArray[np.floating]",
    goal: Goal,
    *,
    offsets: "Floats",
    stiffness: "Floats",
    steps: int = 200,
) -> "Floats":
    """Weights W (columns, classes) for which softmax(offsets + rows @ W) comes nearest the goal.

    `stiffness` is the price of each column's squared weights: how little it may change what the
    offsets say. Deterministic: starts at no change.
    """
    import numpy as np
    from scipy.optimize import minimize
    from threadpoolctl import threadpool_limits

    shape = (rows.shape[1], offsets.shape[1])
    price, counted = stiffness[:, None], goal.weights[:, None]
    sums = goal.shares.sum(axis=1, keepdims=True)

    def loss(flat: "Floats") -> tuple[float, "Floats"]:
        weights = flat.reshape(shape)
        said = log_softmax(offsets + rows @ weights)
        total = 0.5 * float((price * weights * weights).sum())
        total -= float((counted * goal.shares * said).sum())
        slope = counted * (np.exp(said) * sums - goal.shares)
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
