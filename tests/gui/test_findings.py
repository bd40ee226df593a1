"""What specialists found, as the assistant's panel shows it."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from emailassist.domain.finding import Finding, FoundValue, Part
from emailassist.domain.ids import MessageKey
from emailassist.gui.chips import Chip
from emailassist.gui.window import MainWindow
from tests.gui.fake_engine import FakeEngine, row, triage

TEXT = "Please find invoice 2026-0042 over 1.249,00 EUR.\nPay it within 14 days."


def stated(name: str, value: str, quote: str, *, sure: bool = True) -> FoundValue:
    start = TEXT.index(quote)
    return FoundValue(name, name.capitalize(), value, quote, start, start + len(quote), stated=sure)


FINDING = Finding(
    "invoice",
    "Invoice",
    (
        FoundValue("vendor", "Vendor", "Acme <b>Ltd</b>", "Acme", 0, 4, Part.SENDER),
        stated("number", "2026-0042", "2026-0042"),
        stated("amount", "1249", "1.249,00"),
        stated("pay by", "2026-12-03", "within 14 days", sure=False),
        FoundValue("iban", "IBAN", "DE00 1234", stated=False),
    ),
)


def test_findings_stand_in_the_panel_and_lead_to_the_message(
    qtbot: QtBot, fake: FakeEngine, window: Callable[[], MainWindow]
) -> None:
    fake.put(row(1), TEXT, triage=replace(triage(), findings=(FINDING,)))
    opened = window()
    qtbot.waitUntil(lambda: opened.mail.list.model.rowCount() > 0)
    opened.mail.open_message(MessageKey(1))
    view = opened.mail.assistant.findings
    qtbot.waitUntil(view.isVisible)
    vendor, number, amount, due, iban = view.lines()
    assert "from the sender’s name" in vendor.accessibleName()
    assert "read from “within 14 days”" in due.accessibleName()
    assert [chip.text() for chip in iban.findChildren(Chip)] == ["not in the message"]
    assert [line.isEnabled() for line in (vendor, number, amount, due, iban)] == [
        *(False, True, True, True, False)
    ]
    qtbot.mouseClick(amount, Qt.MouseButton.LeftButton)
    [mark] = opened.mail.reading.browser.extraSelections()
    assert mark.cursor.selectedText() == "1.249,00"
    fake.put(row(1), TEXT, triage=triage())
    opened.mail.assistant.show_nothing()
    assert not view.isVisible()
