"""Header fields of a message or part, decoded (RFC 5322, RFC 2047, RFC 2231, RFC 6532).

Owns: field values, parameters, addresses, message identifiers and dates.
Must not: raise on a broken field; what cannot be read is left out or kept as it stands.
"""

import quopri
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from functools import lru_cache

from emailassist.domain.address import Address
from emailassist.domain.ids import MessageId
from emailassist.mime import plain_fields
from emailassist.mime.charset import clean, decode, known_charset, one_line, straight
from emailassist.mime.transfer import base64_bytes

MAX_ADDRESSES = 2_000
MAX_MESSAGE_IDS = 1_000
MAX_FIELD = 100_000
"""Characters of one field that are read."""

_SHORT = 500
"""Characters of an address field, or of a name, that may be remembered."""

_ENCODED_WORD = re.compile(r"=\?([\w.:+*'-]*)\?([bBqQ])\?(.*?)(?:\?=|\Z)", re.DOTALL)
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?[\w.:+*'-]*\?[bBqQ]\?)")
_TOKEN = re.compile("\x00(\\d+)\x00")
_MESSAGE_ID = re.compile(r"<([^<>]+)>")
_RAW_BYTE = re.compile("[\udc80-\udcff]")
_NO_COMMENTS = str.maketrans("()", "  ")
_BARE_ADDRESS = re.compile(r"(?<![^\s<>,;:\"@])[^\s<>,;:\"@]++@[^\s<>,;:\"@]++")
_COMMENT = re.compile(r"\([^()]*\)")


def fields(part: Message) -> list[tuple[str, str]]:
    """Every field in order: name as written, value unfolded, raw bytes decoded, not RFC 2047."""
    return [(one_line(name), unfolded(str(value))) for name, value in part.raw_items()]


def decoded(text: str) -> str:
    """`text` with its encoded words decoded (RFC 2047), on one line."""
    if plain_fields.plain_text(text):
        return " ".join(text.split())
    plain = plain_fields.words(text, _joined)
    return straight(_replace_words(text, lambda word: word) if plain is None else plain)


def parameters(field: str) -> tuple[str, dict[str, str]]:
    """Value and parameters of a structured field, for instance ``text/plain`` and its charset."""
    main = " ".join(_COMMENT.sub(" ", field.partition(";")[0]).split()[:1]).casefold()
    plain = plain_fields.parameters(field)
    return main, _tolerant_parameters(field) if plain is None else plain


def addresses(texts: Sequence[str]) -> tuple[Address, ...]:
    """The addresses of To-like fields; groups are taken apart, broken entries left out."""
    found: list[Address] = []
    for text in texts:
        if len(text) >= MAX_FIELD:
            text = text[: text.rfind(",")]  # noqa: PLW2901 - the last one is cut off
        found.extend(_known_addresses(text) if len(text) < _SHORT else _addresses(text))
    return tuple(found[:MAX_ADDRESSES])


def message_ids(text: str) -> tuple[MessageId, ...]:
    """The identifiers of a References-like field, without repeats (RFC 5322 section 3.6.4)."""
    if not text:
        return ()
    plain = plain_fields.identifiers(text)
    if plain is not None:
        return plain[-MAX_MESSAGE_IDS:]
    inner = _MESSAGE_ID.findall(text) or [word for word in text.split() if "@" in word]
    ids = ("".join(clean(item).split()).strip("<>") for item in inner)
    unique = dict.fromkeys(MessageId(f"<{item}>") for item in ids if item)
    return tuple(unique)[-MAX_MESSAGE_IDS:]


def message_id(text: str) -> MessageId | None:
    """The identifier of a Message-ID field; brackets are added where they are missing."""
    found = message_ids(text)
    if found:
        return found[0]
    bare = "".join(clean(text).split()).strip("<>")
    return MessageId(f"<{bare}>") if bare else None


def date(text: str) -> tuple[datetime | None, str]:
    """The date-time of a Date field, always aware, and what was wrong with it or ''."""
    if not text.strip():
        return None, ""
    moment = (
        plain_fields.moment(text)
        or _rfc_date(text)
        or _rfc_date(_COMMENT.sub(" ", text))
        or _iso_date(text)
    )
    if moment is None:
        return None, "The date cannot be read."
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC), "The date names no time zone; UTC is assumed."
    return moment, ""


def unfolded(text: str) -> str:
    """A field's value on one line, its raw bytes decoded."""
    if text.isascii() and text.isprintable():
        return text[:MAX_FIELD].strip()
    flat = text.replace("\r\n", "").replace("\n", "")
    if flat.isascii() and flat.replace("\t", " ").isprintable():
        return flat[:MAX_FIELD].strip()
    raw = text.encode("utf-8", "surrogateescape") if _has_raw_bytes(text) else None
    readable = decode(raw, "utf-8") if raw is not None else text
    return clean(readable).replace("\n", "")[:MAX_FIELD].strip()


def _has_raw_bytes(text: str) -> bool:
    return _RAW_BYTE.search(text) is not None


def _replace_words(text: str, use: Callable[[str], str]) -> str:
    """Put use(decoded) in the place of each encoded word; neighbours are decoded together."""
    joined = _BETWEEN_WORDS.sub(r"\1", text)
    out: list[str] = []
    end = 0
    pending, charset = b"", ""
    for match in _ENCODED_WORD.finditer(joined):
        declared = match[1].partition("*")[0].casefold()
        word = _word_bytes(match[2], _raw(match[3], declared))
        adjacent = match.start() == end and bool(out or pending)
        if adjacent and declared == charset:
            # A character may be cut in two at the border of words, against the RFC.
            pending += word
        else:
            out += _flush(pending, charset, use)
            out.append(joined[end : match.start()])
            pending, charset = word, declared
        end = match.end()
    return "".join([*out, *_flush(pending, charset, use), joined[end:]])


def _joined(charset: str, encoding: str, words: list[str]) -> str:
    data = b"".join([_word_bytes(encoding, each.encode()) for each in words])
    return clean(decode(data, charset.casefold())) if data else ""


def _flush(data: bytes, charset: str, use: Callable[[str], str]) -> list[str]:
    return [use(clean(decode(data, charset)).replace("\n", " "))] if data else []


def _raw(text: str, charset: str) -> bytes:
    """The bytes of an encoded word; raw characters in it, against the RFC, as it declares."""
    try:
        return text.encode("ascii" if text.isascii() else known_charset(charset) or "utf-8")
    except (UnicodeError, LookupError):
        return text.encode("utf-8", "replace")


def _word_bytes(encoding: str, raw: bytes) -> bytes:
    if encoding in "qQ":
        return quopri.decodestring(raw.replace(b"\n", b" "), header=True)
    return base64_bytes(raw)


def _tolerant_parameters(field: str) -> dict[str, str]:
    probe = Message()
    probe["Content-Type"] = field
    try:
        pairs = probe.get_params(failobj=[])
        return {key.casefold(): decoded(_extended(text)) for key, text in pairs}
    except (ValueError, TypeError, LookupError, AttributeError):
        return _plain_parameters(field)


def _extended(value: str | tuple[str | None, str | None, str]) -> str:
    """A parameter's value; in the form ``charset'language'text`` its octets are Latin-1 here."""
    if isinstance(value, str):
        return value
    charset, _, text = value
    try:
        return decode(text.encode("latin-1"), charset)
    except UnicodeEncodeError:
        return text  # It was not encoded, against the RFC.


def _plain_parameters(field: str) -> dict[str, str]:
    found = re.findall(r";\s*([\w*-]{1,60})\s*=\s*(\"[^\"]*\"|[^;\s]*)", field)
    return {key.casefold().rstrip("*"): decoded(text.strip('"')) for key, text in found}


def _addresses(text: str) -> tuple[Address, ...]:
    plain = plain_fields.mailboxes(text, _name)
    return _tolerant_addresses(text) if plain is None else plain


def _name(words: str) -> str:
    return _known_name(words) if len(words) < _SHORT else decoded(words)


# The same people write, and are written to, again and again.
_known_name = lru_cache(maxsize=2_048)(decoded)
_known_addresses = lru_cache(maxsize=2_048)(_addresses)


def _tolerant_addresses(text: str) -> tuple[Address, ...]:
    words: list[str] = []

    def hide(word: str) -> str:
        words.append(word)
        return f"\x00{len(words) - 1}\x00"

    def show(text: str) -> str:
        return _TOKEN.sub(lambda token: words[int(token[1])], text)

    # A decoded word may hold commas or brackets, so it is hidden while the syntax is read.
    hidden = _replace_words(text.replace("\x00", ""), hide)
    pairs = _pairs(hidden)
    return tuple(each for name, email in pairs for each in _address(show(name), show(email)))


def _pairs(text: str) -> list[tuple[str, str]]:
    # Groups in groups or comments in comments, a thousand deep, are none.
    for tamed in (text, text.translate(_NO_COMMENTS)):
        try:
            return _lenient(tamed)
        except (RecursionError, IndexError):
            continue
    return [("", email) for email in _BARE_ADDRESS.findall(text)]


def _lenient(text: str) -> list[tuple[str, str]]:
    """Every address that can be told; newer versions give none at all when one looks odd."""
    try:
        return getaddresses([text], strict=False)
    except TypeError:
        return getaddresses([text])


def _address(name: str, email: str) -> list[Address]:
    name, email = straight(name).strip("'\""), one_line(email)
    if "<" in email or ("<" in name and "@" not in email):
        # The whole address was encoded, angle brackets and all. A name next to an address is
        # never read as one: "Bank <info@bank.com>" <someone@else.example> comes from someone.
        inner = _pairs(email if "<" in email else name)
        name, email = inner[0] if inner else (name, email)
    if not email or (" " in email and "@" not in email):
        label = name or email
        return [Address(straight(label), "")] if label else []
    return [Address(straight(name), "".join(email.split()))]


def _rfc_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # The standard library gives a naive date both for no zone and for -0000, which means UTC.
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None and "-0000" in text else moment


def _iso_date(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None
