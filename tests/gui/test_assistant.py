from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from emailassist.domain.draft import Choice, Draft, DraftState, OutboxState, Proposal
from emailassist.domain.errors import DraftNotReady
from emailassist.domain.events import ChangeSet, Finished, Job, Progress
from emailassist.domain.ids import DraftKey, MessageKey, OutboxKey
from emailassist.domain.triage import (
    Correction,
    Fact,
    FactKind,
    Priority,
    Summary,
    Tier,
    TriageWarning,
    WarningKind,
    Written,
)
from emailassist.domain.views import Listing, TriageState
from emailassist.gui.assistant_panel import AssistantPanel
from emailassist.gui.banners import Banner
from emailassist.gui.choices import openness
from emailassist.gui.controls import OptionButton
from emailassist.gui.draft_card import DraftCard
from emailassist.gui.outbox_bar import OutboxStrip
from emailassist.gui.places import Place
from emailassist.gui.triage_card import TriageCard
from emailassist.gui.window import MainWindow
from tests.gui.fake_engine import ACCOUNT, NOW, FakeEngine, draft, row, triage

Window = Callable[[], MainWindow]
ONE = Choice("‹1: choose an answer›", "Shall we meet?", ("Yes, gladly.", "No, sorry."))
TWO = Choice("‹2: choose an answer›", "Which room?", ("Room 4.", "‹which room›"))
KEY = MessageKey(1)


def _opened(qtbot: QtBot, fake: FakeEngine, window: Window) -> MainWindow:
    opened = window()
    qtbot.waitUntil(lambda: opened.mail.list.model.rowCount() > 0)
    opened.mail.open_message(KEY)
    qtbot.waitUntil(lambda: bool(opened.mail.assistant.pill()))
    return opened


def _with_draft(
    qtbot: QtBot, fake: FakeEngine, window: Window, body: str, *choices: Choice
) -> tuple[MainWindow, DraftCard]:
    fake.put(row(1), "Shall we meet?", draft=draft(5, 1, body, *choices))
    opened = _opened(qtbot, fake, window)
    return opened, opened.mail.assistant.draft


def _says(strip: OutboxStrip, words: str) -> bool:
    return strip.label.text() == words


def _menu_entry(card: TriageCard, title: str) -> Callable[[], None]:
    [action] = [each for each in card.category.menu().actions() if each.text() == title]
    return action.trigger


def test_the_verdict_is_explained_in_plain_words(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    fake.put(row(1))
    card = _opened(qtbot, fake, window).mail.assistant.triage
    assert card.category.text().startswith("For information")
    assert card.explanation() == (
        "Decided by this program, without a language model, 93% sure. It tells, not asks."
    )
    assert card.undo.isHidden()


def test_it_says_who_decided_wrote_and_found_what(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    fact = Fact(FactKind.AMOUNT, "249 EUR", 0, 7, "249.00 EUR")
    alone = triage(facts=(fact,))
    by_model = replace(
        alone,
        model="cloud",
        summary=Summary("It tells.", Written.MODEL),
        facts_by=Written.MODEL,
    )
    fake.put(row(1), triage=alone)
    panel = _opened(qtbot, fake, window).mail.assistant
    assert panel.facts.by.text() == "Suggestions that patterns found"
    assert "own words" in panel.summary.by.text()
    told = {
        Tier.RULES: "Decided by rules, ",
        Tier.CLASSIFIER: "Decided by the classifier on this computer, ",
        Tier.AGENTS: "Decided by the agents with cloud, ",
        Tier.PERSON: "Decided by you.",
    }
    for tier, words in told.items():
        panel.triage.show_triage(replace(by_model, verdict=replace(alone.verdict, tier=tier)))
        assert panel.triage.explanation().startswith(words)
    panel.show_detail(replace(fake.details[KEY], triage=by_model), "")
    assert panel.facts.by.text() == "Picked out by cloud; all of it stands in the message"
    assert panel.summary.by.text() == "Summary by cloud"


def test_past_replies_are_one_click_from_a_skeleton(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    _, card = _with_draft(qtbot, fake, window, f"Hi,\n\n{ONE.marker}", ONE)
    with qtbot.waitSignal(card.closest_wanted) as asked:
        card.refining.bar.closest.click()
    assert asked.args == [KEY]


def test_one_click_corrects_the_category_and_one_takes_it_back(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    fake.put(row(1))
    card = _opened(qtbot, fake, window).mail.assistant.triage
    _menu_entry(card, "Receipt")()
    qtbot.waitUntil(lambda: card.category.text().startswith("Receipt"))
    assert fake.called("correct") == [(KEY, Correction(category="receipt"))]
    assert card.explanation() == "Decided by you."
    qtbot.mouseClick(card.undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card.category.text().startswith("For information"))
    assert fake.called("withdraw_correction") == [(KEY,)]


def test_priority_and_reply_are_corrected_alone(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    fake.put(row(1))
    card = _opened(qtbot, fake, window).mail.assistant.triage
    card.priority.menu().actions()[0].trigger()
    qtbot.waitUntil(lambda: card.priority.text().startswith("Urgent"))
    qtbot.mouseClick(card.reply, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card.reply.text() == "Wants a reply")
    assert fake.called("correct") == [
        (KEY, Correction(priority=Priority.URGENT)),
        (KEY, Correction(needs_reply=True)),
    ]


def test_an_abstention_says_who_could_not_decide(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    fake.put(row(1, category=None), triage=triage(None, tier=Tier.RULES, reason="No rule fits."))
    card = _opened(qtbot, fake, window).mail.assistant.triage
    assert card.category.text().startswith("Unsure")
    assert "could not decide. No rule fits." in card.explanation()


def test_a_failed_triage_gives_its_reason_and_another_try(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    fake.put(row(1, triage=TriageState.FAILED), problem="The model is not there.")
    assistant = _opened(qtbot, fake, window).mail.assistant
    assert assistant.pill() == "Failed"
    qtbot.mouseClick(assistant.try_again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: fake.called("triage") == [((KEY,),)])


def test_an_untriaged_message_shows_when_triage_runs(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    fake.put(row(1, triage=TriageState.PENDING))
    assistant = _opened(qtbot, fake, window).mail.assistant
    assert assistant.pill() == "Not triaged"
    fake.tell(Progress(Job.TRIAGE, 1, 3, "Triaging 1 of 3"))
    qtbot.waitUntil(lambda: assistant.pill() == "Triaging…")
    fake.tell(Finished(Job.TRIAGE, "done"))
    qtbot.waitUntil(lambda: assistant.pill() == "Not triaged")


def test_choosing_a_fact_highlights_it(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    text = "Please pay 249 EUR by Friday."
    fact = Fact(FactKind.AMOUNT, "249 EUR", text.index("249"), text.index(" by"), "249.00 EUR")
    fake.put(row(1), text, triage=triage(facts=(fact,)))
    opened = _opened(qtbot, fake, window)
    [line] = [
        child
        for child in opened.mail.assistant.facts.children()
        if isinstance(child, QWidget) and "249 EUR" in child.accessibleName()
    ]
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    [mark] = opened.mail.reading.browser.extraSelections()
    assert mark.cursor.selectedText() == "249 EUR"


def test_warnings_about_our_own_text_stand_in_the_panel(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    ours = TriageWarning(WarningKind.UNGROUNDED, "“Tuesday” is not in the thread.")
    theirs = TriageWarning(WarningKind.INJECTION, "Orders to an assistant.")
    fake.put(row(1), triage=triage(warnings=(ours, theirs)))
    opened = _opened(qtbot, fake, window)
    shown = [each.text for each in opened.mail.assistant.findChildren(Banner)]
    assert shown == [ours.text]
    [banner] = opened.mail.reading.banners()
    assert theirs.text in banner.hint


def test_the_notice_about_the_model_leads_to_the_models(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    fake.models.words = "It follows categories, not free text."
    fake.put(row(1))
    opened = _opened(qtbot, fake, window)
    opened.mail.assistant.model_wanted.emit()
    assert opened.dialogs.shown is not None
    assert opened.dialogs.shown.windowTitle() == "Models"


def test_choosing_answers_fills_the_draft_and_allows_approval(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    body = f"Hi,\n\n{ONE.marker}\n\n{TWO.marker}\n\nDana"
    _, card = _with_draft(qtbot, fake, window, body, ONE, TWO)
    assert not card.approve.isEnabled()
    assert card.explanation().startswith("2 answers are still to choose")
    buttons = card.choices.findChildren(OptionButton)
    assert [each.accessibleName() for each in buttons] == [*ONE.options]
    qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert "Yes, gladly." in card.editor.toPlainText()
    assert card.explanation().startswith("One answer is still to choose")
    [_, room] = card.choices.findChildren(OptionButton)
    qtbot.mouseClick(room, Qt.MouseButton.LeftButton)
    assert card.explanation() == "Fill in ‹which room› before this can be sent."
    qtbot.keyClicks(card.editor, "Room 7.")  # what is still to fill in is selected
    assert card.editor.toPlainText() == "Hi,\n\nYes, gladly.\n\nRoom 7.\n\nDana"
    assert card.approve.isEnabled()
    assert card.explanation() == ""


def test_the_keys_that_approve_lead_to_what_is_still_open(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    opened, card = _with_draft(qtbot, fake, window, f"Hi,\n\n{TWO.marker}", TWO)
    card.approve_now()
    assert card.choices.findChildren(OptionButton)[0].hasFocus()
    card.choices.picked.emit(TWO.marker, TWO.options[1])
    card.editor.moveCursor(QTextCursor.MoveOperation.Start)
    card.approve_now()
    assert card.editor.textCursor().selectedText() == "‹which room›"
    assert fake.called("approve_draft") == []
    opened.mail.list.open_place(Place("Sent", Listing(category="receipt")))
    qtbot.waitUntil(card.bar.isHidden)


def test_the_whole_reply_and_its_buttons_are_in_sight(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    opened, card = _with_draft(qtbot, fake, window, "Hi,\n\n" + "A line.\n" * 12)
    qtbot.waitUntil(lambda: not card.editor.verticalScrollBar().maximum())
    opened.resize(1000, 650)
    below = card.bar.mapTo(opened, card.bar.rect().bottomRight())
    assert card.bar.isVisible()
    assert opened.rect().contains(below)


def test_a_chosen_answer_can_be_undone(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    _, card = _with_draft(qtbot, fake, window, f"Hi,\n{ONE.marker}", ONE)
    card.choices.picked.emit(ONE.marker, "Yes, gladly.")
    assert card.approve.isEnabled()
    card.editor.setFocus()
    qtbot.keyClick(card.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert ONE.marker in card.editor.toPlainText()
    assert not card.approve.isEnabled()
    assert card.choices.isVisible()


def test_own_words_go_over_the_marker(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    _, card = _with_draft(qtbot, fake, window, f"Hi,\n{ONE.marker}", ONE)
    card.choices.own_words_wanted.emit(ONE.marker)
    qtbot.keyClicks(card.editor, "Perhaps.")
    assert card.editor.toPlainText() == "Hi,\nPerhaps."


def test_typing_is_kept_after_a_pause(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    _, card = _with_draft(qtbot, fake, window, "Hi")
    card.editor.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClicks(card.editor, " Maya")
    qtbot.waitUntil(lambda: bool(fake.called("edit_draft")), timeout=3000)
    assert fake.called("edit_draft") == [(DraftKey(5), "Hi Maya")]


def test_typing_is_kept_when_another_message_is_opened(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    opened, card = _with_draft(qtbot, fake, window, "Hi")
    fake.put(row(2))
    card.editor.setPlainText("Hi Maya")
    opened.mail.open_message(MessageKey(2))
    qtbot.waitUntil(lambda: fake.called("edit_draft") == [(DraftKey(5), "Hi Maya")])
    qtbot.waitUntil(lambda: not card.has_editor)


def test_a_refresh_does_not_touch_what_is_being_typed(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    _, card = _with_draft(qtbot, fake, window, "Hi")
    card.editor.setPlainText("Hi, I am typing")
    count = len(fake.called("detail"))
    fake.tell(ChangeSet(frozenset({KEY})))
    qtbot.waitUntil(lambda: len(fake.called("detail")) > count)
    qtbot.wait(40)
    assert card.editor.toPlainText() == "Hi, I am typing"


def test_an_old_picture_of_the_draft_does_not_bring_its_old_text_back(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    _, card = _with_draft(qtbot, fake, window, "Hi")
    stale = fake.details[KEY].draft
    card.editor.setPlainText("Hi Maya")
    card.keep()
    qtbot.waitUntil(lambda: bool(fake.called("edit_draft")))
    qtbot.wait(40)
    card.show_draft(stale, None, "somebody")
    assert card.editor.toPlainText() == "Hi Maya"


def test_a_new_text_from_triage_is_shown_when_nothing_is_typed(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    _, card = _with_draft(qtbot, fake, window, "Hi")
    old = fake.details[KEY].draft
    assert old is not None
    fresh = replace(
        old,
        proposal=replace(old.proposal, body="Dear Maya"),
        updated_at=NOW + timedelta(seconds=1),
    )
    fake.details[KEY] = replace(fake.details[KEY], draft=fresh)
    fake.tell(ChangeSet(frozenset({KEY})))
    qtbot.waitUntil(lambda: card.editor.toPlainText() == "Dear Maya")


def test_approving_keeps_the_text_first_and_counts_down(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    opened, card = _with_draft(qtbot, fake, window, "Hi")
    card.editor.setPlainText("Hi Maya, yes.")
    card.editor.setFocus()
    qtbot.keyClick(card.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(fake.called("approve_draft")))
    names = [call.name for call in fake.calls]
    assert names.index("edit_draft") < names.index("approve_draft")
    qtbot.waitUntil(lambda: opened.outbox.keys() == [OutboxKey(5)])
    strip = opened.outbox.strip(OutboxKey(5))
    assert strip.label.text() == "Sending to sender1@example.org in 10 s"
    qtbot.waitUntil(lambda: "in 9 s" in strip.label.text(), timeout=3000)
    assert card.editor.isReadOnly()
    assert card.bar.isHidden()
    assert len(fake.called("approve_draft")) == 1


def test_undo_brings_the_draft_back(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    opened, card = _with_draft(qtbot, fake, window, "Hi Maya")
    card.approve_now()
    qtbot.waitUntil(lambda: opened.outbox.keys() == [OutboxKey(5)])
    strip = opened.outbox.strip(OutboxKey(5))
    strip.press("Undo")
    qtbot.waitUntil(lambda: not card.bar.isHidden())
    assert fake.called("undo_send") == [(OutboxKey(5),)]
    qtbot.waitUntil(lambda: opened.outbox.keys() == [])
    assert not card.editor.isReadOnly()
    assert card.editor.toPlainText() == "Hi Maya"


def test_a_key_takes_the_reply_back(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    opened, card = _with_draft(qtbot, fake, window, "Hi Maya")
    card.approve_now()
    qtbot.waitUntil(lambda: opened.outbox.keys() == [OutboxKey(5)])
    opened.outbox.undo_last()
    qtbot.waitUntil(lambda: fake.called("undo_send") == [(OutboxKey(5),)])


def test_a_reply_is_followed_until_it_is_filed(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    opened, card = _with_draft(qtbot, fake, window, "Hi Maya")
    card.approve_now()
    qtbot.waitUntil(lambda: opened.outbox.keys() == [OutboxKey(5)])
    strip = opened.outbox.strip(OutboxKey(5))
    entry = fake.waiting[OutboxKey(5)]
    for state, words in (
        (OutboxState.CONNECTING, "Sending to sender1@example.org…"),
        (OutboxState.ACCEPTED, "Sent to sender1@example.org; putting the copy into Sent"),
    ):
        fake.move_entry(replace(entry, state=state))
        qtbot.waitUntil(partial(_says, strip, words))
        assert strip.undo_button.isHidden()
    fake.move_entry(replace(entry, state=OutboxState.FILED))
    qtbot.waitUntil(lambda: strip.label.text() == "Sent to sender1@example.org.")
    qtbot.waitUntil(lambda: card.state_words() == "sent and filed")


def test_a_failed_reply_goes_back_to_the_draft(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    opened, card = _with_draft(qtbot, fake, window, "Hi Maya")
    card.approve_now()
    qtbot.waitUntil(lambda: opened.outbox.keys() == [OutboxKey(5)])
    strip = opened.outbox.strip(OutboxKey(5))
    entry = fake.waiting[OutboxKey(5)]
    fake.move_entry(replace(entry, state=OutboxState.FAILED, problem="No such user."))
    qtbot.waitUntil(lambda: "was not sent. No such user." in strip.label.text())
    strip.press("Back to draft")
    qtbot.waitUntil(lambda: fake.called("undo_send") == [(OutboxKey(5),)])


@pytest.mark.parametrize(("button", "sent"), [("It was sent", True), ("Send again", False)])
def test_an_uncertain_reply_is_decided_by_the_person(
    qtbot: QtBot, fake: FakeEngine, window: Window, button: str, sent: bool
) -> None:
    opened, card = _with_draft(qtbot, fake, window, "Hi Maya")
    card.approve_now()
    qtbot.waitUntil(lambda: opened.outbox.keys() == [OutboxKey(5)])
    strip = opened.outbox.strip(OutboxKey(5))
    fake.move_entry(replace(fake.waiting[OutboxKey(5)], state=OutboxState.UNCERTAIN))
    qtbot.waitUntil(lambda: strip.label.text().startswith("Nobody can say"))
    strip.press(button)
    qtbot.waitUntil(lambda: fake.called("resolve_uncertain") == [(OutboxKey(5), sent)])


def test_a_draft_that_is_not_ready_after_all_is_said(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    opened, card = _with_draft(qtbot, fake, window, "Hi Maya")
    fake.fail("approve_draft", DraftNotReady("There is nobody to reply to."))
    card.approve_now()
    qtbot.waitUntil(lambda: bool(opened.banners.banners()))
    assert opened.banners.banners()[0].text == "There is nobody to reply to."
    assert card.approve.isEnabled()


def test_a_discarded_draft_can_be_brought_back(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    opened, card = _with_draft(qtbot, fake, window, "Hi Maya")
    card.editor.setPlainText("Hi Maya, half a thought")
    card.discard_now()
    qtbot.waitUntil(lambda: bool(opened.banners.banners()))
    qtbot.waitUntil(lambda: not card.has_editor)
    [banner] = opened.banners.banners()
    banner.press("Undo")
    qtbot.waitUntil(lambda: card.has_editor)
    assert card.editor.toPlainText() == "Hi Maya, half a thought"
    assert fake.called("restore_draft") == [(DraftKey(5),)]


def test_reply_starts_an_empty_draft(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    fake.put(row(1))
    opened = _opened(qtbot, fake, window)
    card = opened.mail.assistant.draft
    assert not card.has_editor
    qtbot.mouseClick(card.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card.has_editor)
    assert fake.called("start_draft") == [(KEY,)]
    qtbot.waitUntil(card.editor.hasFocus)
    assert card.explanation() == "The reply is empty."
    assert "Sender 1 <sender1@example.org>" in card.recipients()


def test_a_sent_draft_is_read_only(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    proposal = Proposal("Hi Maya", "en", Written.MODEL)
    sent = Draft(DraftKey(5), KEY, proposal, DraftState.SENT, datetime.now(UTC))
    fake.put(row(1), draft=sent)
    card = _opened(qtbot, fake, window).mail.assistant.draft
    assert card.editor.isReadOnly()
    assert card.state_words() == "sent"
    card.approve_now()
    qtbot.wait(30)
    assert fake.called("approve_draft") == []


@given(st.text(alphabet="ab‹›\n ", max_size=40))
def test_only_a_text_without_gaps_is_ready(text: str) -> None:
    found = openness(text, (ONE,))
    assert found.ready == (bool(text.strip()) and "‹" not in text)


def test_a_low_confidence_is_said_in_words_and_invites_a_correction(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    fake.put(row(1), triage=triage(confidence=0.4, reason="It tells."))
    words = _opened(qtbot, fake, window).mail.assistant.triage.explanation()
    assert "not very sure" in words
    assert "correct it" in words
    assert words.endswith("It tells.")
    assert "%" not in words


def test_question_answers_and_draft_are_in_sight_together(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    ask = "Please confirm by 15:00 today which code applies and the invoice value in GBP."
    choice = Choice(ONE.marker, ask, ("Yes, gladly.", "I will look at it.", "No, I am afraid."))
    body = f"Hello,\n\nThank you for your message.\n\n{ONE.marker}\n\nBest,\nClara"
    text = "Pay 65 EUR, 70 EUR or 75 EUR on Friday."
    facts = tuple(
        Fact(FactKind.AMOUNT, words, text.index(words), text.index(words) + 6)
        for words in ("65 EUR", "70 EUR", "75 EUR")
    )
    reason = "It asks: “Please confirm by 15:00 today which code applies.” It is due today."
    fake.models.words = "The on-device model follows your categories, but not free text. " * 3
    told = triage(facts=facts, summary=ask, reason=reason)
    fake.put(row(1), text, draft=draft(5, 1, body, choice), triage=told)
    opened = _opened(qtbot, fake, window)
    opened.resize(1440, 900)
    card = opened.mail.assistant.draft
    qtbot.waitUntil(card.choices.isVisible)
    qtbot.wait(50)
    last = card.choices.findChildren(OptionButton)[-1]
    marker = card.editor.document().find(ONE.marker)
    assert _bottom_of(opened, last) < _bottom_of(opened, card.editor)
    shown_until = card.bar.mapTo(opened, card.bar.rect().topLeft()).y()
    line = card.editor.cursorRect(marker).bottom()
    marked = card.editor.viewport().mapTo(opened, QPoint(0, line)).y()
    assert marked < shown_until


def _bottom_of(opened: MainWindow, widget: QWidget) -> int:
    return widget.mapTo(opened, widget.rect().bottomLeft()).y()


def test_the_keyboard_comes_to_the_answers_before_own_words(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    _, card = _with_draft(qtbot, fake, window, f"Hi,\n{ONE.marker}", ONE)
    card.choices.focus_first()
    first, second = card.choices.findChildren(OptionButton)
    assert first.hasFocus()
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert second.hasFocus()


def test_nobody_is_asked_to_triage_own_mail(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    fake.put(row(1, category=None, triage=TriageState.PENDING, mine=True), "Hello")
    assistant = _opened(qtbot, fake, window).mail.assistant
    assert assistant.pill() == "Sent by you"
    assert not assistant.try_again.isVisible()


def test_mail_that_only_names_me_as_its_sender_is_not_mine(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    fake.put(row(1, triage=TriageState.PENDING, sender=ACCOUNT.address), "I have hacked you.")
    assert _opened(qtbot, fake, window).mail.assistant.pill() != "Sent by you"


def test_tab_goes_down_the_panel_as_the_eye_does(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    text = "Pay 65 EUR by Friday."
    fact = Fact(FactKind.AMOUNT, "65 EUR", 4, 10)
    body = f"Hi,\n{ONE.marker}\n{TWO.marker}"
    told = triage(facts=(fact,))
    fake.put(row(1), text, draft=draft(5, 1, body, ONE, TWO), triage=told)
    opened = _opened(qtbot, fake, window)
    panel = opened.mail.assistant
    card = panel.draft
    qtbot.waitUntil(card.choices.isVisible)
    for _ in range(2):
        options = card.choices.findChildren(OptionButton)
        qtbot.waitUntil(lambda: len(_visible_lines(panel)) == 1)
        [line] = _visible_lines(panel)
        wanted = [panel.triage.category, *options, card.editor, card.discard, line]
        places = [_tab_order(panel).index(each) for each in wanted]
        assert places == sorted(places)
        card.choices.picked.emit(ONE.marker, ONE.options[0])


def _visible_lines(panel: AssistantPanel) -> list[QPushButton]:
    return [each for each in panel.facts.findChildren(QPushButton) if each.isVisible()]


def _tab_order(panel: QWidget) -> list[QWidget]:
    found: list[QWidget] = []
    widget = panel.nextInFocusChain()
    while widget is not None and widget is not panel:
        if panel.isAncestorOf(widget) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def test_keys_that_change_the_message_never_end_up_in_a_draft(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    fake.put(row(2), "Another one", draft=draft(6, 2, f"Hello,\n{TWO.marker}", TWO))
    opened, card = _with_draft(qtbot, fake, window, f"Hi,\n{ONE.marker}", ONE)
    qtbot.waitUntil(lambda: opened.mail.list.model.rowCount() == 2)
    card.choices.focus_first()
    opened.mail.list.step(-1)
    qtbot.waitUntil(lambda: card.editor.toPlainText().startswith("Hello"))
    assert opened.mail.list.view.hasFocus()
