"""What one person's corrections bring, and how long one takes.

The mailbox is gone through in the order of its dates, as its owner would: each message is judged
by rules and classifier, and where what is shown is wrong the owner says what it is, until they
have said so many things; what is right they read and leave as it is, which confirms it a little
from their first correction on (not with `--no-confirmations`, nor spam). This owner overlooks
nothing that is wrong.

Everything that came later is then judged by what was learned up to each correction: how much is
right; how much is decided without asking a language model, and how much of that is right. Nothing
is learned while this is measured, and the labels of what comes later are never seen.

python -m benchmarks.learning [MAILBOX.jsonl] [--corrections N] [--lessons N] [--target SHARE]
    [--no-confirmations] [--show-wrong] [--json]

`--lessons` (0: skip): how long it takes in the engine, with that many lessons there already, from
a correction to the model that has learned it, and what the event loop waits meanwhile.
"""

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from emailassist import paths
from emailassist.app import open_engine
from emailassist.assistant.answer import AgentsAnswer, Looked
from emailassist.assistant.library import InstructionLibrary
from emailassist.assistant.verdicts import SPAM
from emailassist.domain.address import Address
from emailassist.domain.events import ChangeSet, Event
from emailassist.domain.ids import MessageKey
from emailassist.domain.lesson import Deed, Lesson
from emailassist.domain.mailbox import ListedMailbox, Role
from emailassist.domain.task import Person, TriageTask
from emailassist.domain.teaching import Teaching, weight_of
from emailassist.domain.triage import Correction, Summary, Tier, Verdict, Written
from emailassist.engine.cascade import Cascade, LocalReading, Record
from emailassist.engine.labelled import LabelledRow, read_rows, row_task
from emailassist.local.embeddings import AvailableEncoder
from emailassist.local.judge import Judge
from emailassist.local.personal import learn
from emailassist.local.rulebook import Rulebook
from emailassist.local.seen import Seen
from emailassist.mime.parse import parse_message
from emailassist.mime.subject import base_subject, is_reply_subject
from emailassist.store import accounts, arrivals, lessons
from emailassist.store.arrivals import Arrival
from emailassist.store.database import open_writer

MAILBOX = Path(__file__).parents[1] / "training" / "heldout" / "mailbox.jsonl"
NOW = datetime(2026, 11, 18, tzinfo=UTC)


@dataclass(frozen=True)
class Letter:
    """A message with what its owner would say of it."""

    row: LabelledRow
    task: TriageTask

    def is_right(self, verdict: Verdict) -> bool:
        return verdict.category is not None and verdict.category in {
            self.row.category,
            *self.row.accept,
        }


@dataclass(frozen=True)
class NoModel:
    """Stands where the agents do: nobody is asked, the classifier's best guess is shown."""

    judge: Judge
    model: str = "none"

    async def triage(self, task: TriageTask, _record: Record) -> AgentsAnswer:
        guess = self.judge.guess(task)
        verdict = self.judge(task)
        shown = Verdict(
            Tier.AGENTS,
            "guess",
            guess.category,
            max(guess.priority, key=lambda each: guess.priority[each]),
            needs_reply=guess.needs_reply >= 0.5,
            confidence=guess.confidence,
            reason=verdict.reason if verdict else "",
        )
        return AgentsAnswer(shown, Summary("", Written.EXTRACTED), (), None, ())

    async def look(self, _task: TriageTask, _record: Record) -> Looked:
        return Looked()


def letters(path: Path) -> list[Letter]:
    """The mailbox, oldest first; whoever got an answer is known from then on."""
    rows = [row for row in read_rows(path) if row.category]
    tasks = [(row, row_task(row)) for row in rows]
    tasks.sort(key=lambda each: each[1].written_at)
    owners = Counter(address for _, task in tasks for address in task.message.envelope.to)
    me = owners.most_common(1)[0][0] if owners else Address("", "me@example.org")
    answered: set[str] = set()
    found = []
    for row, task in tasks:
        sender = task.message.envelope.sender
        key = sender.key if sender else ""
        known = key in answered
        found.append(Letter(row, replace(task, me=Person(me.name, (me,)), known_sender=known)))
        if row.needs_reply:
            answered.add(key)
    return found


class Reader:
    """Somebody who reads their mail and corrects what is wrong."""

    def __init__(self, target: float) -> None:
        shipped = paths.shipped("instructions")
        library = InstructionLibrary(shipped, Path(tempfile.mkdtemp()))
        self.judge = Judge(library.categories, AvailableEncoder())
        self.taught: list[tuple[Seen, Lesson]] = []
        self.said = [0]
        """How many lessons there were by each correction."""
        self._agents = NoModel(self.judge)
        self._cascade = Cascade(
            {Tier.RULES: Rulebook().decide, Tier.CLASSIFIER: self.judge},
            _here,
            target_precision=target,
            floor=0.0,
            taught=self.judge.taught,
            insisted=self.judge.insisted,
            needed=self.judge.needed,
        )

    async def shown(self, letter: Letter) -> Verdict:
        """What triage says without a language model."""
        result = await self._cascade.triage(letter.task, self._agents, lambda _: None)
        return result.triage.verdict

    def say(self, letter: Letter) -> None:
        """Correct a message, and learn from it."""
        at = NOW + timedelta(seconds=len(self.taught))
        lesson = Lesson(letter.row.category, None, None, 1.0, at)
        self.taught.append((self.judge.look(letter.task), lesson))
        self.said.append(len(self.taught))
        self.learn(self.corrections)

    def leave(self, letter: Letter, verdict: Verdict) -> None:
        """Read a message and leave it in its category; it is learned with the next correction."""
        if self.corrections and verdict.category not in {None, SPAM}:
            at = NOW + timedelta(seconds=len(self.taught))
            kept = Deed.KEPT
            lesson = Lesson(verdict.category, None, None, weight_of(kept), at, kept)
            self.taught.append((self.judge.look(letter.task), lesson))

    @property
    def corrections(self) -> int:
        return len(self.said) - 1

    def learn(self, corrections: int) -> None:
        """Put in force what follows from all up to that correction."""
        categories, prior = self.judge.prior()
        count = self.said[corrections]
        if count:
            self.judge.take(categories, learn(prior, categories, self.taught[:count]))
        else:
            self.judge.forget()


async def _here(work: Any) -> LocalReading:
    reading: LocalReading = work()
    return reading


async def measured(reader: Reader, later: Sequence[Letter]) -> dict[str, Any]:
    """How the cascade does on messages, by what is learned now."""
    verdicts = [(letter, await reader.shown(letter)) for letter in later]
    right = [letter.is_right(verdict) for letter, verdict in verdicts]
    alone = [
        letter.is_right(verdict) for letter, verdict in verdicts if verdict.tier is not Tier.AGENTS
    ]
    return {
        "messages": len(later),
        "accuracy": _share(sum(right), len(right)),
        "decided": _share(len(alone), len(later)),
        "precision": _share(sum(alone), len(alone)),
        "tiers": Counter(verdict.tier.value for _, verdict in verdicts),
        "wrong": [
            (letter.row.id, letter.row.category, verdict.category, verdict.tier.value)
            for letter, verdict in verdicts
            if not letter.is_right(verdict)
        ],
    }


async def simulate(path: Path, most: int, target: float, *, confirming: bool) -> dict[str, Any]:
    """The curve over the number of corrections, always on what came after the last of them."""
    box = letters(path)
    reader = Reader(target)
    read, right = 0, 0
    for letter in box:
        if reader.corrections == most:
            break
        read += 1
        verdict = await reader.shown(letter)
        if letter.is_right(verdict):
            right += 1
            if confirming:
                reader.leave(letter, verdict)
        else:
            reader.say(letter)
    made = reader.corrections
    later = box[read:]
    steps = sorted({*range(0, made + 1, 10), made})
    curve = []
    for count in steps if later else ():
        reader.learn(count)
        curve.append({"corrections": count, **await measured(reader, later)})
    return {
        "mailbox": path.name,
        "messages": len(box),
        "read": read,
        "right while reading": _share(right, read),
        "corrections": made,
        "confirmations": len(reader.taught) - made,
        "target": target,
        "curve": curve,
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


# How long a correction takes


def _fill(home: Path, count: int) -> None:
    """A mailbox of eight letters, and many lessons about other people's."""
    database = paths.Paths(home).database
    database.parent.mkdir(parents=True, exist_ok=True)
    db = open_writer(database)
    account = accounts.add_account(db, _account())
    accounts.keep_mailboxes(db, account.id, [ListedMailbox("INBOX", Role.INBOX, "/")])
    (inbox,) = accounts.mailboxes(db, account.id)
    raws = [_letter(number) for number in range(count + 8)]
    keys = arrivals.add_arrivals(db, account.id, inbox.id, map(_arrival, range(count + 8), raws))
    names = ("newsletter", "receipt", "notification", "fyi", "personal", "marketing", "to-do")
    chance = random.Random(1)  # noqa: S311 - not for secrets
    import numpy as np

    vectors = np.random.default_rng(1).normal(size=(count, 512))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    model = AvailableEncoder().model
    with db.atomic():
        for key, vector in zip(keys[8:], vectors, strict=True):
            number = chance.randrange(1 + count // 4)
            lessons.teach(db, key, Teaching(None, chance.choice(names)), NOW)
            seen = Seen(
                vector.astype(np.float16).tobytes(),
                frozenset(chance.sample(_SIGNS, 4)),
                f"s{number}@x{number % 300}.example",
                f"x{number % 300}.example",
                f"l{number}.example" if number % 5 == 0 else "",
                known=number % 3 == 0,
            )
            lessons.keep_seen(db, key, seen, model)
    db.close()


_SIGNS = ("mass", "program", "asks", "greets", "money", "clean", "many-links", "in-thread")


def _account() -> Any:
    from emailassist.domain.account import NewAccount, SecretKind, SecretSource, Security, Server

    nowhere = Server("127.0.0.1", 9, Security.NONE)
    me = Address("Clara Vidal", "clara@tallernorte.example")
    secret = SecretSource(SecretKind.NONE)
    return NewAccount("Work", me, nowhere, nowhere, "clara", secret)


def _letter(number: int) -> bytes:
    return (
        f"From: Shop <news{number % 8}@shop.example>\r\nTo: clara@tallernorte.example\r\n"
        f"Subject: Wood {number}\r\nMessage-ID: <{number}@shop.example>\r\n"
        f"Date: Wed, 18 Nov 2026 09:00:00 +0000\r\n\r\nOak and ash, part {number}.\r\n"
    ).encode()


def _arrival(uid: int, raw: bytes) -> Arrival:
    message = parse_message(raw)
    subject = message.envelope.subject
    return Arrival(
        uid=uid + 1,  # type: ignore[arg-type]  # a UID
        flags=frozenset(),
        received_at=NOW,
        raw=raw,
        message=message,
        base_subject=base_subject(subject),
        is_reply=is_reply_subject(subject),
        mine=False,
    )


async def timed(count: int) -> dict[str, Any]:
    """Corrections in a running engine: seconds to the model that has learned each."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        await asyncio.to_thread(_fill, home, count)
        engine = open_engine(home)
        await engine.start()
        learned = asyncio.Event()

        def hear(event: Event) -> None:
            if isinstance(event, ChangeSet) and event.lessons:
                learned.set()

        engine.subscribe(hear)
        started = time.perf_counter()
        background = asyncio.create_task(engine.learning.run())
        await learned.wait()
        first = time.perf_counter() - started
        seconds, returned, waits = [], [], []
        for key in range(1, 8):
            learned.clear()
            late: list[float] = []
            watch = asyncio.create_task(_watch(late))
            started = time.perf_counter()
            await engine.correct(MessageKey(key), Correction(category="receipt"))
            returned.append(time.perf_counter() - started)
            await learned.wait()
            seconds.append(time.perf_counter() - started)
            watch.cancel()
            waits.append(max(late, default=0.0))
            await asyncio.sleep(0.2)
        background.cancel()
        await engine.stop()
    return {
        "lessons": count,
        "seconds at the start": round(first, 3),
        "median seconds": round(statistics.median(seconds), 3),
        "most seconds": round(max(seconds), 3),
        "until the window is answered": round(statistics.median(returned), 4),
        "longest wait of the event loop": round(max(waits), 3),
    }


async def _watch(late: list[float]) -> None:
    """How late the event loop comes to what is due every 5 milliseconds."""
    while True:
        due = time.perf_counter() + 0.005
        await asyncio.sleep(0.005)
        late.append(time.perf_counter() - due)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("mailbox", nargs="?", type=Path, default=MAILBOX)
    parser.add_argument("--corrections", type=int, default=50)
    parser.add_argument("--target", type=float, default=0.95)
    parser.add_argument("--lessons", type=int, default=5_000)
    parser.add_argument("--no-confirmations", action="store_true")
    parser.add_argument("--show-wrong", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    simulated = asyncio.run(
        simulate(
            given.mailbox, given.corrections, given.target, confirming=not given.no_confirmations
        )
    )
    speed = asyncio.run(timed(given.lessons)) if given.lessons else {}
    if given.json:
        sys.stdout.write(json.dumps({"simulated": simulated, "speed": speed}) + "\n")
        return
    curve = simulated.pop("curve")
    _say(simulated)
    wrong: list[tuple[Any, ...]] = []
    for point in curve:
        wrong = point.pop("wrong")
        tiers = point.pop("tiers")
        _say({**point, **tiers})
    for each in wrong if given.show_wrong else ():
        sys.stdout.write(f"  {' '.join(map(str, each))}\n")
    if speed:
        _say(speed)


def _say(figures: Mapping[str, Any]) -> None:
    sys.stdout.write(", ".join(f"{name} {value}" for name, value in figures.items()) + "\n")


if __name__ == "__main__":
    main()
