"""The middle column: title, search, and the list of messages.

Owns: what is listed and selected. Must not: show a message or change one.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QElapsedTimer,
    QItemSelectionModel,
    QModelIndex,
    QSignalBlocker,
    QTimer,
    Signal,
)
from PySide6.QtWidgets import (
    QFrame,
    QStackedWidget,
    QVBoxLayout,
)

from emailassist.domain.errors import EmailAssistError
from emailassist.domain.events import ChangeSet
from emailassist.domain.found import Found
from emailassist.domain.ids import MessageKey
from emailassist.domain.query import Query, parse
from emailassist.domain.views import KeyPage, MessageRow
from emailassist.gui.best_hits import BestHits
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.cards import Empty
from emailassist.gui.list_heading import ListHeading
from emailassist.gui.look import Look
from emailassist.gui.message_model import PAGE, MessageModel
from emailassist.gui.message_rows import MessageRows
from emailassist.gui.message_view import MessageView
from emailassist.gui.places import Place, keys_of, page_of, search_listing
from emailassist.gui.rows import RowDelegate
from emailassist.gui.search_field import SearchField
from emailassist.gui.search_hits import terms_of
from emailassist.gui.search_notes import SearchNotes

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

SEARCH_DELAY = 80
FIRST_PAGE = 500
_PAGE_AFTER = 20_000
"""Keys that are asked for together: what is seen first, then the rest."""
REFRESH_DELAY = 150
"""Milliseconds at least between two readings of a list that changes."""


class MessageList(QFrame):
    """Lists a place or the hits of a search; tells which message is chosen."""

    message_chosen = Signal(object)
    """MessageKey, or None when nothing is chosen any more."""

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look) -> None:
        super().__init__()
        self.setObjectName("list-column")
        self.setMinimumWidth(230)
        self._bridge = bridge
        self._engine = engine
        self._place: Place | None = None
        self._loading = False
        self._lane = Lane(bridge, self)
        self.heading = ListHeading(look)
        self._told: MessageKey | None = None
        self._return_to: MessageKey | None = None
        self._like: Place | None = None
        self._like_subject = ""
        self._best = BestHits(bridge, engine, self)
        self._best.found.connect(self._show_best)
        self._best.failed.connect(self._refresh_words)
        self.search = SearchField(look, self)
        self.notes = SearchNotes(look)
        self.model = MessageModel(look)
        self.model.wanted.connect(self._fetch)
        self._rows = MessageRows(look)
        self._delegate = RowDelegate(self._rows)
        self.view = MessageView(self.model, self._delegate)
        self.view.setAccessibleName(self.tr("Messages"))
        self.view.selectionModel().currentChanged.connect(self._current_changed)
        self._empty = Empty(look, "inbox", "")
        self._stack = QStackedWidget()
        self._search_timer = _timer(self, SEARCH_DELAY)
        self._search_timer.timeout.connect(self._load)
        self._refresh_timer = _timer(self, REFRESH_DELAY)
        self._refresh_timer.timeout.connect(self._refresh_now)
        self._refreshed = QElapsedTimer()
        self._build()
        look.changed.connect(self.view.viewport().update)

    def open_place(self, place: Place) -> None:
        """Show another place; ends a search."""
        if self.search.text():
            with QSignalBlocker(self.search):
                self.search.clear()
            self._search_timer.stop()
        self.notes.reset()
        self._like = None
        self._place = place
        self._return_to = None
        self._load()

    def show_like(self, key: MessageKey, subject: str) -> None:
        """List mail that is like a message, until the search is left or another one begins."""
        if self.search.text():
            with QSignalBlocker(self.search):
                self.search.clear()
            self._search_timer.stop()
        if self._return_to is None:
            self._return_to = self.current_key()
        self._like = Place(self.tr("Similar mail"), None, like=key)
        self._like_subject = subject
        self.notes.show_like(subject)
        self._load()
        self.view.setFocus()

    def take_changes(self, changes: ChangeSet) -> None:
        """Read again what is shown of the changes."""
        self.model.outdated(changes.messages)
        listed = changes.lists or changes.accounts
        if listed and self._place is not None and not self._refresh_timer.isActive():
            self._refresh_timer.start(self._until_refresh())

    def _until_refresh(self) -> int:
        """Milliseconds: the first change is shown at once, more in a long list less often."""
        gap = REFRESH_DELAY + self.model.rowCount() // 100
        return max(0, gap - self._refreshed.elapsed()) if self._refreshed.isValid() else 0

    @property
    def place(self) -> Place | None:
        """What is listed now."""
        return self._shown()

    def refresh(self) -> None:
        """Read the list again."""
        self._refresh_now()

    def current_key(self) -> MessageKey | None:
        index = self.view.currentIndex()
        selected = index.isValid() and self.view.selectionModel().isSelected(index)
        return self.model.key_at(index.row()) if selected else None

    def select(self, key: MessageKey) -> bool:
        """Choose that message if it is in the list."""
        position = self.model.position_of(key)
        if position is None:
            self.view.selectionModel().clearSelection()
            return False
        self._set_current(position)
        return True

    def choose_first_of(self, keys: Collection[MessageKey]) -> None:
        """Choose the first message that is one of these, else the first of all."""
        position = next(
            (each for each in range(self.model.rowCount()) if self.model.key_at(each) in keys), 0
        )
        if self.model.rowCount():
            self._set_current(position)
            self.view.scrollTo(self.view.currentIndex())

    def emptiness(self) -> str:
        """What is said in place of an empty list; '' while there are messages."""
        return "" if self._stack.currentWidget() is self.view else self._empty.title

    def step(self, by: int) -> None:
        """Choose the next (1) or the previous (-1) message; the keyboard comes along.

        Else it would go from a button that is no more to the draft, and the next key into it.
        """
        self.view.setFocus()
        index = self.view.currentIndex()
        position = index.row() + by if index.isValid() else 0
        if 0 <= position < self.model.rowCount():
            self._set_current(position)

    def leave_search(self) -> None:
        """Back to the place and the message chosen there, keyboard to the list."""
        if self.search.close_help() and self.search.text():
            return
        if self._like is not None:
            self._leave_like()
        self.search.clear()
        self.view.setFocus()

    def _leave_like(self) -> None:
        self._like = None
        self.notes.reset()
        self._load()

    def _set_current(self, position: int) -> None:
        index = self.model.index(position, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.view.selectionModel().setCurrentIndex(index, flags)

    def _shown(self) -> Place | None:
        query = self._query()
        if query:
            within = self._place if self.notes.is_narrow else None
            return Place(self.tr("Search"), search_listing(query.text.strip(), within))
        return self._like or self._place

    def _query(self) -> Query:
        return parse(self.search.text(), datetime.now().astimezone().date())

    def _search_begun(self) -> None:
        """Wait for a pause in typing; remember what was chosen before the search."""
        if self._return_to is None:
            self._return_to = self.current_key()
        self._like = None
        self._search_timer.start()

    def _load(self) -> None:
        place = self._shown()
        self._best.drop()
        if place is not None:
            self.heading.show_title(place.title)
            if place.like is None:
                self._explain()
            first = page_of(self._engine, place, None, FIRST_PAGE)
            self._lane.ask(first, lambda page: self._show_page(place, page))

    def _explain(self) -> None:
        query = self._query()
        self._rows.terms = terms_of(query)
        can_narrow = self._place is not None and self._place.listing is not None
        self.notes.show_query(query, self._place.title if self._place and can_narrow else "")

    def _show_page(self, place: Place, page: KeyPage) -> None:
        """The beginning of another list; a message that was chosen stays so if it is there."""
        searching = bool(self.search.text().strip()) or place.like is not None
        chosen = place.like or (self.current_key() if searching else self._return_to)
        self._return_to = self._return_to if searching else None
        self._loading = True
        self._mark_by_meaning()
        self.model.show_keys(page.keys)
        kept = chosen is not None and self.select(chosen)
        self._loading = False
        looks_further = self._look_further(place)
        self._show_emptiness()
        if kept:
            self.view.scrollTo(self.view.currentIndex())
        else:
            self.view.scrollToTop()
        if not kept:
            self._tell(None)
        elif chosen != self._told:
            self._tell(chosen)
        if place.like is not None:
            self.notes.show_like(self._like_subject, nothing=len(page.keys) == 1)
        if not looks_further:
            self._ask_rest(place, page)

    def _look_further(self, place: Place) -> bool:
        """Have a search answered by meaning too, if it is one about something."""
        listing = place.listing
        if listing is None or self.notes.is_literal or not self._query().about:
            return False
        self._best.look(listing)
        return True

    def _show_best(self, found: Found) -> None:
        """The list in its better order: what was chosen, and where the person is, stays."""
        at_top = self.view.verticalScrollBar().value() == 0
        self._mark_by_meaning()
        self._update_keys(found.keys)
        if at_top:
            self.view.scrollToTop()

    def _mark_by_meaning(self) -> None:
        self.model.by_meaning = self._rows.by_meaning = self._best.by_meaning

    def _tell(self, key: MessageKey | None) -> None:
        self._told = key
        self.message_chosen.emit(key)

    def _ask_rest(self, place: Place, page: KeyPage) -> None:
        if page.more is not None:
            rest = page_of(self._engine, place, page.more, _PAGE_AFTER)
            self._lane.ask(rest, lambda each: self._append(place, each))

    def _append(self, place: Place, page: KeyPage) -> None:
        self.model.append_keys(page.keys)
        self._ask_rest(place, page)

    def _refresh_now(self) -> None:
        self._refreshed.start()
        place = self._shown()
        if place is not None and not self._look_further(place):
            self._refresh_words()

    def _refresh_words(self) -> None:
        place = self._shown()
        if place is not None:
            self._lane.ask(keys_of(self._engine, place), self._update_keys)

    def _update_keys(self, keys: Sequence[MessageKey]) -> None:
        """Take in the same list with changes; the chosen message stays chosen."""
        chosen = self.current_key()
        self._loading = True
        self.model.update_keys(keys)
        if chosen is not None:
            position = self.model.position_of(chosen)
            if position is None:
                self.view.selectionModel().clearSelection()
            elif self.view.currentIndex().row() != position:
                self._set_current(position)
        self._loading = False
        self._show_emptiness()

    def _show_emptiness(self) -> None:
        if self.model.rowCount():
            self._stack.setCurrentIndex(0)
            return
        if self._best.is_looking:
            self._empty.say(self.tr("Looking for mail that means the same…"))
        elif self.search.text().strip():
            narrow = self.tr(
                "Only this place was searched; press the chip above to look everywhere."
            )
            wide = self.tr("Try fewer words, or only their beginnings.")
            self._empty.say(self.tr("Nothing found"), narrow if self.notes.is_narrow else wide)
        else:
            self._empty.say(self.tr("No messages here"))
        self._stack.setCurrentIndex(1)

    def _fetch(self, keys: tuple[MessageKey, ...]) -> None:
        for start in range(0, len(keys), PAGE):
            part = keys[start : start + PAGE]
            self._bridge.ask(self, self._engine.rows(part), self._take_rows, self._rows_failed)

    def _take_rows(self, rows: tuple[MessageRow, ...]) -> None:
        self.model.take_rows(rows)

    def _rows_failed(self, error: EmailAssistError) -> None:
        self.model.forget_asked()
        self._bridge.problem.emit(error)

    def _current_changed(self, current: QModelIndex) -> None:
        if not self._loading:
            self._tell(self.model.key_at(current.row()))

    def _build(self) -> None:
        self.search.textChanged.connect(lambda _: self._search_begun())
        self.search.returnPressed.connect(self.view.setFocus)
        self.notes.scope_changed.connect(self._load)
        self.notes.left.connect(self.leave_search)
        field = QVBoxLayout()
        field.setContentsMargins(14, 0, 14, 0)
        field.setSpacing(7)
        field.addWidget(self.search)
        field.addWidget(self.notes)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 13, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.heading)
        column.addLayout(field)
        column.addWidget(self._stack, 1)


def _timer(owner: MessageList, delay: int) -> QTimer:
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(delay)
    return timer
