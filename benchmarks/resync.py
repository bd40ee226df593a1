"""Synchronising again: nothing new, and a mixed change, beside mbsync's whole process.

python -m benchmarks.resync [--messages 10000] [--runs 5] [--maildir PATH]

Without news: seconds of a round over a connection that is logged in already. With 100 new
messages, 500 changed flags and 20 expunged: seconds from before the connection opens until all
bytes are here, and (in a home of its own) until all is indexed as well, which mbsync does not do.
"""

import argparse
import statistics
import tempfile
from pathlib import Path

from benchmarks.beside_mbsync import USER, fill, letters, mbsync, ours
from emailassist.domain.account import Security
from emailassist.domain.credential import Credential
from emailassist.imap.session import ImapSession
from tests.imap.dovecot import PASSWORD, Dovecot, DovecotProcess
from tests.support.maildir import ServerMail


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
        ours(dovecot, home)
        ours(dovecot, plain, indexing=False)
        mbsync(dovecot, peer)
        idle = [
            (ours(dovecot, home, rounds=2), mbsync(dovecot, peer)) for _ in range(arguments.runs)
        ]
        _tell("nothing new", idle)
        stored, indexed = [], []
        for run in range(arguments.runs):
            change(dovecot, run)
            sides = ours(dovecot, plain, indexing=False), ours(dovecot, home)
            took = mbsync(dovecot, peer)
            stored.append((sides[0], took))
            indexed.append((sides[1], took))
        _tell("100 new, 500 flags, 20 expunged, without index", stored)
        _tell("the same, indexed", indexed)


def _tell(work: str, runs: list[tuple[dict[str, float], float]]) -> None:
    seconds = statistics.median(run[0]["all"] for run in runs)
    peer = statistics.median(run[1] for run in runs)
    print(  # noqa: T201
        f"{work}: {seconds * 1000:.0f} ms; mbsync {peer * 1000:.0f} ms; ratio {seconds / peer:.2f}"
    )


if __name__ == "__main__":
    main()
