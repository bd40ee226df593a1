from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from emailassist.gui.look import Look
from emailassist.gui.theme import DARK, LIGHT, READABLE, Mode, Theme, chip_colours, contrast
from emailassist.gui.theme import stylesheet as filled

BOTH = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


@BOTH
@pytest.mark.parametrize("text", ["text", "muted", "faint", "accent", "danger", "warn", "ok"])
@pytest.mark.parametrize("ground", ["window", "surface", "panel", "raised"])
def test_text_can_be_read_on_every_ground(theme: Theme, text: str, ground: str) -> None:
    assert contrast(QColor(getattr(theme, text)), QColor(getattr(theme, ground))) >= READABLE


@BOTH
@pytest.mark.parametrize("name", ["danger", "warn", "ok", "accent"])
def test_banners_and_pills_can_be_read(theme: Theme, name: str) -> None:
    soft = QColor(getattr(theme, f"{name}_soft"))
    assert contrast(QColor(getattr(theme, name)), soft) >= READABLE


@given(st.integers(0, 0xFFFFFF))
def test_a_chip_in_any_colour_can_be_read(colour: int) -> None:
    for theme in (LIGHT, DARK):
        chip = chip_colours(f"#{colour:06x}", theme)
        assert contrast(chip.text, chip.background) >= READABLE


@BOTH
def test_the_style_sheet_uses_only_known_tokens(theme: Theme, resources: Path) -> None:
    folder = resources / "theme"
    sheet = filled((folder / "window.qss").read_text(encoding="utf-8"), theme, str(folder))
    assert "@" not in sheet
    assert (folder / f"chevron-{'dark' if theme.dark else 'light'}.svg").exists()


def test_tokens_are_plain_colours() -> None:
    for theme in (LIGHT, DARK):
        values = [getattr(theme, each.name) for each in fields(theme) if each.name != "dark"]
        assert all(QColor(value).isValid() and len(value) == 7 for value in values)


def test_changing_the_mode_changes_palette_and_icons(qapp: QApplication, look: Look) -> None:
    look.set_mode(Mode.LIGHT)
    light = look.icon("mail").pixmap(18, 18).toImage()
    look.set_mode(Mode.DARK)
    assert qapp.palette().window().color() == QColor(DARK.window)
    assert look.icon("mail").pixmap(18, 18).toImage() != light
    look.set_mode(Mode.LIGHT)
    assert qapp.palette().window().color() == QColor(LIGHT.window)


def test_the_shipped_fonts_are_used(look: Look) -> None:
    from PySide6.QtGui import QFont, QFontInfo

    for weight in (QFont.Weight.Normal, QFont.Weight.DemiBold, QFont.Weight.Bold):
        info = QFontInfo(look.font(13, weight))
        assert info.family() == "Inter"
        assert info.weight() == weight
