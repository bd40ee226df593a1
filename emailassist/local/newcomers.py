"""How likely a message is of a category that the weights do not know.

Owns: weighing what its examples say against how sure the weights are of others; the numbers were
chosen by taking each shipped category out of the weights and giving it back by its description and
three examples (ADR 18). Must not: know lessons, or the shipped weights.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from emailassist.local.calibration import top_odds
from emailassist.local.examples import Head

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_LEAST: Final = 1e-6
_NEARER: Final = 4.4
"""Log-odds for a text that is nearer to an example of the newcomer by a cosine of 1."""
_TAKEN: Final = 0.4
"""How far the weights' being sure of another category speaks against it."""


def odds_of_newcomers(head: Head, vector: "Floats", new: Sequence[int], trained: "Floats") -> float:
    """Uncalibrated log-odds that a text is of one of the `new` categories of `head`.

    `trained`: log-probabilities of the categories that the weights know, among these alone.
    """
    import numpy as np

    share = float(np.exp(head.log_shares(vector)[list(new)]).sum())
    share = min(max(share, _LEAST), 1 - _LEAST)
    odds = float(np.log(share / (1 - share)))
    taken = float(top_odds(trained[None, :])[0])
    return odds + _NEARER * head.nearer(vector, new) - _TAKEN * taken
