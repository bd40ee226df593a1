"""Whether the settings of the personal model are as good as any: `python -m training.kinship`.

Owns: going through `mailboxes/` as their owners would, and comparing settings. Must not: change
one, or read any other mail.

Each mailbox is read in the order of its dates and in shuffled ones, with and without what was left
as it was; at so many corrections it is judged what comes next. The lessons are those of the shipped
settings. One line of JSON for these and for each setting halved and doubled: mean log-loss (each
mailbox, way of reading and order counting the same) and how many answers are wrong, by mailbox.
On mail that no rule decides; some five minutes of one core.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.learning import letters
from emailassist.assistant.library import InstructionLibrary
from emailassist.assistant.verdicts import SPAM
from emailassist.domain.lesson import Deed, Lesson
from emailassist.domain.teaching import weight_of
from emailassist.local.embeddings import SentenceEncoder
from emailassist.local.kinship import MEASURE
from emailassist.local.memory import DOUBT, Memory, Taught
from emailassist.local.prior import Prior, prior_for
from emailassist.local.rulebook import Rulebook
from emailassist.local.seen import Looker, Seen
from emailassist.paths import shipped
from training.check import MAILBOXES

_AT: Final = (10, 20, 35, 50)
"""Corrections after which it is judged what comes next, and how much of that."""
_NEXT: Final = 100
_SHUFFLES: Final = 2
_SURE: Final = 0.95
_START: Final = datetime(2026, 1, 1, tzinfo=UTC)
SHIPPED: Final[Mapping[str, float]] = {
    name: float(getattr(MEASURE, name)) for name in MEASURE.__dataclass_fields__
} | {"doubt": DOUBT}
_SHARES: Final = ("colleagues", "otherwise")
"""Settings that are shares of another one: none is more than all of it."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A message; `ruled` is what a rule decides, '' where none is sure."""

    seen: Seen
    category: str
    accept: frozenset[str]
    ruled: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What was taught by some moment, and the mail that comes next."""

    mailbox: str
    way: str
    taught: Taught
    later: tuple[Mail, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """How settings did: by mailbox and way of reading."""

    loss: Mapping[tuple[str, str], float]
    wrong: Mapping[str, int]

    def mean(self, mailbox: str = "") -> float:
        """Mean log-loss, of one mailbox or of all."""
        return float(np.mean([loss for (of, _), loss in self.loss.items() if mailbox in {"", of}]))


def main() -> int:
    """The process's exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.kinship", description=__doc__)
    parser.add_argument("--shuffles", type=int, default=_SHUFFLES)
    wanted = parser.parse_args()
    instructions = shipped("instructions")
    categories = InstructionLibrary(instructions, instructions / "none").categories()
    encoder = SentenceEncoder()
    prior = prior_for(categories, encoder)
    boxes = {
        path.stem: look_at(path, Looker(encoder)) for path in sorted(MAILBOXES.glob("*.jsonl"))
    }
    standings = [
        each for name, box in boxes.items() for each in read(name, box, prior, wanted.shuffles)
    ]
    _say({"settings": "shipped", **_figures(judged(standings, prior, SHIPPED))})
    for name, settings in neighbours(SHIPPED):
        _say({"settings": name, **_figures(judged(standings, prior, settings))})
    return 0


def look_at(path: Path, looker: Looker) -> tuple[Mail, ...]:
    """A mailbox in the order of its dates."""
    rules = Rulebook()
    found = []
    for letter in letters(path):
        said = rules.decide(letter.task)
        ruled = said.category if said is not None and said.confidence >= _SURE else None
        row = letter.row
        accept = frozenset({row.category or "", *row.accept})
        found.append(Mail(looker.look(letter.task), row.category or "", accept, ruled or ""))
    return tuple(found)


def read(name: str, box: Sequence[Mail], prior: Prior, shuffles: int) -> Iterator[Standing]:
    """What is taught by each number of corrections, whichever way the mailbox is read."""
    for shuffle in range(shuffles + 1):
        order = list(box)
        if shuffle:
            np.random.default_rng(shuffle).shuffle(order)
        for keeps in (True, False):
            dated = "shuffled" if shuffle else "by date"
            way = f"{dated}, {'with' if keeps else 'without'} what was left"
            for taught, place in _lessons(order, prior, keeps=keeps):
                yield Standing(name, way, taught, tuple(order[place : place + _NEXT]))


def _lessons(order: Sequence[Mail], prior: Prior, *, keeps: bool) -> Iterator[tuple[Taught, int]]:
    """Lessons at each number of corrections, and how much was read then."""
    taught: list[tuple[Seen, Lesson]] = []
    memory, said = Memory(prior, ()), 0
    for place, mail in enumerate(order, start=1):
        shown = mail.ruled or prior.names[int(memory.hear(mail.seen).argmax())]
        at = _START + timedelta(minutes=place)
        if shown not in mail.accept:
            said += 1
            taught.append((mail.seen, Lesson(mail.category, None, None, 1.0, at)))
            memory = Memory(prior, taught)
            if said in _AT:
                yield tuple(taught), place
        elif keeps and said and shown != SPAM:
            weight = weight_of(Deed.KEPT)
            taught.append((mail.seen, Lesson(shown, None, None, weight, at, Deed.KEPT)))
        if said == max(_AT):
            return


def judged(standings: Sequence[Standing], prior: Prior, settings: Mapping[str, float]) -> Found:
    """How settings do on what comes next."""
    measure = replace(MEASURE, **{k: v for k, v in settings.items() if k != "doubt"})
    losses: dict[tuple[str, str], list[float]] = {}
    wrong: dict[str, int] = {}
    for each in standings:
        memory = Memory(prior, each.taught, measure, settings["doubt"])
        for mail in each.later:
            if mail.ruled:
                continue
            heard = memory.hear(mail.seen)
            right = [at for at, name in enumerate(prior.names) if name in mail.accept]
            loss = -np.log(max(float(np.exp(heard[right]).sum()), 1e-6))
            losses.setdefault((each.mailbox, each.way), []).append(loss)
            wrong[each.mailbox] = wrong.get(each.mailbox, 0) + (int(heard.argmax()) not in right)
    return Found({way: float(np.mean(some)) for way, some in losses.items()}, wrong)


def neighbours(settings: Mapping[str, float]) -> Iterator[tuple[str, Mapping[str, float]]]:
    """Each setting halved and doubled."""
    for name, value in settings.items():
        for times in (0.5, 2.0):
            moved = min(value * times, 1.0) if name in _SHARES else value * times
            yield f"{name} {moved:g}", {**settings, name: moved}


def _figures(found: Found) -> dict[str, Any]:
    by_mailbox = {name: round(found.mean(name), 4) for name in found.wrong}
    return {"loss": round(found.mean(), 4), "loss by mailbox": by_mailbox, "wrong": found.wrong}


def _say(line: Mapping[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(line)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
