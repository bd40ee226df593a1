"""The prior's weights moved by many lessons.

Owns: the regression around the prior on text, signs and who sent it. Must not: decide whether
it is better than counting (`personal` does, by comparing).
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from emailassist.local.fitting import Goal, fit
from emailassist.local.prior import Prior, unpacked
from emailassist.local.seen import Seen
from emailassist.local.votes import origin_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_ORIGINS: Final = 64
"""Columns that senders, domains and lists share."""
_STEPS: Final = 25
_DIRECTIONS: Final = 64


@dataclass(frozen=True, slots=True, eq=False)
class Refit:
    """What lessons add to the prior's log-odds: linear in `row`."""

    prior: Prior
    weights: "Floats"

    def moves(self, seen: Seen) -> "Floats":
        found: Floats = row(self.prior, seen) @ self.weights
        return found


def row(prior: Prior, seen: Seen) -> "Floats":
    """The message as few numbers: directions of its text, its signs, who sent it."""
    import numpy as np

    weights = prior.weights
    assert weights is not None  # noqa: S101 - asked by `can_refit`
    told = np.zeros(_ORIGINS)
    for name, share in ((origin_of(seen), 1.0), (f"@{seen.domain}", 0.5)):
        told[zlib.crc32(name.encode("utf-8", "replace")) % _ORIGINS] += share
    signs = [sign in seen.signs for sign in weights.signs]
    text = unpacked(seen.vector, weights.width) @ weights.basis[:, :_DIRECTIONS]
    return np.concatenate([text, signs, told, [1.0]])


def can_refit(prior: Prior) -> bool:
    """Whether there are trained weights to start from."""
    return prior.weights is not None


def refit(
    prior: Prior,
    rows: "Floats",
    believed: "Floats",
    labels: Sequence[int],
    weights: Sequence[float],
    stiffness: float,
) -> Refit:
    """Learn from rows (as `row` makes them) with the prior's log-odds; labels are places."""
    import numpy as np

    shares = np.zeros(believed.shape)
    shares[np.arange(len(labels)), list(labels)] = 1.0
    price = np.full(rows.shape[1], stiffness)
    price[-1] = price[-1 - _ORIGINS : -1] = stiffness / 4
    goal = Goal(shares, np.asarray(weights, float))
    return Refit(prior, fit(rows, [goal], offsets=believed, stiffness=price, steps=_STEPS))
