"""Accounts that log in with OAuth 2, from the browser to the mail server and back again."""

import asyncio
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import structlog
from keyring.errors import KeyringLocked

from emailassist.credentials.secrets import KEYRING_SERVICE, Secrets
from emailassist.credentials.tokens import decoded, encoded
from emailassist.domain.account import Auth, NewAccount, SecretKind, SecretSource, Security, Server
from emailassist.domain.address import Address
from emailassist.domain.errors import (
    AuthenticationFailed,
    SecretUnavailable,
    ServerUnreachable,
    SignInNeeded,
)
from emailassist.domain.oauth import OAuthClient, Tokens
from emailassist.engine.credentials import Credentials
from emailassist.imap.session import ImapSession
from emailassist.settings import Settings
from emailassist.smtp.submission import check
from tests.imap.certificates import require
from tests.imap.dovecot import DovecotProcess
from tests.support.authorization_server import CLIENT_ID, ScriptedAuthorization, browse
from tests.support.entry import made_credentials
from tests.support.keyrings import InMemory
from tests.support.token_servers import token_imap, token_smtp

SOURCE = SecretSource(SecretKind.KEYRING, "clara@example.org example")
MECHANISMS = pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])


@pytest.fixture
def authorization() -> Iterator[ScriptedAuthorization]:
    with ScriptedAuthorization() as running:
        yield running


@pytest.fixture
def credentials(authorization: ScriptedAuthorization, in_memory: InMemory) -> Credentials:
    settings = Settings(oauth_clients=(OAuthClient("example", CLIENT_ID),))
    return made_credentials(
        Secrets(), settings=settings, servers={"example": authorization.description}
    )


def account(server: Server | None = None) -> NewAccount:
    nowhere = Server("127.0.0.1", 9, Security.NONE)
    return NewAccount(
        name="Clara",
        address=Address("", "clara@example.org"),
        imap=server or nowhere,
        smtp=nowhere,
        username="clara@example.org",
        secret=SOURCE,
        auth=Auth.OAUTH,
        oauth="example",
    )


def signed_in(credentials: Credentials) -> Tokens:
    """Somebody has signed in, and the tokens are in the keyring."""
    work = credentials.authorization.sign_in("example", "clara@example.org", browse)
    tokens = asyncio.run(work)
    Secrets().keep(SOURCE, encoded(tokens))
    return tokens


def kept() -> Tokens:
    return decoded(Secrets().read(SOURCE))


@MECHANISMS
def test_a_mail_server_lets_in_whoever_signed_in(
    credentials: Credentials, authorization: ScriptedAuthorization, mechanism: str
) -> None:
    tokens = signed_in(credentials)
    seen: list[str] = []
    with token_imap(authorization.access_tokens.__contains__, mechanism, seen) as imap:
        credential = credentials.read(account(imap.server))
        with ImapSession.open(imap.server, "clara@example.org", credential, timeout=5) as session:
            assert [box.name for box in session.mailboxes()] == ["INBOX"]
    assert seen == [tokens.access]


@MECHANISMS
def test_a_token_that_is_refused_is_renewed_once(
    credentials: Credentials, authorization: ScriptedAuthorization, mechanism: str
) -> None:
    old = signed_in(credentials)
    authorization.access_tokens.clear()
    seen: list[str] = []
    with token_imap(authorization.access_tokens.__contains__, mechanism, seen) as imap:
        credential = credentials.read(account(imap.server))
        ImapSession.open(imap.server, "clara@example.org", credential, timeout=5).close()
    assert seen == [old.access, kept().access]
    assert kept().refresh != old.refresh


def test_a_server_that_refuses_every_token_is_not_asked_for_ever(
    credentials: Credentials, authorization: ScriptedAuthorization
) -> None:
    signed_in(credentials)
    seen: list[str] = []
    with token_imap(lambda _: False, "XOAUTH2", seen) as imap:
        credential = credentials.read(account(imap.server))
        with pytest.raises(AuthenticationFailed) as caught:
            ImapSession.open(imap.server, "clara@example.org", credential, timeout=5)
    assert len(seen) == 2
    assert "Sign in again" in caught.value.hint


def test_a_token_is_renewed_before_its_end(
    credentials: Credentials, authorization: ScriptedAuthorization
) -> None:
    old = signed_in(credentials)
    assert credentials.read(account()).secret == old.access
    Secrets().keep(SOURCE, encoded(replace(old, expires_at=time.time() + 60)))
    fresh = credentials.read(account())
    assert fresh.secret in authorization.access_tokens - {old.access}
    assert credentials.read(account()).secret == fresh.secret


def test_a_token_is_used_to_its_end_when_no_other_can_be_had(
    credentials: Credentials, authorization: ScriptedAuthorization
) -> None:
    old = signed_in(credentials)
    authorization.token_status = 503
    Secrets().keep(SOURCE, encoded(replace(old, expires_at=time.time() + 60)))
    assert credentials.read(account()).secret == old.access
    Secrets().keep(SOURCE, encoded(replace(old, expires_at=time.time() - 1)))
    with pytest.raises(ServerUnreachable):
        credentials.read(account())


def test_tokens_that_the_keyring_does_not_take_are_not_lost(
    credentials: Credentials,
    authorization: ScriptedAuthorization,
    in_memory: InMemory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = signed_in(credentials)
    Secrets().keep(SOURCE, encoded(replace(old, expires_at=0)))

    def refuse(*_: str) -> None:
        raise KeyringLocked("not now")

    with monkeypatch.context() as patch:
        patch.setattr(in_memory, "set_password", refuse)
        fresh = credentials.read(account())
        assert fresh.secret in authorization.access_tokens - {old.access}
    assert credentials.read(account()).secret == fresh.secret
    again = fresh.renew
    assert again is not None
    assert again().secret == kept().access


def test_connections_that_need_a_token_at_once_renew_it_once(
    credentials: Credentials, authorization: ScriptedAuthorization
) -> None:
    old = signed_in(credentials)
    Secrets().keep(SOURCE, encoded(replace(old, expires_at=0)))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: credentials.read(account()).secret, range(8)))
    assert len(set(found)) == 1
    grants = [each["grant_type"] for each in authorization.token_requests]
    assert grants == ["authorization_code", "refresh_token"]


def test_connections_that_are_refused_at_once_renew_it_once(
    credentials: Credentials, authorization: ScriptedAuthorization
) -> None:
    signed_in(credentials)
    refused = [credentials.read(account()) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda each: each.renew and each.renew().secret, refused))
    assert found == [kept().access] * 4
    assert len(authorization.token_requests) == 2


def test_a_sign_in_that_was_revoked_is_said_in_a_sentence(
    credentials: Credentials, authorization: ScriptedAuthorization
) -> None:
    old = signed_in(credentials)
    authorization.revoke()
    Secrets().keep(SOURCE, encoded(replace(old, expires_at=0)))
    with pytest.raises(SignInNeeded, match="Clara: Example no longer accepts") as caught:
        credentials.read(account())
    assert "Sign in again" in caught.value.hint
    assert caught.value.account == "Clara"
    for token in (old.access, old.refresh):
        assert token not in f"{caught.value!r}{caught.value.sentences}{caught.value.__cause__!r}"


@pytest.mark.parametrize("entry", ["", "a password", "{}", '{"access": 1}', "[1]"])
def test_an_entry_that_holds_no_tokens_is_said_without_quoting_it(
    credentials: Credentials, entry: str
) -> None:
    Secrets().keep(SOURCE, entry)
    with pytest.raises(SecretUnavailable, match="no sign-in") as caught:
        credentials.read(account())
    assert caught.value.__cause__ is None


def test_tokens_are_in_the_keyring_and_nowhere_else(
    credentials: Credentials, in_memory: InMemory, capfd: pytest.CaptureFixture[str]
) -> None:
    with structlog.testing.capture_logs() as logged:
        tokens = signed_in(credentials)
        shown = repr(credentials.read(account()))
    assert tokens.access not in shown
    assert list(in_memory.entries) == [(KEYRING_SERVICE, SOURCE.value)]
    written = "".join([*capfd.readouterr(), json.dumps(logged, default=str)])
    assert tokens.access not in written
    assert tokens.refresh not in written


async def test_sending_renews_a_refused_token_too(
    authorization: ScriptedAuthorization, in_memory: InMemory
) -> None:
    settings = Settings(oauth_clients=(OAuthClient("example", CLIENT_ID),))
    credentials = made_credentials(
        Secrets(), settings=settings, servers={"example": authorization.description}
    )
    tokens = await credentials.authorization.sign_in("example", "clara@example.org", browse)
    Secrets().keep(SOURCE, encoded(tokens))
    authorization.access_tokens.clear()
    seen: list[str] = []
    with token_smtp(authorization.access_tokens.__contains__, seen) as smtp:
        credential = await asyncio.to_thread(credentials.read, account())
        await check(smtp.server, "clara@example.org", credential, timeout=5)
    assert seen == [tokens.access, kept().access]


@pytest.mark.integration
def test_dovecot_lets_in_whoever_signed_in(
    credentials: Credentials, authorization: ScriptedAuthorization
) -> None:
    require("dovecot")
    signed_in(credentials)
    with DovecotProcess(f"{authorization.url}/introspect") as dovecot:
        server = dovecot.server(Security.NONE)
        credential = credentials.read(account(server))
        with ImapSession.open(server, "clara@example.org", credential, timeout=5) as session:
            assert session.select("INBOX").exists == 0
        authorization.access_tokens.clear()
        with ImapSession.open(server, "clara@example.org", credential, timeout=5) as session:
            assert session.select("INBOX").exists == 0
        assert kept().access != credential.secret
