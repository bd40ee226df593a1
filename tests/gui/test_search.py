"""Searching as one types: what is offered, explained, found, and left again."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from emailassist.domain.errors import NotFound
from emailassist.domain.events import Finished, Job, Progress
from emailassist.domain.ids import MessageKey
from emailassist.domain.query import parse
from emailassist.domain.views import Listing
from emailassist.gui.message_list import MessageList
from emailassist.gui.search_hits import hits, terms_of
from emailassist.gui.search_words import completed, examples, fitting
from emailassist.gui.window import MainWindow
from tests.gui.fake_engine import FakeEngine, row

Window = Callable[[], MainWindow]


@pytest.fixture
def page(qtbot: QtBot, fake: FakeEngine, window: Window) -> MessageList:
    for key in range(1, 6):
        fake.put(row(key))
    fake.hits["oak"] = (MessageKey(4), MessageKey(2))
    fake.hits["oak is:unread"] = (MessageKey(2),)
    found = window().mail.list
    qtbot.waitUntil(lambda: found.model.rowCount() == 5)
    return found


def searched(fake: FakeEngine) -> list[Listing]:
    return [wanted for wanted, _, _ in fake.called("list_page") if wanted.query]


@pytest.mark.parametrize("key", ["/", "Ctrl+K", "Ctrl+F"])
def test_a_key_leads_to_the_field_which_says_what_can_be_typed(
    qtbot: QtBot, page: MessageList, key: str
) -> None:
    page.view.setFocus()
    control = Qt.KeyboardModifier.ControlModifier
    letter = {"/": Qt.Key.Key_Slash, "Ctrl+K": Qt.Key.Key_K, "Ctrl+F": Qt.Key.Key_F}[key]
    modifier = Qt.KeyboardModifier.NoModifier if key == "/" else control
    qtbot.keyClick(page.view, letter, modifier)
    qtbot.waitUntil(page.search.hasFocus)
    assert "from:ana: who wrote it" in page.search.help_lines()
    qtbot.keyClicks(page.search, "fro")
    assert page.search.help_lines() == ["from:ana: who wrote it"]
    qtbot.keyClick(page.search, Qt.Key.Key_Down)
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert page.search.text() == "from:"
    assert page.search.help_lines() == []


def test_the_first_escape_hides_the_list_the_second_leaves(qtbot: QtBot, page: MessageList) -> None:
    page.search.setFocus()
    qtbot.keyClicks(page.search, "oak is")
    assert page.search.help_lines()
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    assert (page.search.help_lines(), page.search.text()) == ([], "oak is")
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    assert page.search.text() == ""


def test_down_leads_to_what_was_found(qtbot: QtBot, page: MessageList) -> None:
    page.search.setFocus()
    qtbot.keyClicks(page.search, "oak")
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    qtbot.keyClick(page.search, Qt.Key.Key_Down)
    assert page.view.hasFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_Down)
    assert page.current_key() == MessageKey(4)


def test_what_was_understood_is_said(qtbot: QtBot, page: MessageList) -> None:
    page.search.setText("before:2026-11 -from:ana is:read larger:5M before:soon oak")
    qtbot.waitUntil(page.notes.isVisible)
    assert page.notes.lines() == [
        "before 1 Nov 2026",
        "not from ana",
        "read",
        "over 5 MB",
        "“before:soon” searched as words",
    ]
    page.leave_search()
    qtbot.waitUntil(lambda: not page.notes.isVisible())


def test_a_search_can_keep_to_the_open_place(
    qtbot: QtBot, fake: FakeEngine, page: MessageList
) -> None:
    page.search.setText("oak")
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    assert searched(fake)[-1] == Listing(query="oak")
    assert page.notes.scope.text() == "Everywhere"
    qtbot.mouseClick(page.notes.scope, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: searched(fake)[-1].mailbox is not None)
    assert searched(fake)[-1].query == "oak"
    assert page.notes.scope.text() == "Only in Inbox"


def test_the_chosen_message_stays_while_it_is_found_and_after(
    qtbot: QtBot, fake: FakeEngine, page: MessageList
) -> None:
    told: list[MessageKey | None] = []
    page.message_chosen.connect(told.append)
    page.select(MessageKey(2))
    page.search.setText("oak")
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    assert page.current_key() == MessageKey(2)
    page.search.setText("oak is:unread")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert told == [MessageKey(2)]
    page.select(MessageKey(2))
    page.leave_search()
    qtbot.waitUntil(lambda: page.model.rowCount() == 5)
    assert page.current_key() == MessageKey(2)
    assert told == [MessageKey(2)]


def test_an_operator_without_a_value_narrows_nothing_yet(
    qtbot: QtBot, fake: FakeEngine, page: MessageList
) -> None:
    page.search.setText("oak")
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.search.setText("from:")
    qtbot.waitUntil(lambda: page.model.rowCount() == 5)
    assert [wanted.query for wanted in searched(fake)] == ["oak"]


def test_only_the_last_of_quick_searches_is_shown(
    qtbot: QtBot, fake: FakeEngine, page: MessageList
) -> None:
    qtbot.keyClicks(page.search, "oak")
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    assert [wanted.query for wanted in searched(fake)] == ["oak"]


def test_what_is_offered_can_be_completed() -> None:
    assert fitting("oak") == ()
    assert fitting("from:") == ()
    assert fitting("") == examples()
    (has,) = fitting("oak -ha")
    assert completed("oak -ha", has) == "oak -has:attachment "
    assert completed("", has) == "has:attachment "


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("oak", "An oak, OAKEN soak", ["oak", "OAK"]),
        ("cafe", "Le Café de Zoé", ["Café"]),
        ("strasse", "Die Straße", ["Straße"]),
        ("会議", "明日の会議の件", ["会議"]),
        ('"oak table" -red', "red oak table", ["oak", "table"]),
        ("from:oak is:unread", "oak", []),
        ("& !", "oak & !", []),
    ],
)
def test_what_was_found_is_marked(query: str, text: str, marked: list[str]) -> None:
    words = terms_of(parse(query, date(2026, 11, 21))).subject
    assert [text[start:end] for start, end in hits(text, words)] == marked


@given(st.text(), st.text())
def test_any_text_can_be_marked(query: str, text: str) -> None:
    words = terms_of(parse(query, date(2026, 11, 21))).subject
    ends = [place for hit in hits(text, words) for place in hit]
    assert ends == sorted(ends)
    assert all(0 <= place <= len(text) for place in ends)


def test_what_means_the_same_is_added_and_marked(
    qtbot: QtBot, fake: FakeEngine, page: MessageList
) -> None:
    fake.search.alike["oak"] = (MessageKey(1),)
    page.search.setText("oak")
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    assert [page.model.key_at(place) for place in range(3)] == [4, 2, 1]
    qtbot.waitUntil(lambda: page.model.known_row(MessageKey(1)) is not None)
    spoken = [
        page.model.index(place, 0).data(int(Qt.ItemDataRole.AccessibleTextRole))
        for place in range(3)
    ]
    assert ["found by meaning" in each for each in spoken] == [False, False, True]

    qtbot.mouseClick(page.notes.manner, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    assert page.notes.manner.text() == "Only these words"
    page.search.setText("is:unread")
    qtbot.waitUntil(lambda: not page.notes.manner.isVisible())


def test_nothing_is_said_to_be_missing_before_the_meaning_was_looked_for(
    qtbot: QtBot, fake: FakeEngine, page: MessageList
) -> None:
    said: list[str] = []
    page.model.modelReset.connect(lambda: said.append(page.emptiness()))
    fake.search.alike["broken machine"] = (MessageKey(3),)
    page.search.setText("broken machine")
    qtbot.waitUntil(lambda: page.model.key_at(0) == MessageKey(3))
    assert "Nothing found" not in said
    assert page.emptiness() == ""
    page.search.setText("nowhere to be found")
    qtbot.waitUntil(lambda: page.emptiness() == "Nothing found")


def test_a_search_goes_on_by_words_where_the_meaning_fails(
    qtbot: QtBot, fake: FakeEngine, page: MessageList
) -> None:
    fake.failing, fake.failure = "search.find", NotFound("No encoder.")
    page.search.setText("oak")
    qtbot.waitUntil(lambda: len(fake.called("search.find")) == 1)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)


def test_mail_like_a_message_is_listed_below_it(
    qtbot: QtBot, fake: FakeEngine, page: MessageList
) -> None:
    told: list[MessageKey | None] = []
    page.select(MessageKey(2))
    page.message_chosen.connect(told.append)
    fake.search.alike[MessageKey(2)] = (MessageKey(5), MessageKey(1))
    qtbot.waitUntil(lambda: page.model.known_row(MessageKey(2)) is not None)
    qtbot.keyClick(page.view, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    assert [page.model.key_at(place) for place in range(3)] == [2, 5, 1]
    assert page.current_key() == MessageKey(2)
    assert page.notes.like.text() == "Like “Subject 2” ×"
    qtbot.keyClick(page.view, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.model.rowCount() == 5)
    assert not page.notes.isVisible()
    assert page.current_key() == MessageKey(2)
    assert told == []


def test_no_mail_may_be_like_a_message(qtbot: QtBot, fake: FakeEngine, page: MessageList) -> None:
    page.select(MessageKey(2))
    page.show_like(MessageKey(2), "Subject 2")
    qtbot.waitUntil(lambda: page.notes.like.text() == "No mail is like “Subject 2” ×")
    del fake.by_key[MessageKey(2)]
    page.refresh()
    qtbot.waitUntil(lambda: page.emptiness() == "No messages here")
    page.search.setText("oak")
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    assert not page.notes.like.isVisible()


def test_learning_rests_and_goes_on_by_the_strip(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    strip = window().sidebar.progress
    about = "Learning what mail is about"
    fake.tell(Progress(Job.MEANING, 10, 900, about))
    qtbot.waitUntil(lambda: strip.is_running(Job.MEANING))
    assert strip.text() == f"{about} · 10 of 900"
    button = strip.cancel_button(Job.MEANING)
    assert button.text() == "Pause"
    button.click()
    qtbot.waitUntil(lambda: fake.called("embedding.pause") == [(True,)])
    fake.tell(Progress(Job.MEANING, 10, 900, f"{about}: paused", paused=True))
    qtbot.waitUntil(lambda: button.text() == "Resume")
    button.click()
    qtbot.waitUntil(lambda: fake.called("embedding.pause") == [(True,), (False,)])
    fake.tell(Finished(Job.MEANING, ""))
    qtbot.waitUntil(lambda: not strip.is_running(Job.MEANING))
