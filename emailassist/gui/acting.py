"""Acting on the selected messages: each deed is one call to the engine, shown at once.

Owns: which messages a deed is about, what is asked first, and taking the last one back.
Must not: hold rules of mail, or show the toast.
"""

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget

from emailassist.domain.errors import EmailAssistError
from emailassist.domain.ids import AccountId, MailboxId, MessageKey
from emailassist.domain.mailbox import Mailbox, Role
from emailassist.domain.operation import Undo
from emailassist.domain.views import MessageRow
from emailassist.gui.action_bar import ActionMenu
from emailassist.gui.bridge import Bridge
from emailassist.gui.chooser import Choice, Chooser
from emailassist.gui.deeds import Deed, described
from emailassist.gui.keeping_menu import KeepingMenu
from emailassist.gui.list_selection import selected_keys, take_out
from emailassist.gui.look import Look
from emailassist.gui.message_list import MessageList
from emailassist.gui.over import open_over
from emailassist.gui.places import ROLE_ICONS, ROLE_ORDER, Place, mailbox_title

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

Work = Coroutine[Any, Any, Undo]
Keys = Sequence[MessageKey]
_DELETED_IN = {Role.TRASH, Role.JUNK}
"""Where deleting is for good."""


class Acting(QObject):
    """Does to the selected messages what the bar, the menu and the keys ask for."""

    done = Signal(object)
    """`Undo` of what is worth a word: messages left the list, or many were changed."""

    undone = Signal(object)
    """`Undo` that was taken back."""

    selection_changed = Signal(int, bool)
    """How many messages are selected, and whether in Junk."""

    def __init__(
        self,
        bridge: Bridge,
        engine: "Engine",
        look: Look,
        messages: MessageList,
        owner: QWidget,
        opened: Callable[[], MessageKey | None],
    ) -> None:
        """`opened`: the message that is read, which need not be in the list."""
        super().__init__(owner)
        self._opened = opened
        self._bridge = bridge
        self._engine = engine
        self._look = look
        self._list = messages
        self._owner = owner
        self._mailboxes: dict[MailboxId, Mailbox] = {}
        self._last: Undo | None = None
        self.dialog: QDialog | None = None
        self._deeds: dict[Deed, Callable[[Keys], None]] = {
            Deed.ARCHIVE: self._archive,
            Deed.TRASH: self._trash,
            Deed.SPAM: self._spam,
            Deed.STAR: self._star,
            Deed.SEEN: self._seen,
            Deed.MOVE: self._choose_mailbox,
            Deed.LABEL: self._choose_label,
        }
        messages.view.selectionModel().selectionChanged.connect(self._tell_count)
        messages.view.deed_wanted.connect(lambda deed, key: self._deeds[deed]((key,)))
        messages.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        messages.view.customContextMenuRequested.connect(self._show_menu)

    def keys(self) -> dict[str, Callable[[], object]]:
        """Every key and what it does."""
        return {
            key: partial(self.do, deed) for deed, each in described().items() for key in each.keys
        }

    def do(self, deed: Deed) -> None:
        """Do something to the selected messages."""
        if keys := self.selected():
            self._deeds[deed](keys)

    def selected(self) -> tuple[MessageKey, ...]:
        """The messages that a deed is about."""
        keys = selected_keys(self._list.view, self._list.model)
        opened = self._opened()
        return keys or (() if opened is None else (opened,))

    def show_mailboxes(self, mailboxes: Sequence[Mailbox]) -> None:
        """What there is to move to."""
        self._mailboxes = {each.id: each for each in mailboxes}
        self._tell_count()

    def drop(self, place: Place, keys: Keys) -> None:
        """Messages were dragged to a mailbox."""
        if place.listing is not None and place.listing.mailbox is not None and keys:
            self.move_to(place.listing.mailbox, keys)

    def move_to(self, target: MailboxId, keys: Keys) -> None:
        """Move messages to a mailbox."""
        source = self._source()
        if target != source:
            self._leave(keys, self._engine.actions.move(keys, target, source))

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back that nothing has superseded."""
        return self._last is not None

    def superseded(self) -> None:
        """The person did something else since, which is what they would take back first."""
        self._last = None

    def undo(self, undo: Undo | None = None) -> None:
        """Take back that deed, or the last one."""
        self._bridge.ask(self, self._engine.actions.undo(undo), self._undone)

    def _undone(self, undo: Undo | None) -> None:
        if undo is None or undo == self._last:
            self._last = None
        if undo is not None:
            self.undone.emit(undo)

    def _archive(self, keys: Keys) -> None:
        self._leave(keys, self._engine.actions.archive(keys, self._source()))

    def _trash(self, keys: Keys) -> None:
        if self._role() in _DELETED_IN:
            self._ask_to_delete(keys)
        else:
            self._leave(keys, self._engine.actions.trash(keys, self._source()))

    def _spam(self, keys: Keys) -> None:
        actions = self._engine.actions
        act = actions.not_spam if self._role() is Role.JUNK else actions.spam
        self._leave(keys, act(keys, self._source()))

    def _star(self, keys: Keys) -> None:
        on = not all(row is not None and row.flagged for row in self._rows(keys))
        self._change(self._engine.actions.star(keys, on=on))

    def _seen(self, keys: Keys) -> None:
        seen = not any(row is not None and row.seen for row in self._rows(keys))
        self._change(self._engine.actions.mark_seen(keys, seen=seen))

    def _choose_mailbox(self, keys: Keys) -> None:
        homes = {row.account for row in self._rows(keys) if row is not None}
        chooser = Chooser(self._look, self.tr("Move to"), self._targets(homes), self._owner)
        chooser.chosen.connect(lambda target: self.move_to(target, keys))
        self._open(chooser)

    def _targets(self, homes: set[AccountId]) -> list[Choice]:
        """Mailboxes of the messages' account, but not the one they are looked at in."""
        there = [
            each
            for each in self._mailboxes.values()
            if (not homes or each.account_id in homes) and each.id != self._source()
        ]
        there.sort(key=lambda each: (ROLE_ORDER.index(each.role), each.name.casefold()))
        return [Choice(_path(each, self.tr), ROLE_ICONS[each.role], each.id) for each in there]

    def _choose_label(self, keys: Keys) -> None:
        self._bridge.ask(self, self._engine.actions.labels(), partial(self._show_labels, keys))

    def _show_labels(self, keys: Keys, labels: Sequence[str]) -> None:
        rows = [row for row in self._rows(keys) if row is not None]
        everywhere = {
            label for label in labels if rows and all(label in row.labels for row in rows)
        }
        choices = [Choice(each, "check" if each in everywhere else "tag", each) for each in labels]
        new = self.tr("New label “{name}”")
        chooser = Chooser(self._look, self.tr("Label"), choices, self._owner, new=new)
        chooser.chosen.connect(
            lambda label: self._change(
                self._engine.actions.label(keys, label, on=label not in everywhere)
            )
        )
        self._open(chooser)

    def _ask_to_delete(self, keys: Keys) -> None:
        box = QMessageBox(self._owner)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setText(self.tr("Delete for good: {count}?").format(count=self._counted(len(keys))))
        box.setInformativeText(self.tr("The server keeps no copy in this account."))
        delete = box.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        source = self._source()
        delete.clicked.connect(
            lambda: self._leave(keys, self._engine.actions.delete_for_good(keys, source))
        )
        self._open(box)

    def _counted(self, count: int) -> str:
        return self.tr("1 message") if count == 1 else self.tr("{n} messages").format(n=count)

    def _leave(self, keys: Keys, work: Work) -> None:
        """A deed by which messages leave what is listed, unless it is found by a search."""
        place = self._list.place
        if place is not None and place.loses_what_is_moved:
            take_out(self._list.view, self._list.model, keys)
        self._bridge.ask(self, work, self._left, self._failed)

    def _left(self, undo: Undo) -> None:
        if undo.steps:
            self._last = undo
            self.done.emit(undo)
        else:
            self._list.refresh()

    def _change(self, work: Work) -> None:
        """A deed that leaves messages where they are."""
        self._bridge.ask(self, work, self._changed, self._failed)

    def _changed(self, undo: Undo) -> None:
        if undo.steps:
            self._last = undo
        if undo.count > 1:
            self.done.emit(undo)

    def _failed(self, error: EmailAssistError) -> None:
        self._list.refresh()
        self._bridge.problem.emit(error)

    def _rows(self, keys: Keys) -> list[MessageRow | None]:
        return [self._list.model.known_row(key) for key in keys]

    def _source(self) -> MailboxId | None:
        place = self._list.place
        listing = place.listing if place is not None else None
        return listing.mailbox if listing is not None else None

    def _role(self) -> Role | None:
        source = self._source()
        mailbox = self._mailboxes.get(source) if source is not None else None
        return mailbox.role if mailbox is not None else None

    def _tell_count(self) -> None:
        count = len(self._list.view.selectionModel().selectedRows())
        self.selection_changed.emit(count, self._role() is Role.JUNK)

    def _show_menu(self, where: QPoint) -> None:
        if not self.selected():
            return
        in_junk = self._role() is Role.JUNK
        menu = ActionMenu(self._look, self._list.view, in_junk=in_junk)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.wanted.connect(self.do)
        if (row := self._list.model.known_row(self.selected()[0])) is not None:
            menu.addSeparator()
            similar = menu.addAction(
                self._look.icon("equal-approximately"), self.tr("Similar mail") + "\tM"
            )
            similar.triggered.connect(lambda _=False: self._list.show_like(row.key, row.subject))
            menu.addMenu(KeepingMenu(self._bridge, self._engine, self._look, row, menu))
        menu.popup(self._list.view.viewport().mapToGlobal(where))

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = dialog
        dialog.finished.connect(self._closed)
        open_over(self._owner, dialog)

    def _closed(self) -> None:
        self.dialog = None


def _path(mailbox: Mailbox, tr: Callable[[str], str]) -> str:
    """The name for reading; one deeper in the hierarchy with what is above it."""
    title = mailbox_title(mailbox, tr)
    delimiter = mailbox.delimiter or "/"
    above = mailbox.name.rpartition(delimiter)[0]
    if not above or mailbox.role is not Role.NONE:
        return title
    return f"{above.replace(delimiter, ' / ')} / {title}"
