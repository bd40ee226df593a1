from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emailassist.domain.address import Address
from emailassist.domain.errors import InputError
from emailassist.domain.message import ParsedMessage
from emailassist.domain.task import Person
from emailassist.mime.fields import addr_spec
from emailassist.mime.parse import parse_message
from emailassist.mime.recipients import (
    Audience,
    Recipients,
    entered_addresses,
    list_addresses,
    recipients_for,
    reply_recipients,
    typed_addresses,
    written_addresses,
)

ME = Person(
    "Clara Vidal", (Address("Clara", "clara@example.com"), Address("", "vidal@example.org"))
)


def mail(head: str) -> ParsedMessage:
    return parse_message(f"{head}\n\nHola".encode())


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


LIST = "List-Post: <mailto:dev@lists.x>\nTo: dev@lists.x, bob@x.com"


@pytest.mark.parametrize(
    ("head", "to", "cc"),
    [
        (
            "From: a@x.com\nTo: Clara@example.com, b@x.com\n"
            "Cc: C@x.com, B@x.com, vidal@example.org",
            ["a@x.com"],
            ["b@x.com", "C@x.com"],
        ),
        ("From: a@x.com\nReply-To: o@x.com\nTo: a@x.com", ["o@x.com"], ["a@x.com"]),
        ("From: clara@example.com\nTo: b@x.com\nCc: b@x.com, c@x.com", ["b@x.com"], ["c@x.com"]),
        ("From: clara@example.com\nTo: vidal@example.org", ["vidal@example.org"], []),
        (
            f"From: a@x.com\nReply-To: dev@lists.x\n{LIST}",
            ["a@x.com"],
            ["dev@lists.x", "bob@x.com"],
        ),
        (
            f"From: a@x.com\nMail-Followup-To: dev@lists.x, clara@example.com\n{LIST}",
            ["dev@lists.x"],
            [],
        ),
        ("From: a@x.com\nTo: b@x.com\nMail-Followup-To: eve@x.com", ["a@x.com"], ["b@x.com"]),
    ],
)
def test_everybody_gets_an_answer_once_and_i_do_not(
    head: str, to: list[str], cc: list[str]
) -> None:
    recipients = recipients_for(mail(head), ME, Audience.ALL)
    assert [each.email for each in recipients.to] == to
    assert [each.email for each in recipients.cc] == cc


def test_the_list_or_the_author_gets_the_answer_as_i_choose() -> None:
    original = mail(f"From: Ana <a@x.com>\nReply-To: dev@lists.x\n{LIST}")
    assert recipients_for(original, ME, Audience.LIST) == Recipients((Address("", "dev@lists.x"),))
    assert recipients_for(original, ME, Audience.AUTHOR) == Recipients((Address("Ana", "a@x.com"),))
    closed = mail("From: a@x.com\nList-Post: NO (this list is closed)")
    assert list_addresses(closed) == ()
    assert recipients_for(closed, ME, Audience.LIST).to == (Address("", "a@x.com"),)


def test_what_was_typed_is_read_and_can_be_edited_again() -> None:
    typed = 'Ana Ruiz <ana@x.com>; "Vidal, Clara" <c@x.com>,b@x.com\nana@x.com'
    found = typed_addresses(typed)
    assert [each.email for each in found] == ["ana@x.com", "c@x.com", "b@x.com"]
    assert found[1].name == "Vidal, Clara"
    assert typed_addresses(written_addresses(found)) == found
    assert typed_addresses(" , ;") == ()


@pytest.mark.parametrize("typed", ["ana", "ana@x.com, bob", "Ana <ana>", "<@x.com>"])
def test_what_is_no_address_is_named(typed: str) -> None:
    with pytest.raises(InputError, match="is no mail address"):
        typed_addresses(typed)


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=300)
@given(st.lists(NAMES, min_size=1, max_size=4))
def test_whoever_stands_in_a_field_is_the_same_when_it_is_read_again(names: list[str]) -> None:
    people = tuple(Address(name, f"p{at}@example.org") for at, name in enumerate(names))
    read = typed_addresses(written_addresses(people))
    assert [each.email for each in read] == [each.email for each in people]
    assert typed_addresses(written_addresses(read)) == read


@settings(max_examples=300)
@given(st.text(max_size=80))
def test_nothing_that_is_typed_is_an_error_while_it_is_typed(text: str) -> None:
    entered_addresses(text)
    with suppress(InputError):
        for each in typed_addresses(text):
            assert addr_spec(each)
