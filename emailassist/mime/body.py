"""Which leaf parts are the text to read and which are attachments (after RFC 8621, 4.1.4).

Owns: choosing between plain text and HTML, and decoding both. Must not: judge the text.
"""

import re
from dataclasses import dataclass, field
from html import escape

from emailassist.domain.message import Attachment
from emailassist.mime.charset import clean, decode
from emailassist.mime.containers import without_files
from emailassist.mime.flowed import unfold
from emailassist.mime.html import html_to_text
from emailassist.mime.leaf import Leaf
from emailassist.mime.tree import report_text

MAX_TEXT = 1_000_000
"""Characters of text, and of HTML, that are read."""
_MOST_BYTES = 4 * MAX_TEXT + 1_000_000
REPORTS = frozenset(
    {
        "message/delivery-status",
        "message/global-delivery-status",
        "message/disposition-notification",
        "message/global-disposition-notification",
    }
)
MESSAGES = frozenset({"message/rfc822", "message/global"})
_CALENDARS = frozenset({"text/calendar", "application/ics"})
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_LINK = re.compile(r"\S*://\S*")
_SPARSE = 5
"""A plain part with this many times fewer words than the HTML beside it is a stand-in."""


@dataclass(frozen=True, slots=True)
class Body:
    """The readable side of a message."""

    text: str
    html: str | None
    hidden: str
    attachments: tuple[Attachment, ...]
    calendars: tuple[Leaf, ...]
    is_report: bool
    defects: tuple[str, ...]


@dataclass(slots=True)
class _Segment:
    """One part of the text, or the several forms of one part."""

    alternative: int | None
    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)


def read_body(leaves: tuple[Leaf, ...]) -> Body:
    """Sort the leaves into text, calendars and attachments, and read the text."""
    segments, others = _segments(leaves)
    attachments = tuple(map(_attachment, others))
    calendars = tuple(leaf for leaf in leaves if leaf.content_type in _CALENDARS)
    return _joined(segments, attachments, calendars, _has_report(leaves))


def read_html(leaves: tuple[Leaf, ...]) -> str | None:
    """The `html` that `read_body` gives, without reading anything else."""
    return _shown_html(_segments(leaves)[0])


def _segments(leaves: tuple[Leaf, ...]) -> tuple[list[_Segment], list[Leaf]]:
    """The parts of the text, and the leaves that are attachments."""
    segments: list[_Segment] = []
    others: list[Leaf] = []
    for leaf in leaves:
        if leaf.content_type in REPORTS:
            segments.append(_Segment(None, plain=[report_text(leaf.data)]))
        elif _is_text(leaf):
            _add(segments, leaf)
        elif not (leaf.opened or _is_other_form(leaf)):
            others.append(leaf)
    return segments, others


def _joined(
    segments: list[_Segment],
    attachments: tuple[Attachment, ...],
    calendars: tuple[Leaf, ...],
    is_report: bool,
) -> Body:
    defects: list[str] = []
    texts: list[str] = []
    hidden: list[str] = []
    for segment in segments:
        plain = "\n".join(segment.plain)
        if not segment.html:
            texts.append(plain)
            continue
        converted = html_to_text(_capped("\n".join(segment.html), "HTML", defects))
        hidden.append(converted.hidden)
        texts.append(plain if _has_substance(plain, converted.visible) else converted.visible)
    text = "\n\n".join(text.strip("\n") for text in texts if text.strip())
    return Body(
        _capped(text, "text", defects),
        _shown_html(segments),
        "\n".join(part for part in hidden if part),
        attachments,
        calendars,
        is_report,
        tuple(dict.fromkeys(defects)),
    )


def _is_text(leaf: Leaf) -> bool:
    if leaf.disposition == "attachment" or leaf.content_type not in {"text/plain", "text/html"}:
        return False
    return not leaf.filename or (leaf.first and not leaf.related)


def _is_other_form(leaf: Leaf) -> bool:
    """A form of the text that we do not read (AMP), or the calendar of an invitation's text."""
    kind = leaf.content_type
    unnamed = not leaf.filename and leaf.disposition != "attachment"
    in_alternative = leaf.alternative is not None and kind.startswith("text/")
    return unnamed and (kind == "text/calendar" or in_alternative)


def _add(segments: list[_Segment], leaf: Leaf) -> None:
    same = bool(segments) and segments[-1].alternative == leaf.alternative
    if leaf.alternative is None or not same:
        segments.append(_Segment(leaf.alternative))
    if leaf.content_type == "text/html":
        segments[-1].html.append(_html(leaf))
    else:
        segments[-1].plain.append(_plain(leaf))


def _plain(leaf: Leaf) -> str:
    text = without_files(clean(_decoded(leaf, leaf.parameter("charset"))))
    if leaf.parameter("format").casefold() == "flowed":
        deletes = leaf.parameter("delsp").casefold() == "yes"
        return unfold(text, delete_space=deletes)
    return text


def _html(leaf: Leaf) -> str:
    charset = leaf.parameter("charset")
    declared = None if charset else _META_CHARSET.search(leaf.beginning(4_096)[0])
    if declared:
        charset = declared[1].decode("ascii")
    return clean(_decoded(leaf, charset))


def _decoded(leaf: Leaf, charset: str | None) -> str:
    """The text of a part; of a huge one, a little more than will be read."""
    data, _ = leaf.beginning(_MOST_BYTES)
    return decode(data, charset)


def _has_substance(plain: str, converted: str) -> bool:
    words = len(_LINK.sub(" ", plain).split())
    return words > 0 and words * _SPARSE >= len(_LINK.sub(" ", converted).split())


def _shown_html(segments: list[_Segment]) -> str | None:
    """The HTML of the whole message; plain parts between HTML parts are kept in it."""
    if not any(segment.html for segment in segments):
        return None
    shown = (
        "\n".join(segment.html)
        if segment.html
        else f'<div style="white-space: pre-wrap">{escape("".join(segment.plain))}</div>'
        for segment in segments
    )
    return "\n".join(shown)[:MAX_TEXT]


def _capped(text: str, what: str, defects: list[str]) -> str:
    if len(text) <= MAX_TEXT:
        return text
    defects.append(f"The {what} is longer than {MAX_TEXT:,} characters; the rest is left out.")
    return text[:MAX_TEXT]


def _has_report(leaves: tuple[Leaf, ...]) -> bool:
    return any(leaf.content_type in REPORTS for leaf in leaves)


def _attachment(leaf: Leaf) -> Attachment:
    inline = leaf.disposition != "attachment" and (leaf.content_id is not None or leaf.related)
    encloses = leaf.content_type in MESSAGES
    return Attachment(
        leaf.position,
        leaf.filename or (enclosed_name(leaf.enclosed_subject) if encloses else ""),
        leaf.content_type,
        leaf.size,
        inline or leaf.disposition == "inline",
        leaf.content_id,
    )


def enclosed_name(subject: str) -> str:
    """The name of an enclosed message that has none of its own."""
    return f"{subject.replace('/', '-').replace(chr(92), '-')[:80] or 'message'}.eml"
