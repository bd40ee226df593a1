from dataclasses import replace
from typing import cast

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from emailassist.domain.account import SecretKind, SecretSource
from emailassist.domain.endpoint import ON_DEVICE
from emailassist.engine.engine import Engine
from emailassist.gui.accounts_dialog import AccountsDialog
from emailassist.gui.bridge import Bridge
from emailassist.gui.controls import number_field
from emailassist.gui.endpoints_dialog import EndpointsDialog
from emailassist.gui.look import Look
from emailassist.gui.secret_field import SecretField
from emailassist.llm.endpoints import Preset
from tests.gui.fake_engine import FakeEngine
from tests.gui.fake_models import endpoint_report

PRESETS = (
    Preset(
        "openai",
        "OpenAI",
        "https://api.openai.com/v1",
        "gpt-5-mini",
        needs_key=True,
        max_concurrent=4,
    ),
    Preset("ollama", "Ollama", "http://127.0.0.1:11434/v1", "", needs_key=False, max_concurrent=1),
)


@pytest.fixture
def models(
    qtbot: QtBot, bridge: Bridge, fake: FakeEngine, look: Look, parent: QWidget
) -> EndpointsDialog:
    made = EndpointsDialog(bridge, cast("Engine", fake), look, PRESETS, parent)
    made.show()
    qtbot.waitUntil(lambda: made.endpoints.count() == 2)
    return made


def test_a_kept_secret_is_never_shown(qtbot: QtBot) -> None:
    field = SecretField("Password", optional=True)
    qtbot.addWidget(field)
    field.show_source(SecretSource(SecretKind.KEYRING, "entry"), is_kept=True)
    assert field.text.text() == ""
    assert field.typed() is None
    field.show_source(SecretSource(SecretKind.COMMAND, "pass show mail"), is_kept=True)
    assert field.source("x") == SecretSource(SecretKind.COMMAND, "pass show mail")
    assert field.typed() is None
    field.show_source(SecretSource(SecretKind.NONE), is_kept=False)
    assert field.source("x") == SecretSource(SecretKind.NONE)


def test_a_preset_fills_the_form(models: EndpointsDialog) -> None:
    models.endpoints.setCurrentRow(0)
    endpoint, key = models.new_endpoint()
    assert (endpoint.name, endpoint.base_url, endpoint.model, key) == (
        "openai",
        "https://api.openai.com/v1",
        "gpt-5-mini",
        None,
    )
    models.secret.text.setText("sk-typed")
    endpoint, key = models.new_endpoint()
    assert endpoint.secret == SecretSource(SecretKind.KEYRING, "endpoint openai")
    assert key == "sk-typed"
    models.preset.setCurrentIndex(1)
    endpoint, key = models.new_endpoint()
    assert endpoint.secret == SecretSource(SecretKind.NONE)
    assert (endpoint.name, endpoint.max_concurrent, key) == ("ollama", 1, None)
    models.preset.setCurrentIndex(2)
    assert models.new_endpoint()[0].base_url == ""


def test_an_endpoint_is_added_and_checked_at_once(
    qtbot: QtBot, models: EndpointsDialog, fake: FakeEngine
) -> None:
    models.endpoints.setCurrentRow(0)
    models.preset.setCurrentIndex(1)
    models.model.setText("llama3.2")
    fake.models.report = endpoint_report("ollama", "llama3.2")
    models.add.click()
    qtbot.waitUntil(lambda: "answers" in models.outcome.text())
    assert fake.called("check_endpoint") == [("ollama",)]
    assert "“llama3.2” answers." in models.outcome.text()
    assert "Reads 500 and writes 42 tokens a second; first word after 0.2 s." in (
        models.outcome.text()
    )


def test_an_endpoint_is_put_in_use_and_removed(
    qtbot: QtBot, models: EndpointsDialog, fake: FakeEngine
) -> None:
    models.endpoints.setCurrentRow(0)
    models.preset.setCurrentIndex(1)
    models.add.click()
    qtbot.waitUntil(lambda: bool(fake.called("check_endpoint")))
    qtbot.waitUntil(models.use.isEnabled)
    models.use.click()
    qtbot.waitUntil(lambda: fake.models.chosen == "ollama")
    qtbot.waitUntil(lambda: "in use" in models.endpoints.item(2).text())
    models.remove.click()
    qtbot.waitUntil(lambda: models.endpoints.count() == 2)
    assert [each.name for each in fake.models.all_endpoints] == [ON_DEVICE]


def test_the_on_device_model_cannot_be_removed(models: EndpointsDialog) -> None:
    assert models.endpoints.currentRow() == 1
    assert models.remove.isHidden()
    assert models.use.isHidden()


def test_a_report_says_what_does_not_work(models: EndpointsDialog) -> None:
    report = endpoint_report(
        "x", "m", reachable=False, generation_rate=0.0, problems=("Connection refused.",)
    )
    assert models.report_words(report).startswith("It cannot be reached.\nConnection refused.\n")
    weak = endpoint_report("x", "m", json_schema=False, writes=False)
    assert "expect failures" in models.report_words(weak)
    assert "cannot write" in models.report_words(weak)


def test_numbers_have_room_to_be_read(qtbot: QtBot, look: Look) -> None:
    field = number_field(1, 65535)
    qtbot.addWidget(field)
    field.setValue(65535)
    field.show()
    inside = field.lineEdit()
    assert inside.width() - 7 >= inside.fontMetrics().horizontalAdvance("65535")
    assert inside.height() >= inside.fontMetrics().height()


def test_the_outcome_stands_right_below_what_it_is_about(
    qtbot: QtBot, models: EndpointsDialog
) -> None:
    models.show()
    qtbot.waitUntil(lambda: models.endpoints.currentRow() > 0)
    models.outcome.setText("It answers.")
    models.grab()
    below = models.outcome.y() - models.about.mapTo(models, models.about.rect().bottomLeft()).y()
    assert below < 60


def test_dialogs_say_what_they_are_about(
    bridge: Bridge, fake: FakeEngine, look: Look, parent: QWidget, models: EndpointsDialog
) -> None:
    accounts = AccountsDialog(bridge, cast("Engine", fake), look, parent)
    accounts.show()
    for dialog, title in ((accounts, "Accounts"), (models, "Models")):
        headings = [
            label.text()
            for label in dialog.findChildren(QLabel)
            if label.property("kind") == "title" and label.isVisible()
        ]
        assert headings == [title]


def test_an_endpoint_that_is_away_says_what_to_look_at(models: EndpointsDialog) -> None:
    away = replace(endpoint_report("x", "m"), reachable=False, problems=("No connection to x.",))
    words = models.report_words(away)
    assert "No connection to x." in words
    assert words.endswith("Check that its server runs and that the address above is right.")
