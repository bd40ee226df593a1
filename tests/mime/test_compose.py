from datetime import UTC, datetime
from email import message_from_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emailassist.domain.address import Address
from emailassist.domain.errors import InputError
from emailassist.domain.ids import MessageId
from emailassist.domain.message import ParsedMessage
from emailassist.domain.task import Person
from emailassist.mime.compose import Recipients, build_reply, new_message_id, reply_recipients
from emailassist.mime.parse import parse_message

CLARA = Address("Clara Vidal", "clara@example.com")
ME = Person("Clara Vidal", (CLARA, Address("", "vidal@example.org")))
ANA = Address("Ana Ruiz", "ana@example.net")
SENT_AT = datetime(2026, 11, 4, 9, 30, tzinfo=UTC)
ID = MessageId("<new@example.com>")


def mail(head: str, body: str = "¿Martes?\n\n> antes\nAna") -> ParsedMessage:
    return parse_message(f"{head}\n\n{body}".encode())


ORIGINAL = mail(
    "From: Ana Ruiz <ana@example.net>\nTo: clara@example.com\nSubject: RE: Plan\n"
    "Date: Tue, 3 Nov 2026 10:15:00 +0100\nMessage-ID: <2@x>\nReferences: <0@x> <1@x>"
)


def reply(original: ParsedMessage = ORIGINAL, body: str = "Sí.", language: str = "es") -> bytes:
    return build_reply(
        original,
        sender=CLARA,
        recipients=reply_recipients(original, ME),
        body=body,
        message_id=ID,
        date=SENT_AT,
        language=language,
    )


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("From: ana@example.net\nTo: clara@example.com, bob@x.com", ["ana@example.net"]),
        ("From: ana@example.net\nReply-To: office@example.net", ["office@example.net"]),
        ("From: ana@example.net\nReply-To: CLARA@example.com", ["ana@example.net"]),
        (
            "From: ana@example.net\nReply-To: staff@lists.x\nList-Post: <mailto:staff@lists.x>",
            ["ana@example.net"],
        ),
        ("From: vidal@example.org\nTo: bob@x.com, clara@example.com\nCc: eve@x.com", ["bob@x.com"]),
        ("From: clara@example.com\nTo: clara@example.com", ["clara@example.com"]),
        ("From: ana@example.net\nReply-To: a@x.com, A@x.com, b@x.com", ["a@x.com", "b@x.com"]),
        ("To: clara@example.com", []),
    ],
)
def test_recipients_come_from_the_headers(head: str, expected: list[str]) -> None:
    recipients = reply_recipients(mail(head), ME)
    assert [address.email for address in recipients.to] == expected
    assert recipients.cc == ()


def test_a_reply_is_threaded_and_quotes() -> None:
    raw = reply()
    parsed = parse_message(raw)
    assert parsed.envelope.sender == CLARA
    assert parsed.envelope.to == (ANA,)
    assert parsed.envelope.subject == "Re: Plan"
    assert parsed.envelope.date == SENT_AT
    assert parsed.envelope.message_id == ID
    assert parsed.envelope.in_reply_to == ("<2@x>",)
    assert parsed.envelope.references == ("<0@x>", "<1@x>", "<2@x>")
    assert parsed.own_text == "Sí."
    assert parsed.quoted == (
        "El 3 de noviembre de 2026 a las 10:15, Ana Ruiz escribió:\n> ¿Martes?\n>\n>> antes\n> Ana"
    )
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert raw.isascii()
    assert not {"user-agent", "x-mailer"} & {name.casefold() for name, _ in parsed.headers}


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "On 3 November 2026 at 10:15, Ana Ruiz wrote:"),
        ("es", "El 3 de noviembre de 2026 a las 10:15, Ana Ruiz escribió:"),
        ("fr", "Le 3 novembre 2026 à 10:15, Ana Ruiz a écrit :"),
        ("de", "Am 3. November 2026 um 10:15 schrieb Ana Ruiz:"),
        ("und", "On 3 November 2026 at 10:15, Ana Ruiz wrote:"),
    ],
)
def test_the_line_above_the_quote_is_in_the_language(language: str, line: str) -> None:
    parsed = parse_message(reply(language=language))
    assert parsed.own_text == "Sí."
    assert parsed.quoted.startswith(line)


def test_an_original_without_date_id_or_subject_can_be_answered() -> None:
    parsed = parse_message(reply(mail("From: ana@example.net", "Hola")))
    assert parsed.envelope.references == ()
    assert parsed.envelope.subject == "Re:"
    assert parsed.own_text == "Sí."
    assert parsed.quoted == "ana@example.net escribió:\n> Hola"


def test_long_reference_chains_keep_both_ends_unfolded() -> None:
    chain = " ".join(f"<{number:03}-{'x' * 90}@example.com>" for number in range(200))
    original = mail(f"From: ana@example.net\nMessage-ID: <last@x>\nReferences: {chain}")
    references = parse_message(reply(original)).envelope.references
    assert len(references) == 41
    assert references[0].startswith("<000-")
    assert references[-2].startswith("<199-")
    assert references[-1] == "<last@x>"


@pytest.mark.parametrize(
    "email", ["", "nobody", "a b@", "@example.com", "é@example.com", "a@b, c@d"]
)
def test_an_address_that_cannot_stand_in_a_header_is_refused(email: str) -> None:
    with pytest.raises(InputError):
        build_reply(
            ORIGINAL,
            sender=CLARA,
            recipients=Recipients((Address("x", email),)),
            body="x",
            message_id=ID,
            date=SENT_AT,
            language="en",
        )


def test_domains_outside_ascii_are_encoded() -> None:
    parsed = parse_message(reply(mail("From: =?utf-8?q?J=C3=B6rg?= <joerg@müller.example>")))
    assert parsed.envelope.to == (Address("Jörg", "joerg@xn--mller-kva.example"),)


def test_message_ids_hold_only_what_is_allowed() -> None:
    assert new_message_id("example.com", "a1b2") == "<a1b2@example.com>"
    assert new_message_id("exämple.com\r\n", "a>b\r\nc") == "<abc@xn--exmple-cua.com>"
    assert new_message_id("", "") == "<message@localhost>"


NAMES = st.text(max_size=40)


@settings(max_examples=150)
@given(name=NAMES, subject=NAMES, mine=NAMES)
def test_no_name_or_subject_can_add_a_field(name: str, subject: str, mine: str) -> None:
    injected = f"{subject}\r\nBcc: eve@evil.example"
    original = ParsedMessage(
        envelope=type(ORIGINAL.envelope)(
            message_id=MessageId("<1@x>\r\nBcc: eve@evil.example"),
            subject=injected,
            sender=Address(f"{name}\nBcc: eve@evil.example", "ana@example.net"),
            reply_to=(),
            to=(),
            cc=(),
            date=None,
            in_reply_to=(),
            references=(),
        ),
        headers=(),
        text="Hola",
        own_text="Hola",
        quoted="",
        signature="",
        html=None,
        hidden_text="",
    )
    raw = build_reply(
        original,
        sender=Address(mine, "clara@example.com"),
        recipients=reply_recipients(original, ME),
        body="Sí.",
        message_id=ID,
        date=SENT_AT,
        language="fr",
    )
    read = message_from_bytes(raw)
    assert read["Bcc"] is None
    assert len(read.items()) == len({key for key, _ in read.items()})
    parsed = parse_message(raw)
    assert [address.email for address in parsed.envelope.to] == ["ana@example.net"]
    assert parsed.envelope.sender is not None
    assert parsed.envelope.sender.email == "clara@example.com"


@settings(max_examples=150)
@given(
    st.lists(st.from_regex(r"[A-Za-zñéü¿?,. €0-9]{1,120}", fullmatch=True), min_size=1, max_size=8)
)
def test_what_was_written_is_read_again(lines: list[str]) -> None:
    body = "\n".join(line.strip() or "x" for line in lines)
    parsed = parse_message(reply(body=body))
    assert "\n".join([parsed.own_text, *filter(None, [parsed.signature])]).split() == body.split()
    assert parsed.text.startswith(body)
