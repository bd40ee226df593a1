"""The messages closest to a question among many, beside plain numpy and sqlite-vec in the same run.

python -m benchmarks.vector_search [--messages 100000] [--runs 200]

Vectors are random with the spectrum that those of mail have, in clusters as conversations make
them. Ours goes the whole way of a search: the index in memory, then the rows that meet the
conditions and their exact cosines from the database; once with the embedding of a question of
`data/search_queries.jsonl` before it, which the peers are spared. numpy is one
product with the float32 matrix; sqlite-vec (if it is installed, with apsw) its own table of
float32. Also: how long the index takes to load, what it takes in memory, and how many
of the ten truly closest are among our ten.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import psutil

from emailassist.app import open_engine
from emailassist.domain.mailbox import ListedMailbox, Role
from emailassist.domain.views import Listing
from emailassist.engine.engine import Engine
from emailassist.local.embeddings import SentenceEncoder
from emailassist.paths import Paths
from emailassist.store import accounts, ranking
from emailassist.store.conditions import Condition, in_mailboxes
from emailassist.store.database import Database, open_writer
from tests.support.mail import new_account

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

WIDTH = 512
FIRST = 10
QUERIES = Path(__file__).with_name("data") / "search_queries.jsonl"
CLUSTER = 12
"""Messages about one thing."""


def vectors_like_mail(count: int) -> "Floats":
    """Unit rows of which 192 dimensions hold 88 %, as measured on mail."""
    dice = np.random.default_rng(5)
    spectrum = (np.arange(1, WIDTH + 1) + 12.0) ** -0.72
    turn = np.linalg.qr(dice.standard_normal((WIDTH, WIDTH)))[0].astype(np.float32)
    centres = dice.standard_normal((count // CLUSTER + 1, WIDTH), dtype=np.float32)
    rows = centres[dice.integers(0, len(centres), count)]
    rows += 0.8 * dice.standard_normal((count, WIDTH), dtype=np.float32)
    rows *= spectrum.astype(np.float32)
    rows = rows @ turn
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def fill(home: Path, rows: "Floats") -> None:
    """A home with so many messages of two mailboxes, and their vectors."""
    paths = Paths(home)
    paths.make_home()
    db = open_writer(paths.database)
    account = accounts.add_account(db, new_account())
    boxes = [ListedMailbox("INBOX", Role.INBOX, "/"), ListedMailbox("Archive", Role.ARCHIVE, "/")]
    accounts.keep_mailboxes(db, account.id, boxes)
    (inbox, archive) = accounts.mailboxes(db, account.id)
    db.execute("INSERT INTO threads(id, account_id) VALUES (1, ?)", [account.id])
    with db.atomic():
        _many(db, "messages", _messages(len(rows), account.id))
        places = (
            {"mailbox_id": (archive if key % 10 else inbox).id, "uid": key, "message": key}
            | {"flags": ""}
            for key in range(1, len(rows) + 1)
        )
        _many(db, "placements", places)
        short = rows.astype(np.float16)
        made = (
            {"message": key, "model": SentenceEncoder.model, "vector": row.tobytes()}
            for key, row in enumerate(short, 1)
        )
        _many(db, "vectors", made)
    db.close()


def _messages(count: int, account: int) -> Any:
    plain = {
        **dict.fromkeys(("subject", "base_subject", "sender_name", "sender_email"), "x"),
        **dict.fromkeys(("snippet", "own_text", "people"), "x" * 150),
        **dict.fromkeys(("mine", "loose", "has_attachments"), 0),
        "account_id": account,
        "thread_id": 1,
        "recipients_json": "[]",
    }
    for key in range(1, count + 1):
        date = 1_600_000_000 + 600 * key
        yield plain | {"id": key, "digest": str(key), "date": date, "received_at": date}


def _many(db: Database, table: str, rows: Any) -> None:
    rows = iter(rows)
    first = next(rows)
    names = ", ".join(first)
    marks = ", ".join("?" * len(first))
    statement = f"INSERT INTO {table}({names}) VALUES ({marks})"  # noqa: S608 - our own names
    db.conn.execute(statement, list(first.values()))
    db.conn.executemany(statement, (list(each.values()) for each in rows))


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds of each run; `busy` of the processors, which others at work do not lengthen."""

    each: list[float]
    busy: float

    @property
    def median(self) -> float:
        return statistics.median(self.each)

    def line(self, name: str, more: str = "") -> str:
        p95 = statistics.quantiles(self.each, n=20)[-1]
        return f"{name:30}{self.median:9.2f}{p95:9.2f}{self.busy:9.2f}  {more}"


async def timed(runs: Sequence[Callable[[], Awaitable[object]]]) -> Taken:
    taken = []
    busy = time.process_time()
    for run in runs:
        began = time.perf_counter()
        await run()
        taken.append(1_000 * (time.perf_counter() - began))
    return Taken(taken, 1_000 * (time.process_time() - busy) / len(runs))


class OverSqliteVec:
    """The peer in SQLite."""

    def __init__(self, rows: "Floats") -> None:
        import apsw
        import sqlite_vec

        # The sqlite3 of many builds of Python loads no extensions.
        self._db = apsw.Connection(":memory:")
        self._db.enable_load_extension(True)  # noqa: FBT003 - as SQLite has it
        self._db.load_extension(sqlite_vec.loadable_path())
        self._db.execute(f"CREATE VIRTUAL TABLE v USING vec0(e float[{rows.shape[1]}])")
        made = ((key, row.tobytes()) for key, row in enumerate(rows, 1))
        self._db.executemany("INSERT INTO v(rowid, e) VALUES (?, ?)", made)

    async def closest(self, vector: "Floats") -> object:
        sql = "SELECT rowid FROM v WHERE e MATCH ? AND k = 30 ORDER BY distance"
        return self._db.execute(sql, [vector.tobytes()]).fetchall()


async def measure(engine: Engine, rows: "Floats", runs: int) -> list[str]:
    """All the lines."""
    dice = np.random.default_rng(6)
    asked = rows[dice.integers(0, len(rows), runs)]
    asked = asked + 0.02 * dice.standard_normal(asked.shape, dtype=np.float32)
    asked /= np.linalg.norm(asked, axis=1, keepdims=True)
    octets = [row.astype(np.float16).tobytes() for row in asked]
    await engine.start(owning=False)
    meanings = engine.meanings
    meanings._model = SentenceEncoder.model  # noqa: SLF001 - no text is embedded here
    process = psutil.Process()
    before = process.memory_info().rss
    first = await timed([lambda: meanings.closest(octets[0], most=30, least=0.1)])
    loaded = process.memory_info().rss - before
    again = await timed([lambda: _load(engine)])
    where: dict[str, Sequence[Condition]] = {
        "all mail": (),
        "as the search field": await engine._store.read(ranking.narrowing, Listing(query="x")),  # noqa: SLF001
        "one mailbox in ten": [in_mailboxes((await _inbox(engine),))],
    }
    ours = {
        name: await timed(
            [
                lambda vector=vector, asked=each: meanings.closest(  # type: ignore[misc]
                    vector, most=30, least=0.1, where=asked
                )
                for vector in octets
            ]
        )
        for name, each in where.items()
    }

    texts = [json.loads(line)["query"] for line in QUERIES.read_text("utf-8").splitlines()]

    async def question(number: int) -> object:
        await meanings.of_texts([texts[number % len(texts)]])
        return await meanings.closest(octets[number], most=30, least=0.1)

    await question(0)
    whole = await timed([lambda each=each: question(each) for each in range(runs)])  # type: ignore[misc]

    async def brute(vector: "Floats") -> object:
        scores = rows @ vector
        best = np.argpartition(scores, -30)[-30:]
        return best[np.argsort(-scores[best])]

    plain = await timed([lambda each=each: brute(each) for each in asked])  # type: ignore[misc]
    right = 0
    for vector, short in zip(asked[:50], octets, strict=False):
        truth = set((np.argsort(-(rows @ vector))[:FIRST] + 1).tolist())
        near = await meanings.closest(short, most=FIRST, least=0.1)
        right += len(truth & {each.key for each in near})
    await engine.stop()
    index = meanings._index  # noqa: SLF001
    lines = [
        f"{len(rows):,} messages; milliseconds: median, p95, processor",
        *(taken.line(f"ours, {name}") for name, taken in ours.items()),
        whole.line("ours, with the embedding"),
        plain.line("numpy, float32 matrix", f"{rows.nbytes / 1e6:.0f} MB"),
    ]
    try:
        peer = OverSqliteVec(rows)
        some = asked[:40]
        taken = await timed([lambda each=each: peer.closest(each) for each in some])  # type: ignore[misc]
        lines.append(taken.line("sqlite-vec, float32"))
    except ImportError as error:
        lines.append(f"sqlite-vec: not here ({error})")
    mine, theirs = ours["all mail"].median, plain.median
    return [
        *lines,
        f"ours / numpy: time {mine / theirs:.2f}, memory {index.octets / rows.nbytes:.3f}",
        f"index: {index.octets / 1e6:.1f} MB; the process grew by {loaded / 1e6:.0f} MB",
        f"first question, with a basis to make: {first.median / 1e3:.2f} s",
        f"index loaded anew: {again.median / 1e3:.2f} s",
        f"of the {FIRST} closest found: {right / (50 * FIRST):.1%}",
    ]


async def _load(engine: Engine) -> None:
    engine.meanings._change = 0  # noqa: SLF001
    await engine.meanings._catch_up()  # noqa: SLF001


async def _inbox(engine: Engine) -> Any:
    boxes = (await engine.sidebar()).mailboxes
    return next(each.id for each in boxes if each.role is Role.INBOX)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=200)
    options = parser.parse_args()
    rows = vectors_like_mail(options.messages)
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), rows)
        lines = asyncio.run(measure(open_engine(Path(folder)), rows, options.runs))
    sys.stdout.write("\n".join([*lines, ""]))


if __name__ == "__main__":
    main()
