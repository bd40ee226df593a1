"""The text around what the person writes: signature, quote, forwarded message.

Owns: where they stand and that a signature stands there once. Must not: write the rest.
"""

import re
from datetime import datetime

from emailassist.domain.address import Address
from emailassist.domain.message import ParsedMessage
from emailassist.mime.charset import clean, one_line
from emailassist.mime.wording import attribution, forward_labels

_LONGEST_NAME = 120
_DELIMITER = "-- "
_LEADING_DELIMITER = re.compile(r"--[ \t]*\n")


def quote(original: ParsedMessage, language: str) -> str:
    """Who wrote, and what, each line behind ``> ``, without their signature."""
    sender = original.envelope.sender
    name = one_line(sender.label)[:_LONGEST_NAME] if sender else ""
    intro = attribution(name or "?", original.envelope.date, language)
    lines = _without_signature(original).strip("\n").split("\n")
    return "\n".join([intro, *map(_quoted_line, lines)]) + "\n"


def forwarded(original: ParsedMessage, language: str) -> str:
    """The message as text with the fields that say where it came from."""
    envelope = original.envelope
    labels = forward_labels(language)
    values = (
        _names((envelope.sender,) if envelope.sender else ()),
        _moment(envelope.date),
        one_line(envelope.subject),
        _names(envelope.to),
        _names(envelope.cc),
    )
    head = [
        f"{label}: {value}" for label, value in zip(labels.fields, values, strict=True) if value
    ]
    text = clean(original.text).strip("\n")
    return "\n".join([labels.rule, *head, "", text]) + "\n"


def signed(text: str, signature: str) -> str:
    """`text` with the signature below it, unless it ends with that already."""
    body, block = text.rstrip(), signature_block(signature)
    if not block or body.endswith(block.rstrip()) or f"\n{block}" in f"\n{body}\n":
        return body
    return f"{body}\n\n{block.rstrip()}"


def signature_block(signature: str) -> str:
    """The signature below its delimiter (RFC 3676 section 4.3); '' when there is none."""
    text = _LEADING_DELIMITER.sub("", f"{clean(signature).strip()}\n", count=1).rstrip()
    return f"{_DELIMITER}\n{text}\n" if text else ""


def _without_signature(original: ParsedMessage) -> str:
    """A signature below its delimiter is not quoted; what only looks like one is."""
    text = clean(original.text)
    signature = clean(original.signature)
    if not signature.startswith("--"):
        return text
    before, found, after = text.rpartition(signature)
    return f"{before.rstrip()}\n{after}" if found else text


def _quoted_line(line: str) -> str:
    return f">{line}" if line.startswith(">") or not line.strip() else f"> {line}"


def _names(addresses: tuple[Address, ...]) -> str:
    return one_line(", ".join(each.full for each in addresses if each.full))


def _moment(date: datetime | None) -> str:
    return f"{date:%Y-%m-%d %H:%M %z}" if date else ""
