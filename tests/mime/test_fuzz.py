"""A little of what the soak does for hours."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from emailassist.mime.parse import parse_message
from tests.soak.fuzz_mime import MESSAGES, SCRAPS, check, mutated

SOURCES = [path.read_bytes()[:20_000] for path in sorted(MESSAGES.glob("*.eml"))]
LINES = st.sampled_from(
    [
        b"From: Ana <ana@example.com>", b"Subject: =?utf-8?b?w6k=?=", b"MIME-Version: 1.0",
        b"Content-Type: multipart/mixed; boundary=a", b"Content-Type: text/html; charset=koi8-r",
        b"Content-Type: multipart/alternative; boundary=b", b"Content-Type: message/rfc822",
        b"Content-Transfer-Encoding: quoted-printable", b"Content-Disposition: attachment",
        b"", b"", b"--a", b"--a--", b"--b", b"--b--", b"text", b"> quote", b"<p>html</p>", b" fold",
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0, max_value=2**32))
def test_mutated_messages_are_read_in_every_way(seed: int) -> None:
    check(mutated(random.Random(seed), SOURCES))  # noqa: S311 - not for secrets


@settings(max_examples=100, deadline=None)
@given(st.lists(LINES | st.sampled_from(SCRAPS), max_size=30).map(b"\n".join))
def test_structures_of_any_kind_are_read_in_every_way(raw: bytes) -> None:
    check(raw)


@given(st.lists(LINES, max_size=30))
def test_line_ends_change_nothing_that_is_read(lines: list[bytes]) -> None:
    unix, network = (parse_message(end.join(lines)) for end in (b"\n", b"\r\n"))
    assert unix.envelope == network.envelope
    assert unix.text.strip() == network.text.strip()
    assert [each.content_type for each in unix.attachments] == [
        each.content_type for each in network.attachments
    ]
