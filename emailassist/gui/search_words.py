"""What the search language can do, and what it understood, in words.

Owns: the operators with an example each, and one phrase for each reading. Must not: parse.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from emailassist.domain.query import (
    Dated,
    InCategory,
    InMailbox,
    Labelled,
    Larger,
    Literal,
    Marked,
    Reading,
    Words,
)
from emailassist.domain.query_words import Mark, Part


@dataclass(frozen=True, slots=True)
class Example:
    """What can be typed: `start` is put into the field, `rest` is only shown."""

    start: str
    rest: str
    meaning: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("search_words", text)


def examples() -> tuple[Example, ...]:
    """In the order in which they are shown."""
    return (
        Example("from:", "ana", _tr("who wrote it")),
        Example("to:", "bo", _tr("who got it")),
        Example("subject:", "oak", _tr("in the subject")),
        Example("has:attachment", "", _tr("with files")),
        Example("filename:", "pdf", _tr("name of a file")),
        Example("is:unread", "", _tr("not read yet")),
        Example("is:starred", "", _tr("starred")),
        Example("is:answered", "", _tr("answered")),
        Example("in:", "sent", _tr("where it lies")),
        Example("category:", "news", _tr("how it was sorted")),
        Example("label:", "work", _tr("with that label")),
        Example("after:", "7d", _tr("from that day on")),
        Example("before:", "2026-11-01", _tr("earlier than that")),
        Example("on:", "2026-11", _tr("day, month or year")),
        Example("larger:", "5M", _tr("bigger than that")),
        Example('"', 'see you"', _tr("just these words")),
        Example("-", "oak", _tr("without that word")),
        Example("OR ", "oak", _tr("either word")),
    )


def fitting(text: str) -> tuple[Example, ...]:
    """Examples for what is being typed: all for nothing, else operators that begin so."""
    if not text:
        return examples()
    word = text.rpartition(" ")[2].removeprefix("-").casefold()
    found = tuple(each for each in examples() if word and each.start.startswith(word))
    return () if any(each.start == word for each in found) else found


def completed(text: str, example: Example) -> str:
    """The text with the example in place of the word that is being typed."""
    before, space, word = text.rpartition(" ")
    minus = "-" if word.startswith("-") and example.start[-1] != "-" else ""
    end = " " if example.start.startswith(("has:", "is:")) else ""
    return f"{before}{space}{minus}{example.start}{end}"


def understood(reading: Reading) -> str:
    """How an operator was taken, in a few words; '' while nothing follows it."""
    if reading.literal is None:
        typed = f"{reading.operator}:{reading.value}"
        if not reading.value:
            return ""
        return _tr("“{typed}” searched as words").format(typed=typed)
    phrase = _phrase(reading.literal)
    if reading.literal.negated and _is_plain(reading.literal):
        return _tr("not {phrase}").format(phrase=phrase)
    return phrase


def _is_plain(literal: Literal) -> bool:
    """Whether its opposite has no name of its own."""
    return not isinstance(literal.test, Larger) and literal.test != Marked(Mark.UNREAD)


def _phrase(literal: Literal) -> str:
    match literal.test:
        case Words(text, part):
            names = {
                Part.SENDER: _tr("from {text}"),
                Part.RECIPIENTS: _tr("to {text}"),
                Part.SUBJECT: _tr("subject has {text}"),
                Part.FILES: _tr("file {text}"),
            }
            return names.get(part, "{text}").format(text=text)
        case Marked(mark):
            return _marked(mark, negated=literal.negated)
        case Dated(since, until):
            return _dated(since, until)
        case InCategory(name):
            return _tr("sorted as {name}").format(name=name)
        case Labelled(name):
            return _tr("labelled {name}").format(name=name)
        case InMailbox(name):
            return _tr("in {name}").format(name=name)
        case Larger(octets):
            size = QLocale().formattedDataSize(octets, 0, QLocale.DataSizeFormat.DataSizeSIFormat)
            words = _tr("at most {size}") if literal.negated else _tr("over {size}")
            return words.format(size=size)


def _marked(mark: Mark, *, negated: bool) -> str:
    names = {
        Mark.UNREAD: _tr("read") if negated else _tr("unread"),
        Mark.STARRED: _tr("starred"),
        Mark.ANSWERED: _tr("answered"),
        Mark.ATTACHMENT: _tr("with files"),
        Mark.MINE: _tr("from me"),
    }
    return names[mark]


def _dated(since: date | None, until: date | None) -> str:
    if since is None or until is None:
        words = _tr("before {day}") if since is None else _tr("since {day}")
        return words.format(day="" if (day := since or until) is None else _day(day))
    last = until - timedelta(days=1)
    if last == since:
        return _tr("on {day}").format(day=_day(since))
    return _tr("{first} to {last}").format(first=_day(since), last=_day(last))


def _day(day: date) -> str:
    return QLocale().toString(QDate(day.year, day.month, day.day), "d MMM yyyy")
