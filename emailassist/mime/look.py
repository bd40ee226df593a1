"""Which text of an HTML mail a reader can see.

Owns: the style that counts for visibility, passed down the tree (CSS display, visibility,
opacity, size, colour, position). Must not: change the tree.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from lxml import etree
from lxml.html import HtmlElement

from emailassist.mime.colour import (
    BLACK,
    WHITE,
    Rgb,
    first_colour,
    is_transparent,
    look_alike,
    read_colour,
)

_LENGTH = re.compile(r"(-?\d*\.?\d+)(px|pt|em|rem|%|ex|ch|vw|vh|cm|mm|in)?")
_TO_PIXELS = {"px": 1.0, "pt": 4 / 3, "cm": 37.8, "mm": 3.78, "in": 96.0, "rem": 16.0, "": 1.0}
_OFF_SCREEN = -400.0
_TINY = 1.5
"""Pixels of font size below which nobody reads."""
_FAINT = 0.05
_FONT_SIZES = {
    "0": 0.0,
    "1": 10.0,
    "2": 13.0,
    "3": 16.0,
    "4": 18.0,
    "5": 24.0,
    "6": 32.0,
    "7": 48.0,
}


@dataclass(frozen=True, slots=True)
class Look:
    """How text directly in an element looks. `background` None: unknown (an image)."""

    gone: bool = False
    """Nothing inside can be seen, whatever its own style says."""
    font: float = 16.0
    collapsed: bool = False
    clear: bool = False
    colour: Rgb = BLACK
    background: Rgb | None = WHITE

    @property
    def visible(self) -> bool:
        if self.gone or self.collapsed or self.clear or self.font < _TINY:
            return False
        return self.background is None or not look_alike(self.colour, self.background)


def walk(root: HtmlElement) -> Iterator[tuple[Literal["start", "end"], HtmlElement, Look]]:
    """Every element on the way in and out, with the look of the text directly in it."""
    looks = [Look()]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            looks.append(look_of(element, looks[-1]))
            yield "start", element, looks[-1]
        else:
            yield "end", element, looks.pop()


def declarations(style: str) -> dict[str, str]:
    """A style attribute as properties and values, both lower case."""
    found: dict[str, str] = {}
    for declaration in style[:20_000].split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            found[name.strip().casefold()] = value.replace("!important", "").strip().casefold()
    return found


def look_of(element: HtmlElement, parent: Look) -> Look:
    """The look inside `element`, given that of its parent."""
    style = declarations(element.get("style") or "")
    if parent.gone or _is_gone(element, style):
        return replace(parent, gone=True)
    look = replace(parent, background=_background(element, style, parent.background))
    size = style.get("font-size") or _font_shorthand(style.get("font", ""))
    if size:
        look = replace(look, font=_pixels(size, parent.font, parent.font))
    elif element.tag == "font" and element.get("size"):
        look = replace(look, font=_FONT_SIZES.get(element.get("size") or "", parent.font))
    if "visibility" in style:
        look = replace(look, collapsed=style["visibility"] in {"hidden", "collapse"})
    colour = style.get("color") or (element.get("color") or "" if element.tag == "font" else "")
    if colour:
        look = replace(
            look, clear=is_transparent(colour), colour=read_colour(colour) or look.colour
        )
    return look


def _is_gone(element: HtmlElement, style: dict[str, str]) -> bool:
    return (
        element.get("hidden") is not None
        or style.get("display") == "none"
        or _number(style.get("opacity", "1"), 1.0) < _FAINT
        or _is_squeezed(style)
        or _is_off_screen(style)
    )


def _is_squeezed(style: dict[str, str]) -> bool:
    if style.get("overflow") != "hidden" and style.get("overflow-y") != "hidden":
        return False
    sizes = (style.get(name) for name in ("height", "max-height", "width", "max-width"))
    return any(size is not None and _pixels(size, 16.0, 1_000.0) <= 1.0 for size in sizes)


def _is_off_screen(style: dict[str, str]) -> bool:
    if _pixels(style.get("text-indent", "0"), 16.0, 0.0) <= _OFF_SCREEN:
        return True
    if any(_pixels(style.get(side, "0"), 16.0, 0.0) <= _OFF_SCREEN for side in _MARGINS):
        return True
    if style.get("position") not in {"absolute", "fixed", "relative"}:
        return False
    clipped = style.get("clip", "").replace(" ", "").replace("px", "") in {
        "rect(0,0,0,0)",
        "rect(1,1,1,1)",
    }
    sides = (style.get(side, "0") for side in ("left", "top"))
    return clipped or any(_pixels(side, 16.0, 0.0) <= _OFF_SCREEN for side in sides)


_MARGINS = ("margin-left", "margin-top")


def _background(element: HtmlElement, style: dict[str, str], parent: Rgb | None) -> Rgb | None:
    shorthand = style.get("background", "")
    if "url(" in shorthand or "url(" in style.get("background-image", ""):
        return None
    written = style.get("background-color") or shorthand or element.get("bgcolor") or ""
    if "gradient" in written or "gradient" in style.get("background-image", ""):
        return None
    if element.get("background"):
        return None
    return read_colour(written) or read_colour(first_colour(written)) or _named(written, parent)


def _named(written: str, parent: Rgb | None) -> Rgb | None:
    """A colour name within a shorthand, else what lies below."""
    words = (read_colour(word) for word in written.split() if not word.startswith("#"))
    return next((colour for colour in words if colour is not None), parent)


def _font_shorthand(font: str) -> str:
    sizes = (word.partition("/")[0] for word in font.split())
    return next((word for word in sizes if _LENGTH.fullmatch(word) and word[-1].isalpha()), "")


def _pixels(text: str, font: float, unknown: float) -> float:
    """A CSS length in pixels; `unknown` for what is no length (auto, small, a calc)."""
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        return unknown
    amount, unit = float(found[1]), found[2] or ""
    if unit in _TO_PIXELS:
        return amount * _TO_PIXELS[unit]
    if unit == "%":
        return amount * font / 100
    return amount * font


def _number(text: str, unknown: float) -> float:
    found = re.fullmatch(r"(\d*\.?\d+)(%?)", text.strip())
    return float(found[1]) * (0.01 if found[2] else 1) if found else unknown
