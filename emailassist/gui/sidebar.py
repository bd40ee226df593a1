"""The left column: accounts with their mailboxes, what needs a reply, categories, progress.

Owns: the tree of places and its counts. Must not: read them.
"""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QVBoxLayout,
)

from emailassist.domain.account import Account
from emailassist.domain.mailbox import Role
from emailassist.domain.views import UNSURE, Listing, Sidebar
from emailassist.gui.controls import IconButton, IconLabel, TextButton, on_click, text_label
from emailassist.gui.look import Look
from emailassist.gui.place_tree import COUNT, DOT, ICON, PLACE, PlaceTree
from emailassist.gui.places import ROLE_ICONS, Place, mailbox_title, mailboxes_of
from emailassist.gui.progress_strip import ProgressStrip
from emailassist.gui.tooltips import plain_tip


class SidebarView(QFrame):
    """The tree of places, with the progress strip and the two page buttons below."""

    place_chosen = Signal(object)
    messages_dropped = Signal(object, object)
    """`Place` of a mailbox, and the keys of the messages."""
    instructions_wanted = Signal()
    new_wanted = Signal()
    letters_wanted = Signal()
    menu_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("sidebar")
        self._look = look
        self.progress = ProgressStrip(look)
        self._model = QStandardItemModel(self)
        self._tree = PlaceTree(look)
        self._tree.setModel(self._model)
        self._tree.setAccessibleName(self.tr("Mailboxes and categories"))
        self._tree.selectionModel().currentChanged.connect(self._chosen)
        self._tree.clicked.connect(self._clicked)
        self._tree.dropped.connect(self.messages_dropped)
        self.menu_button = IconButton(look, "settings", self.tr("Settings and more"))
        self.instructions = TextButton(look, self.tr("Instructions"), "quiet", "book-open")
        self.new = TextButton(look, self.tr("New message"), "primary", "square-pen")
        self.letters = IconButton(look, "calendar-clock", self.tr("Drafts and scheduled messages"))
        self._filling = False
        self._build()
        self._offer_mail(offered=False)

    def show_contents(self, accounts: Sequence[Account], sidebar: Sidebar) -> None:
        """Fill in what there is now; the chosen place stays chosen."""
        chosen = self.current_place()
        self._offer_mail(offered=bool(accounts))
        self._filling = True
        self._model.clear()
        if len(accounts) > 1:
            boxes = [box for box in sidebar.mailboxes if box.role is Role.INBOX]
            unseen = sum(box.unseen for box in boxes)
            self._add_place(Place(self.tr("All inboxes"), Listing(inboxes=True)), "inbox", unseen)
        for account in accounts:
            if len(accounts) > 1:
                self._add_section(account.name)
            for mailbox in mailboxes_of(account, sidebar):
                listing = Listing(mailbox=mailbox.id)
                count = mailbox.total if mailbox.role is Role.DRAFTS else mailbox.unseen
                title = mailbox_title(mailbox, self.tr)
                item = self._add_place(Place(title, listing), ROLE_ICONS[mailbox.role], count)
                item.setToolTip(plain_tip(mailbox.name if mailbox.role is Role.NONE else title))
        if accounts:
            self._add_section(self.tr("Assistant"))
            replies = Place(self.tr("Waiting for you"), Listing(needs_reply=True))
            self._add_place(replies, "message-square-reply", sidebar.needs_reply)
            drafts = Place(self.tr("Drafts to review"), None)
            self._add_place(drafts, "pencil-line", sidebar.drafts)
            self._add_section(self.tr("Categories"))
            self._add_categories(sidebar)
        self._filling = False
        self._restore(chosen)

    def show_instructions_open(self, *, is_open: bool) -> None:
        """Whether the page of the instructions is the one that is shown."""
        self.instructions.setChecked(is_open)

    def current_place(self) -> Place | None:
        place = self._tree.currentIndex().data(PLACE)
        return place if isinstance(place, Place) else None

    def lines(self) -> list[str]:
        """The places as a screen reader says them, from the top."""
        role = int(Qt.ItemDataRole.AccessibleTextRole)
        items = [self._model.item(place) for place in range(self._model.rowCount())]
        return [str(item.data(role)) for item in items if item.data(PLACE) is not None]

    def _offer_mail(self, *, offered: bool) -> None:
        """Without an account there is nothing to write from and nothing to synchronise."""
        for part in (self.new, self.letters, self.progress):
            part.setVisible(offered)

    def _add_categories(self, sidebar: Sidebar) -> None:
        counts = dict(sidebar.categories)
        known = [each.name for each in self._look.categories]
        rest = [name for name in counts if name not in known and name != UNSURE]
        for name in [*known, *rest, UNSURE]:
            place = Place(self._look.category_title(name), Listing(category=name))
            item = self._add_place(place, "", counts.get(name, 0))
            item.setData(self._look.category_dot(name), DOT)

    def _add_section(self, title: str) -> None:
        item = QStandardItem(title)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self._model.appendRow(item)

    def _add_place(self, place: Place, icon: str, count: int) -> QStandardItem:
        item = QStandardItem(place.title)
        item.setEditable(False)
        item.setToolTip(plain_tip(place.title))  # it may not fit
        item.setData(place, PLACE)
        item.setData(icon, ICON)
        item.setData(count, COUNT)
        spoken = self.tr("{title}, {count}").format(title=place.title, count=count)
        item.setData(spoken if count else place.title, int(Qt.ItemDataRole.AccessibleTextRole))
        self._model.appendRow(item)
        return item

    def _restore(self, chosen: Place | None) -> None:
        fallback: QModelIndex | None = None
        for row in range(self._model.rowCount()):
            index = self._model.index(row, 0)
            place = index.data(PLACE)
            if not isinstance(place, Place):
                continue
            if fallback is None and place.shows_inbox:
                fallback = index
            if chosen is not None and place.listing == chosen.listing:
                self._filling = True
                self._tree.setCurrentIndex(index)
                self._filling = False
                return
        if fallback is not None:
            self._tree.setCurrentIndex(fallback)

    def _chosen(self, index: QModelIndex) -> None:
        place = index.data(PLACE)
        if not self._filling and isinstance(place, Place):
            self.place_chosen.emit(place)

    def _instructions_pressed(self, checked: bool) -> None:
        """A second press stays on the page, as with the places."""
        self.instructions.setChecked(True)
        if checked:
            self.instructions_wanted.emit()

    def _clicked(self, index: QModelIndex) -> None:
        """A click on the place that is chosen already leads back to it from another page."""
        self._chosen(index)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 8, 0)
        head.setSpacing(9)
        head.addWidget(IconLabel(self._look, "mail", "accent", 20))
        head.addWidget(text_label(self.tr("emailassist"), "app"))
        head.addStretch(1)
        head.addWidget(self.letters)
        on_click(self.new, self.new_wanted.emit)
        on_click(self.letters, self.letters_wanted.emit)
        writing = QHBoxLayout()
        writing.setContentsMargins(12, 2, 12, 2)
        writing.setSpacing(6)
        writing.addWidget(self.new, 1)
        self.instructions.setCheckable(True)
        self.instructions.setToolTip(self.tr("What the agents are told (Ctrl+2)"))
        self.instructions.clicked.connect(self._instructions_pressed)
        self.menu_button.clicked.connect(self.menu_wanted)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 0, 8, 0)
        foot.addWidget(self.instructions)
        foot.addStretch(1)
        foot.addWidget(self.menu_button)
        running = QHBoxLayout()
        running.setContentsMargins(18, 0, 10, 0)
        running.addWidget(self.progress)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 15, 0, 10)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(writing)
        column.addWidget(self._tree, 1)
        column.addLayout(running)
        column.addLayout(foot)
