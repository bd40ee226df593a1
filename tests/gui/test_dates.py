from datetime import UTC, datetime, timedelta, timezone

import pytest

from emailassist.gui.dates import event_time, file_size, iso_date, long_date, short_date

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "shown"),
    [
        (timedelta(hours=2, minutes=19), "09:41"),
        (timedelta(hours=13), "Yesterday"),
        (timedelta(days=2), "Thu"),
        (timedelta(days=6), "Sun"),
        (timedelta(days=7), "14 Nov"),
        (timedelta(days=400), "17 Oct 2025"),
        (timedelta(days=-3), "24 Nov"),
    ],
)
def test_short_date(ago: timedelta, shown: str) -> None:
    assert short_date(NOW - ago, NOW) == shown


def test_dates_are_shown_in_the_readers_zone() -> None:
    here = NOW.astimezone(timezone(timedelta(hours=10)))
    assert short_date(NOW, here) == "22:00"
    assert long_date(NOW - timedelta(hours=13), here) == "Today 09:00"


def test_the_last_day_of_an_all_day_event_is_the_one_before_its_end() -> None:
    start = datetime(2027, 5, 12, tzinfo=UTC)
    one_day = event_time(start, start + timedelta(days=1), all_day=True)
    assert one_day == "Wednesday 12 May 2027"
    three = event_time(start, start + timedelta(days=3), all_day=True)
    assert three.endswith("Friday 14 May 2027")


def test_an_event_names_its_day_once() -> None:
    start = datetime(2027, 5, 12, 9, 30, tzinfo=UTC)
    shown = event_time(start, start + timedelta(hours=1), all_day=False)
    assert shown == "Wednesday 12 May 2027, 09:30 – 10:30"
    assert event_time(None, None, all_day=False) == "no time given"


def test_values_that_are_no_dates_stay_as_they_are() -> None:
    assert iso_date("2026-11-26T17:00") == "Thu 26 Nov 2026 17:00"
    assert iso_date("2026-11-26") == "Thu 26 Nov 2026"
    assert iso_date("next week") == "next week"


def test_file_size() -> None:
    assert file_size(412_300) == "412.3 kB"
