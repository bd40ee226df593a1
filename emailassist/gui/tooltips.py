"""Tooltips that show what they are given.

Owns: keeping Qt from reading mark-up into words that may come from a mail or a model: for it a
tooltip with something like a tag in it is HTML, which may name files. Must not: hold words.
"""

from html import escape


def plain_tip(text: str) -> str:
    """The text as a tooltip shows it literally."""
    if "<" not in text and "&" not in text:
        return text
    lines = "<br>".join(map(escape, text.splitlines()))
    return f"<qt>{lines}</qt>"
