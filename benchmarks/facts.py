"""How many of the facts in mail the patterns find, and whether what they find is one.

    python -m benchmarks.facts [--amounts ROWS.jsonl] [--seminars ROWS.jsonl] [--show]

Of the sample mailbox: which of the facts that people marked are found, by kind (a date for a
deadline counts, and is counted apart), and how many more are. ROWS of payment notices hold `body`
and `all_amounts_in_mail`; of announcements `text`, `stime`, `etime` and `dates_header`, as the
CMU Seminar Announcements do (Freitag 1998): whether the day is found, and the time beside a day.

Owns: counting. Must not: be fitted to the rows.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from emailassist.domain.address import Address
from emailassist.domain.task import Person, TriageTask
from emailassist.domain.triage import Fact, FactKind
from emailassist.local.asks import body_of
from emailassist.local.facts import find_facts
from emailassist.local.language import of_message
from emailassist.mime.parse import parse_message
from emailassist.paths import shipped

Row = dict[str, Any]
_DAYS = {FactKind.DATE, FactKind.DEADLINE}
_NOT_SOUGHT = {FactKind.PERSON}


def _rows(path: Path) -> Iterator[Row]:
    yield from (json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip())


def _flat(text: str) -> str:
    return " ".join(text.split())


class _Sample:
    """The sample mailbox against what people marked in it."""

    def __init__(self, *, show: bool) -> None:
        self._show = show
        self._wanted: Counter[FactKind] = Counter()
        self._found: Counter[FactKind] = Counter()
        self._more: Counter[FactKind] = Counter()
        self._as_date = 0

    def measure(self) -> None:
        folder = shipped("resources") / "sample_mailbox"
        for row in _rows(folder / "expected.jsonl"):
            raw = (folder / f"{row['id']}.eml").read_bytes()
            self._judge(row, raw)
        for kind, wanted in sorted(self._wanted.items()):
            found, more = self._found[kind], self._more[kind]
            _say(f"  {kind:9} {found:3} of {wanted:3} found, {more:3} others")
        total, wanted = self._found.total(), self._wanted.total()
        _say(f"  {total} of {wanted} ({total / wanted:.3f}); {self._as_date} deadlines as dates")

    def _judge(self, row: Row, raw: bytes) -> None:
        message = parse_message(raw)
        owner = Person("", (Address("", "clara.vidal@tallernorte.example"),))
        task = TriageTask(message, owner, received_at=datetime(2026, 11, 20, tzinfo=UTC))
        found = find_facts(body_of(task), language=of_message(message), written_at=task.written_at)
        marked = [(FactKind(each["kind"]), _flat(each["text"])) for each in row["facts"]]
        for kind, text in marked:
            if kind in _NOT_SOUGHT or text not in _flat(body_of(task)):
                continue  # what stands in a signature or a quote is not sought
            self._wanted[kind] += 1
            exact = any(_is(each, kind, text) for each in found)
            near = kind is FactKind.DEADLINE and any(_is(e, FactKind.DATE, text) for e in found)
            self._found[kind] += exact or near
            self._as_date += near and not exact
            if self._show and not (exact or near):
                _say(f"missed {row['id']} {kind}: {text}")
        for each in found:
            if not any(_is(each, kind, text) or _days(each, kind, text) for kind, text in marked):
                self._more[each.kind] += 1
                if self._show:
                    _say(f"  more {row['id']} {each.kind}: {_flat(each.text)} → {each.value}")


def _is(fact: Fact, kind: FactKind, text: str) -> bool:
    said = _flat(fact.text)
    return fact.kind is kind and (said in text or text in said)


def _days(fact: Fact, kind: FactKind, text: str) -> bool:
    return kind in _DAYS and fact.kind in _DAYS and _is(fact, fact.kind, text)


def _amounts(rows: Iterable[Row], *, show: bool) -> None:
    """Dollars against every dollar sign with digits in the mail, by value."""
    right = wrong = missed = 0
    for row in rows:
        facts = find_facts(row["body"], language="en", written_at=_sent(row["date"]))
        said = {_number(each.value) for each in facts if each.kind is FactKind.AMOUNT}
        gold = {_number(each) for each in row["all_amounts_in_mail"]}
        right += len(said & gold)
        wrong += len(said - gold)
        missed += len(gold - said)
        if show and said != gold:
            _say(f"{row['id']}: missed {gold - said}, others {said - gold}")
    _say(f"amounts: precision {right / (right + wrong):.3f}, recall {right / (right + missed):.3f}")


def _number(text: str) -> float:
    found = re.search(r"[\d., ]*\d", text)
    return float(re.sub(r"[, ]", "", found.group())) if found else -1.0


def _sent(date: str) -> datetime:
    return parsedate_to_datetime(date) if date else datetime(2022, 2, 1, tzinfo=UTC)


def _seminars(rows: Iterable[Row], *, show: bool) -> None:
    """Of announcements without their header block: the day, and when it begins."""
    days = hours = with_day = with_hour = 0
    for row in rows:
        _head, _, text = row["text"].partition("Abstract:")
        posted, gold = _dmy(row["posted"] or ""), _dmy(row["dates_header"] or "")
        if not text.strip() or posted is None:
            continue
        facts = find_facts(text, language="en", written_at=posted)
        values = [each.value for each in facts if each.kind in _DAYS and each.value]
        if gold is not None:
            with_day += 1
            hit = any(value[:10] == gold.date().isoformat() for value in values)
            days += hit
            if show and not hit:
                _say(f"{row['id']} day {gold:%Y-%m-%d}: {[(e.text, e.value) for e in facts]}")
        starts = [each for each in row["stime"] if each in text]
        if starts:
            with_hour += 1
            told = [_flat(each.text) for each in facts if each.kind in _DAYS]
            hit = any(_flat(start) in each for start in starts for each in told)
            hours += hit
            if show and not hit:
                _say(f"{row['id']} time {starts}: {[(e.text, e.value) for e in facts]}")
    _say(f"seminars: day {days} of {with_day}, beginning {hours} of {with_hour}")


def _dmy(text: str) -> datetime | None:
    try:
        return datetime.strptime(text.strip(), "%d-%b-%y").replace(tzinfo=UTC)
    except ValueError:
        return None


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--amounts", type=Path)
    parser.add_argument("--seminars", type=Path)
    parser.add_argument("--show", action="store_true", help="what was missed, and what else found")
    given = parser.parse_args()
    _say("sample mailbox:")
    _Sample(show=given.show).measure()
    if given.amounts:
        _amounts(_rows(given.amounts), show=given.show)
    if given.seminars:
        _seminars(_rows(given.seminars), show=given.show)


if __name__ == "__main__":
    main()
