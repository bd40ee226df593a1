"""An outbox and a composer over the demo servers."""

import pytest

from emailassist.demo.servers import DemoAccess
from emailassist.domain.account import Account
from emailassist.domain.credential import Credential
from emailassist.domain.ids import MessageKey
from emailassist.domain.views import Listing
from emailassist.engine.announcer import Announcer
from emailassist.engine.clock import SteadyClock, Waits
from emailassist.engine.composer import Composer
from emailassist.engine.confined import Confined, Store
from emailassist.engine.mailsync import MailSync
from emailassist.engine.outbox import Outbox
from emailassist.engine.review import Review
from emailassist.store import listing
from tests.engine.conftest import Connecting, ignore
from tests.engine.sending_mail.watching import Choices, Times


@pytest.fixture
def choices() -> Choices:
    return Choices()


@pytest.fixture
def sending(
    store: Store, announcer: Announcer, sync: MailSync, access: DemoAccess, connecting: Connecting
) -> Outbox:
    return Outbox(
        store, announcer, sync, connecting(access.secret), lambda _: Credential(access.secret)
    )


@pytest.fixture
def times() -> Times:
    return Times()


@pytest.fixture
def timed(
    store: Store,
    announcer: Announcer,
    sync: MailSync,
    access: DemoAccess,
    connecting: Connecting,
    times: Times,
) -> Outbox:
    """An outbox that goes by `times`."""
    clock = SteadyClock(lambda: times.wall, lambda: times.passed)
    waits = Waits(lambda: times.passed)
    read = lambda _: Credential(access.secret)  # noqa: E731
    return Outbox(store, announcer, sync, connecting(access.secret), read, clock, waits)


@pytest.fixture
def composer(
    store: Store,
    parsing: Confined,
    announcer: Announcer,
    sending: Outbox,
    access: DemoAccess,
    choices: Choices,
) -> Composer:
    return Composer(
        store,
        parsing,
        announcer,
        lambda: choices.settings,
        lambda _: Credential(access.secret),
        wake_outbox=sending.wake,
    )


@pytest.fixture
def review(store: Store, parsing: Confined, announcer: Announcer) -> Review:
    return Review(store, parsing, announcer)


@pytest.fixture
async def question(store: Store, sync: MailSync, account: Account) -> MessageKey:
    await sync.run(account, ignore)
    (key,) = await store.read(listing.list_keys, Listing(query="oak"))
    return key
