"""How a message begins, for the one line of it that a list shows.

Owns: stepping over quotes and what announces them. Must not: read further than it shows.
"""

from emailassist.mime.attribution import attribution_length, is_separator

LONGEST = 200
"""Characters of an opening."""
_READ = 6_000


def opening(text: str, longest: int = LONGEST) -> str:
    """The first `longest` characters that the sender wrote, on one line; else the quote's."""
    lines = text[:_READ].split("\n")
    words: list[str] = []
    length = at = 0
    while at < len(lines) and length < longest:
        skipped = _announcement(lines, at)
        if not skipped:
            found = lines[at].split()
            words += found
            length += sum(map(len, found)) + len(found)
        at += skipped or 1
    return " ".join(words or text[: 2 * longest].split())[:longest].rstrip()


def _announcement(lines: list[str], at: int) -> int:
    """How many lines from here belong to a quote or announce one."""
    if lines[at].lstrip().startswith(">"):
        return 1
    return int(is_separator(lines[at])) or attribution_length(lines, at)
