from typing import cast

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from emailassist.domain.ids import MessageKey
from emailassist.domain.own_rule import OwnRule
from emailassist.domain.triage import Priority
from emailassist.engine.engine import Engine
from emailassist.gui.bridge import Bridge
from emailassist.gui.look import Look
from emailassist.gui.rules_dialog import RulesDialog
from tests.gui.fake_engine import FakeEngine, row
from tests.gui.fake_instructions import CATEGORIES


def opened(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look, parent: QWidget
) -> RulesDialog:
    dialog = RulesDialog(bridge, cast("Engine", fake), look, parent)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.list.count() > 0)
    return dialog


def test_each_rule_says_what_it_is_worth_and_can_be_switched_off(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look, parent: QWidget
) -> None:
    fake.rules.problem = "rules.toml:3: “x” is nothing that a rule has."
    dialog = opened(qtbot, bridge, fake, look, parent)
    assert dialog.title.text() == "Receipt"
    assert dialog.precision.text() == "Right on 98% of 40 labelled messages on which it fired."
    assert dialog.fired.text() == "It fired on 14 of your messages."
    assert "rules.toml:3" in dialog.problem.text()
    dialog.switch.click()
    qtbot.waitUntil(lambda: fake.rules.off == {"receipt"})
    qtbot.waitUntil(lambda: "off" in dialog.list.item(0).text())
    dialog.which.setCurrentIndex(1)
    assert (dialog.list.count(), dialog.switch.isVisible()) == (0, False)
    assert "no rule of your own" in dialog.title.text()


def test_a_rule_is_said_tried_put_in_force_and_taken_back(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look, parent: QWidget
) -> None:
    look.set_categories(CATEGORIES)
    fake.by_key = {key: row(key) for key in map(MessageKey, (1, 2))}
    dialog = opened(qtbot, bridge, fake, look, parent)
    dialog.new.click()
    editor = dialog.editor
    qtbot.keyClicks(editor.sentence, "mail from my landlord is purple")
    qtbot.waitUntil(lambda: "does not say what" in editor.problem.text())
    assert not editor.save.isEnabled()
    editor.sentence.clear()
    qtbot.keyClicks(editor.sentence, "mail from my landlord is personal and urgent")
    qtbot.waitUntil(editor.save.isEnabled)
    assert editor.whom.text() == "landlord"
    assert editor.understood.text() == (
        "Mail from “landlord” belongs to “Personal” and has priority urgent."
    )
    qtbot.waitUntil(lambda: editor.messages.count() > 0)
    assert editor.count.text() == "It would match 2 messages that are here:"
    qtbot.keyClicks(editor.whom, ", home.example")
    assert "“landlord” or “home.example”" in editor.understood.text()
    editor.save.click()
    qtbot.waitUntil(dialog.undo.isVisible)
    (rule,) = fake.rules.rules
    assert (rule.sender, rule.priority) == (("landlord", "home.example"), Priority.URGENT)
    assert dialog.outcome.text() == "“landlord” is in force; it has ruled on 2 messages."
    dialog.undo.click()
    qtbot.waitUntil(lambda: not fake.rules.rules)


def test_a_rule_is_changed_and_removed(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look, parent: QWidget
) -> None:
    old = OwnRule("landlord", sender=("l@home.example",), known=True, priority=Priority.HIGH)
    fake.rules.rules = [old]
    dialog = opened(qtbot, bridge, fake, look, parent)
    dialog.edit.click()
    qtbot.waitUntil(lambda: dialog.editor.whom.text() == "l@home.example")
    dialog.editor.priority.setCurrentIndex(4)
    dialog.editor.here.setChecked(False)
    dialog.editor.save.click()
    qtbot.waitUntil(dialog.undo.isVisible)
    (changed,) = fake.rules.rules
    assert (changed.priority, changed.known, fake.rules.here) == (Priority.LOW, True, [False])
    dialog.undo.click()
    qtbot.waitUntil(lambda: fake.rules.rules == [old])
    qtbot.waitUntil(lambda: dialog.outcome.text() == "Taken back.")
    dialog.remove.click()
    qtbot.waitUntil(lambda: not fake.rules.rules)
    qtbot.waitUntil(lambda: dialog.outcome.text() == "“landlord” is removed.")
    dialog.undo.click()
    qtbot.waitUntil(lambda: fake.rules.rules == [old])
