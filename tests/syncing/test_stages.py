"""Messages that are listed, but not here, or not all here."""

import imaplib
from typing import NoReturn

import pytest

from emailassist.domain.errors import NotFetched, ServerUnreachable
from emailassist.domain.views import Listing, Presence
from emailassist.engine.engine import Engine
from emailassist.engine.intake import START_OCTETS, Intake
from tests.faults.world import World
from tests.imap.dovecot import PASSWORD
from tests.support.mail import raw_message

pytestmark = pytest.mark.integration


_LARGE = "\n".join(["Walnut.", *["0123456789abcde"] * 20_000, "Ebony.", *["0123456789"] * 90_000])


def _no_bodies(monkeypatch: pytest.MonkeyPatch) -> None:
    async def lost(*_: object) -> NoReturn:
        raise ServerUnreachable("The connection was lost.")

    monkeypatch.setattr(Intake, "fetch", lost)


async def test_what_was_only_listed_is_fetched_when_it_is_opened_and_by_the_next_round(
    world: World, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.deliver(5, ("INBOX",))
    _no_bodies(monkeypatch)
    assert "lost" in (await engine.sync()).problem
    keys = await engine.list_keys(Listing())
    assert len(keys) == 5
    detail = await engine.detail(keys[0])
    assert detail.presence is Presence.ENVELOPE
    assert detail.message.envelope.subject.startswith("Letter")
    assert (await engine.recipients(keys[0])).to == ()
    with pytest.raises(NotFetched):
        await engine.source(keys[0])
    await engine.fetching.whole(keys[0])
    assert (await engine.detail(keys[0])).presence is Presence.WHOLE
    monkeypatch.undo()
    assert (await engine.sync()).problem == ""
    assert world.differences() == []


async def test_of_a_large_message_the_start_comes_and_the_rest_when_it_is_asked_for(
    world: World, engine: Engine
) -> None:
    await engine.preferences.set("whole_message_mb", "1")
    large = raw_message("Photos", _LARGE)
    world.mail.put("INBOX", large)
    assert (await engine.sync()).problem == ""
    (key,) = await engine.list_keys(Listing(query="walnut"))
    detail = await engine.detail(key)
    assert (detail.presence, detail.size) == (Presence.START, len(large))
    assert await engine.source(key) == large[:START_OCTETS]
    assert (await engine.sync()).text == "0 new, 0 changed, 0 gone."
    await engine.fetching.whole(key)
    assert await engine.source(key) == large
    assert (await engine.detail(key)).presence is Presence.WHOLE
    assert await engine.list_keys(Listing(query="ebony")) == (key,)


async def test_a_message_that_went_from_the_server_cannot_be_fetched(
    world: World, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.deliver(1, ("INBOX",))
    _no_bodies(monkeypatch)
    await engine.sync()
    (key,) = await engine.list_keys(Listing())
    client = imaplib.IMAP4("127.0.0.1", world.dovecot.plain_port)
    client.authenticate("PLAIN", lambda _: f"\0{world.user}\0{PASSWORD}".encode())
    client.select()
    client.store("1", "+FLAGS", "(\\Deleted)")
    client.expunge()
    client.logout()
    with pytest.raises(NotFetched, match="no longer has this message"):
        await engine.fetching.whole(key)
