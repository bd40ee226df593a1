"""Messages from bytes to what is listed and shown, beside the standard library's parser.

python benchmarks/parsing.py [--runs 5] [MAILDIR]

Without a Maildir the awkward messages of the tests are read. The huge messages are read each in
a process of its own, for the peak of its memory; the message itself is not counted.
"""

import argparse
import base64
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

from emailassist.mime import quick
from emailassist.mime.parse import parse_message
from emailassist.mime.plain_fields import split_fields

AWKWARD = Path(__file__).parent.parent / "tests" / "mime" / "data" / "messages"
MIXED = b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
HUGE: dict[str, Callable[[], bytes]] = {
    "50 MB attachment": lambda: (
        MIXED
        + b"--b\n\nHello\n--b\nContent-Type: application/zip; name=a.zip\n"
        + b"Content-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(bytes(range(256)) * 145_000)
        + b"--b--\n"
    ),
    "50 MB of text": lambda: (
        b"Subject: x\n\n" + b"a line of words to read, of forty bytes\n" * 1_250_000
    ),
    "10,000 parts": lambda: MIXED + b"--b\nContent-Type: text/plain\n\nhi\n" * 10_000 + b"--b--\n",
    "3,000 levels": lambda: b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level)
        for level in range(3_000)
    ),
    "20,000 recipients": lambda: (
        b"To: "
        + b",\n ".join(b"Ana %d <a%d@example.com>" % (n, n) for n in range(20_000))
        + b"\n\nhi"
    ),
    "200,000 Received": lambda: b"Received: from a by b; x\n" * 200_000 + b"Subject: x\n\nhi\n",
}


def main() -> None:
    """Print the table, or measure one huge message for it."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("maildir", nargs="?", type=Path)
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--huge", type=Path, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.huge:
        measure_huge(chosen.huge.read_bytes())
        return
    messages = [path.read_bytes() for path in files(chosen.maildir)]
    measure_ordinary(messages, chosen.runs)
    with tempfile.TemporaryDirectory() as folder:
        for name, made in HUGE.items():
            path = Path(folder) / "huge.eml"
            path.write_bytes(made())
            command = [sys.executable, __file__, "--huge", str(path)]
            done = subprocess.run(command, check=True, capture_output=True)  # noqa: S603
            told = json.loads(done.stdout)
            memory = f"{told['megabytes']:8.0f} MB more at the peak"
            say(f"{name:<22}{told['seconds']:8.2f} s {memory}")


def say(line: str) -> None:
    """A line for the person at the terminal."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def files(maildir: Path | None) -> list[Path]:
    """The messages to read."""
    if maildir is None:
        return sorted(AWKWARD.glob("*.eml"))
    return sorted(path for part in ("cur", "new") for path in (maildir / part).iterdir())


def measure_ordinary(messages: list[bytes], runs: int) -> None:
    """Print microseconds a message for each way of reading it."""
    heads = [message.partition(b"\n\n")[0] + b"\n\n" for message in messages]
    fields = sum(split_fields(head) is not None for head in heads)
    ways: dict[str, Callable[[], object]] = {
        "standard library": lambda: [standard(message) for message in messages],
        "parse_message": lambda: [parse_message(message) for message in messages],
        "quick.indexable": lambda: [quick.indexable(message) for message in messages],
        "quick.envelope": lambda: [quick.envelope(head) for head in heads],
    }
    say(f"{len(messages)} messages, {sum(map(len, messages)) / 1e6:.1f} MB, {fields} plain headers")
    peer = 0.0
    for name, way in ways.items():
        took = statistics.median(seconds(way) for _ in range(runs)) / len(messages)
        peer = peer or took
        say(f"{name:<22}{took * 1e6:8.0f} µs {took / peer:8.3f} x")


def standard(raw: bytes) -> list[str]:
    """Subject and texts as a program without us would read them."""
    message = message_from_bytes(raw, policy=policy.default)
    try:
        parts = [
            each.get_content() for each in message.walk() if each.get_content_type() == "text/plain"
        ]
        return [str(message["subject"]), *map(str, parts)]
    except (LookupError, ValueError, AttributeError, TypeError, KeyError):
        return []


def measure_huge(raw: bytes) -> None:
    """Print the seconds and the memory that one message takes."""
    parse_message(b"Subject: warm\n\nup")
    before = peak()
    took = seconds(lambda: parse_message(raw))
    say(json.dumps({"seconds": took, "megabytes": peak() - before}))


def peak() -> float:
    """The most megabytes this process has had so far (Linux; getrusage also counts its parent)."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def seconds(work: Callable[[], object]) -> float:
    """How long `work` keeps a processor busy."""
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main()
