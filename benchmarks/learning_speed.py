"""How long one correction takes to be in force: `python -m benchmarks.learning_speed`.

Lessons are made up: vectors in directions of ten kinds with noise, signs of each kind, and as
many senders as a mailbox of that size has; every other one was read and left. What is measured is
`learn` itself, and `guess` the first time that a sender is met and afterwards.
"""

import argparse
import json
import sys
import time
from datetime import UTC, datetime, timedelta

import numpy as np

from emailassist.assistant.library import InstructionLibrary
from emailassist.domain.lesson import Deed, Lesson
from emailassist.domain.teaching import weight_of
from emailassist.local.personal import learn
from emailassist.local.prior import Prior
from emailassist.local.seen import Seen
from emailassist.local.shipped import read_weights
from emailassist.paths import shipped

_START = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> int:
    """The process's exit status: 1 if 5,000 lessons take more than a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lessons", type=int, nargs="*", default=[1, 20, 200, 1_000, 5_000])
    wanted = parser.parse_args()
    instructions = shipped("instructions")
    categories = InstructionLibrary(instructions, instructions / "none").categories()
    names = [category.name for category in categories]
    weights = read_weights(shipped("resources") / "prior", "usem3")
    if weights is None:
        sys.stderr.write("There are no trained weights.\n")
        return 1
    prior = Prior(tuple(names), weights, tuple(range(len(names))), None, weights.width)
    taught = lessons(max(wanted.lessons), names, weights.signs, weights.width)
    learn(prior, categories, taught[:30])  # libraries are loaded
    slowest = 0.0
    for number in wanted.lessons:
        started = time.perf_counter()
        model = learn(prior, categories, taught[:number])
        learned = time.perf_counter() - started
        slowest = max(slowest, learned)
        found = {"lessons": number, "seconds": round(learned, 3)}
        for name in ("first", "later"):
            started = time.perf_counter()
            for seen, _ in taught[:200]:
                model.guess(seen)
            guessed = (time.perf_counter() - started) / min(200, len(taught))
            found[f"microseconds_a_guess_{name}"] = round(guessed * 1e6)
        sys.stdout.write(f"{json.dumps(found)}\n")
    return int(slowest > 1.0)


def lessons(
    number: int, names: list[str], signs: tuple[str, ...], width: int
) -> list[tuple[Seen, Lesson]]:
    """The same ones each time."""
    chance = np.random.default_rng(7)
    kinds = chance.normal(size=(len(names), width))
    found = []
    for at in range(number):
        kind = int(chance.integers(len(names)))
        vector = kinds[kind] + 2 * chance.normal(size=width)
        packed = (vector / np.linalg.norm(vector)).astype(np.float16).tobytes()
        sender = int(chance.integers(max(2, number // 4)))
        shown = frozenset(signs[(kind * 7 + step) % len(signs)] for step in range(5))
        seen = Seen(packed, shown, f"{sender}@a.example", "a.example", "", known=False)
        when = _START + timedelta(minutes=at)
        deed = Deed.KEPT if at % 2 else None
        found.append((seen, Lesson(names[kind], None, None, weight_of(deed), when, deed)))
    return found


if __name__ == "__main__":
    sys.exit(main())
