"""Subjects: what is left without the marks of replies, forwards and lists.

Owns: the base subject (RFC 5256 section 2.1, with the Spanish, French and German prefixes)
and the subjects of replies and forwards. Must not: decode header fields.
"""

import re

_BLOB = r"\[[^\[\]]*\]\s*"
_MARK = (
    rf"(?:re|fwd?|aw|antw|wg|rv|tr|ré|rép|rta|reenv)\s*(?:{_BLOB}|\(\d+\)\s*|\^\d+)?[:\uff1a]\s*"
)
_MARKS = re.compile(rf"(?:(?:{_BLOB})*{_MARK})+", re.IGNORECASE)
_PLAIN_MARKS = re.compile(rf"(?:{_MARK})+", re.IGNORECASE)
_LEADING_BLOB = re.compile(_BLOB)
_TRAILER = re.compile(r"(?:\s|\((?:fwd|reenv|tr|wg)\))+\Z", re.IGNORECASE)
_WRAPPED = re.compile(r"\[fwd:(.*)\]\Z", re.IGNORECASE | re.DOTALL)
_FORWARDED = re.compile(r"(?:fwd?|wg|tr|rv|reenv)\s*[:\uff1a]", re.IGNORECASE)
_SIGN = re.compile("[\\[(:\uff1a]")
"""Without one of these there is nothing but the base subject."""
_LONGEST = 2_000


def base_subject(subject: str) -> str:
    """The subject that all messages of a thread share, its case kept."""
    text = _one_line(subject)
    while _SIGN.search(text):
        before = text
        text = _without_trailer(text)
        text = _without(_MARKS, text)
        unlabelled = _without(_LEADING_BLOB, text)
        text = unlabelled or text
        wrapped = _WRAPPED.match(text)
        if wrapped:
            text = wrapped[1].strip()
        if text == before:
            break
    return text


def reply_subject(subject: str) -> str:
    """``Re: `` and the subject without earlier marks.

    A label in brackets (a ticket number, a list's name) stays: its owner looks for it.
    """
    text = _without_trailer(_one_line(subject))
    label = _LEADING_BLOB.match(_without(_PLAIN_MARKS, text))
    rest = _without(_PLAIN_MARKS, text)
    if label:
        rest = f"{label[0].strip()} {_without(_PLAIN_MARKS, rest[label.end() :])}"
    return f"Re: {rest}".strip()


def forward_subject(subject: str) -> str:
    """``Fwd: `` and the subject; one that says so already is left as it is."""
    text = _one_line(subject)
    if _FORWARDED.match(text):
        return text
    return f"Fwd: {text}".strip()


def _one_line(subject: str) -> str:
    return " ".join(subject[:_LONGEST].split())


def _without(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.match(text)
    return text[found.end() :] if found else text


def _without_trailer(text: str) -> str:
    found = _TRAILER.search(text) if text.endswith(")") else None
    return text[: found.start()] if found else text


def is_reply_subject(subject: str) -> bool:
    """Whether the subject starts with the mark of a reply or a forward."""
    marked = ":" in subject or "\uff1a" in subject
    return marked and _MARKS.match(_one_line(subject)) is not None
