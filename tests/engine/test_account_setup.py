from dataclasses import replace

import pytest

from emailassist.credentials.secrets import KEYRING_SERVICE, Secrets
from emailassist.domain.account import NewAccount, SecretKind, SecretSource, Security, Server
from emailassist.domain.errors import SecretUnavailable, SettingsError
from emailassist.engine.account_setup import AccountSetup
from emailassist.engine.confined import Store
from emailassist.store import accounts
from tests.support.entry import made_setup
from tests.support.keyrings import InMemory
from tests.support.mail import new_account

SOURCE = SecretSource(SecretKind.KEYRING, "clara mail.example")
ENTRY = (KEYRING_SERVICE, SOURCE.value)


@pytest.fixture
async def setup(store: Store, in_memory: InMemory) -> AccountSetup:
    await store.write(lambda _: None)
    return made_setup(store, Secrets())


def named(name: str) -> NewAccount:
    return new_account(name, secret=SOURCE)


async def test_an_account_that_is_refused_leaves_the_others_password_alone(
    setup: AccountSetup, in_memory: InMemory
) -> None:
    await setup.add(named("Work"), "right")
    with pytest.raises(SettingsError, match="already"):
        await setup.add(named("Work"), "wrong")
    assert in_memory.entries[ENTRY] == "right"


async def test_an_account_whose_password_cannot_be_kept_is_not_added(
    setup: AccountSetup, store: Store, in_memory: InMemory
) -> None:
    in_memory.locked = True
    with pytest.raises(SecretUnavailable):
        await setup.add(named("Work"), "secret")
    assert await store.read(accounts.accounts) == ()


async def test_a_password_goes_with_the_last_account_that_uses_it(
    setup: AccountSetup, in_memory: InMemory
) -> None:
    first = await setup.add(named("First"), "shared")
    second = await setup.add(named("Second"), "shared")
    await setup.remove(first.id)
    assert in_memory.entries[ENTRY] == "shared"
    await setup.remove(second.id)
    assert in_memory.entries == {}


async def test_an_account_can_be_changed(
    setup: AccountSetup, store: Store, in_memory: InMemory
) -> None:
    account = await setup.add(named("Work"), "old")
    moved = replace(account, imap=Server("new.example", 993, Security.TLS))
    await setup.change(moved, "new")
    assert await store.read(accounts.accounts) == (moved,)
    assert in_memory.entries[ENTRY] == "new"


async def test_an_account_is_renamed_unless_the_name_is_taken(
    setup: AccountSetup, store: Store
) -> None:
    work = await setup.add(named("Work"), "secret")
    await setup.add(named("Home"), "secret")
    with pytest.raises(SettingsError, match="already"):
        await setup.change(replace(work, name="Home"), None)
    await setup.change(replace(work, name="Office"), None)
    assert [each.name for each in await store.read(accounts.accounts)] == ["Office", "Home"]


async def test_a_change_that_cannot_be_made_changes_nothing(
    setup: AccountSetup, store: Store, in_memory: InMemory
) -> None:
    account = await setup.add(named("Work"), "old")
    with pytest.raises(SettingsError, match="server"):
        await setup.change(replace(account, imap=replace(account.imap, port=0)), "new")
    in_memory.locked = True
    with pytest.raises(SecretUnavailable):
        await setup.change(replace(account, username="other"), "new")
    in_memory.locked = False
    assert await store.read(accounts.accounts) == (account,)
    assert in_memory.entries[ENTRY] == "old"


async def test_a_password_that_is_no_longer_used_is_forgotten(
    setup: AccountSetup, in_memory: InMemory
) -> None:
    account = await setup.add(named("Work"), "old")
    await setup.change(replace(account, secret=SecretSource(SecretKind.COMMAND, "echo x")), None)
    assert in_memory.entries == {}
