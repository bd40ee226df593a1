"""The words of the search language: operators, properties, dates and sizes.

Owns: their names in English, German, Spanish and French. Must not: read a whole search.
"""

import calendar
import re
import unicodedata
from datetime import date, timedelta
from enum import StrEnum


class Operator(StrEnum):
    """What stands before a colon."""

    FROM = "from"
    TO = "to"
    SUBJECT = "subject"
    HAS = "has"
    IS = "is"
    IN = "in"
    CATEGORY = "category"
    LABEL = "label"
    AFTER = "after"
    BEFORE = "before"
    ON = "on"
    FILENAME = "filename"
    LARGER = "larger"
    SMALLER = "smaller"


class Part(StrEnum):
    """Where words are looked for."""

    ANYWHERE = "anywhere"
    SENDER = "sender"
    RECIPIENTS = "recipients"
    SUBJECT = "subject"
    FILES = "files"


class Mark(StrEnum):
    """What a message is or has, or not."""

    UNREAD = "unread"
    STARRED = "starred"
    ANSWERED = "answered"
    ATTACHMENT = "attachment"
    MINE = "mine"


PARTS = {
    Operator.FROM: Part.SENDER,
    Operator.TO: Part.RECIPIENTS,
    Operator.SUBJECT: Part.SUBJECT,
    Operator.FILENAME: Part.FILES,
}

_NAMES = {
    **{each.value: each for each in Operator},
    **dict.fromkeys(("de", "von"), Operator.FROM),
    **dict.fromkeys(("cc", "para", "a", "an"), Operator.TO),
    **dict.fromkeys(("asunto", "objet", "sujet", "betreff"), Operator.SUBJECT),
    **dict.fromkeys(("tiene", "contient", "hat"), Operator.HAS),
    **dict.fromkeys(("es", "est", "ist"), Operator.IS),
    **dict.fromkeys(("en", "dans"), Operator.IN),
    **dict.fromkeys(("categoria", "categorie", "kategorie"), Operator.CATEGORY),
    **dict.fromkeys(("tag", "keyword", "etiqueta", "etiquette", "etikett"), Operator.LABEL),
    **dict.fromkeys(
        ("since", "newer", "despues", "desde", "apres", "nach", "seit"), Operator.AFTER
    ),
    **dict.fromkeys(("older", "antes", "hasta", "avant", "vor"), Operator.BEFORE),
    **dict.fromkeys(("date", "fecha", "datum"), Operator.ON),
    **dict.fromkeys(("file", "archivo", "fichier", "datei"), Operator.FILENAME),
    **dict.fromkeys(("size", "mayor", "grosser"), Operator.LARGER),
    **dict.fromkeys(("menor", "kleiner"), Operator.SMALLER),
}

_MARKS = {
    **dict.fromkeys(("unread", "unseen", "noleido", "nonlu", "ungelesen"), (Mark.UNREAD, True)),
    **dict.fromkeys(("read", "seen", "leido", "lu", "gelesen"), (Mark.UNREAD, False)),
    **dict.fromkeys(
        ("starred", "flagged", "star", "important", "destacado", "suivi", "markiert"),
        (Mark.STARRED, True),
    ),
    **dict.fromkeys(("unstarred", "unflagged"), (Mark.STARRED, False)),
    **dict.fromkeys(
        ("answered", "replied", "respondido", "repondu", "beantwortet"), (Mark.ANSWERED, True)
    ),
    **dict.fromkeys(("unanswered", "unreplied"), (Mark.ANSWERED, False)),
    **dict.fromkeys(
        ("attachment", "attachments", "attached", "file", "files"), (Mark.ATTACHMENT, True)
    ),
    **dict.fromkeys(
        ("adjunto", "adjuntos", "piece", "piecejointe", "anhang", "anhange"),
        (Mark.ATTACHMENT, True),
    ),
    **dict.fromkeys(("mine", "sent"), (Mark.MINE, True)),
}

_DAYS_AGO = {
    **dict.fromkeys(("today", "hoy", "aujourdhui", "heute"), 0),
    **dict.fromkeys(("yesterday", "ayer", "hier", "gestern"), 1),
}

_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_AGO = re.compile(r"(\d{1,4})([dwmy])", re.ASCII)
_SIZE = re.compile(r"(\d{1,12})([kmg]?)b?", re.ASCII)
_UNITS = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}


def operator(name: str) -> Operator | None:
    """The operator of that name in any language."""
    return _NAMES.get(_folded(name))


def mark(value: str) -> tuple[Mark, bool] | None:
    """What ``is:`` and ``has:`` ask for, and whether it shall hold."""
    return _MARKS.get(_folded(value))


def period(value: str, today: date) -> tuple[date, date] | None:
    """The first day of a day, a month or a year, and the day after its last; None if none."""
    try:
        return _period(_folded(value, keeping="-/."), today)
    except (ValueError, OverflowError):
        return None


def _period(value: str, today: date) -> tuple[date, date] | None:
    if found := _DAY.fullmatch(value):
        return _day(date(int(found[1]), int(found[2]), int(found[3])))
    if found := _DAY_FIRST.fullmatch(value):
        return _day(date(int(found[3]), int(found[2]), int(found[1])))
    if found := _MONTH.fullmatch(value):
        first = date(int(found[1]), int(found[2]), 1)
        return first, _months_later(first, 1)
    if _YEAR.fullmatch(value):
        return date(int(value), 1, 1), date(int(value) + 1, 1, 1)
    if found := _AGO.fullmatch(value):
        return _day(_ago(today, int(found[1]), found[2]))
    ago = _DAYS_AGO.get(value)
    return None if ago is None else _day(today - timedelta(days=ago))


def _day(day: date) -> tuple[date, date]:
    return day, day + timedelta(days=1)


def _ago(today: date, number: int, unit: str) -> date:
    match unit:
        case "d":
            return today - timedelta(days=number)
        case "w":
            return today - timedelta(weeks=number)
        case "m":
            return _months_later(today, -number)
        case _:
            return _months_later(today, -12 * number)


def _months_later(day: date, months: int) -> date:
    """The same day of that month, or its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def octets(value: str) -> int | None:
    """A size such as 500k, 5M or 5MB; None if it is none."""
    found = _SIZE.fullmatch(value.casefold())
    return int(found[1]) * _UNITS[found[2]] if found else None


def _folded(text: str, keeping: str = "") -> str:
    """Letters and digits without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in plain if each.isalnum() or each in keeping)
