"""A backlog triaged with nothing configured: no key, no network, no language model.

The whole program does it: messages are read from the store, judged by rules and classifier,
summed up, searched for facts and asks, and the results are kept. The peer, in the same run, is
the least that tiers 1.0 and 2.0 can cost: a process that only parses the same messages, embeds
each once and asks rules and classifier.

python -m benchmarks.backlog [--messages N] [--rows ROWS.jsonl …]
"""

import argparse
import asyncio
import itertools
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.homes import fill
from emailassist.app import open_engine
from emailassist.assistant.library import InstructionLibrary
from emailassist.domain.ids import MessageKey
from emailassist.domain.mailbox import Role
from emailassist.engine.labelled import LabelledRow, read_rows, row_task
from emailassist.local.embeddings import AvailableEncoder
from emailassist.local.judge import Judge
from emailassist.local.rulebook import Rulebook
from emailassist.paths import shipped
from tests.support.mail import new_account

MAIL = Path(__file__).parents[1] / "training" / "mailboxes"
PEER_MESSAGES = 500


def mails(sets: Sequence[Path], count: int) -> Iterator[bytes]:
    """The rows again and again, no two of the same text: each is numbered."""
    rows = [each for path in sets for each in _owned(read_rows(path))]
    start = datetime(2026, 9, 1, tzinfo=UTC)
    for number, (row, to) in enumerate(itertools.islice(itertools.cycle(rows), count)):
        yield _raw(row, to, number, start + timedelta(minutes=7 * number))


def _owned(rows: Sequence[LabelledRow]) -> Iterator[tuple[LabelledRow, str]]:
    """Each row with whom it is to, in whose mailbox that is the account."""
    recipients = [row.to if isinstance(row.to, str) else ", ".join(row.to) for row in rows]
    owner, _ = Counter(recipients).most_common(1)[0]
    account = new_account().address.email
    for row, to in zip(rows, recipients, strict=True):
        yield row, to.replace(owner, account)


def _raw(row: LabelledRow, to: str, number: int, at: datetime) -> bytes:
    fields = {
        "From": row.sender or "somebody@example.org",
        "To": to,
        "Subject": f"{row.subject} ({number})",
        **row.headers,
        "Message-ID": f"<{number}@backlog.example>",
        "Date": f"{at:%a, %d %b %Y %H:%M:%S +0000}",
    }
    head = [f"{name}: {' '.join(value.split())}" for name, value in fields.items()]
    head += ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", ""]
    return "\r\n".join([*head, f"{number}", *row.body.splitlines(), ""]).encode("utf-8", "replace")


def peer(sets: Sequence[Path]) -> float:
    """CPU seconds a message for reading, embedding, rules and classifier alone."""
    encoder = AvailableEncoder()
    library = InstructionLibrary(shipped("instructions"), Path(tempfile.mkdtemp()))
    judge, rules = Judge(library.categories, encoder), Rulebook()
    rows = [row for path in sets for row in read_rows(path)][: PEER_MESSAGES + 5]
    numbered = [
        row.model_copy(update={"body": f"{number}\n{row.body}"}) for number, row in enumerate(rows)
    ]
    started = 0.0
    for number, row in enumerate(numbered):
        if number == 5:  # libraries and weights are loaded
            started = time.process_time()
        task = row_task(row)
        rules.decide(task)
        judge(task)
    return (time.process_time() - started) / (len(numbered) - 5)


async def whole(home: Path, keys: Sequence[MessageKey]) -> float:
    """Seconds in which the engine triages the messages."""
    engine = open_engine(home)
    await engine.start()
    warm, rest = keys[:10], keys[10:]
    await engine.triage(keys=warm)
    started = time.perf_counter()
    finished = await engine.triage(keys=rest)
    took = time.perf_counter() - started
    await engine.stop()
    if finished.problem:
        raise SystemExit(finished.problem)
    return took


def main() -> int:
    """The process's exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--rows", type=Path, nargs="*", default=sorted(MAIL.glob("*.jsonl")))
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        mail = mails(wanted.rows, wanted.messages + 10)
        keys = fill(Path(home), {Role.INBOX: mail})
        took = asyncio.run(whole(Path(home), keys))
    used = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    alone = peer(wanted.rows)
    each = took / wanted.messages
    sys.stdout.write(
        f"{wanted.messages} messages in {took:.0f} s on {os.cpu_count()} cores: "
        f"{1000 * each:.1f} ms each, {each / alone:.1f} times the "
        f"{1000 * alone:.1f} ms of CPU that reading, vector, rules and classifier take alone\n"
        f"CPU {used.ru_utime + used.ru_stime:.0f} s here, "
        f"{children.ru_utime + children.ru_stime:.0f} s in children; "
        f"peak {used.ru_maxrss / 1024:.0f} and {children.ru_maxrss / 1024:.0f} megabytes\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
