"""Which sender, domain and category of a message stay on this computer.

Owns: the entries, checked where it is so. Must not: enforce it.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from emailassist.domain.views import MessageRow
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.look import Look
from emailassist.settings import Settings

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine


class KeepingMenu(QMenu):
    """Of these nothing is sent to a model elsewhere."""

    def __init__(
        self, bridge: Bridge, engine: "Engine", look: Look, row: MessageRow, parent: QMenu
    ) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Keep on this computer"))
        self.setIcon(look.icon("lock"))
        self._owner = parent.parent() or parent
        self._bridge = bridge
        self._engine = engine
        self._lane = Lane(bridge, self)
        self._senders: dict[str, QAction] = {}
        self._categories: dict[str, QAction] = {}
        if row.sender is not None and not row.mine:
            address = row.sender.email.casefold()
            domain = address.rpartition("@")[2]
            self._add_sender(address, self.tr("Messages from {who}"))
            if "." in domain:
                self._add_sender(domain, self.tr("Messages from anybody at {who}"))
        if row.category:
            words = self.tr("The category “{name}”").format(name=look.category_title(row.category))
            keep = partial(self._keep_category, row.category)
            self._categories[row.category] = self._add(words, keep)
        self.setEnabled(bool(self._senders or self._categories))
        self._lane.ask(engine.preferences.current(), self._show)

    def _add_sender(self, who: str, words: str) -> None:
        self._senders[who] = self._add(words.format(who=who), partial(self._keep_sender, who))

    def _add(self, words: str, act: Callable[..., None]) -> QAction:
        action = self.addAction(words.replace("&", "&&"))
        action.setCheckable(True)
        action.triggered.connect(lambda on: act(on=on))
        return action

    def _show(self, settings: Settings) -> None:
        for names, actions in (
            (settings.local_senders, self._senders),
            (settings.local_categories, self._categories),
        ):
            for name, action in actions.items():
                action.setChecked(name in names)

    def _keep_sender(self, who: str, *, on: bool) -> None:
        self._change(
            lambda settings: (
                settings.with_local_sender(who) if on else settings.without_local_sender(who)
            )
        )

    def _keep_category(self, name: str, *, on: bool) -> None:
        self._change(
            lambda settings: settings.with_local_categories(
                [*settings.local_categories, name]
                if on
                else [each for each in settings.local_categories if each != name]
            )
        )

    def _change(self, edit: Callable[[Settings], Settings]) -> None:
        self._lane.drop()  # what was so before is no news any more
        self._bridge.ask(self._owner, self._engine.preferences.change(edit))
