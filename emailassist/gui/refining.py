"""Changing a draft with a model's help: the wish, the text on its way, the choice.

Owns: the way from a wish to a text in the draft. Must not: edit the text by itself, or let
anything be sent meanwhile.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from emailassist.domain.draft import Draft
from emailassist.domain.errors import EmailAssistError
from emailassist.domain.events import DraftPiece, Event
from emailassist.domain.ids import DraftKey
from emailassist.domain.refinement import DraftVersion, Refinement
from emailassist.gui.bridge import Bridge, Lane, Request
from emailassist.gui.draft_change import DraftChange
from emailassist.gui.look import Look
from emailassist.gui.refine_bar import RefineBar

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine


class Refining(QWidget):
    """The controls below a draft's text, and what stands in its place meanwhile."""

    open_changed = Signal()
    """The draft's own text is to be shown again, or not."""
    used = Signal(object)
    """The `Draft` with the text that was chosen."""

    def __init__(
        self,
        bridge: Bridge,
        engine: "Engine",
        look: Look,
        *,
        text: Callable[[], str],
        unkept: Callable[[], str | None],
    ) -> None:
        super().__init__()
        self._bridge = bridge
        self._engine = engine
        self._text = text
        self._unkept = unkept
        self._draft: Draft | None = None
        self._request = Request()
        self._lane = Lane(bridge, self)
        self.bar = RefineBar(look)
        self.change = DraftChange(look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.change, 1)
        column.addWidget(self.bar)
        self.bar.wanted.connect(self.ask)
        self.bar.version_wanted.connect(self._compare)
        self.change.stop_wanted.connect(self.stop)
        self.change.accepted.connect(self._use)
        self.change.rejected.connect(self._close)
        bridge.happened.connect(self._take_event)

    @property
    def is_open(self) -> bool:
        """Whether another text is on its way, or waits for the person's choice."""
        return not self.change.isHidden()

    def show_draft(self, draft: Draft | None) -> None:
        """Another draft, or the same as it is now."""
        before = self._draft.key if self._draft else None
        self._draft = draft
        if draft is None or draft.key != before:
            # What is being written for another draft goes on, and is among its texts later.
            self._request.drop()
            self.change.hide()
            self.bar.setEnabled(True)
            self.bar.line.clear()
        usable = draft is not None and draft.is_open and draft.composition is None
        self.setVisible(usable and draft is not None and draft.reply_to is not None)
        if usable and draft is not None:
            self._lane.ask(self._engine.drafting.versions(draft.key), self.bar.show_versions)

    def ask(self, refinement: Refinement) -> None:
        """Have another text written; what is typed is kept before."""
        draft = self._draft
        if draft is None:
            return
        self.change.show_writing()
        self.bar.setEnabled(False)
        self.open_changed.emit()
        work = _refine(self._engine, draft.key, self._unkept(), refinement)
        self._request = self._bridge.ask(self, work, self._written, self._failed)

    def stop(self) -> None:
        """End the writing, and the model's work on it."""
        if self._draft is not None:
            self._request.drop()
            self._bridge.ask(self, self._engine.drafting.stop(self._draft.key))
            self._close()

    def _written(self, version: DraftVersion) -> None:
        draft = self._draft
        if draft is None or version.draft != draft.key:
            return
        self.bar.line.clear()
        if self._text().strip():
            self._compare(version)
        else:
            self._take(version)  # there is nothing that it could take the place of

    def _failed(self, error: EmailAssistError) -> None:
        self._close()
        self._bridge.problem.emit(error)

    def _compare(self, version: DraftVersion) -> None:
        if self._draft is None:
            return
        edited = self._unkept()
        if edited is not None:
            self._bridge.ask(self, self._engine.edit_draft(self._draft.key, edited))
        self.bar.setEnabled(False)
        self.change.show_change(self._text(), version)
        self.open_changed.emit()

    def _use(self) -> None:
        if self.change.version is not None:
            self._take(self.change.version)

    def _take(self, version: DraftVersion) -> None:
        self._bridge.ask(self, self._engine.drafting.use(version.key), self._taken, self._failed)

    def _taken(self, draft: Draft) -> None:
        self._close()
        self.used.emit(draft)

    def _close(self) -> None:
        self.change.hide()
        self.bar.setEnabled(True)
        self.open_changed.emit()
        if self._draft is not None:
            self._lane.ask(self._engine.drafting.versions(self._draft.key), self.bar.show_versions)

    def _take_event(self, event: Event) -> None:
        if (
            isinstance(event, DraftPiece)
            and self._draft is not None
            and event.draft == self._draft.key
        ):
            self.change.show_piece(event.text)


async def _refine(
    engine: "Engine", key: DraftKey, edited: str | None, refinement: Refinement
) -> DraftVersion:
    if edited is not None:
        await engine.edit_draft(key, edited)
    return await engine.drafting.refine(key, refinement)
