"""From an address to servers that really answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from emailassist.discovery.cache import Cache
from emailassist.discovery.dns import Dns
from emailassist.discovery.presets import Presets
from emailassist.discovery.search import Search
from emailassist.domain.account import Security, Server
from emailassist.domain.discovery import Origin, Proposal, Service
from emailassist.domain.provider import Provider
from emailassist.engine.server_search import ServerSearch
from tests.discovery.parts import ScriptedNames, ScriptedWeb
from tests.imap.dovecot import Dovecot
from tests.imap.scripted import Conversation, ScriptedImap
from tests.smtp.scripted import Script, serving
from tests.support.dns_server import DnsServer

EMAIL = "clara@example.org"


def known(imap: Server, *smtp: Server) -> Provider:
    return Provider("known", "Known", ("example.org",), (imap,), smtp)


def searching(folder: Path, *providers: Provider) -> ServerSearch:
    search = Search(Presets(providers), ScriptedNames(), ScriptedWeb().web(), Cache(folder))
    return ServerSearch(search, lambda: False)


def silent(_: str) -> None:
    """Nobody listens."""


def only_greets(conversation: Conversation) -> None:
    conversation.capabilities = b"IMAP4rev1 AUTH=XOAUTH2"
    conversation.greet()
    assert conversation.command() == b""


@asynccontextmanager
async def submission() -> AsyncIterator[Server]:
    script = Script({"EHLO": b"250-here\r\n250 AUTH PLAIN"})
    async with serving(script.converse) as server:
        yield server
    assert [each for each in script.heard if each.startswith(("AUTH", "MAIL"))] == []


def hangs(conversation: Conversation) -> None:
    conversation.hang()


async def test_what_is_known_is_tried_without_logging_in(tmp_path: Path) -> None:
    said: list[str] = []
    with ScriptedImap(only_greets) as imap:
        async with submission() as smtp:
            search = searching(tmp_path, known(imap.server, smtp))
            found = await search.find(EMAIL, said.append)
    assert found.is_complete
    assert found.provider is not None
    best = found.best(Service.IMAP)
    assert best is not None
    assert (best.candidate.server, best.oauth) == (imap.server, True)
    assert f"Trying {imap.server.label}…" in said


async def test_a_server_that_does_not_answer_gives_way_to_the_next(tmp_path: Path) -> None:
    gone = Server("127.0.0.1", 9, Security.NONE)
    with ScriptedImap(only_greets) as imap:
        async with submission() as smtp:
            search = searching(tmp_path, known(imap.server, gone, smtp))
            found = await search.find(EMAIL, silent)
    assert [(each.candidate.server, each.works) for each in found.smtp] == [
        (smtp, True),
        (gone, False),
    ]
    assert gone.label in found.smtp[1].problem


async def test_a_search_that_is_cancelled_ends_at_once(tmp_path: Path) -> None:
    with ScriptedImap(hangs) as imap:
        search = searching(tmp_path, known(imap.server, imap.server))
        said = asyncio.Event()
        task = asyncio.ensure_future(search.find(EMAIL, lambda _: said.set()))
        await said.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(task, 2)


async def test_a_server_that_drips_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("emailassist.engine.server_search.LONGEST", 0.3)
    with ScriptedImap(hangs) as imap:
        search = searching(tmp_path, known(imap.server, imap.server))
        found = await search.find(EMAIL, silent)
    assert not found.is_complete
    assert all("did not answer in time" in each.problem for each in (*found.imap, *found.smtp))


async def test_nothing_found_leaves_the_guesses_and_what_was_wrong_with_them(
    tmp_path: Path,
) -> None:
    names = ScriptedNames(silent=True)
    search = Search(Presets([]), names, ScriptedWeb().web(), Cache(tmp_path))
    found = await ServerSearch(search, lambda: False).find("clara@nowhere.invalid", silent)
    assert not found.is_complete
    assert "offline" in found.notes[0]
    assert len(found.imap) == 6
    assert all("nowhere.invalid" in each.problem for each in found.imap)
    assert found.imap[0].candidate.server.host == "imap.nowhere.invalid"


@pytest.mark.integration
async def test_service_records_lead_to_a_server_with_a_real_certificate(
    tmp_path: Path, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.certificates.authority))
    found = await _by_records(tmp_path, dovecot.tls_port)
    best = found.best(Service.IMAP)
    assert best is not None
    assert best.works
    assert best.candidate.origin is Origin.SRV
    assert found.foreign == (best.candidate,)


@pytest.mark.integration
async def test_a_certificate_that_nobody_vouches_for_is_found_and_named(
    tmp_path: Path, dovecot: Dovecot
) -> None:
    found = await _by_records(tmp_path, dovecot.tls_port)
    best = next(each for each in found.imap if each.candidate.origin is Origin.SRV)
    assert not best.works
    assert best.certificate is not None
    assert best.certificate.subject == "localhost"


async def _by_records(folder: Path, port: int) -> Proposal:
    records = {("_imaps._tcp.nowhere.invalid", "SRV"): [f"0 0 {port} localhost."]}
    with DnsServer(records) as server:
        names = Dns(("127.0.0.1",), server.port)
        search = Search(Presets([]), names, ScriptedWeb().web(), Cache(folder))
        found = await ServerSearch(search, lambda: False).find("clara@nowhere.invalid", silent)
    assert server.heard
    assert all(name.endswith("nowhere.invalid") and "clara" not in name for name in server.heard)
    return found
