"""Vectors of the texts that were asked for last.

Several look at the same message one after another: the classifier, the answers that need no
model, the search for what is close to it. Owns: what is kept, and dropping the oldest. Must not:
make a vector.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from emailassist.local.embeddings import Embedder, cleaned

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from emailassist.local.embeddings import Matrix

    Row = NDArray[np.float32]

_MOST: Final = 256
"""Texts: several of each message that is triaged side by side; half a megabyte."""


class RecentVectors:
    """An embedder that asks `source` only for what it has not said lately.

    Safe from several threads if `source` is.
    """

    def __init__(self, source: Embedder, *, most: int = _MOST) -> None:
        self._source = source
        self._most = most
        self._lock = threading.Lock()
        self._rows: OrderedDict[tuple[str, str], Row] = OrderedDict()

    @property
    def model(self) -> str:
        return self._source.model

    def embed(self, texts: Sequence[str]) -> "Matrix":
        """One row for each text."""
        import numpy as np

        model = self.model
        keys = [(model, cleaned(text)) for text in texts]
        with self._lock:
            found = {key: self._rows[key] for key in keys if key in self._rows}
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        if missing:
            rows = self._source.embed([text for _, text in missing])
            found.update(zip(missing, rows, strict=True))
        with self._lock:
            for key in keys:
                self._rows[key] = found[key]
                self._rows.move_to_end(key)
            while len(self._rows) > self._most:
                self._rows.popitem(last=False)
        return np.stack([found[key] for key in keys])
