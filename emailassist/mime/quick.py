"""A message as the message list and the search index need it, in about 0.1 ms for most.

Owns: the quick way through ordinary messages; `parse_message` reads the others.
Must not: raise on any input, or be asked where hidden text, quotes or defects matter.
"""

import re
from dataclasses import dataclass

from fast_mail_parser import (
    ParseError,
    PyLazyAttachment,
    parse_email,
    parse_email_tree,
    walk,
)

from emailassist.domain.message import Envelope
from emailassist.mime.bare import without_tags
from emailassist.mime.body import MAX_TEXT, MESSAGES, REPORTS, enclosed_name
from emailassist.mime.charset import clean, is_garbled, one_line
from emailassist.mime.containers import SMIME_TYPES, TNEF_NAME, TNEF_TYPES
from emailassist.mime.envelope import by_name, read_envelope
from emailassist.mime.headers import unfolded
from emailassist.mime.opening import opening
from emailassist.mime.parse import parse_message
from emailassist.mime.plain_fields import split_fields
from emailassist.mime.split import header_start, read_fields

_LARGEST = 4_000_000
_MOST_LINES = 5_000
"""Lines that may be boundaries; many more parts take more memory than they are worth."""
_STAND_IN = 400
"""A plain part shorter than this may only say that there is an HTML part."""
_MARK_UP = 10
"""HTML this many times longer than the plain part may say more."""
_SPARSE = 5
_FILE_IN_TEXT = re.compile(r"^begin [0-7]{3,4} ", re.MULTILINE)
_HEADER_END = re.compile(rb"\n\r?\n")
_CALENDAR = "text/calendar"
_TEXTS = frozenset({"text/plain", "text/html"})
_CAREFUL = TNEF_TYPES | SMIME_TYPES
"""Types that `parse_message` looks into."""


@dataclass(frozen=True, slots=True)
class Indexable:
    """What is searched and listed of a message.

    `text` is all of its readable text, quotes included, at most `MAX_TEXT` characters; `snippet`
    is how the sender's own text begins, on one line. `filenames` are those of all attachments.
    """

    envelope: Envelope
    text: str
    snippet: str
    filenames: tuple[str, ...]
    has_attachments: bool


def envelope(header: bytes) -> Envelope:
    """The envelope of a header, or of the wanted fields of one. Never raises."""
    block = header_start(header.lstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf"))
    found = split_fields(block)
    if found is None:
        return read_envelope(by_name(read_fields(block)))
    return read_envelope(by_name(found, unfolded))


def indexable(raw: bytes, known: Envelope | None = None) -> Indexable:
    """Read a message for the index. Never raises.

    An envelope that is `known` is not read again, except by the careful way.
    """
    return _quickly(raw, known) or _carefully(raw)


def _quickly(raw: bytes, known: Envelope | None) -> Indexable | None:
    """An ordinary message, None for any other."""
    if len(raw) > _LARGEST or (len(raw) > 8 * _MOST_LINES and raw.count(b"\n--") > _MOST_LINES):
        return None
    try:
        message = parse_email(raw, mode="lazy")
        attachments = [each for each in message.attachments if not _is_other_form(each)]
        reports = [_decoded(each) for each in attachments if each.mimetype in REPORTS]
        several = len(message.text_plain) > 1 or len(message.text_html) > 1
        texts = _named_texts(raw) if several else []
        names = tuple(name for name in (*texts, *map(_name, attachments)) if name)
    except (ParseError, ValueError):
        return None
    if any(warning.kind == "charset-fallback" for warning in message.warnings):
        return None
    if any(_holds_parts(each) for each in attachments):
        return None
    apart = b"ultipart/alternative" not in raw
    text = _text([*message.text_plain, *reports], message.text_html, apart=apart)
    if text is None or not (text or attachments):
        return None
    return Indexable(
        known or envelope(_header(raw)),
        text,
        opening(text),
        names,
        bool(texts) or any(not _is_inline(each) for each in attachments),
    )


def _named_texts(raw: bytes) -> list[str]:
    """Names of text parts after the first, which the flat view of a message does not tell."""
    parts = walk(parse_email_tree(raw, mode="metadata"))
    leaves = [each for each in parts if not each.content_type.startswith("multipart/")]
    return [
        one_line(each.filename)
        for each in leaves[1:]
        if each.filename and each.content_type in _TEXTS and each.disposition != "attachment"
    ]


def _text(plain: list[str], html: list[str], *, apart: bool) -> str | None:
    """The readable text, or None when a charset was named wrongly.

    `apart` says that plain text and HTML are no forms of each other.
    """
    text = "\n\n".join(plain)
    source = "\n".join(html)[:MAX_TEXT]
    if source and apart:
        text = f"{text}\n\n{without_tags(source)}"
    elif source and len(text) < max(_STAND_IN, len(source) // _MARK_UP):
        bare = without_tags(source)
        text = bare if len(text.split()) * _SPARSE < len(bare.split()) else text
    odd = is_garbled(text) or ("begin " in text and _FILE_IN_TEXT.search(text))
    return None if odd else clean(text).strip()[:MAX_TEXT]


def _header(raw: bytes) -> bytes:
    start = next((at for at, byte in enumerate(raw) if byte not in b"\r\n"), len(raw))
    end = _HEADER_END.search(raw, start)
    return raw[start : end.start() + 1] if end else raw[start:]


def _decoded(report: PyLazyAttachment) -> str:
    return report.content.decode("utf-8", "replace")


def _name(part: PyLazyAttachment) -> str:
    if part.mimetype in REPORTS:
        return ""
    if part.filename or part.mimetype not in MESSAGES:
        return one_line(part.filename)
    return enclosed_name(envelope(_header(part.content)).subject)


def _is_other_form(part: PyLazyAttachment) -> bool:
    """An invitation's calendar beside its text is not what one calls an attachment."""
    return part.mimetype == _CALENDAR and not part.filename and part.disposition != "attachment"


def _holds_parts(part: PyLazyAttachment) -> bool:
    odd = part.mimetype in _CAREFUL or part.mimetype.startswith("multipart/")
    return odd or part.filename.casefold() == TNEF_NAME


def _is_inline(part: PyLazyAttachment) -> bool:
    if part.mimetype in REPORTS or part.disposition == "inline":
        return True
    return part.disposition != "attachment" and part.content_id is not None


def _carefully(raw: bytes) -> Indexable:
    parsed = parse_message(raw)
    return Indexable(
        parsed.envelope,
        parsed.text,
        opening(parsed.own_text),
        tuple(each.filename for each in parsed.attachments if each.filename),
        any(not each.inline for each in parsed.attachments),
    )
