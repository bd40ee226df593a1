"""Writing messages in their own windows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from emailassist.domain.address import Address
from emailassist.domain.draft import DraftState, OutboxEntry, OutboxState, Purpose
from emailassist.domain.errors import DraftNotReady
from emailassist.domain.ids import DraftKey, MessageKey, OutboxKey
from emailassist.engine.engine import Engine
from emailassist.gui.bridge import Bridge
from emailassist.gui.composer_window import ComposerWindow, Opened
from emailassist.gui.letters_dialog import LettersDialog
from emailassist.gui.look import Look
from emailassist.gui.send_times import SendTimeDialog, proposals
from emailassist.gui.window import MainWindow
from emailassist.mime.recipients import Audience
from tests.gui.fake_composer import ANA
from tests.gui.fake_engine import ACCOUNT, FakeEngine, draft, row

Compose = Callable[..., ComposerWindow]


@pytest.fixture
def compose(qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look) -> Compose:
    """Opens a composer over a draft with that text and those fields of Composition."""

    def opened(body: str = "", *, fresh: bool = False, **around: object) -> ComposerWindow:
        made = fake.composer.put(body, None, **around)
        assert made.composition is not None
        shown = Opened(made, (), (ACCOUNT,), made.composition, fresh=fresh)
        window = ComposerWindow(bridge, cast("Engine", fake), look, shown)
        qtbot.addWidget(window)
        window.show()
        return window

    return opened


def _kept(fake: FakeEngine) -> list[str]:
    return [call[1] for call in fake.called("composer.keep")]


def test_what_is_typed_is_kept_by_itself_and_on_closing(
    qtbot: QtBot, fake: FakeEngine, compose: Compose
) -> None:
    window = compose()
    window._timer.setInterval(10)
    qtbot.keyClicks(window.editor, "Hi")
    qtbot.waitUntil(lambda: "Hi" in _kept(fake))
    qtbot.waitUntil(lambda: window.bar.kept_words() != "")
    window._timer.setInterval(60_000)
    qtbot.keyClicks(window.editor, " Ana")
    qtbot.keyClicks(window.fields.to, "ana@example.org, tom")
    window.close()
    qtbot.waitUntil(lambda: _kept(fake)[-1] == "Hi Ana")
    around = fake.called("composer.keep")[-1][2]
    assert [each.email or each.name for each in around.to] == ["ana@example.org", "tom"]
    assert fake.called("composer.discard") == []


def test_what_is_only_looked_at_is_not_changed(
    qtbot: QtBot, fake: FakeEngine, compose: Compose
) -> None:
    odd = Address('Ruiz, "Ana" (x)', "ana@example.org")
    many = tuple(Address("", f"someone.with.a.long.name.{n}@example.org") for n in range(900))
    window = compose("Il a écrit\u00a0:\n> oui\u2009!\n", to=(odd, *many))
    assert window.editor.text() == "Il a écrit\u00a0:\n> oui\u2009!\n"
    assert len(window.fields.to.addresses()) == 901
    assert not window.is_unkept
    window.close()
    assert _kept(fake) == []


def test_what_could_not_be_kept_is_said_and_tried_again(
    qtbot: QtBot, fake: FakeEngine, compose: Compose
) -> None:
    window = compose()
    fake.fail("composer.keep", DraftNotReady("The disk is full."))
    window.editor.setPlainText("a long text")
    window.keep()
    qtbot.waitUntil(lambda: bool(window.banners.banners()))
    assert window.is_unkept
    window.close()
    qtbot.waitUntil(lambda: len(_kept(fake)) == 2)


def test_a_blank_message_that_nobody_wrote_in_goes_away(
    qtbot: QtBot, fake: FakeEngine, compose: Compose
) -> None:
    compose("\n\n-- \nDana\n", fresh=True).close()
    qtbot.waitUntil(lambda: bool(fake.called("composer.discard")))
    touched = compose("", fresh=True)
    qtbot.keyClicks(touched.editor, "x")
    touched.close()
    qtbot.waitUntil(lambda: bool(_kept(fake)))
    assert len(fake.called("composer.discard")) == 1


def test_ctrl_return_sends_what_is_written(
    qtbot: QtBot, fake: FakeEngine, compose: Compose
) -> None:
    window = compose("Hello", to=(ANA,), subject="Hi")
    window.activateWindow()
    window.editor.setFocus()
    qtbot.waitUntil(window.editor.hasFocus)
    qtbot.keyClicks(window.editor, "Oh! ")
    with qtbot.waitSignal(window.approved) as signal:
        qtbot.keyClick(window.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert signal.args is not None
    assert signal.args[0].to == ("ana@example.org",)
    assert _kept(fake)[-1] == "Oh! Hello"
    assert not window.isVisible()


@pytest.mark.parametrize(
    ("around", "words"),
    [
        ({"subject": "x"}, "whom the message is for"),
        ({"subject": "x", "to": (Address("", "ana"),)}, "“ana” is no mail address"),
        ({"to": (ANA,)}, "no subject"),
        ({"to": (ANA,), "subject": "x"}, "mention an attachment"),
    ],
)
def test_what_stands_in_the_way_is_said(
    qtbot: QtBot, fake: FakeEngine, compose: Compose, around: dict[str, object], words: str
) -> None:
    body = "Please find the file attached." if "attachment" in words else "Hello"
    window = compose(body, **around)
    window.send()
    (banner,) = window.banners.banners()
    assert words in banner.text
    assert fake.called("composer.approve") == []


def test_a_doubt_is_raised_once(qtbot: QtBot, fake: FakeEngine, compose: Compose) -> None:
    window = compose("Anbei die Rechnung.", to=(ANA,))
    window.send()
    (banner,) = window.banners.banners()
    assert "subject" in banner.text
    assert "attachment" in banner.text
    with qtbot.waitSignal(window.approved):
        banner.press("Send anyway")


def test_a_refused_approval_leaves_everything_as_it_was(
    qtbot: QtBot, fake: FakeEngine, compose: Compose
) -> None:
    window = compose("Hello", to=(ANA,), subject="Hi")
    fake.fail("composer.approve", DraftNotReady("It is too late."))
    window.send()
    qtbot.waitUntil(lambda: bool(window.banners.banners()))
    assert window.isVisible()
    assert window.editor.isEnabled()
    assert window.editor.toPlainText() == "Hello"


def test_files_come_by_drop_and_go_again(
    qtbot: QtBot, fake: FakeEngine, compose: Compose, tmp_path: Path
) -> None:
    window = compose("Hello", to=(ANA,), subject="Hi")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("a.txt", "b.txt")])
    window.editor.insertFromMimeData(data)
    qtbot.waitUntil(lambda: len(window.files.files) == 2)
    assert window.editor.toPlainText() == "Hello"
    assert "25.0 MB" in window.files.sum_words()
    window.files.removal_wanted.emit(window.files.files[0].key)
    qtbot.waitUntil(lambda: [each.name for each in window.files.files] == ["b.txt"])
    window.attach([tmp_path / "c.huge"])
    qtbot.waitUntil(lambda: bool(window.banners.banners()))
    assert "too large" in window.banners.banners()[0].text


def test_files_before_one_that_is_too_large_are_shown_for_they_go_along(
    qtbot: QtBot, compose: Compose, tmp_path: Path
) -> None:
    window = compose("Hello", to=(ANA,), subject="Hi")
    window.attach([tmp_path / name for name in ("a.txt", "b.huge", "c.txt")])
    qtbot.waitUntil(lambda: [each.name for each in window.files.files] == ["a.txt"])
    assert "too large" in window.banners.banners()[0].text


def test_people_are_proposed_while_a_name_is_typed(
    qtbot: QtBot, fake: FakeEngine, compose: Compose
) -> None:
    window = compose()
    window.activateWindow()
    field = window.fields.to
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "tom@x.com, an")
    qtbot.waitUntil(lambda: len(field.proposals()) == 2)
    qtbot.waitUntil(field.list.isVisible)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "tom@x.com, Ana Ruiz <ana@example.org>, "
    assert [each.email for each in field.addresses()] == ["tom@x.com", "ana@example.org"]


def test_a_time_is_chosen_from_the_menu_or_the_calendar(
    qtbot: QtBot, fake: FakeEngine, compose: Compose
) -> None:
    window = compose("Hello", to=(ANA,), subject="Hi")
    window.bar.fill_times()
    words = [action.text() for action in window.bar.times.actions() if action.text()]
    assert any(each.startswith("Tomorrow, 08:00") for each in words)
    window.send_later()
    assert isinstance(window.dialog, SendTimeDialog)
    wanted = datetime.now().astimezone().replace(second=0, microsecond=0) + timedelta(days=3)
    window.dialog.field.setDateTime(
        window.dialog.field.dateTime().fromSecsSinceEpoch(int(wanted.timestamp()))
    )
    with qtbot.waitSignal(window.approved):
        window.dialog.accept_button.click()
    assert fake.called("composer.approve")[-1][1] == wanted


def test_proposed_times_lie_ahead() -> None:
    friday = datetime(2026, 11, 20, 9, tzinfo=UTC).astimezone()
    sunday = datetime(2026, 11, 22, 23, tzinfo=UTC).astimezone()
    for now in (friday, sunday):
        found = proposals(now)
        assert all(when > now for _, when in found)
        assert len({when for _, when in found}) == len(found)
    assert {when.weekday() for _, when in proposals(friday)} == {4, 5, 0}
    assert [when.weekday() for _, when in proposals(sunday)] == [0]


def test_a_message_may_go_to_the_servers_drafts(
    qtbot: QtBot, fake: FakeEngine, compose: Compose
) -> None:
    window = compose("Hello", to=(ANA,), subject="Hi")
    with qtbot.waitSignal(window.approved):
        window.bar.save.click()
    assert fake.called("composer.approve") == []
    assert len(fake.called("composer.save_to_server")) == 1


@pytest.fixture
def shown(qtbot: QtBot, fake: FakeEngine, window: Callable[[], MainWindow]) -> MainWindow:
    """The main window with a message open."""
    fake.put(row(1), "Hello")
    return _opened(qtbot, window)


def _opened(qtbot: QtBot, window: Callable[[], MainWindow]) -> MainWindow:
    main = window()
    qtbot.waitUntil(lambda: main.mail.list.model.rowCount() > 0)
    main.mail.open_message(MessageKey(1))
    qtbot.waitUntil(lambda: bool(main.mail.assistant.pill()))
    return main


def _only(main: MainWindow) -> ComposerWindow:
    (found,) = main.writing.windows.values()
    return found


@pytest.mark.parametrize(
    ("key", "call"),
    [
        ("C", ("composer.new", ("",))),
        ("Ctrl+N", ("composer.new", ("",))),
        ("R", ("composer.reply", (1, Audience.AUTHOR))),
        ("Shift+R", ("composer.reply", (1, Audience.ALL))),
        ("F", ("composer.forward", (1, False))),
    ],
)
def test_a_key_opens_a_composer(
    qtbot: QtBot, fake: FakeEngine, shown: MainWindow, key: str, call: tuple[str, tuple[object]]
) -> None:
    qtbot.waitUntil(lambda: shown.mail.opened == 1)
    shown.activateWindow()
    shown.mail.list.view.setFocus()
    modifiers = Qt.KeyboardModifier.NoModifier
    if key.startswith("Shift"):
        modifiers = Qt.KeyboardModifier.ShiftModifier
    elif key.startswith("Ctrl"):
        modifiers = Qt.KeyboardModifier.ControlModifier
    letter = getattr(Qt.Key, f"Key_{key[-1]}")
    qtbot.keyClick(shown.mail.list.view, letter, modifiers)
    qtbot.waitUntil(lambda: len(shown.writing.windows) == 1)
    assert fake.called(call[0]) == [call[1]]
    _only(shown).close()
    assert shown.writing.windows == {}


def test_the_draft_beside_a_message_goes_on_in_the_composer(
    qtbot: QtBot, fake: FakeEngine, window: Callable[[], MainWindow]
) -> None:
    proposed = draft(500, 1, "Yes.")
    fake.put(row(1), "Hello", draft=proposed)
    fake.composer.put("Yes.\n\n> Hello", MessageKey(1), to=(ANA,))
    main = _opened(qtbot, window)
    qtbot.waitUntil(lambda: main.mail.assistant.draft.has_editor)
    main.mail.assistant.draft.expand.click()
    qtbot.waitUntil(lambda: len(main.writing.windows) == 1)
    assert _only(main).editor.toPlainText() == "Yes.\n\n> Hello"
    main.writing.open(DraftKey(500))
    assert len(main.writing.windows) == 1


def test_the_draft_beside_a_message_may_go_to_the_server(
    qtbot: QtBot, fake: FakeEngine, window: Callable[[], MainWindow]
) -> None:
    fake.put(row(1), "Hello", draft=draft(500, 1, "Yes."))
    fake.composer.put("Yes.", MessageKey(1), to=(ANA,))
    card = _opened(qtbot, window).mail.assistant.draft
    qtbot.waitUntil(lambda: card.has_editor)
    card.editor.setPlainText("Yes!")
    with qtbot.waitSignal(card.approved) as signal:
        card.save.click()
    assert signal.args is not None
    assert signal.args[0].purpose is Purpose.SAVE
    assert fake.called("edit_draft") == [(DraftKey(500), "Yes!")]


def test_an_address_in_a_message_is_written_to_here(
    qtbot: QtBot, fake: FakeEngine, shown: MainWindow
) -> None:
    question = shown.mail.reading.link_question
    question.ask("mailto:jos%C3%A9@example.org?subject=x")
    assert question.box is not None
    question.box.accept()
    qtbot.waitUntil(lambda: fake.called("composer.new") == [("josé@example.org",)])
    qtbot.waitUntil(lambda: len(shown.writing.windows) == 1)
    shown.writing.close_all()


def test_the_menu_has_the_other_ways_to_answer(
    qtbot: QtBot, fake: FakeEngine, shown: MainWindow
) -> None:
    answers = shown.mail.reading.answers
    assert not answers.list.isVisible()
    for action in (answers.author, answers.enclosed, answers.edit):
        action.trigger()
    qtbot.waitUntil(lambda: len(shown.writing.windows) == 3)
    assert fake.called("composer.reply") == [(1, Audience.AUTHOR)]
    assert fake.called("composer.forward") == [(1, True)]
    assert fake.called("composer.resume") == [(1,)]
    shown.writing.close_all()


def test_closing_the_program_keeps_what_is_being_written(
    qtbot: QtBot, fake: FakeEngine, shown: MainWindow
) -> None:
    shown.writing.new()
    qtbot.waitUntil(lambda: len(shown.writing.windows) == 1)
    _only(shown).editor.setPlainText("half a sentence")
    shown.close()
    qtbot.waitUntil(lambda: _kept(fake) == ["half a sentence"])


def test_a_scheduled_message_is_listed_and_can_be_changed(
    qtbot: QtBot, fake: FakeEngine, shown: MainWindow
) -> None:
    later = datetime.now(UTC) + timedelta(days=2)
    entry = OutboxEntry(
        OutboxKey(7),
        DraftKey(500),
        OutboxState.QUEUED,
        ("ana@example.org",),
        "Later",
        later,
        "",
        Purpose.SEND,
        scheduled=True,
    )
    fake.waiting[entry.key] = entry
    fake.composer.put("x", subject="Unfinished")
    shown.outbox.show_entries([entry])
    assert shown.outbox.keys() == []
    shown.sidebar.letters.click()
    dialog = shown.dialogs.shown
    assert isinstance(dialog, LettersDialog)
    qtbot.waitUntil(lambda: dialog.list.count() == 2)
    assert "Goes out" in dialog.list.item(0).text()
    dialog.time_button.click()
    assert dialog.dialog is not None
    dialog.dialog.accept_button.click()
    qtbot.waitUntil(lambda: bool(fake.called("composer.reschedule")))
    dialog.list.setCurrentRow(1)
    dialog.open_button.click()
    qtbot.waitUntil(lambda: len(shown.writing.windows) == 1)
    assert fake.composer.by_key[DraftKey(500)].state is DraftState.EDITED
    QApplication.processEvents()
