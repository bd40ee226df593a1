"""Dates, times and sizes as a list or a header shows them.

Owns: short forms relative to now. Must not: read the clock.
"""

from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale, QTime


def short_date(when: datetime, now: datetime) -> str:
    """For lists: ``09:41``, ``Yesterday``, ``Mon``, ``12 Nov``, ``12 Nov 2025``."""
    local = when.astimezone(now.tzinfo)
    days = (now.date() - local.date()).days
    if days == 0:
        return _format(local, "HH:mm")
    if days == 1:
        return QCoreApplication.translate("dates", "Yesterday")
    if 1 < days < 7:
        return _format(local, "ddd")
    return _format(local, "d MMM" if local.year == now.year else "d MMM yyyy")


def long_date(when: datetime, now: datetime) -> str:
    """For headers: ``Today 09:41``, ``Yesterday 17:02``, ``Mon 12 Nov 2026 17:02``."""
    local = when.astimezone(now.tzinfo)
    time = _format(local, "HH:mm")
    days = (now.date() - local.date()).days
    if days == 0:
        return QCoreApplication.translate("dates", "Today {time}").format(time=time)
    if days == 1:
        return QCoreApplication.translate("dates", "Yesterday {time}").format(time=time)
    return _format(local, "ddd d MMM yyyy HH:mm")


def iso_date(value: str) -> str:
    """An ISO 8601 date or time for reading: ``Thu 26 Nov 2026 17:00``; else the value itself."""
    try:
        when = datetime.fromisoformat(value)
    except ValueError:
        return value
    has_time = len(value) > len("2026-11-26")
    return _format(when, "ddd d MMM yyyy HH:mm" if has_time else "ddd d MMM yyyy")


def event_time(start: datetime | None, end: datetime | None, *, all_day: bool) -> str:
    """When a calendar event takes place, in the zone of `start`; the end of a day is exclusive."""
    if start is None:
        return QCoreApplication.translate("dates", "no time given")
    day = "dddd d MMMM yyyy"
    if all_day:
        last = end - timedelta(days=1) if end else start
        if last.date() <= start.date():
            return _format(start, day)
        return f"{_format(start, day)} – {_format(last, day)}"
    first = _format(start, f"{day}, HH:mm")
    if end is None:
        return first
    until = _format(end, "HH:mm" if end.date() == start.date() else f"{day}, HH:mm")
    return f"{first} – {until}"


def file_size(count: int) -> str:
    """Bytes as a person reads them: ``412 kB``."""
    return QLocale().formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def _format(when: datetime, pattern: str) -> str:
    return QLocale().toString(
        QDateTime(QDate(when.year, when.month, when.day), QTime(when.hour, when.minute)), pattern
    )
