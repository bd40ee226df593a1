"""Synchronising again: nothing new, and a mixed change, beside mbsync's whole process.

python -m benchmarks.resync [--messages 10000] [--runs 5] [--maildir PATH]

A program that runs synchronises again: seconds of a round without news; with 100 new messages,
500 changed flags and 20 expunged, until all bytes are here, and (in a home of its own) until all
is indexed as well, which mbsync does not do. The same from before a connection opens, in a
process that has just started.
"""

import argparse
import statistics
import tempfile
from pathlib import Path

from benchmarks.beside_mbsync import USER, Ours, fill, letters, mbsync
from emailassist.domain.account import Security
from emailassist.domain.credential import Credential
from emailassist.imap.session import ImapSession
from tests.imap.dovecot import PASSWORD, Dovecot, DovecotProcess
from tests.support.maildir import ServerMail

CHANGE = "100 new, 500 flags, 20 expunged"


def change(dovecot: Dovecot, run: int) -> None:
    """What another program does between two rounds."""
    first = 1_000_000 + 100 * run
    mail = ServerMail(dovecot.mail / USER, first)
    for raw in letters(100, start=first):
        mail.put("INBOX", raw)
    with ImapSession.open(dovecot.server(Security.NONE), USER, Credential(PASSWORD)) as session:
        session.select("INBOX")
        uids = list(session.uids())
        session.add_flags(uids[100 : 100 + 500], [f"$Run{run}"])
        session.expunge(uids[:20])


def main() -> None:
    """Fill a mailbox, change it, and print what it took to follow."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--maildir", type=Path)
    arguments = parser.parse_args()
    with DovecotProcess() as dovecot, tempfile.TemporaryDirectory() as folder:
        fill(dovecot, arguments.messages, arguments.maildir)
        home, plain, peer = (Path(folder) / name for name in ("home", "plain", "peer"))
        mbsync(dovecot, peer)
        with Ours(dovecot, home) as indexed, Ours(dovecot, plain, indexing=False) as stored:
            indexed.round()
            stored.round()
            idle = [(indexed.round(), mbsync(dovecot, peer)) for _ in range(arguments.runs)]
            _tell("nothing new", idle)
            changes = []
            for run in range(arguments.runs):
                change(dovecot, run)
                changes.append((stored.round(), indexed.round(), mbsync(dovecot, peer)))
        _tell(f"{CHANGE}, without index", [(run[0], run[2]) for run in changes])
        _tell(f"{CHANGE}, indexed", [(run[1], run[2]) for run in changes])
        fresh = []
        for run in range(arguments.runs, 2 * arguments.runs):
            change(dovecot, run)
            with Ours(dovecot, plain, indexing=False) as stored:
                fresh.append((stored.round(), mbsync(dovecot, peer)))
        _tell(f"{CHANGE}, without index, first round of a process", fresh)


def _tell(work: str, runs: list[tuple[dict[str, float], float]]) -> None:
    seconds = statistics.median(run[0]["all"] for run in runs)
    peer = statistics.median(run[1] for run in runs)
    print(  # noqa: T201
        f"{work}: {seconds * 1000:.0f} ms; mbsync {peer * 1000:.0f} ms; ratio {seconds / peer:.2f}"
    )


if __name__ == "__main__":
    main()
