"""Saving and opening what is attached to a message, or to a message inside it.

Owns: asking where to save, and showing enclosed messages. Must not: run or open a file.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QVBoxLayout, QWidget

from emailassist.domain.ids import MessageKey
from emailassist.domain.message import Attachment, ParsedMessage
from emailassist.gui.bridge import Bridge
from emailassist.gui.links import LinkQuestion
from emailassist.gui.look import Look
from emailassist.gui.mail_browser import MailBrowser
from emailassist.gui.message_extras import AttachmentList, CalendarCards
from emailassist.gui.message_header import MessageHeader
from emailassist.gui.over import open_over
from emailassist.gui.saving import (
    free_path,
    proposed_name,
    save_all,
    save_attachment,
    saving_folder,
)
from emailassist.mime.filenames import is_program

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine


class AttachmentActions(QObject):
    """What the buttons of an `AttachmentList` in `window` do."""

    saved = Signal(object)
    """Path of a saved attachment."""

    def __init__(self, window: QWidget, bridge: Bridge, engine: "Engine", look: Look) -> None:
        super().__init__(window)
        self._window = window
        self._bridge = bridge
        self._engine = engine
        self._look = look

    def save(self, key: MessageKey, inside: tuple[int, ...], attachment: Attachment) -> None:
        """Ask where to, then write off this thread; of a program, ask whether first."""
        if not is_program(attachment.filename, attachment.content_type):
            self._ask_where(key, inside, attachment)
            return
        box = QMessageBox(self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Save a program?"))
        words = self.tr("“{name}” can run commands on this computer when it is opened.")
        box.setText(words.format(name=proposed_name(attachment)))
        box.setInformativeText(self.tr("Save it only if you know the sender and expect it."))
        save = box.addButton(self.tr("Save…"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        save.clicked.connect(lambda: self._ask_where(key, inside, attachment))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_over(self._window, box)

    def save_all(
        self, key: MessageKey, inside: tuple[int, ...], attachments: Sequence[Attachment]
    ) -> None:
        """Ask for a folder, then write what is no program into it."""
        dialog = QFileDialog(self._window, self.tr("Save attachments"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setDirectory(saving_folder())
        dialog.fileSelected.connect(
            lambda chosen: self.save_all_to(key, inside, attachments, Path(chosen))
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_over(self._window, dialog)

    def save_all_to(
        self,
        key: MessageKey,
        inside: tuple[int, ...],
        attachments: Sequence[Attachment],
        folder: Path,
    ) -> None:
        """Write attachments into a folder that was chosen; a program is saved by itself only."""
        plain = [each for each in attachments if not is_program(each.filename, each.content_type)]
        work = save_all(self._engine, key, inside, plain, folder)
        self._bridge.ask(self._window, work, self.saved.emit)

    def save_to(self, key: MessageKey, path: tuple[int, ...], target: Path) -> None:
        """Write an attachment to a file that was chosen."""
        work = save_attachment(self._engine, key, path, target)
        self._bridge.ask(self._window, work, self.saved.emit)

    def open(self, key: MessageKey, inside: tuple[int, ...], attachment: Attachment) -> None:
        """Show an enclosed message."""
        path = (*inside, attachment.position)

        def show(message: ParsedMessage) -> None:
            dialog = EnclosedMessage(
                self._window, self._bridge, self._engine, self._look, key, path
            )
            dialog.show_message(message)
            dialog.attachments.saved.connect(self.saved)
            open_over(self._window, dialog)

        self._bridge.ask(self._window, self._engine.enclosed(key, *path), show)

    def _ask_where(self, key: MessageKey, inside: tuple[int, ...], attachment: Attachment) -> None:
        path = (*inside, attachment.position)
        folder = saving_folder()
        dialog = QFileDialog(self._window, self.tr("Save attachment"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDirectory(folder)
        dialog.selectFile(free_path(Path(folder), proposed_name(attachment)).name)
        dialog.fileSelected.connect(lambda chosen: self.save_to(key, path, Path(chosen)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_over(self._window, dialog)


class EnclosedMessage(QDialog):
    """A message that is attached to another: its head, its text, what it brings along."""

    def __init__(
        self,
        window: QWidget,
        bridge: Bridge,
        engine: "Engine",
        look: Look,
        key: MessageKey,
        path: tuple[int, ...],
    ) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Attached message"))
        self.resize(680, 560)
        self.header = MessageHeader(look)
        self.browser = MailBrowser(look)
        self.browser.setAccessibleName(self.tr("Message text"))
        self._calendar = CalendarCards(look)
        self._list = AttachmentList(look)
        self.attachments = AttachmentActions(self, bridge, engine, look)
        self._list.save_wanted.connect(lambda each: self.attachments.save(key, path, each))
        self._list.all_wanted.connect(lambda those: self.attachments.save_all(key, path, those))
        self._list.open_wanted.connect(lambda each: self.attachments.open(key, path, each))
        question = LinkQuestion(self)
        self.browser.link_chosen.connect(question.ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.header)
        column.addWidget(self._calendar)
        column.addWidget(self.browser, 1)
        column.addWidget(self._list)

    def show_message(self, message: ParsedMessage) -> None:
        """Show the message as plain text."""
        self.header.show_envelope(message.envelope, message.envelope.date)
        self._calendar.show_events(message.calendar)
        self.browser.show_text(message)
        self._list.show_attachments(message.attachments)
