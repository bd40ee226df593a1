"""How often each rule is right where it fires: the table that the program shows.

Labelled sets are put to the rules alone. A rule that decides is right if the message may be in the
category that it says; one that speaks for fraud, if the message is fraud or spam; one that speaks
for several categories, if it is in one of them. What speaks for none judges nothing and has no
figure. Messages whose category nobody knows, only that they are honest, count for what speaks of
fraud alone.

python -m benchmarks.rules FOLDER [--mail training/mail] [--mailboxes training/mailboxes]
    [--rulemail training/rulemail] [--write resources/rules.toml] [--show RULE]

FOLDER holds those of the sets named below that are there, `--mail` files of mail with a category
on every row, `--mailboxes` those of one person each, whose habits say more than the message: they
count as fraud or honest; `--rulemail` mail that was written for one rule each, with what the
mailbox held before it. The table says which were read; of the last is said, beside it, how many
of those that should fire a rule do (`found`). Of the sets only fraud bears what a receiving server
found out about its sender; the mail of this repository has that on honest messages. `--show` names
the messages that a rule is wrong about, or misses.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import tomli_w

from benchmarks.phishing import SPAM, labelled, rows_in
from benchmarks.rule_mail import read_rule_mail, task_of
from emailassist.domain.rule import Fired
from emailassist.domain.task import TriageTask
from emailassist.engine.labelled import row_task
from emailassist.local.rulebook import Rulebook
from emailassist.local.rules import SHIPPED

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Truth:
    """Which categories a message may be in; none: only that it is honest is known."""

    categories: frozenset[str]
    spam: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """A message of a set, what is true of it, and the rule that it was written for, if any."""

    source: str
    id: str
    task: TriageTask
    truth: Truth
    about: str = ""
    wanted: bool = False


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


def read(folder: Path) -> Iterator[Judged]:
    """The messages of the sets; one that two sets hold counts once."""
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
                yield Judged(name, row["id"], row_task(labelled(row)), truth)


def read_mail(folder: Path | None, truth_of: Callable[[Row], Truth | None]) -> Iterator[Judged]:
    """The rows of all files of a folder of this repository; none without one."""
    for file in sorted(folder.glob("*.jsonl")) if folder is not None else ():
        for row in rows_in(file):
            truth = truth_of(row)
            if truth is not None:
                source = f"training/{file.parent.name}"
                yield Judged(source, row["id"], row_task(labelled(row)), truth)


def read_written(folder: Path | None) -> Iterator[Judged]:
    """Mail that was written for one rule each."""
    for row in read_rule_mail(folder) if folder is not None else ():
        truth = Truth(frozenset({row.category, *row.accept}), spam=row.category == SPAM)
        yield Judged("training/rulemail", row.id, task_of(row), truth, row.about, row.fires)


class Tally:
    """Counts, for each rule, on what it fired."""

    def __init__(self) -> None:
        self._speaks = {info.name: frozenset(info.speaks_for) for info in SHIPPED}
        self._sources: Counter[str] = Counter()
        self._fired: Counter[str] = Counter()
        self._right: Counter[str] = Counter()
        self._wanted: Counter[str] = Counter()
        self._found: Counter[str] = Counter()
        self.remarks: dict[str, list[str]] = {}

    def add(self, message: Judged, fired: Sequence[Fired]) -> None:
        """What fired on a message."""
        self._sources[message.source] += 1
        for each in fired:
            said = frozenset({each.category}) if each.category else self._speaks[each.rule]
            if said and (message.truth.categories or said == {SPAM}):
                self._count(each.rule, message, said)
        if message.wanted:
            self._wanted[message.about] += 1
            found = any(each.rule == message.about for each in fired)
            self._found[message.about] += found
            if not found:
                self.remarks.setdefault(message.about, []).append(f"missed {message.id}")

    def _count(self, rule: str, message: Judged, said: frozenset[str]) -> None:
        truth = message.truth
        right = truth.spam if said == {SPAM} else bool(said & truth.categories)
        self._fired[rule] += 1
        self._right[rule] += right
        if not right:
            self.remarks.setdefault(rule, []).append(f"wrong on {message.id} ({message.source})")

    def table(self) -> dict[str, Any]:
        """What the program shows."""
        return {
            "sets": [f"{name} ({count})" for name, count in self._sources.items()],
            "rules": {
                info.name: {"fired": self._fired[info.name], "right": self._right[info.name]}
                for info in SHIPPED
                if info.speaks_for
            },
        }

    def lines(self) -> Iterator[str]:
        """The same to read, most heard first, with what was found of what was written for it."""
        yield ", ".join(f"{name} ({count})" for name, count in self._sources.items())
        rules = self.table()["rules"]
        for name, each in sorted(rules.items(), key=lambda pair: -pair[1]["fired"]):
            share = f"{each['right'] / each['fired']:.3f}" if each["fired"] else "    -"
            wanted = self._wanted[name]
            found = f"  found {self._found[name]:3} of {wanted:3}" if wanted else ""
            yield f"{name:24} {share}  {each['right']:5} of {each['fired']:5}{found}"


def main() -> None:
    """Print the table; with --write also keep it where the program reads it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mail", type=Path)
    parser.add_argument("--mailboxes", type=Path)
    parser.add_argument("--rulemail", type=Path)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--show", default="")
    asked = parser.parse_args()
    book, tally = Rulebook(), Tally()
    for message in chain(
        read(asked.folder),
        read_mail(asked.mail, of_category),
        read_mail(asked.mailboxes, of_mailbox),
        read_written(asked.rulemail),
    ):
        tally.add(message, book.fired(message.task))
    for line in (*tally.lines(), *tally.remarks.get(asked.show, ())):
        sys.stdout.write(f"{line}\n")
    if asked.write is not None:
        head = "# Made by benchmarks/rules.py: on how many labelled messages each rule fired and\n"
        text = f"{head}# was right. Development rows only.\n{tomli_w.dumps(tally.table())}"
        asked.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
