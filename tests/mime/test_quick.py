import random
from email import message_from_bytes
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emailassist.domain.address import Address
from emailassist.domain.message import Envelope
from emailassist.mime import headers, plain_fields, quick
from emailassist.mime.opening import opening
from emailassist.mime.parse import parse_message

MESSAGES = [
    path.read_bytes()
    for path in sorted((Path(__file__).parent / "data" / "messages").glob("*.eml"))
]
NAMES = st.sampled_from(
    [
        "Ana Ruiz", '"Ruiz, Ana"', "=?utf-8?q?Jos=C3=A9?=", "=?utf-8?b?6Kqt?= =?utf-8?b?6Kqt?=",
        "J. R. O'Hara", "'Ana'", '"a\\"b"', "Ana (boss)", "A=B", "José", "", "Ana,", "a@b.com",
        '"=?utf-8?q?x?="', "=?utf-8?q?un closed", '"Bank <info@bank.com>"', "Group:", "\tAna \t",
    ]
)  # fmt: skip
PLACES = st.sampled_from(
    ["<a@b.com>", "<a+b@c-d.example>", "a@b.com", "<a@b.com", "<>", "<a b@c.com>", "<@a:b@c>",
     "<é@b.com>", "nobody", "<=?utf-8?q?a?=@b.com>", "<a@[::1]>", ";", "<a..b@c.com>"]
)  # fmt: skip
LISTS = st.lists(st.tuples(NAMES, PLACES), max_size=4).map(
    lambda pairs: ", ".join(f"{name} {place}".strip() for name, place in pairs)
)
DATES = st.sampled_from(
    ["Tue, 3 Nov 2026 10:15:00 +0100", "3 Nov 2026 10:15 -0000 (UTC)", "31 Feb 2026 1:2:3 +0000",
     "Tue, 03 Nov 2026 23:59:60 +0000", "Tue, 3 Nov 2026 10:15:00 +9900", "3 Nov 26 10:15 GMT", ""]
)  # fmt: skip
IDS = st.sampled_from(["<1@x>", "<1@x> <2@x>", "<1@x><1@x>\t<3@y>", "1@x", "<a b@x>", "<<1>", ""])
SUBJECTS = st.one_of(
    st.text(max_size=30), st.sampled_from(["=?utf-8?q?caf=C3=A9?=", "a  b", "=?x", "\t"])
)
FIELDS = st.one_of(
    st.tuples(st.sampled_from(["From", "to", "CC", "Reply-To", "Sender"]), LISTS),
    st.tuples(st.just("Date"), DATES),
    st.tuples(st.sampled_from(["Message-ID", "References", "In-Reply-To"]), IDS),
    st.tuples(st.sampled_from(["Subject", "X-Other", "Sub ject", ""]), SUBJECTS),
)
ENDS = st.sampled_from(
    ["\r\n", "\n", "\r\n\t", "\n ", "\n\n", "\r", "\n \n", "\n:\n", "\nno field\n"]
)


def as_parsed(header: bytes) -> Envelope:
    return parse_message(header).envelope


@pytest.mark.parametrize("raw", MESSAGES)
def test_the_quick_envelope_is_the_parsed_one(raw: bytes) -> None:
    assert quick.indexable(raw).envelope == as_parsed(raw)


@given(st.lists(st.tuples(FIELDS, ENDS), max_size=8))
def test_any_header_gives_the_same_envelope(lines: list[tuple[tuple[str, str], str]]) -> None:
    text = "".join(f"{name}: {value}{end}" for (name, value), end in lines)
    header = text.encode("utf-8", "surrogateescape" if "\ud800" not in text else "replace")
    assert quick.envelope(header) == as_parsed(header)


@given(st.binary(max_size=300))
def test_any_bytes_give_the_same_envelope(header: bytes) -> None:
    assert quick.envelope(header) == as_parsed(header)


@given(LISTS)
def test_plain_address_lists_are_read_as_any_other(text: str) -> None:
    found = plain_fields.mailboxes(text, headers.decoded)
    assert found is None or found == headers._tolerant_addresses(text)


def test_ordinary_fields_are_read_the_quick_way() -> None:
    text = '"Ruiz, Ana" <a@b.com>, =?utf-8?q?Jos=C3=A9?= <j@b.com>, c@d.example'
    found = plain_fields.mailboxes(text, headers.decoded)
    assert found == (
        Address("Ruiz, Ana", "a@b.com"), Address("José", "j@b.com"), Address("", "c@d.example"),
    )  # fmt: skip
    assert plain_fields.moment("Tue, 3 Nov 2026 10:15:00 -0330 (NST)") is not None
    assert plain_fields.identifiers("<1@x>\t<2@x>") == ("<1@x>", "<2@x>")
    assert plain_fields.split_fields(b"A: 1\r\n 2\r\nB: 3\r\n\r\nbody") == [
        ("A", " 1\n 2"), ("B", " 3"),
    ]  # fmt: skip


def test_what_an_ordinary_message_is_found_by() -> None:
    found = quick.indexable(
        b"From: a@b.com\nSubject: Offer\nContent-Type: multipart/mixed; boundary=x\n\n"
        b"--x\nContent-Type: text/html; charset=iso-8859-1\n\n"
        b"<style>p{color:red}</style><p>El a\xf1o &amp; el mes</p><p>vale</p>\n"
        b"--x\nContent-Type: application/pdf\n"
        b"Content-Disposition: attachment; filename*=utf-8''a%C3%B1o.pdf\n\nx\n"
        b"--x\nContent-Type: message/rfc822\n\nSubject: =?utf-8?q?Caf=C3=A9?=\n\ntext\n--x--\n"
    )
    assert found.text == "El año & el mes\nvale"
    assert found.snippet == "El año & el mes vale"
    assert found.filenames == ("año.pdf", "Café.eml")
    assert found.has_attachments


def test_messages_out_of_the_ordinary_are_read_carefully() -> None:
    wrong = b"Content-Type: text/plain; charset=%s\n\na\xc3\xb1o\n"
    assert quick.indexable(wrong % b"x-unknown").text == "año"
    assert quick.indexable(wrong % b"us-ascii").text == "año"
    assert (
        "cut"
        in quick.indexable(
            b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nY3V0IG9m*"
        ).text
    )
    assert quick.indexable(b"").envelope == as_parsed(b"")


def test_a_long_message_with_little_plain_text_is_found_by_its_html() -> None:
    html = "<p>" + "word " * 300 + "needle</p>"
    raw = (
        "Content-Type: multipart/alternative; boundary=x\n\n--x\n\nView in your browser\n"
        f"--x\nContent-Type: text/html\n\n{html}\n--x--\n"
    )
    assert quick.indexable(raw.encode()).text.endswith("needle")


def test_every_text_of_a_message_is_found() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\none\n"
        b"--x\nContent-Type: text/html\n\n<b>two</b>\n"
        b'--x\nContent-Type: text/plain; name="log.txt"\n\nthree\n--x--'
    )
    found = quick.indexable(raw)
    assert found.text.split() == ["one", "three", "two"]
    assert (found.filenames, found.has_attachments) == (("log.txt",), True)


def test_an_invitation_has_no_attachment_beside_its_file() -> None:
    raw = (
        b"Content-Type: multipart/alternative; boundary=x\n\n--x\n\nCome\n"
        b"--x\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n--x--"
    )
    assert not quick.indexable(raw).has_attachments


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Yes.\n\nOn Tue, 3 Nov 2026 at 10:00, Ana <a@b.com> wrote:\n> No?", "Yes."),
        ("Am 3.11.2026 um 10:00 schrieb Ana:\n> Nein?\n\nDoch.", "Doch."),
        ("> only\n> quoted", "> only > quoted"),
        ("a" * 500, "a" * 200),
        ("", ""),
    ],
)
def test_a_snippet_begins_with_what_the_sender_wrote(text: str, shown: str) -> None:
    assert opening(text) == shown


@settings(max_examples=150)
@given(st.integers(min_value=0, max_value=2**32))
def test_mutated_messages_are_read_quickly_or_carefully(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    raw = bytearray(chance.choice(MESSAGES)[:20_000])
    for _ in range(chance.randint(1, 10)):
        at = chance.randrange(len(raw) + 1)
        raw[at : at + chance.randint(0, 60)] = chance.choice(MESSAGES)[: chance.randint(0, 300)]
    found = quick.indexable(bytes(raw))
    assert "\x00" not in found.text
    found.text.encode()
    found.snippet.encode()
    assert found.envelope == as_parsed(bytes(raw))


@pytest.mark.parametrize(
    "absurd",
    [
        b"Subject: x\n\n" + b"<" * 300_000,
        b"Content-Type: text/html\n\n" + b"<style>" * 60_000,
        b"Content-Type: text/html\n\n" + b"<!-- -" * 60_000,
        b"To: " + b"a " * 150_000 + b"\n\n",
        b'To: "' * 40_000 + b"\n\n",
        b"To: " + b"=?utf-8?q?a?= " * 20_000 + b"\n\n",
        b"To: " + b", ".join(b"Ana Ruiz <a%d@b.com>" % at for at in range(20_000)) + b"\n\n",
    ],
)
def test_absurd_messages_take_no_longer_than_their_length(absurd: bytes) -> None:
    quick.indexable(absurd)


def test_the_standard_library_agrees_on_the_fields() -> None:
    for raw in MESSAGES:
        block = raw.lstrip(b"\r\n")
        found = plain_fields.split_fields(block)
        if found is not None:
            ours = [(name, headers.unfolded(value)) for name, value in found]
            assert ours == headers.fields(message_from_bytes(block))
