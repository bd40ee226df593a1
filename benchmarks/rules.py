"""How often each rule is right where it fires: the table that the program shows.

Labelled sets are put to the rules alone. A rule that decides is right if the message may be in the
category that it says; one that speaks for fraud, if the message is fraud or spam; one that speaks
for several categories, if it is in one of them. What speaks for none judges nothing and has no
figure, and neither has what depends on a person's own history. Messages whose category nobody
knows, only that they are honest, count for what speaks of fraud alone.

python -m benchmarks.rules FOLDER [--mail training/mail] [--mailboxes training/mailboxes]
    [--write resources/rules.toml]

FOLDER holds those of the sets named below that are there, `--mail` files of mail with a category
on every row, `--mailboxes` those of one person each, whose habits say more than the message: they
count as fraud or honest. The table says which were read. Of the sets only fraud bears what a
receiving server found out about its sender; the mail of this repository has that on honest
messages.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import tomli_w

from benchmarks.phishing import SPAM, labelled, rows_in
from emailassist.engine.labelled import row_task
from emailassist.local.rulebook import Rulebook
from emailassist.local.rules import SHIPPED

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Truth:
    """Which categories a message may be in; none: only that it is honest is known."""

    categories: frozenset[str]
    spam: bool


HONEST = Truth(frozenset(), spam=False)
FRAUD = Truth(frozenset({SPAM}), spam=True)


def of_category(row: Row) -> Truth | None:
    """The category that the row says, and those that it accepts."""
    if not row.get("category"):
        return None
    accepted = frozenset({row["category"], *row.get("accept", ())})
    if row.get("source_set") == "amounts_invoices":  # the set has no such category
        accepted |= {"receipt"}
    return Truth(accepted, spam=row["category"] == SPAM)


def spam_or_ham(row: Row) -> Truth:
    """Old spam, and mail that is none."""
    return FRAUD if row["label"] == "spam" else HONEST


def benign(row: Row) -> Truth | None:
    """Rows without an attack; attacks are neither mail nor fraud of the usual kind."""
    return None if row["injected"] else HONEST


def of_mailbox(row: Row) -> Truth:
    """Fraud or not; the other categories are the owner's habits."""
    return FRAUD if row["category"] == SPAM else HONEST


SETS: dict[str, Callable[[Row], Truth | None]] = {
    "composite_triage": of_category,
    "phishing_pot": lambda _row: FRAUD,
    "spamassassin": spam_or_ham,
    "amounts_invoices": lambda _row: HONEST,
    "injection_email": benign,
}


def read(folder: Path) -> Iterator[tuple[str, Row, Truth]]:
    """Set, row and truth of each message; one that two sets hold counts once."""
    seen: set[str] = set()
    for name, truth_of in SETS.items():
        file = folder / f"{name}.jsonl"
        if not file.exists():
            continue
        for row in rows_in(file):
            truth = truth_of(row)
            key: str = row["source_id"] if "source_id" in row else row["id"]
            if truth is not None and key not in seen:
                seen.add(key)
                yield name, row, truth


def read_mail(
    folder: Path | None, truth_of: Callable[[Row], Truth | None]
) -> Iterator[tuple[str, Row, Truth]]:
    """The rows of all files of a folder of this repository; none without one."""
    for file in sorted(folder.glob("*.jsonl")) if folder is not None else ():
        for row in rows_in(file):
            truth = truth_of(row)
            if truth is not None:
                yield f"training/{file.parent.name}", row, truth


def measured(rows_read: Iterable[tuple[str, Row, Truth]]) -> dict[str, Any]:
    """The table."""
    speaks = {info.name: frozenset(info.speaks_for) for info in SHIPPED}
    fired: Counter[str] = Counter()
    right: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    book = Rulebook()
    for name, row, truth in rows_read:
        rows[name] += 1
        for each in book.fired(row_task(labelled(row))):
            said = frozenset({each.category}) if each.category else speaks[each.rule]
            if not said or (not truth.categories and said != {SPAM}):
                continue
            fired[each.rule] += 1
            right[each.rule] += truth.spam if said == {SPAM} else bool(said & truth.categories)
    return {
        "sets": [f"{name} ({count})" for name, count in rows.items()],
        "rules": {
            info.name: {"fired": fired[info.name], "right": right[info.name]}
            for info in SHIPPED
            if info.speaks_for
        },
    }


def main() -> None:
    """Print the table; with --write also keep it where the program reads it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mail", type=Path)
    parser.add_argument("--mailboxes", type=Path)
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args()
    ours = (*read_mail(asked.mail, of_category), *read_mail(asked.mailboxes, of_mailbox))
    table = measured(chain(read(asked.folder), ours))
    sys.stdout.write(f"{', '.join(table['sets'])}\n")
    for name, each in sorted(table["rules"].items(), key=lambda pair: -pair[1]["fired"]):
        share = f"{each['right'] / each['fired']:.3f}" if each["fired"] else "    -"
        sys.stdout.write(f"{name:22} {share}  {each['right']:5} of {each['fired']:5}\n")
    if asked.write is not None:
        head = "# Made by benchmarks/rules.py: on how many labelled messages each rule fired and\n"
        text = f"{head}# was right. Development rows only.\n{tomli_w.dumps(table)}"
        asked.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
