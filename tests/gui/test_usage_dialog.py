from dataclasses import replace
from datetime import date
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QWidget
from pytestqt.qtbot import QtBot

from emailassist.domain.endpoint import Budget, Endpoint, EndpointKind
from emailassist.engine.engine import Engine
from emailassist.gui.bridge import Bridge
from emailassist.gui.endpoint_limits import EndpointLimitsDialog
from emailassist.gui.endpoint_words import EndpointWords
from emailassist.gui.look import Look
from emailassist.gui.tiers_dialog import TiersDialog
from emailassist.gui.usage_dialog import UsageDialog
from tests.gui.fake_engine import FakeEngine
from tests.gui.fake_models import endpoint_report

CLOUD = Endpoint("cloud", EndpointKind.OPENAI_COMPATIBLE, "https://api.example/v1", "m")


def cells(dialog: UsageDialog, row: int) -> list[str]:
    items = [dialog.table.item(row, column) for column in range(dialog.table.columnCount())]
    return [item.text() if item else "" for item in items]


def test_what_was_used_and_what_is_left(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look, parent: QWidget
) -> None:
    dialog = UsageDialog(bridge, cast("Engine", fake), look, parent)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 2)
    assert cells(dialog, 0) == [
        *("2026-03-02", "24", "6", "28,400", "18,200", "1,600", "$0.0246"),
    ]
    assert "48 calls" in dialog.total.text()
    assert "64% of what was read" in dialog.total.text()
    assert "estimated" in dialog.total.text()
    daily, monthly = dialog.findChildren(QProgressBar)
    assert (daily.value(), monthly.value()) == (984, 15)
    dialog.by.setCurrentIndex(2)
    assert cells(dialog, 0)[0] == "Router"
    dialog.days.setCurrentIndex(1)
    qtbot.waitUntil(lambda: fake.usage.days == [31, 7])
    dialog.forget.click()
    qtbot.waitUntil(
        lambda: "There is no" not in dialog.total.text() and not dialog.table.rowCount()
    )
    assert dialog.total.text() == "No model was asked in this time."
    assert not dialog.forget.isEnabled()


def test_limits_of_an_endpoint(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look, parent: QWidget
) -> None:
    fake.models.all_endpoints = (*fake.models.all_endpoints, CLOUD)
    dialog = EndpointLimitsDialog(bridge, cast("Engine", fake), look, parent, CLOUD)
    dialog.show()
    assert dialog.requests.text() == "no limit"
    dialog.requests.setValue(20)
    dialog.daily_money.setValue(1.5)
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.result() == 1)
    changed = fake.models.all_endpoints[1]
    assert changed == replace(CLOUD, requests_per_minute=20, budget=Budget(daily_money=1.5))
    assert EndpointWords().limits(changed) == (
        "Requests in a minute: 20",
        "At most in a day: $1.5",
    )


def test_the_order_of_models(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look, parent: QWidget
) -> None:
    settings = replace(fake.preferences.settings, endpoints=(CLOUD, replace(CLOUD, name="spare")))
    fake.preferences.settings = settings.with_tier("strong", ["cloud", "on-device"])
    dialog = TiersDialog(bridge, cast("Engine", fake), look, parent)
    dialog.show()
    qtbot.waitUntil(dialog.save.isEnabled)
    assert dialog.chosen() == {
        "default": ("on-device",),
        "fast": ("",),
        "strong": ("cloud", "on-device"),
    }
    dialog.fields["default"][0].setCurrentText("cloud")
    dialog.fields["default"][1].setCurrentText("spare")
    dialog.fields["default"][2].setCurrentText("cloud")
    dialog.fields["fast"][1].setCurrentText("on-device")
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.result() == 1)
    after = fake.preferences.settings
    assert [each.name for each in after.endpoints_of("fast")] == ["cloud", "on-device"]
    assert [each.name for each in after.endpoints_of("strong")] == ["cloud", "on-device"]


def test_what_a_check_found_in_words() -> None:
    words = EndpointWords()
    report = endpoint_report("x", "m", context_tokens=8192, tools=True, streams=True)
    assert words.context(report) == "It reads 8,192 tokens at once."
    assert words.abilities(report).startswith(
        "Yes: calls tools, shows text as it is written, takes"
    )
    assert "not known" in words.price(report)
    known = replace(report, price_known=True, input_price=0.25, output_price=2)
    assert words.price(known) == "It costs $0.25 in and $2 out for a million tokens."
    dated = replace(known, price_as_of=date(2026, 3, 1))
    assert words.price(dated).endswith("for a million tokens (as of 2026-03-01).")
