"""How well mail is found: by words alone, by meaning alone, and by both.

python -m benchmarks.search_quality [--show N] [QUERIES.jsonl]

Searches the sample mailbox for what `data/search_queries.jsonl` asks and prints, for each kind of
query, recall@10 (of the relevant messages, how many are among the first ten), the mean reciprocal
rank of the first relevant one, and how many messages are found that are not relevant. Of what no
message is about (*absent*, which is in no mean) the first two are the share that finds nothing.
`--show` lists the N queries that fared worst by both.

The last line is mail like a message, for each of the inbox: of the mail in other threads that
answers a query together with it how much is in its list, how often that is empty where there is
none, and how many others a list has (some of which are alike all the same).
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.homes import fill
from emailassist.app import open_engine
from emailassist.domain.found import By
from emailassist.domain.ids import MessageKey
from emailassist.domain.mailbox import Role
from emailassist.domain.views import Listing
from emailassist.engine.engine import Engine
from emailassist.paths import shipped

QUERIES = Path(__file__).with_name("data") / "search_queries.jsonl"
FIRST = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with the messages that answer it, by the numbers of their files."""

    kind: str
    text: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Fared:
    """What became of a query."""

    recall: float
    reciprocal_rank: float
    others: int


def sample(home: Path) -> dict[MessageKey, str]:
    """A home with the sample mailbox; the numbers of its files by message."""
    folder = shipped("resources") / "sample_mailbox"
    patterns = {Role.INBOX: "inbox-*.eml", Role.SENT: "sent-*.eml"}
    files = {role: sorted(folder.glob(pattern)) for role, pattern in patterns.items()}
    keys = fill(home, {role: [each.read_bytes() for each in some] for role, some in files.items()})
    stems = ("-".join(each.stem.split("-")[:2]) for some in files.values() for each in some)
    return dict(zip(keys, stems, strict=True))


def read(path: Path) -> list[Asked]:
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [Asked(row["kind"], row["query"], frozenset(row["relevant"])) for row in rows]


def fared(asked: Asked, names: Sequence[str]) -> Fared:
    """How good a list of messages is for a query; where nothing is relevant, an empty one is."""
    if not asked.relevant:
        return Fared(float(not names), float(not names), len(names))
    ranks = [rank for rank, name in enumerate(names, 1) if name in asked.relevant]
    return Fared(
        sum(rank <= FIRST for rank in ranks) / min(FIRST, len(asked.relevant)),
        1 / ranks[0] if ranks else 0.0,
        len(names) - len(ranks),
    )


@dataclass(frozen=True, slots=True)
class Alike:
    """What became of mail like a message: messages found, of so many, and others beside them."""

    found: int
    all: int
    others: int


async def measure(
    engine: Engine, queries: Sequence[Asked], names: Mapping[MessageKey, str]
) -> tuple[dict[By, list[Fared]], list[Alike]]:
    """Each query by each way, and mail like each message."""
    await engine.start()
    try:
        await engine.embedding.learn()
        found: dict[By, list[Fared]] = defaultdict(list)
        for asked in queries:
            for by in By:
                keys = (await engine.search.find(Listing(query=asked.text), by)).keys
                found[by].append(fared(asked, [names[key] for key in keys]))
        inbox = [key for key, name in names.items() if name.startswith("inbox")]
        return found, [await _alike(engine, key, queries, names) for key in inbox]
    finally:
        await engine.stop()


async def _alike(
    engine: Engine, key: MessageKey, queries: Sequence[Asked], names: Mapping[MessageKey, str]
) -> Alike:
    own = {row.key for row in (await engine.detail(key)).thread}
    answers = [asked.relevant for asked in queries if names[key] in asked.relevant]
    wanted = {
        other
        for other, name in names.items()
        if other not in own and any(name in a for a in answers)
    }
    found = set((await engine.search.similar(key)).keys)
    return Alike(len(found & wanted), len(wanted), len(found - wanted))


def alike_line(alike: Sequence[Alike]) -> str:
    """The figures of mail like a message."""
    alone = [each for each in alike if not each.all]
    recall = sum(each.found for each in alike) / sum(each.all for each in alike)
    empty = statistics.mean(not each.others for each in alone)
    others = statistics.mean(each.others for each in alike)
    return (
        f"mail like a message: recall {recall:.3f}, nothing where there is none {empty:.3f}, "
        f"others {others:.1f}"
    )


def table(queries: Sequence[Asked], found: Mapping[By, Sequence[Fared]]) -> str:
    """The figures, a line for each kind and way."""
    lines = [f"{'':14}{'':10}{'recall@10':>11}{'MRR':>8}{'others':>8}"]
    kinds = [*dict.fromkeys(each.kind for each in queries), "all"]
    for kind in kinds:
        for by in (By.WORDS, By.MEANING, By.BOTH):
            some = [
                fare
                for asked, fare in zip(queries, found[by], strict=True)
                if kind == asked.kind or (kind == "all" and asked.relevant)
            ]
            recall = statistics.mean(each.recall for each in some)
            rank = statistics.mean(each.reciprocal_rank for each in some)
            others = statistics.mean(each.others for each in some)
            lines.append(f"{kind:14}{by.value:10}{recall:11.3f}{rank:8.3f}{others:8.1f}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("queries", nargs="?", type=Path, default=QUERIES)
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    queries = read(options.queries)
    with tempfile.TemporaryDirectory() as folder:
        names = sample(Path(folder))
        found, alike = asyncio.run(measure(open_engine(Path(folder)), queries, names))
    lines = [f"{len(queries)} queries, {len(names)} messages", table(queries, found)]
    lines.append(alike_line(alike))
    worst = sorted(zip(found[By.BOTH], queries, strict=True), key=lambda each: each[0].recall)
    for fare, asked in worst[: options.show]:
        lines.append(f"{fare.recall:.2f} {fare.reciprocal_rank:.2f} {asked.kind}: {asked.text}")
    sys.stdout.write("\n".join([*lines, ""]))


if __name__ == "__main__":
    main()
