"""Colours as tokens, light and dark, and what is computed from them.

Owns: the two token sets, the palette, the filled-in style sheet, readable chip colours.
Must not: know widgets or read files.
"""

import re
from dataclasses import dataclass, fields
from enum import StrEnum

from PySide6.QtGui import QColor, QPalette

READABLE = 4.5
"""Contrast that small text needs (WCAG 2.2, 1.4.3)."""


class Mode(StrEnum):
    """Which token set: that of the system, or always the same one."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Theme:
    """One token set; every colour is ``#rrggbb``."""

    dark: bool
    window: str
    surface: str
    panel: str
    raised: str
    line: str
    hover: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_hover: str
    accent_text: str
    accent_soft: str
    danger: str
    danger_soft: str
    warn: str
    warn_soft: str
    ok: str
    ok_soft: str
    scroll: str


LIGHT = Theme(
    dark=False,
    window="#eef0f6",
    surface="#ffffff",
    panel="#f5f6fa",
    raised="#ffffff",
    line="#dfe3ec",
    hover="#e3e6f0",
    text="#111827",
    muted="#4b5568",
    faint="#5f697d",
    accent="#4f46e5",
    accent_hover="#4338ca",
    accent_text="#ffffff",
    accent_soft="#e7e7fd",
    danger="#c81e3f",
    danger_soft="#fce4e8",
    warn="#a3460b",
    warn_soft="#faebd7",
    ok="#08724f",
    ok_soft="#d8f1e6",
    scroll="#c9cedb",
)

DARK = Theme(
    dark=True,
    window="#0b0d17",
    surface="#161926",
    panel="#11131f",
    raised="#1a1e2d",
    line="#2a2f42",
    hover="#232840",
    text="#f1f3f9",
    muted="#adb4c6",
    faint="#8b93a9",
    accent="#8f89ff",
    accent_hover="#a5a0ff",
    accent_text="#0b0d17",
    accent_soft="#282a52",
    danger="#fb7185",
    danger_soft="#3a1d2a",
    warn="#fbbf24",
    warn_soft="#352a18",
    ok="#34d399",
    ok_soft="#112f2a",
    scroll="#3a415a",
)


def palette(theme: Theme) -> QPalette:
    """Qt's palette, for what the style sheet does not reach."""
    colours = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.surface,
        QPalette.ColorRole.AlternateBase: theme.panel,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.Button: theme.surface,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.faint,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.accent_text,
        QPalette.ColorRole.ToolTipBase: theme.text,
        QPalette.ColorRole.ToolTipText: theme.surface,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.LinkVisited: theme.accent,
        QPalette.ColorRole.Light: theme.line,
        QPalette.ColorRole.Midlight: theme.line,
        QPalette.ColorRole.Mid: theme.line,
        QPalette.ColorRole.Dark: theme.line,
        QPalette.ColorRole.Shadow: theme.window,
    }
    result = QPalette()
    for role, colour in colours.items():
        result.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.faint))
    return result


def stylesheet(template: str, theme: Theme, folder: str) -> str:
    """The template with every ``@token`` replaced; an unknown token raises KeyError.

    `folder` is where the template's own pictures are.
    """
    tokens = {each.name: str(getattr(theme, each.name)) for each in fields(theme)}
    tokens |= {"folder": folder, "variant": "dark" if theme.dark else "light"}
    return re.sub(r"@(\w+)", lambda found: tokens[found.group(1)], template)


@dataclass(frozen=True, slots=True)
class ChipColours:
    """Text and background of one chip, readable together."""

    text: QColor
    background: QColor


def chip_colours(colour: str, theme: Theme) -> ChipColours:
    """A chip in a person's own colour: background toned down, text moved until it is readable."""
    base = QColor(colour)
    if not base.isValid():
        base = QColor(theme.faint)
    background = _mix(base, QColor(theme.surface), 0.22 if theme.dark else 0.15)
    text = base
    towards = QColor("#ffffff" if theme.dark else "#000000")
    for _ in range(20):
        if contrast(text, background) >= READABLE:
            break
        text = _mix(towards, text, 0.12)
    return ChipColours(text, background)


def contrast(first: QColor, second: QColor) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    brighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mix(first: QColor, second: QColor, share: float) -> QColor:
    """That share of the first colour, the rest of the second."""

    def part(one: float, other: float) -> float:
        return one * share + other * (1 - share)

    return QColor.fromRgbF(
        part(first.redF(), second.redF()),
        part(first.greenF(), second.greenF()),
        part(first.blueF(), second.blueF()),
    )
