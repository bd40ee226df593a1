"""Taking back what was done last: to messages, drafts, and letters on their way.

Owns: the offers to undo, and doing so. Must not: act itself.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from emailassist.domain.draft import Draft, OutboxEntry
from emailassist.domain.ids import DraftKey, OutboxKey
from emailassist.domain.operation import Undo
from emailassist.gui.acting import Acting
from emailassist.gui.banners import BannerStack
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.outbox_bar import OutboxBar, Wish
from emailassist.gui.outbox_words import OutboxWords

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine


class SecondThoughts(QObject):
    """Offers to undo, and hears what is wished for what lies in the outbox."""

    taken_back = Signal(object)
    """The `Draft` that an approved letter is again."""

    def __init__(
        self,
        bridge: Bridge,
        engine: "Engine",
        acting: Acting,
        banners: BannerStack,
        outbox: OutboxBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._engine = engine
        self._acting = acting
        self._banners = banners
        self._outbox = outbox
        self._outbox_lane = Lane(bridge, self)
        acting.done.connect(self._acted)
        acting.undone.connect(banners.drop)
        outbox.wished.connect(self.wish)

    def undo(self) -> None:
        """Take back what was done last: to messages, or a reply on its way."""
        if self._acting.can_undo:
            self._acting.undo()
        else:
            self._outbox.undo_last()

    def approved(self, entry: OutboxEntry) -> None:
        """A letter is on its way."""
        self._acting.superseded()
        if entry.scheduled:
            words = OutboxWords().sentence(entry, datetime.now(UTC))
            banner = self._banners.toast(f"{words}.")
            banner.add_action(self.tr("Undo"), lambda: self.withdraw(entry.key))
        self.read_outbox()

    def discarded(self, draft: DraftKey) -> None:
        """A draft was put away."""
        banner = self._banners.toast(self.tr("Draft discarded."))
        banner.add_action(
            self.tr("Undo"),
            lambda: self._bridge.ask(self, self._engine.restore_draft(draft)),
        )

    def withdraw(self, key: OutboxKey) -> None:
        """Take an approved letter back while it waits."""
        self._bridge.ask(
            self, self._engine.undo_send(key), lambda draft: self._taken_back(key, draft)
        )

    def wish(self, key: OutboxKey, wish: Wish) -> None:
        """What the person wishes for a letter in the outbox."""
        if wish is Wish.UNDO:
            self.withdraw(key)
        else:
            sent = wish is Wish.WAS_SENT
            self._bridge.ask(self, self._engine.resolve_uncertain(key, sent=sent))

    def read_outbox(self) -> None:
        """Show what lies in the outbox now."""
        self._outbox_lane.ask(self._engine.outbox(), self._outbox.show_entries)

    def _acted(self, undo: Undo) -> None:
        banner = self._banners.toast(f"{undo.words}.", about=undo)
        banner.add_action(self.tr("Undo"), lambda: self._acting.undo(undo))

    def _taken_back(self, key: OutboxKey, draft: Draft) -> None:
        self._outbox.withdrawn(key)
        self.taken_back.emit(draft)
        self.read_outbox()
