"""The home of somebody whose mail is on a real Dovecot."""

import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from emailassist.domain.account import Security
from emailassist.domain.ids import Uid
from emailassist.engine.engine import Engine
from emailassist.imap import fetching
from emailassist.imap.channel import Channel, Literal
from tests.faults.world import SECRET_VARIABLE, World
from tests.imap.dovecot import PASSWORD, Dovecot

_users = itertools.count(1)


@pytest.fixture
def world(dovecot: Dovecot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv(SECRET_VARIABLE, PASSWORD)
    return World(dovecot, f"reader{next(_users)}", tmp_path / "home", seed=next(_users))


@pytest.fixture
async def engine(world: World) -> AsyncIterator[Engine]:
    async with world.engine() as opened:
        await world.add_account(opened, world.dovecot.server(Security.NONE))
        yield opened


@dataclass
class Wire:
    """What was asked of the server: commands, and the UIDs whose bytes were fetched."""

    commands: list[bytes] = field(default_factory=list)
    fetched: list[Uid] = field(default_factory=list)


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    heard = Wire()
    start, messages = Channel.start, fetching.messages

    def noting(channel: Channel, *parts: bytes | Literal) -> bytes:
        heard.commands.append(b"".join(each for each in parts if isinstance(each, bytes)))
        return start(channel, *parts)

    def counting(*arguments: object) -> Iterator[object]:
        for each in messages(*arguments):  # type: ignore[arg-type]
            heard.fetched.append(each.uid)
            yield each

    monkeypatch.setattr(Channel, "start", noting)
    monkeypatch.setattr(fetching, "messages", counting)
    return heard


@pytest.fixture
def hide(monkeypatch: pytest.MonkeyPatch) -> Callable[[set[str]], None]:
    """Make the server look as if it lacked some capabilities."""

    def hide(capabilities: set[str]) -> None:
        monkeypatch.setattr(
            Channel,
            "has",
            lambda channel, name: name in channel.capabilities and name not in capabilities,
        )

    return hide
