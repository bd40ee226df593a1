"""Log-odds moved by lessons.

Owns: the regression around what is believed, in which a lesson counts for a message as much as the
two are kin. Must not: know messages.
"""

from typing import TYPE_CHECKING, Final

from emailassist.local.fitting import Goal, fit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Places = NDArray[np.int_]

_STEPS: Final = 40
_ALONE: Final = 0.002
"""Of its kinship with itself what a lesson shares with none other; for solving, too."""


def refit(kinship: "Floats", believed: "Floats", labels: "Places", counts: "Floats") -> "Floats":
    """A row for each lesson: times the kinship with it, what it adds to a message's log-odds.

    `believed` are the lessons' log-odds without them, `labels` the columns of what they are,
    `counts` how much each counts. Regression in the space of functions that `kinship` spans.
    """
    import numpy as np
    from scipy.linalg import solve_triangular

    own = _ALONE * float(kinship.diagonal().mean()) + 1e-6
    root = np.linalg.cholesky(kinship + own * np.eye(len(kinship)))
    shares = np.zeros(believed.shape)
    shares[np.arange(len(labels)), labels] = 1.0
    goal = Goal(shares, counts)
    found = fit(root, goal, offsets=believed, stiffness=np.ones(len(root)), steps=_STEPS)
    weights: Floats = solve_triangular(root.T, found, lower=False)
    return weights
