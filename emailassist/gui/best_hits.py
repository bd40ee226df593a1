"""The better answer to a search, which takes a moment longer: by words and by meaning.

Owns: asking for it, and which messages do not have the words. Must not: list them.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from emailassist.domain.errors import EmailAssistError
from emailassist.domain.found import Found
from emailassist.domain.ids import MessageKey
from emailassist.domain.views import Listing
from emailassist.gui.bridge import Bridge, Lane

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine


class BestHits(QObject):
    """Tells what is `found`, or that it `failed`: then what was found by words must do."""

    found = Signal(object)
    """`Found`."""
    failed = Signal()

    def __init__(self, bridge: Bridge, engine: "Engine", owner: QObject) -> None:
        super().__init__(owner)
        self._bridge = bridge
        self._engine = engine
        self._lane = Lane(bridge, self)
        self.is_looking = False
        self.by_meaning: frozenset[MessageKey] = frozenset()
        """What was found last without the words."""

    def look(self, listing: Listing) -> None:
        """Ask anew."""
        self.is_looking = True
        self._lane.ask(self._engine.search.find(listing), self._take, self._missed)

    def drop(self) -> None:
        """Another list is shown."""
        self.is_looking = False
        self.by_meaning = frozenset()
        self._lane.drop()

    def _take(self, found: Found) -> None:
        self.is_looking = False
        self.by_meaning = found.by_meaning
        self.found.emit(found)

    def _missed(self, error: EmailAssistError) -> None:
        self.is_looking = False
        self._bridge.problem.emit(error)
        self.failed.emit()
