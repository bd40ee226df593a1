from typing import cast

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from emailassist.domain.draft import Draft
from emailassist.domain.events import ChangeSet
from emailassist.engine.engine import Engine
from emailassist.gui.bridge import Bridge
from emailassist.gui.letters_dialog import LettersDialog
from emailassist.gui.look import Look
from tests.gui.fake_engine import FakeEngine


@pytest.fixture
def drafts(fake: FakeEngine) -> list[Draft]:
    return [fake.composer.put("x", subject=subject) for subject in ("One", "Two", "Three")]


@pytest.fixture
def dialog(
    qtbot: QtBot,
    bridge: Bridge,
    fake: FakeEngine,
    look: Look,
    parent: QWidget,
    drafts: list[Draft],
) -> LettersDialog:
    made = LettersDialog(bridge, cast("Engine", fake), look, parent)
    made.show()
    qtbot.waitUntil(lambda: made.list.count() == len(drafts))
    return made


def test_the_chosen_letter_stays_chosen_when_others_come_and_go(
    qtbot: QtBot, fake: FakeEngine, dialog: LettersDialog, drafts: list[Draft]
) -> None:
    dialog.list.setCurrentRow(2)
    del fake.composer.by_key[drafts[0].key]
    fake.tell(ChangeSet(lists=True))
    qtbot.waitUntil(lambda: dialog.list.count() == 2)
    assert dialog.list.currentItem().text().startswith("Three")
    dialog.discard_button.click()
    qtbot.waitUntil(lambda: fake.called("composer.discard") == [(drafts[2].key,)])


def test_what_was_discarded_is_listed_no_more(
    qtbot: QtBot, fake: FakeEngine, dialog: LettersDialog, drafts: list[Draft]
) -> None:
    dialog.discard_button.click()
    qtbot.waitUntil(lambda: bool(fake.called("composer.discard")))
    del fake.composer.by_key[drafts[0].key]
    fake.tell(ChangeSet(lists=True))
    qtbot.waitUntil(lambda: dialog.list.count() == 2)
    assert dialog.list.currentItem().text().startswith("Two")
