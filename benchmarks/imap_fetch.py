"""Reading a mailbox over IMAP, beside the standard library's imaplib, from a Dovecot on loopback.

python -m benchmarks.imap_fetch [--messages 5000] [--runs 5]

Each run is a process of its own, so that its peak memory is its own; seconds count from after the
login. imaplib asks for everything in one command, as its documentation shows; ours reads the same
items. The re-synchronisation that finds no change is one SELECT with QRESYNC, beside imaplib's
SELECT and FETCH of all flags.
"""

import argparse
import json
import statistics
import subprocess
import sys

from benchmarks.beside_mbsync import USER, environment, fill
from tests.imap.dovecot import DovecotProcess

OURS = """
import json, os, resource, sys, time
from emailassist.domain.account import Security, Server
from emailassist.domain.credential import Credential
from emailassist.imap.answers import SyncPoint
from emailassist.imap.session import ImapSession
server = Server("127.0.0.1", int(sys.argv[1]), Security.NONE)
session = ImapSession.open(server, sys.argv[2], Credential(os.environ["BENCHMARK_PASSWORD"]))
began = time.monotonic()
first = None
if sys.argv[3] == "resync":
    selected = session.select("INBOX")
    point = SyncPoint(selected.uid_validity, selected.highest_modseq)
    began = time.monotonic()
    assert session.select("INBOX", point).changes is not None
else:
    session.select("INBOX")
    uids = list(session.uids())[::-1]
    read = session.headers if sys.argv[3] == "headers" else session.fetch
    for number, _ in enumerate(read(uids), 1):
        if number == 500:
            first = time.monotonic() - began
    assert number == len(uids)
"""

PEER = """
import imaplib, json, os, resource, sys, time
imaplib._MAXLINE = 10_000_000
client = imaplib.IMAP4("127.0.0.1", int(sys.argv[1]))
client.authenticate("PLAIN", lambda _: f"\\0{sys.argv[2]}\\0{os.environ['BENCHMARK_PASSWORD']}")
began = time.monotonic()
first = None
fields = "FROM SENDER REPLY-TO TO CC SUBJECT DATE MESSAGE-ID IN-REPLY-TO REFERENCES CONTENT-TYPE"
items = {
    "resync": "(FLAGS)",
    "headers": f"(FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS ({fields})])",
    "messages": "(FLAGS INTERNALDATE BODY.PEEK[])",
}
client.select("INBOX", readonly=True)
client.uid("FETCH", "1:*", items[sys.argv[3]])
"""

REPORT = """
seconds = time.monotonic() - began
megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "megabytes": megabytes, "first": first}))
"""


def measure(program: str, port: int, work: str) -> dict[str, float]:
    """One run in a process of its own."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program + REPORT, str(port), USER, work],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    result: dict[str, float] = json.loads(done.stdout)
    return result


def report(work: str, port: int, runs: int) -> None:
    """Medians of both, in turn so that both have the same neighbours, and the ratio."""
    pairs = [(measure(OURS, port, work), measure(PEER, port, work)) for _ in range(runs)]
    ours, theirs = zip(*pairs, strict=True)
    seconds, peer = (statistics.median(each["seconds"] for each in side) for side in (ours, theirs))
    memory, peers = (max(each["megabytes"] for each in side) for side in (ours, theirs))
    print(  # noqa: T201
        f"{work}: {seconds:.3f} s and {memory:.0f} MB; imaplib {peer:.3f} s and {peers:.0f} MB; "
        f"ratio {seconds / peer:.2f}"
    )
    if ours[0]["first"] is not None:
        first = statistics.median(each["first"] for each in ours)
        print(f"{work}: the first 500 after {first:.3f} s")  # noqa: T201


def main() -> None:
    """Fill a mailbox, read it both ways, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    with DovecotProcess() as dovecot:
        octets = fill(dovecot, arguments.messages, None)
        print(f"{arguments.messages} messages, {octets / 1e6:.0f} MB")  # noqa: T201
        for work in ("headers", "messages", "resync"):
            report(work, dovecot.plain_port, arguments.runs)


if __name__ == "__main__":
    main()
