"""Search in a large mailbox, beside notmuch on the same mails: index time and 200 queries.

python benchmarks/search.py [--messages 50000] [--peer-messages 10000] [--runs 5]

Index time is from the stored bytes of a message to where its words are found, for both. notmuch
indexes fewer messages because it is slow; its queries, each a process, are over those. Ours are
the first 50 rows as the list shows them.
"""

import argparse
import itertools
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from emailassist.domain.account import NewAccount, SecretKind, SecretSource, Security, Server
from emailassist.domain.address import Address
from emailassist.domain.ids import Uid
from emailassist.domain.mailbox import FLAGGED, SEEN, ListedMailbox, Role
from emailassist.domain.views import Listing
from emailassist.engine.indexing import as_indexed
from emailassist.mime import quick
from emailassist.store import accounts, arrivals, indexing, listing, sources
from emailassist.store.arrivals import Listed
from emailassist.store.database import Database, open_writer

FIRST_DAY = datetime(2022, 1, 3, tzinfo=UTC)
SYLLABLES = [a + b for a in "bcdfghjklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er")]
JAPANESE = "会議予算請求書確認契約更新日程資料添付東京大阪出張注文発送返金移行提案質問回答"
PEOPLE = [
    f"{first} {last}"
    for first in ("Ana", "Ben", "Zoé", "Li", "Ute")
    for last in ("Bauer", "Chen", "Dubois", "García", "Ito", "Müller", "Ortiz", "Petit")
]
BATCH = 500


class Mails:
    """Deterministic mails: message i depends only on i."""

    def __init__(self) -> None:
        dice = random.Random(7)  # noqa: S311 - repeatable, not secret
        self.words = sorted(
            {"".join(dice.choices(SYLLABLES, k=dice.randint(1, 4))) for _ in range(20_000)}
        )
        dice.shuffle(self.words)
        self._weights = list(
            itertools.accumulate(1 / (rank + 3) for rank in range(len(self.words)))
        )

    def text(self, dice: random.Random, count: int) -> str:
        return " ".join(dice.choices(self.words, cum_weights=self._weights, k=count))

    def raw(self, number: int) -> bytes:
        dice = random.Random(number)  # noqa: S311
        person = dice.choice(PEOPLE)
        address = person.split()[0].encode("ascii", "ignore").decode().lower()
        body = "\n".join(self.text(dice, 12) + "." for _ in range(dice.randint(5, 45)))
        if number % 10 == 0:
            body += "\n" + "".join(dice.choices(JAPANESE, k=200)) + "。"
        lines = [
            f"From: {address}@{dice.choice(self.words[:200])}.example",
            f"To: alice@example.org, {dice.choice(self.words[:500])}@example.org",
            f"Subject: {self.text(dice, 5)}",
            f"Message-ID: <{number}@bench.example>",
            f"Date: {format_datetime(date_of(number))}",
            "MIME-Version: 1.0",
        ]
        if number % 8:
            lines += ["Content-Type: text/plain; charset=utf-8", "", body]
        else:
            name = f"{dice.choice(self.words[:300])}.{dice.choice(('pdf', 'png', 'xlsx'))}"
            lines += [
                'Content-Type: multipart/mixed; boundary="b"',
                "",
                "--b",
                "Content-Type: text/plain; charset=utf-8",
                "",
                body,
                "--b",
                "Content-Type: application/octet-stream",
                f'Content-Disposition: attachment; filename="{name}"',
                "",
                "x" * 300,
                "--b--",
            ]
        return "\r\n".join([*lines, ""]).replace("\n", "\r\n").replace("\r\r", "\r").encode()


def date_of(number: int) -> datetime:
    """Some thirty messages a day."""
    return FIRST_DAY + timedelta(minutes=47 * number)


def queries(mails: Mails) -> list[str]:
    """Two hundred of twenty kinds, over the words that the mails are made of."""
    dice = random.Random(11)  # noqa: S311
    common, rare = mails.words[:60], mails.words[3000:]
    kinds: list[Callable[[], str]] = [
        lambda: dice.choice(common),
        lambda: dice.choice(rare),
        lambda: f"{dice.choice(common)} {dice.choice(common)}",
        lambda: dice.choice(mails.words[:1000])[:2],
        lambda: dice.choice(mails.words[:1000])[:3],
        lambda: f"{dice.choice(common)} {dice.choice(rare)[:4]}",
        lambda: f'"{dice.choice(common)} {dice.choice(common)}"',
        lambda: f"from:{dice.choice(PEOPLE).split()[0]}",
        lambda: f"to:{dice.choice(mails.words[:500])} {dice.choice(common)}",
        lambda: f"subject:{dice.choice(mails.words[:2000])}",
        lambda: f"filename:{dice.choice(('pdf', 'png', 'xlsx'))} {dice.choice(common)}",
        lambda: f"has:attachment {dice.choice(mails.words[:2000])}",
        lambda: f"is:unread {dice.choice(common)}",
        lambda: f"is:starred {dice.choice(common)}",
        lambda: f"before:{dice.randint(2023, 2025)}-0{dice.randint(1, 9)} {dice.choice(common)}",
        lambda: f"after:2024-0{dice.randint(1, 9)}-15 in:archive {dice.choice(mails.words[:500])}",
        lambda: f"{dice.choice(common)} OR {dice.choice(rare)}",
        lambda: f"{dice.choice(common)} -{dice.choice(common)} -from:ben",
        lambda: "".join(dice.choices(JAPANESE, k=dice.choice((1, 2, 2, 3)))),
        lambda: f"from:ana is:unread -has:attachment {dice.choice(mails.words[:300])}",
    ]  # fmt: skip
    return [kind() for kind in kinds for _ in range(10)]


def build(mails: Mails, count: int, path: Path) -> tuple[Database, float, float]:
    """A store of so many messages in two mailboxes; seconds of storing and of indexing them."""
    db = open_writer(path)
    nowhere = Server("127.0.0.1", 9, Security.NONE)
    me = Address("Alice", "alice@example.org")
    secret = SecretSource(SecretKind.NONE)
    account = accounts.add_account(db, NewAccount("Work", me, nowhere, nowhere, "alice", secret))
    boxes = [ListedMailbox("INBOX", Role.INBOX, "/"), ListedMailbox("Archive", Role.ARCHIVE, "/")]
    accounts.keep_mailboxes(db, account.id, boxes)
    inbox, archive = accounts.mailboxes(db, account.id)
    storing = indexing_ = 0.0
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        raws = [mails.raw(number) for number in numbers]
        box = archive if start < count * 3 // 4 else inbox
        begin = time.perf_counter()
        listed = [in_list(*each) for each in zip(numbers, raws, strict=True)]
        arrivals.add_listed(db, account.id, box.id, listed)
        bodies = [sources.Body(each.uid, raw) for each, raw in zip(listed, raws, strict=True)]
        sources.keep(db, box.id, bodies)
        stored = time.perf_counter()
        indexing.keep(db, [as_indexed(each) for each in list(indexing.waiting(db, account.id))])
        indexing_ += time.perf_counter() - stored
        storing += stored - begin
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return db, storing, indexing_


def in_list(number: int, raw: bytes) -> Listed:
    """The message as a mailbox lists it, some unread and few starred."""
    flags = {SEEN} if number % 9 else set()
    if number % 997 == 0:
        flags.add(FLAGGED)
    envelope = quick.envelope(raw.partition(b"\r\n\r\n")[0])
    return Listed(
        Uid(number + 1),
        frozenset(flags),
        date_of(number),
        len(raw),
        envelope,
        envelope.subject,
        is_reply=False,
        mine=False,
    )


def ask(db: Database, query: str) -> int:
    """The first fifty rows, as the list shows them."""
    page = listing.list_page(db, Listing(query=query), limit=50)
    return len(listing.rows(db, page.keys))


def timed(
    asked: Sequence[str],
    ask_one: Callable[[str], object],
    runs: int,
    clock: Callable[[], float] = time.perf_counter,
) -> list[float]:
    """The median of each query's runs in milliseconds."""
    times = []
    for query in asked:
        each = []
        for _ in range(runs):
            begin = clock()
            ask_one(query)
            each.append((clock() - begin) * 1000)
        times.append(statistics.median(each))
    return times


class Notmuch:
    """The peer: a Xapian index over a Maildir of the same mails."""

    def __init__(self, mails: Mails, count: int, folder: Path) -> None:
        self._program = shutil.which("notmuch") or "notmuch"
        box = folder / "mail" / "cur"
        for each in (box, box.with_name("new"), box.with_name("tmp")):
            each.mkdir(parents=True)
        for number in range(count):
            flags = "S" if number % 9 else ""
            (box / f"{number}.bench:2,{flags}").write_bytes(mails.raw(number))
        config = folder / "config"
        config.write_text(f"[database]\npath={folder / 'mail'}\n[user]\nname=Alice\n")
        self._environment = {**os.environ, "NOTMUCH_CONFIG": str(config)}
        begin = time.perf_counter()
        self._run("new", "--quiet")
        self.seconds = time.perf_counter() - begin

    def ask(self, query: str) -> None:
        """Its summary of the first fifty threads; what it cannot ask is left out of the query."""
        self._run("search", "--limit=50", translated(query))

    def _run(self, *arguments: str) -> None:
        subprocess.run(  # noqa: S603
            [self._program, *arguments], env=self._environment, check=True, capture_output=True
        )


def translated(query: str) -> str:
    """Our search in notmuch's words."""
    words = []
    for word in query.split():
        minus, bare = ("NOT " if word.startswith("-") else ""), word.removeprefix("-")
        name, _, value = bare.partition(":")
        changed = {
            "is": f"tag:{value}",
            "has": "tag:attachment",
            "filename": f"attachment:{value}",
            "before": f"date:..{value}",
            "after": f"date:{value}..",
            "in": "",
        }
        words.append(f"{minus}{changed.get(name, bare) if value else bare}")
    return " ".join(words)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def report(name: str, times: Sequence[float]) -> None:
    ordered = sorted(times)
    p50, p95 = ordered[len(ordered) // 2], ordered[len(ordered) * 95 // 100]
    say(f"{name}: p50 {p50:.2f} ms, p95 {p95:.2f} ms, slowest {ordered[-1]:.2f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=50_000)
    parser.add_argument("--peer-messages", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--slowest", type=int, default=0, help="Name so many slow queries.")
    parser.add_argument("--cpu", action="store_true", help="Processor time of our queries.")
    options = parser.parse_args()
    mails = Mails()
    asked = queries(mails)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mail.db"
        db, storing, seconds = build(mails, options.messages, path)
        each = seconds / options.messages * 1e6
        size = path.stat().st_size / 1e6
        say(
            f"ours: {options.messages} messages indexed in {seconds:.1f} s ({each:.0f} µs each), "
            f"stored in {storing:.1f} s, {size:.0f} MB"
        )
        clock = time.thread_time if options.cpu else time.perf_counter
        times = timed(asked, lambda query: ask(db, query), options.runs, clock)
        report(f"ours, {options.messages} messages", times)
        for took, query in sorted(zip(times, asked, strict=True), reverse=True)[: options.slowest]:
            say(f"  {took:8.2f} ms  {query}")
        db.close()
        if options.peer_messages:
            peer = Notmuch(mails, options.peer_messages, Path(folder))
            theirs = peer.seconds / options.peer_messages * 1e6
            say(
                f"notmuch: {options.peer_messages} messages in {peer.seconds:.1f} s "
                f"({theirs:.0f} µs each)"
            )
            report(
                f"notmuch, {options.peer_messages} messages", timed(asked, peer.ask, options.runs)
            )
            say(f"index time: {each / theirs:.3f} of notmuch's")


if __name__ == "__main__":
    main()
