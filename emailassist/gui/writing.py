"""The windows in which messages are written.

Owns: opening one for each draft, and closing all. Must not: know what is in them.
"""

from collections.abc import Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from emailassist.domain.draft import Draft
from emailassist.domain.errors import DraftNotReady
from emailassist.domain.ids import DraftKey, MessageKey
from emailassist.gui.bridge import Bridge
from emailassist.gui.composer_window import ComposerWindow, Opened
from emailassist.gui.look import Look
from emailassist.mime.recipients import Audience

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine


class Writing(QObject):
    """Opens composers and passes on what becomes of their messages."""

    approved = Signal(object)
    discarded = Signal(object)

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._engine = engine
        self._look = look
        self.windows: dict[DraftKey, ComposerWindow] = {}

    def new(self, to: str = "") -> None:
        """Begin a message."""
        self._ask(_opened(self._engine, self._engine.composer.new(None, to), fresh=True))

    def reply(self, key: MessageKey, audience: Audience) -> None:
        """Answer a message, in the draft that answers it already if there is one."""
        self._ask(_reply(self._engine, key, audience))

    def forward(self, key: MessageKey, *, enclosed: bool = False) -> None:
        """Hand a message on, as text or as it came."""
        beginning = self._engine.composer.forward(key, enclosed=enclosed)
        self._ask(_opened(self._engine, beginning, fresh=False))

    def resume(self, key: MessageKey) -> None:
        """Go on with a draft of the server's, or send a message once more."""
        self._ask(_opened(self._engine, self._engine.composer.resume(key), fresh=False))

    def open(self, key: DraftKey) -> None:
        """Go on writing a draft."""
        if key in self.windows:
            self._raise(self.windows[key])
        else:
            self._ask(_opened(self._engine, self._engine.composer.open(key), fresh=False))

    def close_all(self) -> None:
        """Close every composer; each keeps what is written in it."""
        for window in list(self.windows.values()):
            window.close()

    def _ask(self, work: Coroutine[Any, Any, Opened]) -> None:
        self._bridge.ask(self, work, self._show)

    def _show(self, opened: Opened) -> None:
        known = self.windows.get(opened.draft.key)
        if known is not None:
            self._raise(known)
            return
        window = ComposerWindow(self._bridge, self._engine, self._look, opened)
        self.windows[window.key] = window
        window.approved.connect(self.approved)
        window.discarded.connect(self.discarded)
        window.closed.connect(self._forget)
        window.show()
        self._raise(window)

    def _forget(self, key: DraftKey) -> None:
        window = self.windows.pop(key, None)
        if window is not None:
            window.deleteLater()

    def _raise(self, window: ComposerWindow) -> None:
        window.raise_()
        window.activateWindow()


async def _opened(
    engine: "Engine", beginning: Coroutine[Any, Any, Draft], *, fresh: bool
) -> Opened:
    draft = await beginning
    if draft.composition is None:
        raise DraftNotReady(f"Draft {draft.key} cannot be opened in the composer.")
    files = await engine.composer.enclosed(draft.key)
    return Opened(draft, files, await engine.accounts(), draft.composition, fresh=fresh)


async def _reply(engine: "Engine", key: MessageKey, audience: Audience) -> Opened:
    known = (await engine.detail(key)).draft
    opened = await _opened(engine, engine.composer.reply(key, audience), fresh=False)
    begun = known is None or not known.is_open
    return replace(opened, fresh=begun)
