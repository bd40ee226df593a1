"""How long Qt takes a text to be.

Owns: the measure. Must not: hold a text.
"""


def units(text: str) -> int:
    """Length in UTF-16 code units, in which Qt counts positions."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
