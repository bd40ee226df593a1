"""How close the one-line summary without any model comes to lines that people wrote.

    python -m benchmarks.summary ROWS.jsonl

ROWS hold `body` and `ref_subjects` (lines by several people), as the Annotated Enron Subject Line
Corpus does (Zhang and Tetreault, ACL 2019); no subject is given. ROUGE-1 is the F1 of shared
words, mean over the references of a mail; beside it the first ten words and each person against
the others.

Owns: counting. Must not: be fitted to the rows.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from emailassist.engine.labelled import LabelledRow, row_task
from emailassist.local.summary import best_sentence

Row = dict[str, Any]


def rouge_1(said: str, wanted: str) -> float:
    """F1 of the words that two texts share, 0..1 (Lin 2004, without stemming)."""
    ours, theirs = Counter(_words(said)), Counter(_words(wanted))
    shared = sum((ours & theirs).values())
    return 2 * shared / (ours.total() + theirs.total()) if shared else 0.0


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _score(rows: Sequence[Row], line: Callable[[Row], str]) -> float:
    return 100 * fmean(
        fmean(rouge_1(said, wanted) for wanted in row["ref_subjects"])
        for row, said in ((row, line(row)) for row in rows)
    )


def _people(rows: Sequence[Row]) -> float:
    """Each person's line against the lines of the others."""
    scores = []
    for row in rows:
        lines = row["ref_subjects"]
        pairs = [rouge_1(a, b) for at, a in enumerate(lines) for b in lines[at + 1 :]]
        scores.extend([fmean(pairs)] if pairs else [])
    return 100 * fmean(scores)


def _ours(row: Row) -> str:
    labelled = LabelledRow.model_validate({"id": str(row["id"]), "body": row["body"]})
    return best_sentence(row_task(labelled))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", type=Path)
    path = parser.parse_args().rows
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    rows = [row for row in rows if row.get("ref_subjects")]
    started = time.perf_counter()
    ours = _score(rows, _ours)
    each = (time.perf_counter() - started) / len(rows)
    first = _score(rows, lambda row: " ".join(row["body"].split()[:10]))
    sys.stdout.write(
        f"{len(rows)} mails, ROUGE-1: ours {ours:.1f} ({1000 * each:.1f} ms each), first ten words "
        f"{first:.1f}, people {_people(rows):.1f}\n"
    )


if __name__ == "__main__":
    main()
