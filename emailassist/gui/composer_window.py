"""A window to write one message in.

Owns: the fields, what was typed until the engine has it, and the questions before sending.
Must not: send; approving asks the engine.
"""

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout, QWidget
from typing_extensions import override

from emailassist.domain.account import Account
from emailassist.domain.draft import Composition, Draft, EnclosedFile, OutboxEntry
from emailassist.domain.errors import EmailAssistError, InputError
from emailassist.domain.ids import DraftKey, EnclosureKey
from emailassist.gui.banners import BannerStack
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.composer_bar import ComposerBar
from emailassist.gui.composer_fields import ComposerFields
from emailassist.gui.enclosure_strip import EnclosureStrip
from emailassist.gui.letter_editor import LetterEditor, local_files
from emailassist.gui.look import Look
from emailassist.gui.over import open_over
from emailassist.gui.send_times import SendTimeDialog, proposals
from emailassist.local.mentions import mentions_attachment
from emailassist.mime.recipients import typed_addresses

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

KEEP_AFTER = 2500
"""Milliseconds after a change until it is kept, however much is being typed."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft with what its window shows; `fresh`: nobody wrote in it yet."""

    draft: Draft
    files: tuple[EnclosedFile, ...]
    accounts: tuple[Account, ...]
    composition: Composition
    fresh: bool = False


class ComposerWindow(QWidget):
    """Edits one draft; keeps what was typed every few seconds and when it closes."""

    approved = Signal(object)
    """The `OutboxEntry` that waits for its undo delay or its time."""
    discarded = Signal(object)
    """DraftKey of a draft that the person put away."""
    closed = Signal(object)
    """DraftKey, when the window is gone."""

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look, opened: Opened) -> None:
        super().__init__()
        self._bridge = bridge
        self._engine = engine
        self._look = look
        self._key = opened.draft.key
        self._fresh = opened.fresh
        self._done = False
        self._busy = False
        self._asked: set[str] = set()
        self._size_lane = Lane(bridge, self)
        self.fields = ComposerFields(bridge, engine, look, opened.accounts)
        self.editor = LetterEditor(look)
        self.files = EnclosureStrip(look)
        self.banners = BannerStack(look)
        self.bar = ComposerBar(look)
        self.dialog: SendTimeDialog | None = None
        self._kept: tuple[str, Composition]
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_AFTER)
        self._timer.timeout.connect(self.keep)
        self._build()
        self.fields.show_composition(opened.composition)
        self.editor.load(opened.draft.proposal.body)
        self.files.show_files(opened.files)
        self._kept = self._state()  # in the fields' own spelling, so that only typing changes it
        self._connect()
        self._name_window()
        self._read_limit()
        first = self.editor if opened.composition.has_recipient else self.fields.to
        first.setFocus()

    @property
    def key(self) -> DraftKey:
        return self._key

    @property
    def is_unkept(self) -> bool:
        """Whether something was typed that the engine does not have."""
        return self._state() != self._kept

    def keep(self) -> None:
        """Keep what is written now if it is not kept yet."""
        state = self._state()
        if self._done or self._busy or state == self._kept:
            return
        before, self._kept = self._kept, state
        self._bridge.ask(
            self,
            self._engine.composer.keep(self._key, *state),
            lambda _: self.bar.say_kept(),
            lambda error: self._was_not_kept(before, error),
        )

    def attach(self, paths: Sequence[Path]) -> None:
        """Take files into the message."""
        work = _attach(self._engine, self._key, tuple(paths))
        self._bridge.ask(self, work, self._show_files, self._not_attached)

    def send(self, at: datetime | None = None) -> None:
        """Approve the message, once what stands in the way or is doubtful has been said."""
        if self._busy or self._done or not self._check() or self._doubt(at):
            return
        self._finish(_approve(self._engine, self._key, self._state(), at))

    def save_to_server(self) -> None:
        """Put the message among the server's drafts instead of sending it."""
        if not self._busy and not self._done:
            self._finish(_save(self._engine, self._key, self._state()))

    def send_later(self) -> None:
        """Ask for the time to send it at."""
        first = proposals(datetime.now().astimezone())[-1][1]
        self.dialog = SendTimeDialog(self._look, self, first)
        self.dialog.chosen.connect(self.send)
        open_over(self, self.dialog)

    def discard(self) -> None:
        """Keep the text, so that Undo brings it back, and put the draft away."""
        if self._done or self._busy:
            return
        self.keep()
        self._done = True
        self._bridge.ask(self, self._engine.composer.discard(self._key))
        self.discarded.emit(self._key)
        self.close()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self._timer.stop()
        untouched = self._fresh and not self.is_unkept and not self.files.files
        if untouched and not self._done:
            self._done = True
            self._bridge.ask(self, self._engine.composer.discard(self._key))
        self.keep()
        event.accept()
        self.closed.emit(self._key)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self.attach(local_files(event.mimeData()))
        event.acceptProposedAction()

    def _state(self) -> tuple[str, Composition]:
        return self.editor.text(), self.fields.composition()

    def _changed(self) -> None:
        self._fresh = self._fresh and not self.is_unkept
        if not self._timer.isActive():
            self._timer.start()

    def _was_not_kept(self, before: tuple[str, Composition], error: EmailAssistError) -> None:
        self._kept = before
        self._failed(error)

    def _check(self) -> bool:
        """Whether every recipient can be written to; what is wrong is said."""
        try:
            found = [typed_addresses(field.text()) for field in self.fields.recipients]
        except InputError as error:
            self._failed(error)
            return False
        if not any(found):
            self.banners.problem(self.tr("Say whom the message is for."))
            self.fields.to.setFocus()
            return False
        return True

    def _doubt(self, at: datetime | None) -> bool:
        """Ask once about what may have been forgotten; whether there is a question."""
        doubts = []
        if not self.fields.subject.text().strip():
            doubts.append(self.tr("The message has no subject."))
        if not self.files.files and mentions_attachment(self.editor.text()):
            doubts.append(self.tr("You mention an attachment, but nothing is attached."))
        fresh = [each for each in doubts if each not in self._asked]
        self._asked.update(fresh)
        if fresh:
            banner = self.banners.notice(" ".join(fresh))
            banner.add_action(self.tr("Send anyway"), lambda: self.send(at))
        return bool(fresh)

    def _finish(self, work: Coroutine[Any, Any, OutboxEntry]) -> None:
        self._set_busy(busy=True)
        self._bridge.ask(self, work, self._was_approved, self._not_approved)

    def _was_approved(self, entry: OutboxEntry) -> None:
        self._done = True
        self.approved.emit(entry)
        self.close()

    def _not_approved(self, error: EmailAssistError) -> None:
        self._set_busy(busy=False)
        self._failed(error)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        for part in (self.fields, self.editor, self.bar):
            part.setEnabled(not busy)

    def _failed(self, error: EmailAssistError) -> None:
        self.banners.problem(error.reason, error.hint)

    def _choose_files(self) -> None:
        dialog = QFileDialog(self, self.tr("Attach files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda paths: self.attach([Path(each) for each in paths]))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_over(self, dialog)

    def _remove_file(self, key: EnclosureKey) -> None:
        work = self._engine.composer.detach(self._key, key)
        self._bridge.ask(self, work, self._show_files, self._failed)

    def _show_files(self, files: Sequence[EnclosedFile]) -> None:
        self._fresh = False
        self.files.show_files(files)

    def _not_attached(self, error: EmailAssistError) -> None:
        """Those before the one that could not be taken go along, so they are shown."""
        self._failed(error)
        self._bridge.ask(self, self._engine.composer.enclosed(self._key), self.files.show_files)

    def _read_limit(self) -> None:
        sender = self.fields.composition().sender
        self._size_lane.ask(
            self._engine.composer.size_limit(sender), self.files.show_limit, lambda _: None
        )

    def _name_window(self) -> None:
        subject = self.fields.subject.text().strip()
        self.setWindowTitle(subject or self.tr("New message"))

    def _connect(self) -> None:
        self.fields.changed.connect(self._changed)
        self.fields.sender_changed.connect(self._read_limit)
        self.fields.subject.textChanged.connect(self._name_window)
        self.editor.textChanged.connect(self._changed)
        self.editor.files_dropped.connect(self.attach)
        self.files.removal_wanted.connect(self._remove_file)
        self.bar.send_wanted.connect(self.send)
        self.bar.other_time_wanted.connect(self.send_later)
        self.bar.save_wanted.connect(self.save_to_server)
        self.bar.files_wanted.connect(self._choose_files)
        self.bar.discard_wanted.connect(self.discard)
        keys = {
            "Ctrl+Return": self.send,
            "Ctrl+Enter": self.send,
            "Ctrl+S": self.keep,
            "Ctrl+Shift+A": self._choose_files,
            "Escape": self.close,
        }
        for sequence, act in keys.items():
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.activated.connect(act)

    def _build(self) -> None:
        self.setWindowFlag(Qt.WindowType.Window)
        self.setObjectName("composer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self.resize(760, 640)
        self.setMinimumSize(520, 380)
        rule = QFrame()
        rule.setProperty("kind", "rule")
        below = QVBoxLayout()
        below.setContentsMargins(16, 0, 16, 12)
        below.setSpacing(8)
        below.addWidget(self.files)
        below.addWidget(self.banners)
        below.addWidget(self.bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.fields)
        column.addWidget(rule)
        column.addWidget(self.editor, 1)
        column.addLayout(below)


async def _attach(
    engine: "Engine", key: DraftKey, paths: tuple[Path, ...]
) -> tuple[EnclosedFile, ...]:
    for path in paths:
        await engine.composer.attach(key, path)
    return await engine.composer.enclosed(key)


async def _approve(
    engine: "Engine", key: DraftKey, state: tuple[str, Composition], at: datetime | None
) -> OutboxEntry:
    await engine.composer.keep(key, *state)
    return await engine.composer.approve(key, at=at)


async def _save(engine: "Engine", key: DraftKey, state: tuple[str, Composition]) -> OutboxEntry:
    await engine.composer.keep(key, *state)
    return await engine.composer.save_to_server(key)
