"""The dialogs of export and import.

Owns: what goes where, as the person chooses it. Must not: read or write a file.
"""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from emailassist.domain.account import Account
from emailassist.domain.ids import AccountId, MailboxId
from emailassist.domain.mailbox import Mailbox
from emailassist.domain.transfer import Form
from emailassist.domain.views import Sidebar
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.controls import TextButton, on_click, text_label
from emailassist.gui.look import Look
from emailassist.gui.places import mailbox_title, mailboxes_of
from emailassist.gui.saving import saving_folder

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine


class _TransferDialog(QDialog):
    """A form, what is to be known about it, and the button that begins."""

    def __init__(
        self, bridge: Bridge, engine: "Engine", look: Look, parent: QWidget, title: str, note: str
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(520)
        self._bridge = bridge
        self._engine = engine
        self._look = look
        self._owner = parent
        self._lane = Lane(bridge, self)
        self.path = QLineEdit()
        self.begin = TextButton(look, title, "primary")
        self.begin.setEnabled(False)
        self.form = QFormLayout()
        self.form.setSpacing(10)
        self._cancel = TextButton(look, self.tr("Cancel"))
        on_click(self._cancel, self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self.begin)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(14)
        column.addWidget(text_label(title, "title"))
        column.addWidget(text_label(note, "muted", wrap=True))
        column.addLayout(self.form)
        column.addLayout(buttons)

    def _chosen_path(self) -> Path:
        return Path(self.path.text().strip()).expanduser()

    def _path_row(self, words: str, *buttons: TextButton) -> None:
        row = QHBoxLayout()
        self.path.setAccessibleName(words)
        row.addWidget(self.path, 1)
        for button in buttons:
            row.addWidget(button)
        self.form.addRow(words, row)

    def _lead(self, *parts: QWidget) -> None:
        """Let the keyboard go from the first of these to the last, then to the buttons."""
        for part, following in pairwise((*parts, self._cancel, self.begin)):
            QWidget.setTabOrder(part, following)
        parts[0].setFocus()

    def _choose_folder(self) -> None:
        self._take(QFileDialog.getExistingDirectory(self, "", saving_folder()))

    def _take(self, chosen: str) -> None:
        if chosen:
            self.path.setText(chosen)


class ExportDialog(_TransferDialog):
    """Writes all mail, an account's or a mailbox's to a folder."""

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look, parent: QWidget) -> None:
        super().__init__(
            bridge,
            engine,
            look,
            parent,
            self.tr("Export mail"),
            self.tr("Messages are written byte for byte; nothing changes on the server."),
        )
        self.what = QComboBox()
        self.what.addItem(self.tr("All mail"), (None, None))
        self.form_choice = QComboBox()
        self.form_choice.addItem(self.tr("Maildir: one file a message, with flags"), Form.MAILDIR)
        self.form_choice.addItem(self.tr("mbox: one file a mailbox, with flags"), Form.MBOX)
        self.form_choice.addItem(self.tr("Single .eml files, without flags"), Form.EML)
        self.form.addRow(self.tr("What"), self.what)
        self.form.addRow(self.tr("As"), self.form_choice)
        choose = TextButton(look, self.tr("Choose…"))
        on_click(choose, self._choose_folder)
        on_click(self.begin, self._begin)
        self.path.textChanged.connect(lambda text: self.begin.setEnabled(bool(text.strip())))
        self._path_row(self.tr("A new or empty folder"), choose)
        self._lead(self.what, self.form_choice, self.path, choose)
        self._lane.ask(_places(engine), self._show)

    def _show(self, found: tuple[Sequence[Account], Sidebar]) -> None:
        accounts, sidebar = found
        for account in accounts:
            self.what.addItem(account.name, (account.id, None))
            for box in mailboxes_of(account, sidebar):
                title = f"{account.name} · {mailbox_title(box, self.tr)}"
                self.what.addItem(title, (account.id, box.id))

    def _begin(self) -> None:
        account: AccountId | None
        mailbox: MailboxId | None
        account, mailbox = self.what.currentData()
        work = self._engine.transfer.export_mail(
            self._chosen_path(), self.form_choice.currentData(), account=account, mailbox=mailbox
        )
        self._bridge.ask(self._owner, work)
        self.accept()


class ImportDialog(_TransferDialog):
    """Stores mail from files in a mailbox of a server."""

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look, parent: QWidget) -> None:
        super().__init__(
            bridge,
            engine,
            look,
            parent,
            self.tr("Import mail"),
            self.tr(
                "Messages are stored on the server with their dates and flags. What is there"
                " already is passed over, so an import can be begun again."
            ),
        )
        self.account = QComboBox()
        self.mailbox = QComboBox()
        self.mailbox.setEditable(True)
        self.mailbox.setEditText(self.tr("Imported"))
        self._boxes: dict[AccountId, list[Mailbox]] = {}
        file = TextButton(look, self.tr("File…"))
        folder = TextButton(look, self.tr("Folder…"))
        on_click(file, self._choose_file)
        on_click(folder, self._choose_folder)
        on_click(self.begin, self._begin)
        self.path.textChanged.connect(lambda _: self._check())
        self._path_row(self.tr("An .eml or mbox file, or a folder"), file, folder)
        self.form.addRow(self.tr("Account"), self.account)
        self.form.addRow(self.tr("Mailbox"), self.mailbox)
        self._lead(self.path, file, folder, self.account, self.mailbox)
        self.account.currentIndexChanged.connect(lambda _: self._show_mailboxes())
        self._lane.ask(_places(engine), self._show)

    def _show(self, found: tuple[Sequence[Account], Sidebar]) -> None:
        accounts, sidebar = found
        self._boxes = {each.id: mailboxes_of(each, sidebar) for each in accounts}
        for account in accounts:
            self.account.addItem(account.name, account.id)
        self._check()

    def _show_mailboxes(self) -> None:
        """The names as the server knows them: the person may write one that is new."""
        typed = self.mailbox.currentText()
        self.mailbox.clear()
        for box in self._boxes.get(self.account.currentData(), []):
            self.mailbox.addItem(box.name)
        self.mailbox.setEditText(typed)

    def _check(self) -> None:
        self.begin.setEnabled(bool(self.path.text().strip()) and self.account.count() > 0)

    def _choose_file(self) -> None:
        self._take(QFileDialog.getOpenFileName(self, "", saving_folder())[0])

    def _begin(self) -> None:
        name = self.mailbox.currentText().strip() or self.tr("Imported")
        work = self._engine.transfer.import_mail(
            self._chosen_path(), self.account.currentData(), name
        )
        self._bridge.ask(self._owner, work)
        self.accept()


async def _places(engine: "Engine") -> tuple[Sequence[Account], Sidebar]:
    return await engine.accounts(), await engine.sidebar()
