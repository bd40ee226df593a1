from dataclasses import replace
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from emailassist.domain.events import Rejudged
from emailassist.domain.ids import LessonKey, MessageKey
from emailassist.domain.learned import LearnedAbout, LearnedFrom
from emailassist.domain.lesson import Deed
from emailassist.domain.triage import Tier
from emailassist.engine.engine import Engine
from emailassist.gui.banners import BannerStack
from emailassist.gui.bridge import Bridge
from emailassist.gui.learned_words import LearnedWords
from emailassist.gui.learning_dialog import LearningDialog
from emailassist.gui.learning_news import LearningNews
from emailassist.gui.look import Look
from emailassist.gui.triage_card import TriageCard
from tests.gui.fake_engine import FakeEngine, triage
from tests.gui.fake_instructions import CATEGORIES
from tests.gui.fake_learning import DEED, SURE, learned_from, lesson, unsure

SHOP, TEAM = "news@wood.example", "team.lists.example"


@pytest.fixture(autouse=True)
def named(look: Look) -> None:
    look.set_categories(CATEGORIES)


def taught(fake: FakeEngine) -> None:
    fake.learned.kept = [
        lesson(3, SHOP),
        lesson(2, SHOP, DEED),
        *(lesson(number, SHOP, replace(DEED, deed=Deed.KEPT)) for number in (4, 5)),
        lesson(1, "kim@team.example", list_id=TEAM),
    ]
    fake.learned.follows = {SHOP: SURE, TEAM: unsure("fyi")}


def rows(dialog: LearningDialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def test_what_was_learned_is_shown_and_forgotten(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look, parent: QWidget
) -> None:
    taught(fake)
    dialog = LearningDialog(bridge, cast("Engine", fake), look, parent)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.lessons.count() == 2)
    first, second = rows(dialog)
    assert first.startswith(
        f"{SHOP}\nReceipt, 98% · 1 correction, 1 deed, 2 read and left as they were · "
    )
    assert second.startswith(f"{TEAM}\nrather For information, 60%")
    assert dialog.follows.text() == "Mail like their latest is taken for “Receipt”, 98% sure."
    assert dialog.lessons.item(1).text().startswith("You archived it unread\n")
    dialog.lessons.setCurrentRow(1)
    qtbot.mouseClick(dialog.remove, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.lessons.count() == 1)
    assert dialog.outcome.text() == "1 lesson is forgotten."
    qtbot.mouseClick(dialog.undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.lessons.count() == 2)
    qtbot.mouseClick(dialog.forget, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.list.count() == 1)
    assert dialog.title.text() == TEAM


def test_everything_is_forgotten_only_after_a_question(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look, parent: QWidget
) -> None:
    taught(fake)
    dialog = LearningDialog(bridge, cast("Engine", fake), look, parent, TEAM)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.title.text() == TEAM)
    qtbot.mouseClick(dialog.forget_all, Qt.MouseButton.LeftButton)
    question = dialog.question
    assert question is not None
    assert question.text() == "Forget all 5 lessons?"
    assert fake.learned.kept
    forget = next(each for each in question.buttons() if each.text() == "Forget")
    assert isinstance(forget, QPushButton)
    forget.click()
    qtbot.waitUntil(lambda: not dialog.list.count())
    qtbot.waitUntil(dialog.empty.isVisible)
    assert dialog.empty.title == "Nothing is learned yet"
    assert not dialog.forget_all.isVisible()
    assert not dialog.forget.isVisible()


def test_the_card_says_what_a_correction_has_led_to(look: Look, qtbot: QtBot) -> None:
    card = TriageCard(look)
    qtbot.addWidget(card)
    card.show_triage(triage("receipt", tier=Tier.PERSON))
    card.show_learned(learned_from(lesson(1, SHOP), others=3))
    assert card.learned.text() == (
        f"From now on I will take mail like this of {SHOP} for “Receipt”. "
        "3 other messages are judged anew by it."
    )
    with qtbot.waitSignal(card.learned_wanted) as wanted:
        card.more_learned.click()
    assert wanted.args == [SHOP]
    card.show_learned(None)
    assert card.learned.isHidden()
    words = LearnedWords(look)
    for follows, said in (
        (None, "I am learning this."),
        (unsure("receipt"), "not sure"),
        (unsure("fyi"), "more speaks for"),
    ):
        assert said in words.learned(LearnedFrom(lesson(1, SHOP), follows))
    latest = lesson(1, SHOP).lesson
    both = LearnedAbout(SHOP, False, 2, 0, 0, latest, SURE, (unsure("fyi"),))  # noqa: FBT003
    assert words.heading(both).endswith("Mail like earlier ones: rather For information, 60%.")
    assert "Receipt, 98%; rather For information, 60% · 2 corrections" in words.row(both, latest.at)


def test_what_is_judged_anew_is_said_and_taken_back(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look, parent: QWidget
) -> None:
    banners = BannerStack(look)
    qtbot.addWidget(banners)
    news = LearningNews(bridge, cast("Engine", fake), look, banners, parent)
    fake.learned.of[MessageKey(1)] = learned_from(lesson(9, SHOP))
    fake.tell(Rejudged(MessageKey(1), LessonKey(9), 3))
    qtbot.waitUntil(lambda: len(banners.banners()) == 1)
    (banner,) = banners.banners()
    assert banner.text == ("3 other messages like this are now judged anew, as “Receipt”.")
    with qtbot.waitSignal(news.learned_wanted):
        banner.press("What I learned")
    fake.tell(Rejudged(MessageKey(1), LessonKey(9), 1))
    qtbot.waitUntil(lambda: any("Another" in each.text for each in banners.banners()))
    banners.banners()[-1].press("Undo")
    qtbot.waitUntil(lambda: fake.learning.put_back_for == [LessonKey(9)])
