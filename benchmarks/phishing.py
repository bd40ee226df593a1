"""Fraud and spam that triage finds without a language model, and honest mail that it takes for it.

Each labelled set is run through the whole cascade with nothing but this machine; for each is
said how much of it was called spam or fraud (by any tier; by the rules; with an explicit
warning), with 95 % intervals (Wilson). On sets of fraud that is recall, on honest mail it is
false alarms. Rows are never shown unless asked for, and then by their ids.

python -m benchmarks.phishing FOLDER [--show missed|false] [--every N]

FOLDER holds phishing_pot.jsonl, amounts_invoices.jsonl, injection_email.jsonl and
spamassassin.jsonl, as far as they are there.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emailassist.app import open_engine
from emailassist.engine.labelled import LabelledRow

SPAM = "spam-phishing"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A set as it is judged: which rows of which file, and whether they are fraud or spam."""

    title: str
    file: str
    bad: bool
    belongs: Callable[[Row], bool] = lambda _row: True


SETS = (
    Wanted("phishing", "phishing_pot", bad=True),
    Wanted("old spam", "spamassassin", bad=True, belongs=lambda row: row["label"] == "spam"),
    Wanted("invoices", "amounts_invoices", bad=False),
    Wanted("benign", "injection_email", bad=False, belongs=lambda row: not row["injected"]),
    Wanted("ham", "spamassassin", bad=False, belongs=lambda row: row["label"] == "ham"),
    Wanted("bulk ham", "spamassassin", bad=False, belongs=lambda row: row["label"] == "ham_bulk"),
)


def interval(part: int, whole: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    if not whole:
        return 0.0, 1.0
    z, share = 1.96, part / whole
    middle = share + z * z / (2 * whole)
    spread = z * (share * (1 - share) / whole + z * z / (4 * whole * whole)) ** 0.5
    bottom = 1 + z * z / whole
    return (middle - spread) / bottom, (middle + spread) / bottom


def labelled(row: Row) -> LabelledRow:
    """A row of any of the sets; one without the field has none."""
    fields = {
        "id": row["id"],
        "from": row.get("frm", row.get("from", "")),
        "to": row.get("to", ""),
        "subject": row.get("subject", ""),
        "body": row.get("body", ""),
        "headers": row.get("headers", {}),
    }
    if row.get("headers"):
        head = {name.casefold() for name in row["headers"]}
        fields["subject"] = "" if "subject" in head else fields["subject"]
        fields["to"] = "" if "to" in head else fields["to"]
    return LabelledRow.model_validate(fields)


def rows_in(file: Path) -> Iterator[Row]:
    """The rows of a file of JSON lines, which may hold other line ends."""
    yield from map(json.loads, filter(None, file.read_text(encoding="utf-8").split("\n")))


def rows_of(folder: Path, wanted: Wanted, every: int) -> list[LabelledRow]:
    """Every n-th row of a set; none if its file is not there."""
    file = folder / f"{wanted.file}.jsonl"
    if not file.exists():
        return []
    rows = [row for row in rows_in(file) if wanted.belongs(row)]
    return [labelled(row) for row in rows[::every]]


def called_bad(row: Row) -> Iterator[str]:
    """Who called this row spam or fraud."""
    if row["category"] == SPAM:
        yield "cascade"
        if row.get("tier") == "rules":
            yield "rules"
    if any(warning["kind"] == "phishing" for warning in row.get("warnings", ())):
        yield "warned"


async def judged(rows: list[LabelledRow]) -> list[Row]:
    """What the cascade says of each row."""
    with tempfile.TemporaryDirectory() as home:
        engine = open_engine(Path(home))
        await engine.start()
        try:
            found: list[Row] = (await engine.evaluate(rows, lambda *_: None))["rows"]
        finally:
            await engine.stop()
    return found


def main() -> None:
    """Print a line for each set and kind of alarm."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", choices=("missed", "false"))
    parser.add_argument("--every", type=int, default=1)
    asked = parser.parse_args()
    for wanted in SETS:
        rows = asyncio.run(judged(rows_of(asked.folder, wanted, asked.every)))
        if not rows:
            continue
        counted = Counter(name for row in rows for name in called_bad(row))
        for name in ("cascade", "rules", "warned"):
            low, high = interval(counted[name], len(rows))
            sys.stdout.write(
                f"{wanted.title:10} {'recall' if wanted.bad else 'false':7} {name:8}"
                f" {counted[name]:4} of {len(rows):4}  {counted[name] / len(rows):.3f}"
                f"  ({low:.3f} to {high:.3f})\n"
            )
        if asked.show == ("missed" if wanted.bad else "false"):
            wrong = [row for row in rows if ("cascade" in called_bad(row)) != wanted.bad]
            for row in wrong:
                sys.stdout.write(f"  {row['id']}: {row['category']} ({row.get('reason', '')})\n")


if __name__ == "__main__":
    main()
