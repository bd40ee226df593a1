"""Autoconfiguration files, well made and not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.discovery.autoconfig import LARGEST, AutoconfigError, parse
from emailassist.domain.account import Security, Server
from emailassist.domain.discovery import Service
from tests.discovery.parts import AUTOCONFIG


def test_servers_are_read_and_unencrypted_ones_left_out() -> None:
    reading, sending = parse(AUTOCONFIG)
    assert (reading.service, sending.service) == (Service.IMAP, Service.SMTP)
    assert reading.server == Server("in.host.example", 993, Security.TLS)
    assert sending.server == Server("out.host.example", 587, Security.STARTTLS)
    assert reading.username_of("clara@example.org") == "clara"
    assert sending.username_of("clara@example.org") == "clara@example.org"


def one(host: str = "h.example", port: str = "993", username: str = "%EMAILADDRESS%") -> bytes:
    return (
        f"<clientConfig><emailProvider><incomingServer type='imap'><hostname>{host}</hostname>"
        f"<port>{port}</port><socketType>SSL</socketType><username>{username}</username>"
        "</incomingServer></emailProvider></clientConfig>"
    ).encode()


@pytest.mark.parametrize(
    "data",
    [
        one(host="a b"),
        one(host="http://x.example"),
        one(host="-x.example"),
        one(host=""),
        one(port="0"),
        one(port="70000"),
        one(port="x"),
        one(port="٣"),
    ],
)
def test_what_is_no_server_is_left_out(data: bytes) -> None:
    assert parse(data) == ()


@pytest.mark.parametrize("name", ["%REALHOSTNAME%", "a&#10;b", "", "%EMAILADDRESS"])
def test_a_user_name_that_makes_no_sense_is_the_address(name: str) -> None:
    (listed,) = parse(one(username=name))
    assert listed.username_of("clara@example.org") == "clara@example.org"


BOMB = b"""<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>"""
FILE = b"""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>"""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><body>not here</body></html>",
        b"<clientConfig>",
        b"\xff\xfe nonsense",
        BOMB + one(host="&b;"),
        FILE + one(host="&a;"),
        b" " * (LARGEST + 1),
    ],
)
def test_what_is_no_such_file_is_refused(data: bytes) -> None:
    with pytest.raises(AutoconfigError):
        parse(data)


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda t: one(host=t)))
def test_any_bytes_give_servers_or_the_error(data: bytes) -> None:
    try:
        assert len(parse(data)) <= 1
    except AutoconfigError:
        return
