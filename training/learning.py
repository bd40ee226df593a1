"""Learning the shipped weights.

Owns: what the rows should come out as, and the fits. Must not: read mail or judge the result.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from emailassist.local.calibration import EVEN
from emailassist.local.evidence import WEIGHED, moves
from emailassist.local.examples import Head
from emailassist.local.fitting import Goal, fit
from emailassist.local.prior import NEEDS, priority_by_rules, row_of
from emailassist.local.shipped import PRIORITIES, Weights
from training.looks import Labelled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_TRUST_IN_EXAMPLES: Final = 0.7
_TEXT_STIFFNESS: Final = 2.0
_SIGN_STIFFNESS: Final = 10.0
"""The weights written by hand are believed until many rows say otherwise."""
_PRIORITY_STIFFNESS: Final = 4.0
_ACCEPTED: Final = 0.3
"""Share of an answer that goes to the further categories that would be right."""


def learn_weights(rows: Sequence[Labelled], names: Sequence[str], head: Head) -> Weights:
    """The weights that these rows teach; not calibrated yet. `head` is the examples'."""
    width = head.width
    signs = tuple(sorted(WEIGHED.union(*(row.seen.signs for row in rows))))
    table = np.array([row_of(row.seen, signs, width) for row in rows])
    stiffness = np.full(table.shape[1], _SIGN_STIFFNESS)
    stiffness[: 2 * width] = _TEXT_STIFFNESS
    return Weights(
        names=tuple(names),
        signs=signs,
        categories=_categories(rows, names, table, stiffness, _believed(signs, names, head)),
        needs=_needs(rows, table, stiffness, signs, width),
        priority=_priority(rows, table),
        temperature=1.0,
        confidence=EVEN,
        newcomer=EVEN,
    )


def _believed(signs: Sequence[str], names: Sequence[str], head: Head) -> "Floats":
    """What is thought of signs and words before any row was read."""
    width = head.width
    weights = np.zeros((2 * width + len(signs) + 1, len(names)))
    weights[:width] = _TRUST_IN_EXAMPLES * head.weights.T
    weights[-1] = _TRUST_IN_EXAMPLES * head.offsets
    for at, sign in enumerate(signs):
        weights[2 * width + at] += [moves(frozenset({sign}), name) for name in names]
    return weights


def _categories(
    rows: Sequence[Labelled],
    names: Sequence[str],
    table: "Floats",
    stiffness: "Floats",
    start: "Floats",
) -> "Floats":
    shares = np.array([_shares(row, names) for row in rows])
    goal = Goal(shares, np.ones(len(rows)))
    moved = fit(table, goal, offsets=table @ start, stiffness=stiffness)
    found: Floats = start + moved
    return found


def _shares(row: Labelled, names: Sequence[str]) -> list[float]:
    further = row.accept - {row.category}
    left = _ACCEPTED if further else 0.0
    return [
        1 - left if name == row.category else left / len(further) if name in further else 0.0
        for name in names
    ]


def _needs(
    rows: Sequence[Labelled],
    table: "Floats",
    stiffness: "Floats",
    signs: Sequence[str],
    width: int,
) -> "Floats":
    """Two columns are one: log-odds of yes against a no that is always 0."""
    start = np.zeros((table.shape[1], 2))
    for sign, moved in NEEDS.items():
        start[2 * width + signs.index(sign), 0] = moved
    kept = [at for at, row in enumerate(rows) if row.needs_reply is not None]
    shares = np.array([[rows[at].needs_reply, not rows[at].needs_reply] for at in kept], float)
    part = table[kept]
    goal = Goal(shares, np.ones(len(kept)))
    weights = start + fit(part, goal, offsets=part @ start, stiffness=stiffness)
    found: Floats = weights[:, :1] - weights[:, 1:]
    return found


def _priority(rows: Sequence[Labelled], table: "Floats") -> "Floats":
    """What moves the odds of what rules say of the priority, whatever the category."""
    kept = [at for at, row in enumerate(rows) if row.priority is not None]
    believed = np.log([priority_by_rules(rows[at].seen, rows[at].category) for at in kept])
    shares = np.array([[each is rows[at].priority for each in PRIORITIES] for at in kept], float)
    return fit(
        table[kept],
        Goal(shares, np.ones(len(kept))),
        offsets=believed,
        stiffness=np.full(table.shape[1], _PRIORITY_STIFFNESS),
    )
