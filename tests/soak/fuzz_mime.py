"""Throws broken messages at everything that reads mail, as long as it is told to.

``python -m tests.soak.fuzz_mime SECONDS [FOLDER]``: guided by coverage where atheris is
installed (the ``soak`` extra), by chance elsewhere. What fails is kept in FOLDER.
"""

import importlib.util
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

MESSAGES = Path(__file__).parent.parent / "mime" / "data" / "messages"
LONGEST = 65_536
MOST_SECONDS = 2.0
"""For one message of at most LONGEST bytes; hundreds of times what one takes."""
SCRAPS = (
    b"\r\n\r\n", b"\r", b"--", b"--\r\n", b"=?utf-8?q?", b"=?utf-8?b?\xff", b"\x00", b"\xff\xfe",
    b"; filename*0*=", b"; filename*" + b"9" * 500 + b"=a", b"; charset=utf-7", b"<!--", b"<style>",
    b"Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\n",
    b"Content-Type: multipart/digest; boundary=y\r\n\r\n--y\r\n\r\n",
    b"Content-Type: message/rfc822\r\n\r\n", b"Content-Type: message/delivery-status\r\n\r\n",
    b"Content-Type: application/ms-tnef\r\n\r\n\x78\x9f\x3e\x22\x01\x00",
    b"Content-Type: application/pkcs7-mime\r\n\r\n\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07",
    b"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:2026",
    b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: x-uuencode\r\n",
    b"\nbegin 644 a.txt\n#86)C\n`\nend\n", b"> ", b"On 3 Nov 2026 at 10:15, A <a@b.c> wrote:\r\n",
    b"-----Original Message-----\r\n", b"From: A <a@b.c>\r\nSent: 3\r\nSubject: x\r\n", b"-- \r\n",
)  # fmt: skip


def check(raw: bytes) -> None:
    """Read `raw` in every way there is; raises AssertionError when one of them is wrong."""
    from emailassist.mime import quick
    from emailassist.mime.parse import parse_message
    from emailassist.mime.parts import attachment_bytes, inline_images
    from emailassist.mime.sanitize import safe_html

    started = time.process_time()
    parsed = parse_message(raw)
    found = quick.indexable(raw)
    assert found.envelope == parsed.envelope, "the two readings of the header differ"
    date = parsed.envelope.date
    assert date is None or date.utcoffset() is not None, "a date without a zone"
    assert bool(parsed.own_text.strip()) == bool(parsed.text.strip()), "own text was lost"
    said = Counter("".join(parsed.text.split()))
    kept = Counter("".join(f"{parsed.own_text}{parsed.quoted}{parsed.signature}".split()))
    assert set(said - kept) <= {"-", " "}, "a part of the text is nowhere"
    for text in (parsed.text, parsed.envelope.subject, found.text, found.snippet, *found.filenames):
        assert "\x00" not in text, "a NUL in a text"
        text.encode()
    for attachment in parsed.attachments[:5]:
        attachment_bytes(raw, attachment.position)
    inline_images(raw)
    if parsed.html:
        safe_html(parsed.html, dark=False)
    took = time.process_time() - started
    assert took < MOST_SECONDS, f"{took:.1f} s for {len(raw)} bytes"


def mutated(chance: random.Random, messages: list[bytes]) -> bytes:
    """A message with some of it cut, flipped, or taken from others."""
    raw = bytearray(chance.choice(messages))
    for _ in range(chance.choice((1, 2, 4, 12))):
        at = chance.randrange(len(raw) + 1)
        end = min(len(raw), at + chance.choice((0, 1, 8, 80, 800)))
        other = chance.choice(messages)
        start = chance.randrange(len(other) + 1)
        raw[at:end] = chance.choice(
            (
                b"",
                chance.choice(SCRAPS) * chance.choice((1, 1, 1, 3, 200)),
                other[start : start + chance.choice((10, 100, 1_000))],
                chance.randbytes(chance.choice((1, 4, 40))),
                bytes(byte ^ 1 << chance.randrange(8) for byte in raw[at:end]),
            )
        )
    return bytes(raw[:LONGEST])


def by_chance(seconds: float, folder: Path) -> int:
    """How many messages were read; raises what failed, with the message kept in `folder`."""
    messages = [path.read_bytes()[:LONGEST] for path in sorted(MESSAGES.glob("*.eml"))]
    seed = random.SystemRandom().randrange(2**32)
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    read = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        raw = mutated(chance, messages)
        try:
            check(raw)
        except BaseException:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"failed-{seed}-{read}.eml").write_bytes(raw)
            raise
        read += 1
    return read


def guided(seconds: float, folder: Path) -> None:
    """Let atheris look for new paths; it ends the process itself, with 77 after a failure."""
    import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]

    with atheris.instrument_imports(include=["emailassist.mime"]):
        from emailassist.mime import parse, quick  # noqa: F401
    folder.mkdir(parents=True, exist_ok=True)
    corpus = tempfile.mkdtemp(prefix="fuzz-mime-")
    options = [f"-max_total_time={int(seconds)}", f"-max_len={LONGEST}", "-timeout=20"]
    kept = f"-artifact_prefix={folder}{os.sep}"
    atheris.Setup([sys.argv[0], *options, kept, corpus, str(MESSAGES)], check)
    atheris.Fuzz()


def main() -> None:
    """Run until the seconds are over or something fails."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.gettempdir()) / "fuzz-mime"
    if importlib.util.find_spec("atheris"):
        guided(seconds, folder)
    else:
        sys.stdout.write(f"{by_chance(seconds, folder)} broken messages were read\n")


if __name__ == "__main__":
    main()
