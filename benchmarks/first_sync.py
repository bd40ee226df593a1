"""A first synchronisation from a Dovecot on loopback to disk, beside mbsync.

python -m benchmarks.first_sync [--messages 10000] [--runs 5] [--maildir PATH]

Ours is measured with and without the search index, in seconds from before the connection opens:
until the first 500 rows are in the list, all rows are, all bytes are on disk, all is indexed.
mbsync writes a Maildir without fsync and without compression.
"""

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path

from benchmarks.beside_mbsync import Ours, fill, mbsync
from tests.imap.dovecot import Dovecot, DovecotProcess


def once(dovecot: Dovecot, folder: Path) -> tuple[dict[str, float], dict[str, float], float]:
    """Each in turn, so that all have the same neighbours."""
    for each in ("indexed", "plain", "peer"):
        shutil.rmtree(folder / each, ignore_errors=True)
    with Ours(dovecot, folder / "indexed") as ours:
        indexed = ours.round()
    with Ours(dovecot, folder / "plain", indexing=False) as ours:
        plain = ours.round()
    return indexed, plain, mbsync(dovecot, folder / "peer")


def main() -> None:
    """Fill a mailbox, synchronise it both ways, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--maildir", type=Path)
    arguments = parser.parse_args()
    with DovecotProcess() as dovecot, tempfile.TemporaryDirectory() as folder:
        octets = fill(dovecot, arguments.messages, arguments.maildir)
        print(f"{arguments.messages} messages, {octets / 1e6:.0f} MB")  # noqa: T201
        runs = [once(dovecot, Path(folder)) for _ in range(arguments.runs)]
        peer = statistics.median(run[2] for run in runs)
        print(f"mbsync: {peer:.2f} s")  # noqa: T201
        indexed, plain = [run[0] for run in runs], [run[1] for run in runs]
        for name, sides in (("indexed", indexed), ("without index", plain)):
            took = {key: statistics.median(each[key] for each in sides) for key in sides[0]}
            print(  # noqa: T201
                f"{name}: first rows {took['first rows']:.3f} s, listed {took['listed']:.2f} s, "
                f"stored {took['stored']:.2f} s, all {took['all']:.2f} s = "
                f"{took['all'] / peer:.2f} × mbsync; {took['megabytes']:.0f} MB"
            )


if __name__ == "__main__":
    main()
