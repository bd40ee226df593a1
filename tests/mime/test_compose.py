import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emailassist.domain.address import Address
from emailassist.domain.errors import InputError
from emailassist.domain.ids import MessageId
from emailassist.domain.message import ParsedMessage
from emailassist.domain.task import Person
from emailassist.mime.charset import one_line
from emailassist.mime.compose import Outgoing, build, build_draft, envelope_addresses
from emailassist.mime.fields import new_message_id
from emailassist.mime.flowed import fold, unfold
from emailassist.mime.parse import parse_message
from emailassist.mime.parts import attachment_bytes
from emailassist.mime.quoting import quote, signed
from emailassist.mime.recipients import Recipients, reply_recipients
from emailassist.mime.subject import reply_subject
from emailassist.mime.writing import MESSAGE, Enclosure

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


def reply(
    original: ParsedMessage = ORIGINAL, body: str = "Sí.", language: str = "es", signature: str = ""
) -> bytes:
    return build(
        Outgoing(
            sender=CLARA,
            recipients=reply_recipients(original, ME),
            subject=reply_subject(original.envelope.subject),
            text=f"{signed(body, signature)}\n\n{quote(original, language)}",
            message_id=ID,
            date=SENT_AT,
            answers=original.envelope,
        )
    )


def written(text: str = "Hi.", **changes: Any) -> bytes:
    """A new message to Ana; `changes` are fields of Outgoing."""
    plain = Outgoing(CLARA, Recipients((ANA,)), "Plan", text, ID, SENT_AT)
    return build(replace(plain, **changes))


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
    "email",
    ["", "nobody", "a b@", "@example.com", "a@b, c@d", "a..b@x.com", "a@b..com", "a@\u202ex"],
)
def test_an_address_that_cannot_stand_in_a_header_is_refused(email: str) -> None:
    with pytest.raises(InputError):
        written(recipients=Recipients((Address("x", email),)))


def test_an_internationalised_address_stands_in_the_header_as_it_is() -> None:
    jose = Address("José", "josé@example.com")
    raw = written(recipients=Recipients((jose,)))
    assert "josé@example.com".encode() in raw
    assert parse_message(raw).envelope.to == (jose,)


def test_blind_copies_are_in_the_envelope_only() -> None:
    recipients = Recipients((ANA,), (), (Address("Eve", "eve@example.net"), ANA))
    assert b"eve" not in written(recipients=recipients)
    assert envelope_addresses(recipients) == ("ana@example.net", "eve@example.net")
    hidden = written(recipients=Recipients((), (), (ANA,)))
    assert b"To: undisclosed-recipients:;" in hidden
    assert b"ana" not in hidden
    draft = Outgoing(CLARA, recipients, "x", "x", ID, SENT_AT)
    assert b"Bcc: Eve <eve@example.net>" in build_draft(draft)


def test_a_signature_stands_once_and_its_quote_does_not() -> None:
    own = "-- \nClara Vidal\nTaller Norte"
    parsed = parse_message(reply(body=f"Sí.\n\n{own}", signature="Clara Vidal\nTaller Norte"))
    assert parsed.text.count("Taller Norte") == 1
    assert parsed.own_text == "Sí."
    original = mail("From: ana@example.net", "Hola.\n\n-- \nAna Ruiz\nRuiz SL")
    answer = parse_message(reply(original, signature="-- \nClara"))
    assert "Ruiz SL" not in answer.text
    assert answer.text.startswith("Sí.\n\n-- \nClara\n\n")
    assert answer.own_text == "Sí."


def test_files_go_along_byte_for_byte() -> None:
    data = bytes(range(256)) * 40
    original = b"Subject: \xc3\xb1\r\n\r\n--=_x\r\nDear \xff\r\n"
    files = (
        Enclosure("Año “2026” \u4f60\u597d.pdf", "application/pdf", data),
        Enclosure('a"b\r\nBcc: eve@x.com', "text/plain", b"x"),
        Enclosure("original.eml", MESSAGE, original),
        Enclosure("bad.eml", MESSAGE, b"Subject: x\n\n" + b"x" * 2000),
    )
    raw = written(enclosures=files)
    parsed = parse_message(raw)
    assert parsed.text.strip() == "Hi."
    assert not parsed.header("Bcc")
    names = [each.filename for each in parsed.attachments]
    assert names[:2] == ["Año “2026” \u4f60\u597d.pdf", 'a"b Bcc: eve@x.com']
    assert attachment_bytes(raw, parsed.attachments[0].position) == data
    assert b"\r\n\r\n" + original + b"\r\n--=_" in raw
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))


def test_the_html_says_the_same_and_no_more() -> None:
    quoted = "> <script>x</script>\n>> deeper"
    text = f"Look <b>here</b>: https://x.example/?a=1&b=2.\n\n{quoted}\n\n-- \nMe"
    parsed = parse_message(written(text, with_html=True))
    assert parsed.text.strip() == text.strip()
    assert parsed.html is not None
    assert "<script" not in parsed.html
    assert "<b>" not in parsed.html
    assert '<a href="https://x.example/?a=1&amp;b=2">' in parsed.html
    assert parsed.html.count("<blockquote") == parsed.html.count("</blockquote>") == 2
    assert parsed.html.count("<div") == parsed.html.count("</div>")


LINES = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=240)
)


@settings(max_examples=150)
@given(LINES)
def test_lines_are_joined_again_as_they_were(lines: list[str]) -> None:
    text = "\n".join(line.rstrip(" ") if line != "-- " else line for line in lines)
    marks = re.compile(r"^(>+) ?", re.MULTILINE)
    expected = marks.sub(lambda found: f"{found[1]} ", text)
    joined = unfold(fold(text), delete_space=False)
    assert [each.rstrip(" ") for each in joined.split("\n")] == [
        each.rstrip(" ") for each in expected.split("\n")
    ]


@settings(max_examples=200)
@given(st.text(max_size=200), st.text(max_size=90), st.text(max_size=60))
def test_what_stands_in_fields_is_read_again_and_nothing_else(
    subject: str, name: str, filename: str
) -> None:
    raw = written(
        subject=subject,
        recipients=Recipients((Address(name, "ana@example.net"), Address("", "ben@example.net"))),
        enclosures=(Enclosure(filename, "text/x-\r\nBcc: a@b", b"x"),),
    )
    assert raw.isascii()
    head = raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
    names = [line.partition(b":")[0] for line in head if not line.startswith(b" ")]
    assert names == [
        b"Message-ID",
        b"From",
        b"To",
        b"Subject",
        b"Date",
        b"MIME-Version",
        b"Content-Type",
    ]
    assert all(len(line) <= 100 for line in head)
    parsed = parse_message(raw)
    assert parsed.envelope.subject == one_line(subject)
    assert [each.email for each in parsed.envelope.to] == ["ana@example.net", "ben@example.net"]
    assert len(parsed.attachments) == 1


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
    raw = build(
        Outgoing(
            sender=Address(mine, "clara@example.com"),
            recipients=reply_recipients(original, ME),
            subject=reply_subject(original.envelope.subject),
            text=f"Sí.\n\n{quote(original, 'fr')}",
            message_id=ID,
            date=SENT_AT,
            answers=original.envelope,
        )
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
