from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from emailassist.domain.draft import Claim, ClaimSource, Proposal, SourceKind
from emailassist.domain.errors import NeedsWritingModel
from emailassist.domain.ids import MessageKey
from emailassist.domain.recall import NoteHit, PastReply
from emailassist.domain.refinement import Change, Refinement
from emailassist.domain.triage import Written
from emailassist.engine.engine import Engine
from emailassist.gui.bridge import Bridge
from emailassist.gui.draft_card import DraftCard
from emailassist.gui.look import Look
from emailassist.gui.notes_dialog import NotesDialog
from emailassist.gui.past_replies_dialog import PastRepliesDialog
from emailassist.gui.window import MainWindow
from emailassist.gui.word_diff import Kind, pieces
from tests.gui.fake_engine import ME, NOW, FakeEngine, draft, row

BODY = "Hi Tom,\n\nA walnut board costs 61 EUR 🙂. We can deliver on Friday.\n\nBest,\nDana"
THREAD = ClaimSource(SourceKind.THREAD, "Tom Reed, 2026-11-18", MessageKey(2), "by Friday?")
NOTE = ClaimSource(SourceKind.NOTE, "prices.md · Walnut", path="/notes/prices.md", quote="61 EUR")


def claim(text: str, source: ClaimSource) -> Claim:
    start = BODY.index(text)
    return Claim(text, start, start + len(text), source)


CLAIMS = (
    claim("61", NOTE),
    claim("We can deliver on Friday.", ClaimSource(SourceKind.NONE)),
    claim("Friday", THREAD),
)
SHORT = Proposal("Hi Tom,\n\n61 EUR, on Friday.\n\nDana", "en", Written.MODEL)


@given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
def test_a_difference_holds_both_texts(before: str, after: str) -> None:
    found = pieces(before, after)
    assert "".join(each.text for each in found if each.kind is not Kind.GONE) == after
    assert "".join(each.text for each in found if each.kind is not Kind.NEW) == before


def opened(
    qtbot: QtBot, fake: FakeEngine, window: Callable[[], MainWindow]
) -> tuple[MainWindow, DraftCard]:
    made = draft(5, 1, BODY)
    proposal = replace(made.proposal, claims=CLAIMS, written=Written.MODEL)
    fake.put(row(1), "What do walnut boards cost?", draft=replace(made, proposal=proposal))
    fake.put(row(2), "Can you deliver by Friday?")
    shown = window()
    qtbot.waitUntil(lambda: shown.mail.list.model.rowCount() > 0)
    shown.mail.open_message(MessageKey(1))
    card = shown.mail.assistant.draft
    qtbot.waitUntil(lambda: card.editor.toPlainText() == BODY)
    return shown, card


def test_what_a_draft_states_is_marked_and_leads_to_its_source(
    qtbot: QtBot, fake: FakeEngine, window: Callable[[], MainWindow]
) -> None:
    shown, card = opened(qtbot, fake, window)
    assert card.claims.summary.text() == "2 statements with a source, 1 without"
    marks = card.editor._marks
    after_smile = BODY.index("Friday") + 1  # Qt counts the smile as two
    assert marks.claim_at(after_smile + 2) == CLAIMS[2]
    assert marks.claim_at(3) is None
    card.editor.insert("So. ")
    moved = marks.claim_at(after_smile + 6)
    assert moved is not None
    assert moved.source == THREAD
    card.claims.summary.click()
    card.claims._chosen(moved)
    qtbot.waitUntil(lambda: shown.mail.opened == MessageKey(2))


def test_another_text_is_heard_compared_and_taken(
    qtbot: QtBot, fake: FakeEngine, window: Callable[[], MainWindow]
) -> None:
    _, card = opened(qtbot, fake, window)
    card.editor.insert("Dear ")
    bar, change = card.refining.bar, card.refining.change
    bar.line.setText("yes, but after Tuesday")
    bar.say.click()
    qtbot.waitUntil(lambda: change.text.toPlainText() == "Hello, I am writ")
    assert not card.approve.isEnabled()
    assert card.editor.isHidden()
    assert card.explanation() == "Choose between the texts before this can be sent."
    change.stop.click()
    qtbot.waitUntil(lambda: bool(fake.drafting.stopped))
    assert not card.editor.isHidden()
    assert card.approve.isEnabled()
    assert fake.drafting.wishes == [Refinement(Change.SAY, "yes, but after Tuesday")]

    fake.drafting.written = SHORT
    bar.changes.actions()[0].trigger()
    qtbot.waitUntil(lambda: change.version is not None)
    assert "Dear Hi Tom," in change.text.toPlainText()
    assert "EUR, on Friday." in change.text.toPlainText()
    change.reject.click()
    assert card.editor.toPlainText() == f"Dear {BODY}"
    qtbot.waitUntil(bar.history.isEnabled)
    bar.versions.actions()[0].trigger()
    change.accept.click()
    qtbot.waitUntil(lambda: card.editor.toPlainText() == SHORT.body)
    card.editor.undo()
    assert card.editor.toPlainText() == f"Dear {BODY}"


def test_what_cannot_be_written_is_said(
    qtbot: QtBot, fake: FakeEngine, window: Callable[[], MainWindow]
) -> None:
    _, card = opened(qtbot, fake, window)

    async def refuse(*_: object) -> None:
        raise NeedsWritingModel("longer")

    fake.drafting.refine = refuse  # type: ignore[assignment,method-assign]
    with qtbot.waitSignal(card._bridge.problem) as told:
        card.refining.ask(Refinement(Change.LONGER))
    assert "needs a model that writes" in told.args[0].reason
    assert not card.refining.is_open


def test_a_past_reply_is_inserted(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look, parent: QWidget
) -> None:
    reply = PastReply(MessageKey(7), (ME,), "Walnut", NOW, "It costs 58 EUR.")
    fake.drafting.replies = (reply,)
    dialog = PastRepliesDialog(bridge, cast("Engine", fake), look, parent, MessageKey(1))
    qtbot.waitUntil(lambda: dialog._rows.count() == 3)
    with qtbot.waitSignal(dialog.insert_wanted) as wanted:
        dialog._insert(reply.text)
    assert wanted.args == ["It costs 58 EUR."]


def test_notes_are_added_and_searched(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look, parent: QWidget
) -> None:
    dialog = NotesDialog(bridge, cast("Engine", fake), look, parent)
    qtbot.waitUntil(lambda: "Markdown" in dialog.outcome.text())
    dialog.add_folder(Path("/notes"))
    qtbot.waitUntil(lambda: dialog.files.count() == 1)
    assert dialog.files.item(0).text() == "prices.md — 3 passages"
    fake.notes.hits = (NoteHit(Path("/notes/prices.md"), "Prices", "Oak", "Oak costs 38 EUR."),)
    dialog.line.setText("oak")
    qtbot.waitUntil(lambda: "Prices · Oak" in dialog.files.item(0).text())
    dialog.folders.setCurrentRow(0)
    dialog.remove.click()
    qtbot.waitUntil(lambda: dialog.folders.count() == 0)
