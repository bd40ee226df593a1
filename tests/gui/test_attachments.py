from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from emailassist.domain.ids import MessageKey
from emailassist.domain.message import Attachment, Protection
from emailassist.gui.attachment_actions import EnclosedMessage
from emailassist.gui.controls import IconLabel, TextButton
from emailassist.gui.saving import free_path
from emailassist.gui.window import MainWindow
from emailassist.mime.parse import parse_message
from tests.gui.fake_engine import FakeEngine, row
from tests.gui.test_reading_pane import Window

LETTER = Attachment(3, "Plan.eml", "message/rfc822", 400, inline=False)
PROGRAM = Attachment(4, "invoice\u202efdp.exe", "application/octet-stream", 9, inline=False)
INNER = b"""From: Ana Ruiz <ana@example.com>
To: bob@example.com
Subject: The plan
Date: Tue, 3 Nov 2026 10:15:00 +0100
Content-Type: multipart/mixed; boundary=b

--b

We meet at ten.
--b
Content-Type: application/pdf; name=plan.pdf

x
--b
Content-Type: message/rfc822

Subject: Deeper

deep text
--b--
"""


def _opened(qtbot: QtBot, fake: FakeEngine, window: Window, *parts: Attachment) -> MainWindow:
    fake.put(row(1), "Hello", attachments=parts)
    opened = window()
    qtbot.waitUntil(lambda: opened.mail.list.model.rowCount() > 0)
    opened.mail.open_message(MessageKey(1))
    qtbot.waitUntil(lambda: bool(opened.mail.assistant.pill()))
    return opened


def _button(within: QWidget, name: str) -> QToolButton:
    [found] = [each for each in within.findChildren(QToolButton) if each.accessibleName() == name]
    return found


def test_an_attached_message_opens_with_what_it_brings_along(
    qtbot: QtBot, fake: FakeEngine, window: Window, tmp_path: Path
) -> None:
    fake.enclosed_messages[(3,)] = parse_message(INNER)
    fake.enclosed_messages[(3, 2)] = parse_message(b"Subject: Deeper\n\ndeep text")
    pane = _opened(qtbot, fake, window, LETTER).mail.reading
    _button(pane, "Read Plan.eml").click()
    qtbot.waitUntil(lambda: bool(pane.findChildren(EnclosedMessage)))
    [dialog] = pane.findChildren(EnclosedMessage)
    assert "We meet at ten." in dialog.browser.toPlainText()
    assert _button(dialog, "Save plan.pdf").isVisible()
    dialog.attachments.save_to(MessageKey(1), (3, 1), tmp_path / "plan.pdf")
    qtbot.waitUntil((tmp_path / "plan.pdf").exists)
    assert fake.called("attachment")[-1] == (1, 3, 1)
    _button(dialog, "Read Deeper.eml").click()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(EnclosedMessage)))
    [deeper] = dialog.findChildren(EnclosedMessage)
    assert "deep text" in deeper.browser.toPlainText()


def test_a_program_is_marked_and_saved_only_after_a_question(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    pane = _opened(qtbot, fake, window, PROGRAM).mail.reading
    marks = [each.toolTip() for each in pane.findChildren(IconLabel)]
    assert "This file can run commands on this computer." in marks
    _button(pane, "Save invoice_fdp.exe").click()
    [box] = pane.findChildren(QMessageBox)
    assert "“invoice_fdp.exe” can run commands" in box.text()
    assert not pane.findChildren(QFileDialog)
    [save] = [each for each in box.findChildren(QPushButton) if each.text() == "Save…"]
    save.click()
    qtbot.waitUntil(lambda: bool(pane.findChildren(QFileDialog)))
    pane.findChildren(QFileDialog)[0].close()


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    (tmp_path / "plan.pdf").write_bytes(b"")
    (tmp_path / "plan (2).pdf").write_bytes(b"")
    assert free_path(tmp_path, "plan.pdf").name == "plan (3).pdf"


def test_a_file_is_kept_when_the_new_one_cannot_be_written(
    qtbot: QtBot, fake: FakeEngine, window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "plan.pdf"
    target.write_bytes(b"old")

    def full(self: Path, other: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    opened = _opened(qtbot, fake, window, LETTER)
    opened.mail.reading.attachments.save_to(MessageKey(1), (3,), target)
    qtbot.waitUntil(lambda: bool(opened.banners.banners()))
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["plan.pdf"]


def test_all_are_saved_at_once_but_programs(
    qtbot: QtBot, fake: FakeEngine, window: Window, tmp_path: Path
) -> None:
    plan = Attachment(2, "plan.pdf", "application/pdf", 10, inline=False)
    again = Attachment(5, "plan.pdf", "application/pdf", 10, inline=False)
    pane = _opened(qtbot, fake, window, plan, PROGRAM, again).mail.reading
    [button] = [each for each in pane.findChildren(TextButton) if each.text() == "Save all…"]
    button.click()
    [dialog] = pane.findChildren(QFileDialog)
    dialog.close()
    pane.attachments.save_all_to(MessageKey(1), (), (plan, PROGRAM, again), tmp_path)
    qtbot.waitUntil(lambda: len(list(tmp_path.glob("*.pdf"))) == 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan (2).pdf", "plan.pdf"]


def test_of_a_mass_of_attachments_some_are_shown(
    qtbot: QtBot, fake: FakeEngine, window: Window
) -> None:
    many = [Attachment(at, f"{at}.pdf", "application/pdf", 1, inline=False) for at in range(1_000)]
    pane = _opened(qtbot, fake, window, *many).mail.reading
    assert [each.text() for each in pane.findChildren(TextButton) if "all" in each.text()] == [
        "Save all 1000…"
    ]
    assert _button(pane, "Save 0.pdf").isEnabled()


def test_what_protects_a_message_is_named(qtbot: QtBot, fake: FakeEngine, window: Window) -> None:
    fake.put(row(1), "Hello", protection=Protection.SMIME_SIGNED)
    opened = window()
    qtbot.waitUntil(lambda: opened.mail.list.model.rowCount() > 0)
    opened.mail.open_message(MessageKey(1))
    qtbot.waitUntil(lambda: bool(opened.mail.reading.banners()))
    [banner] = opened.mail.reading.banners()
    assert banner.text == "This message is signed (S/MIME). The signature has not been checked."
