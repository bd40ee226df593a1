"""What account set-up does around the search and the login."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from emailassist.app import open_engine
from emailassist.credentials.secrets import Secrets
from emailassist.credentials.tokens import decoded
from emailassist.domain.account import Auth, SecretKind, SecretSource, Security
from emailassist.domain.discovery import Service
from emailassist.domain.errors import SettingsError, SignInFailed, WorldError
from emailassist.domain.oauth import OAuthClient, SignInOption
from emailassist.engine.account_setup import AccountSetup
from emailassist.engine.confined import Store
from emailassist.engine.engine import Engine
from emailassist.settings import Settings, load
from emailassist.store import accounts
from tests.imap.dovecot import Dovecot
from tests.support.authorization_server import CLIENT_ID, ScriptedAuthorization, browse
from tests.support.entry import made_credentials, made_setup
from tests.support.keyrings import InMemory
from tests.support.mail import new_account


@pytest.fixture
def authorization() -> Iterator[ScriptedAuthorization]:
    with ScriptedAuthorization() as running:
        yield running


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = Store(tmp_path / "mail.db")
    await opened.write(lambda _: None)
    yield opened
    await opened.close()


@pytest.fixture
def setup(store: Store, authorization: ScriptedAuthorization, in_memory: InMemory) -> AccountSetup:
    settings = Settings(oauth_clients=(OAuthClient("example", CLIENT_ID),))
    servers = {"example": authorization.description}
    credentials = made_credentials(Secrets(), settings=settings, servers=servers)
    return made_setup(store, Secrets(), credentials)


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    opened = open_engine(tmp_path / "home")
    await opened.start()
    yield opened
    await opened.stop()


async def test_a_sign_in_can_be_stopped(setup: AccountSetup) -> None:
    opened = asyncio.Event()
    loop = asyncio.get_running_loop()
    signing = asyncio.ensure_future(
        setup.sign_in("example", "me@x.example", lambda _: loop.call_soon_threadsafe(opened.set))
    )
    await opened.wait()
    await setup.cancel()
    with pytest.raises(WorldError, match="stopped"):
        await signing


async def test_somebody_signs_in_again(setup: AccountSetup, in_memory: InMemory) -> None:
    source = SecretSource(SecretKind.KEYRING, "me example")
    new = replace(new_account(secret=source), auth=Auth.OAUTH, oauth="example")
    account = await setup.add(new, await setup.sign_in("example", "me@x.example", browse))
    [before] = in_memory.entries.values()
    await setup.sign_in_again(account, browse)
    [after] = in_memory.entries.values()
    assert decoded(after).access != decoded(before).access


async def test_a_password_account_cannot_sign_in(setup: AccountSetup) -> None:
    account = await setup.add(new_account(secret=SecretSource(SecretKind.NONE)), None)
    with pytest.raises(SettingsError, match="password"):
        await setup.sign_in_again(account, browse)


async def test_who_denies_is_not_signed_in(
    setup: AccountSetup, authorization: ScriptedAuthorization, in_memory: InMemory
) -> None:
    authorization.denies = "access_denied"
    with pytest.raises(SignInFailed):
        await setup.sign_in("example", "me@x.example", browse)
    assert in_memory.entries == {}


async def test_a_client_id_is_kept_in_the_settings_and_its_secret_in_the_keyring(
    engine: Engine, in_memory: InMemory
) -> None:
    google, microsoft = await engine.setup.sign_in_options()
    assert (google.name, google.is_ready, microsoft.is_ready) == ("google", False, False)
    source = SecretSource(SecretKind.KEYRING, "oauth client google")
    await engine.setup.set_client(OAuthClient("google", "me.apps", source), "quite secret")
    own = OAuthClient(
        "own", "me", SecretSource(SecretKind.NONE), "https://a.example", "https://t.x"
    )
    await engine.setup.set_client(own, None)
    options = await engine.setup.sign_in_options()
    assert [each.name for each in options if each.is_ready] == ["google", "own"]
    assert options[-1] == SignInOption("own", "own", "", is_ready=True)
    text = engine.paths.settings.read_text()
    assert "me.apps" in text
    assert "quite secret" not in text
    assert list(in_memory.entries.values()) == ["quite secret"]
    assert load(engine.paths.settings).oauth_clients[1] == own


@pytest.mark.parametrize(
    "client",
    [
        OAuthClient("google", " "),
        OAuthClient("own", "me"),
        OAuthClient("google", "me", token_endpoint="http://login.example/token"),
        OAuthClient("google", "me", authorization_endpoint="http://127.0.0.1.example/a"),
    ],
    ids=["no id", "no addresses", "plain http", "plain http to a false loopback"],
)
async def test_a_client_that_cannot_work_is_refused(engine: Engine, client: OAuthClient) -> None:
    with pytest.raises(SettingsError):
        await engine.setup.set_client(client, None)
    assert not engine.paths.settings.exists()


async def test_accounts_of_older_versions_are_read(store: Store) -> None:
    """They know nothing of OAuth, certificates or signatures."""
    account = await store.write(accounts.add_account, new_account())
    newer = ("auth", "oauth", "trusted_certificates", "signature")

    def forget(db: Database) -> None:
        [row] = db.query("SELECT account_json FROM accounts")
        data = json.loads(row["account_json"])
        old = {name: value for name, value in data.items() if name not in newer}
        assert len(old) < len(data)
        db.execute("UPDATE accounts SET account_json = ?", [json.dumps(old)])

    await store.write(forget)
    assert await store.read(accounts.accounts) == (account,)


@pytest.mark.integration
async def test_the_certificate_that_is_in_the_way_can_be_looked_at(
    setup: AccountSetup, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = dovecot.server(Security.TLS)
    found = await setup.rejected_certificate(Service.IMAP, server)
    assert found is not None
    assert found.issuer == "emailassist tests"
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.certificates.authority))
    assert await setup.rejected_certificate(Service.IMAP, server) is None
