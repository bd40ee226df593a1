"""Long texts in a form that Qt lays out without a halt.

Owns: where a text is cut. Must not: show one.
"""

_LINE = 800
"""Characters of a line: Qt lays out one of many thousand for seconds."""


def laid_out(text: str, most: int, more: str) -> str:
    """The first `most` characters, long lines in pieces; `more` tells the `{count}` of the rest."""
    lines = [
        line[start : start + _LINE]
        for line in text[:most].splitlines()
        for start in range(0, max(1, len(line)), _LINE)
    ]
    if len(text) > most:
        lines.append(more.format(count=len(text) - most))
    return "\n".join(lines)
