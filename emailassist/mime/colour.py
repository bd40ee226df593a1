"""CSS colours, as far as mail uses them.

Owns: reading a colour and telling whether text in it can be seen. Must not: know elements.
"""

import re

Rgb = tuple[int, int, int]
WHITE: Rgb = (255, 255, 255)
BLACK: Rgb = (0, 0, 0)
INDISTINGUISHABLE = 36
"""Largest sum of channel differences that an eye does not see."""

_NAMES: dict[str, Rgb] = {
    "white": WHITE, "black": BLACK, "red": (255, 0, 0), "green": (0, 128, 0),
    "blue": (0, 0, 255), "gray": (128, 128, 128), "grey": (128, 128, 128),
    "silver": (192, 192, 192), "yellow": (255, 255, 0), "orange": (255, 165, 0),
    "navy": (0, 0, 128), "teal": (0, 128, 128), "maroon": (128, 0, 0), "purple": (128, 0, 128),
    "snow": (255, 250, 250), "ivory": (255, 255, 240), "whitesmoke": (245, 245, 245),
    "ghostwhite": (248, 248, 255), "floralwhite": (255, 250, 240), "lightgray": (211, 211, 211),
    "lightgrey": (211, 211, 211), "gainsboro": (220, 220, 220), "aliceblue": (240, 248, 255),
}  # fmt: skip
_HEX = re.compile(r"#?([0-9a-f]{3,8})")
_RGB = re.compile(
    r"rgba?\(\s*(\d{1,3})(?:\.\d+)?[\s,]+(\d{1,3})(?:\.\d+)?[\s,]+(\d{1,3})(?:\.\d+)?"
    r"(?:[\s,/]+([\d.]+)(%?))?\s*\)"
)
_FIRST = re.compile(r"#[0-9a-fA-F]{3,8}\b|rgba?\([^()]{5,40}\)")


def read_colour(text: str) -> Rgb | None:
    """Red, green, blue of a CSS or HTML colour; None when unknown or fully transparent."""
    text = text.strip().casefold()
    if text in _NAMES:
        return _NAMES[text]
    digits = _HEX.fullmatch(text)
    if digits:
        return _from_hex(digits[1])
    channels = _RGB.fullmatch(text)
    if channels is None or is_transparent(text):
        return None
    red, green, blue = (min(255, int(channels[at])) for at in (1, 2, 3))
    return red, green, blue


def is_transparent(text: str) -> bool:
    """Whether text in this colour cannot be seen on anything."""
    text = text.strip().casefold()
    channels = _RGB.fullmatch(text)
    if channels and channels[4]:
        return _number(channels[4]) * (0.01 if channels[5] else 1) < 0.05
    digits = _HEX.fullmatch(text)
    return text == "transparent" or bool(digits and len(digits[1]) == 8 and digits[1][6:] < "0d")


def first_colour(text: str) -> str:
    """The first colour written in a gradient or shorthand, or ''."""
    found = _FIRST.search(text)
    return found[0] if found else ""


def look_alike(one: Rgb, other: Rgb) -> bool:
    """Whether text of one colour disappears on the other."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) <= INDISTINGUISHABLE


def _from_hex(digits: str) -> Rgb | None:
    if len(digits) in {3, 4}:
        digits = "".join(digit * 2 for digit in digits)
    if len(digits) not in {6, 8}:
        return None
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 1.0
