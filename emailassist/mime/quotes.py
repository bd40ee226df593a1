"""Own text and quoted text of a message.

Owns: which lines the sender wrote and which come from earlier messages. Every line ends up in
one of the two. Must not: know how mail programs announce quotes (attribution does).
"""

from emailassist.mime.attribution import (
    LONGEST,
    attribution_length,
    header_block_length,
    is_convincing,
    is_header_block,
    is_introduction,
    is_rule,
    is_ruled_block,
    is_separator,
    other_mark,
    shared_attribution,
)


def split_quoted(text: str) -> tuple[str, str]:
    """Own and quoted text, answers between quotes kept as own.

    Text that is nothing but a quote or a forward counts as own: it is what there is to read.
    Of a forward that is what was forwarded, without what that quotes in turn.
    """
    lines = _with_attributions_apart(text.split("\n"))
    own, quoted = _sorted(lines, _marks(lines))
    if own:
        return own, quoted
    body = _forwarded_body(lines)
    own, quoted = _sorted(lines, [False] * body + _marks(lines[body:]))
    return (own, quoted) if own else (_tidy(lines), "")


def _sorted(lines: list[str], marks: list[bool]) -> tuple[str, str]:
    own = [line for line, mark in zip(lines, marks, strict=True) if not mark]
    return _tidy(own), _tidy([line for line, mark in zip(lines, marks, strict=True) if mark])


def _forwarded_body(lines: list[str]) -> int:
    """Where the text of a bare forward begins, below what announces it; the end if it is none."""
    at = _next_written(lines, 0)
    while at < len(lines) and (is_separator(lines[at]) or is_rule(lines[at])):
        at = _next_written(lines, at + 1)
    if at < len(lines) and is_header_block(lines, at):
        return at + header_block_length(lines, at)
    return len(lines)


def _next_written(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _with_attributions_apart(lines: list[str]) -> list[str]:
    """Cut lines in two where an attribution follows own text on the same line."""
    apart: list[str] = []
    for line in lines:
        at = None if _is_marked(line) else shared_attribution(line)
        apart += [line] if at is None else [line[:at].rstrip(" -"), line[at:]]
    return apart


def _marks(lines: list[str]) -> list[bool]:
    """For each line whether it is quoted."""
    others = _announced_marks(lines)
    marks = [
        (_is_marked(line) and not _is_escaped_from(lines, at)) or other_mark(line) in others
        for at, line in enumerate(lines)
    ]
    next_marked = _next_marked(marks)
    at = 0
    while at < len(lines):
        if marks[at]:
            at += 1
            continue
        length = attribution_length(lines, at) or int(_introduces(lines, marks, at))
        if length and (
            _quote_follows(marks, lines, at + length)
            or _answers_follow(lines, at + length, next_marked[at + length])
        ):
            marks[at : at + length] = [True] * length
        elif _starts_unmarked_quote(lines, at, length):
            start = _with_rule(lines, at)
            marks[start:] = [True] * (len(lines) - start)
            break
        elif is_separator(lines[at]) and _quote_follows(marks, lines, at + 1):
            marks[at] = True
        at += max(1, length)
    return marks


def _announced_marks(lines: list[str]) -> set[str]:
    """Marks other than ``>`` that an attribution has right below it."""
    found: set[str] = set()
    for at, line in enumerate(lines):
        if not line.rstrip().endswith((":", "\uff1a")):
            continue
        below = _next_written(lines, at + 1)
        mark = other_mark(lines[below]) if below < min(len(lines), at + 3) else ""
        if mark and (is_introduction(line) or attribution_length(lines, at)):
            found.add(mark)
    return found


def _introduces(lines: list[str], marks: list[bool], at: int) -> bool:
    """A paragraph of one line, with the quote below it."""
    starts = at == 0 or not lines[at - 1].strip() or marks[at - 1]
    if not (starts and is_introduction(lines[at])):
        return False
    below = _next_written(lines, at + 1)
    return below < min(len(lines), at + 3) and marks[below]


def _starts_unmarked_quote(lines: list[str], at: int, length: int) -> bool:
    """From here to the end everything is quoted, without a mark at each line."""
    if length:
        return is_convincing(" ".join(lines[at : at + length]))
    if is_separator(lines[at]):
        return not _next_is_marked(lines, at + 1)
    return is_header_block(lines, at) or is_ruled_block(lines, at)


def _with_rule(lines: list[str], at: int) -> int:
    """Take a rule above a header block along, with the blank lines between."""
    above = at - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    return above if above >= 0 and is_rule(lines[above]) else at


def _is_marked(line: str) -> bool:
    text = line.strip()
    # ">>> Order now <<<" is somebody shouting.
    return text.startswith(">") and not text.endswith("<<")


def _is_escaped_from(lines: list[str], at: int) -> bool:
    """A lone ``>From`` is the way mbox files keep a line of own text, not a quote."""
    if not lines[at].startswith(">From "):
        return False
    around = (*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2])
    return not any(_is_marked(line) for line in around)


def _quote_follows(marks: list[bool], lines: list[str], at: int) -> bool:
    at = _next_written(lines, at)
    return at < len(lines) and marks[at]


def _next_marked(marks: list[bool]) -> list[int]:
    """For each line the first marked one from there on; the number of lines when none is."""
    found = [len(marks)] * (len(marks) + 1)
    for at in range(len(marks) - 1, -1, -1):
        found[at] = at if marks[at] else found[at + 1]
    return found


def _answers_follow(lines: list[str], at: int, first: int) -> bool:
    """Whether own words stand between an attribution and the quotes it announces, at `first`.

    Marked quotes below another attribution were quoted by the message that is quoted here.
    """
    if first == len(lines):
        return False
    above = first - 1
    while above >= at and not lines[above].strip():
        above -= 1
    starts = range(max(at, above - LONGEST + 1), above + 1)
    return above >= at and not any(
        start + attribution_length(lines, start) > above or is_header_block(lines, start)
        for start in starts
    )


def _next_is_marked(lines: list[str], at: int) -> bool:
    return next((_is_marked(line) for line in lines[at:] if line.strip()), False)


def _tidy(lines: list[str]) -> str:
    """Join lines, with at most one blank line in a row where quotes were taken out."""
    kept: list[str] = []
    for line in lines:
        if line.strip():
            kept.append(line)
        elif kept and kept[-1]:
            kept.append("")
    return "\n".join(kept).strip("\n")
