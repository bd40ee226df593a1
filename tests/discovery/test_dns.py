"""Questions to a real name server on loopback."""

import pytest

from emailassist.discovery.dns import Dns, DnsError
from tests.support.dns_server import DnsServer


async def test_targets_come_in_the_order_of_the_records() -> None:
    records = {
        ("_imaps._tcp.example.org", "SRV"): [
            "20 0 993 backup.example.org.",
            "10 1 993 Small.example.org.",
            "10 9 993 big.example.org.",
        ],
        ("example.org", "MX"): ["20 b.example.org.", "10 a.example.org."],
    }
    with DnsServer(records) as server:
        names = Dns(("127.0.0.1",), server.port)
        assert [each.host for each in await names.srv("_imaps._tcp.example.org")] == [
            "big.example.org",
            "small.example.org",
            "backup.example.org",
        ]
        assert await names.mx("example.org") == ("a.example.org", "b.example.org")
        assert await names.srv("_imap._tcp.example.org") == ()


async def test_a_service_that_is_not_offered_has_no_target() -> None:
    records = {("_imap._tcp.example.org", "SRV"): ["0 0 0 ."], ("example.org", "MX"): ["0 ."]}
    with DnsServer(records) as server:
        names = Dns(("127.0.0.1",), server.port)
        assert await names.srv("_imap._tcp.example.org") == ()
        assert await names.mx("example.org") == ()


async def test_a_server_that_is_not_there_is_told_apart_from_no_record(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("emailassist.discovery.dns.SECONDS", 0.2)
    with pytest.raises(DnsError):
        await Dns(("127.0.0.1",), 9).srv("_imap._tcp.example.org")
