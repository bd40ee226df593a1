"""Style attributes reduced to what is safe and what QTextBrowser lays out well.

Owns: the allow-list of CSS properties and values. Must not: let a URL through.
"""

import re

from emailassist.mime.colour import first_colour, read_colour
from emailassist.mime.look import declarations

_KEPT = frozenset(
    {
        "font-family", "font-size", "font-style", "font-weight", "text-align",
        "text-decoration", "vertical-align", "white-space", "list-style-type",
        "border-collapse", "direction", "border", "border-top", "border-right",
        "border-bottom", "border-left", "border-color", "border-style", "border-width",
        "margin", "margin-top", "margin-right", "margin-bottom", "margin-left", "padding",
        "padding-top", "padding-right", "padding-bottom", "padding-left",
    }
)  # fmt: skip
_VALUE = re.compile(r"(?:[\w\s.,#%'\"+-]|rgba?\([\d\s.,%/]*\))*")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_LARGEST = 300
"""No size of a mail is larger, in whatever unit; a negative one would move text away."""
_WEIGHTS_AND_COLOURS = frozenset({"font-weight", "border-color", "font-family"})


def safe_style(style: str, *, colours: bool) -> str:
    """A style attribute with what is kept of `style`; '' when nothing is."""
    written = declarations(style)
    kept = {
        name: value for name, value in written.items() if name in _KEPT and _is_safe(name, value)
    }
    if colours:
        kept |= _colours(written)
    return "; ".join(f"{name}: {value}" for name, value in kept.items())


def _is_safe(name: str, value: str) -> bool:
    if not value or len(value) > 200 or not _VALUE.fullmatch(value):
        return False
    if name in _WEIGHTS_AND_COLOURS:
        return True
    plain = re.sub(r"#\w+|rgba?\([^)]*\)", "", value)
    return all(0 <= float(number) <= _LARGEST for number in _NUMBER.findall(plain))


def _colours(written: dict[str, str]) -> dict[str, str]:
    """Text colour and one background colour, a gradient's first one."""
    found: dict[str, str] = {}
    colour = read_colour(written.get("color", ""))
    if colour is not None:
        found["color"] = _hex(colour)
    shorthand = f"{written.get('background', '')} {written.get('background-image', '')}"
    for text in (written.get("background-color", ""), first_colour(shorthand), *shorthand.split()):
        background = read_colour(text)
        if background is not None:
            found["background-color"] = _hex(background)
            break
    return found


def _hex(colour: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
