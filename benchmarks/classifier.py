"""Tiers 1.0 and 2.0 on labelled mail: `python -m benchmarks.classifier ROWS.jsonl`.

Right answers by language, and milliseconds of one core a message: rules, signs, vector,
guess. `--prior` takes other weights than the shipped ones, as `python -m training --to` makes.
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from pathlib import Path

from emailassist.assistant.library import InstructionLibrary
from emailassist.engine.labelled import LabelledRow, read_rows, row_task
from emailassist.local.embeddings import AvailableEncoder
from emailassist.local.personal import PersonalModel, learn
from emailassist.local.prior import prior_for
from emailassist.local.rules import apply_rules
from emailassist.local.seen import Looker
from emailassist.local.shipped import read_weights
from emailassist.paths import shipped

_SURE = 0.95


def main() -> int:
    """The process's exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path)
    parser.add_argument("--prior", type=Path, default=shipped("resources") / "prior")
    wanted = parser.parse_args()
    encoder = AvailableEncoder()
    instructions = shipped("instructions")
    categories = InstructionLibrary(instructions, instructions / "none").categories()
    weights = read_weights(wanted.prior, encoder.model)
    model = learn(prior_for(categories, encoder, weights), categories, ())
    rows = [row for row in read_rows(wanted.rows) if row.category is not None]
    lines = map(json.loads, wanted.rows.read_text(encoding="utf-8").splitlines())
    languages = {line["id"]: line.get("lang", "") for line in lines}
    answers = _answers(rows, languages, model, Looker(encoder))
    sys.stdout.write(f"{json.dumps(answers, indent=1)}\n")
    return 0


def _answers(
    rows: list[LabelledRow], languages: dict[str, str], model: PersonalModel, looker: Looker
) -> dict[str, object]:
    right: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    taken: list[float] = []
    looker.look(row_task(rows[0]))  # the libraries are loaded
    for row in rows:
        task = row_task(row)
        started = time.process_time()
        verdict = apply_rules(task)
        guess = model.guess(looker.look(task))
        taken.append(time.process_time() - started)
        said = guess.category
        if verdict is not None and verdict.category and verdict.confidence >= _SURE:
            said = verdict.category
        strict = said == row.category
        right[languages[row.id]].append((strict, strict or said in row.accept))
    times = sorted(taken)
    found: dict[str, object] = {
        lang or "all": {
            "messages": len(each),
            "accuracy": round(sum(strict for strict, _ in each) / len(each), 4),
            "lenient_accuracy": round(sum(lenient for _, lenient in each) / len(each), 4),
        }
        for lang, each in sorted(right.items())
    }
    found["milliseconds_a_message"] = {
        "mean": round(1000 * sum(times) / len(times), 1),
        "p95": round(1000 * times[int(0.95 * (len(times) - 1))], 1),
    }
    return found


if __name__ == "__main__":
    sys.exit(main())
