"""From an address and a secret to an account, on the command line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from emailassist.credentials.secrets import KEYRING_SERVICE
from emailassist.credentials.tokens import decoded
from emailassist.demo.servers import DemoAccess, DemoServers
from emailassist.discovery.presets import Presets
from emailassist.domain.account import Security, Server
from emailassist.domain.provider import LoginWith, Provider
from tests.cli.conftest import Run
from tests.demo.sample import write_sample
from tests.discovery.parts import ScriptedNames, ScriptedWeb
from tests.support.authorization_server import CLIENT_ID, ScriptedAuthorization, browse
from tests.support.keyrings import InMemory
from tests.support.token_servers import token_imap, token_smtp


@pytest.fixture
def access(tmp_path: Path) -> Iterator[DemoAccess]:
    servers = DemoServers(tmp_path / "demo", write_sample(tmp_path / "sample"))
    yield servers.start()
    servers.stop()


def know(monkeypatch: pytest.MonkeyPatch, provider: Provider) -> None:
    """Let this be the only provider that is known."""
    presets = Presets([provider])
    monkeypatch.setattr("emailassist.engine.entry.read_presets", lambda _: presets)


def hosting(access: DemoAccess) -> Provider:
    return Provider(
        "sample",
        "Sample Mail",
        ("tallernorte.example",),
        (access.imap,),
        (access.smtp,),
        help="Sample Mail wants an app password.",
        help_url="https://sample.example/app-passwords",
    )


def test_an_address_and_a_password_are_enough(
    run: Run, access: DemoAccess, in_memory: InMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    know(monkeypatch, hosting(access))
    added = run("--json", "account", "add", access.username, given=f"{access.secret}\n")
    assert (added.code, added.err.count(access.secret)) == (0, 0)
    assert added.json["imap"] == access.imap.label
    assert access.imap.label in added.err, "the servers are shown before the password is asked for"
    assert list(in_memory.entries.values()) == [access.secret]
    assert run("account", "check").code == 0


def test_a_wrong_password_is_explained_and_nothing_is_kept(
    run: Run, access: DemoAccess, in_memory: InMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    know(monkeypatch, hosting(access))
    refused = run("account", "add", access.username, given="wrong\n")
    assert refused.code == 1
    assert "Sample Mail wants an app password. https://sample.example" in refused.err
    assert in_memory.entries == {}
    assert run("--json", "account", "list").json == {"accounts": []}


def test_servers_are_found_and_printed_without_logging_in(
    run: Run, access: DemoAccess, monkeypatch: pytest.MonkeyPatch
) -> None:
    know(monkeypatch, hosting(access))
    found = run("account", "discover", access.username, "--json").json
    assert found["complete"] is True
    assert found["provider"] == "Sample Mail"
    (imap,) = found["imap"]
    assert (imap["server"], imap["origin"], imap["works"]) == (access.imap.label, "preset", True)


def test_a_server_that_is_known_but_silent_is_named(
    run: Run, access: DemoAccess, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Server("127.0.0.1", 9, Security.NONE)
    know(monkeypatch, Provider("gone", "Gone", ("nowhere.invalid",), (gone,), (gone,)))
    failed = run("account", "add", "clara@nowhere.invalid")
    assert failed.code == 1
    assert "127.0.0.1:9" in failed.err
    assert "--imap-host" in failed.err


def test_what_cannot_be_found_is_asked_for(
    run: Run, access: DemoAccess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("emailassist.engine.entry.Dns", ScriptedNames)
    monkeypatch.setattr("emailassist.engine.entry.Web", ScriptedWeb().web)
    failed = run("account", "add", "clara@nowhere.invalid")
    assert failed.code == 1
    assert "No IMAP and SMTP server" in failed.err
    assert "--imap-host" in failed.err
    given = ("--imap-host", access.imap.host, "--imap-port", access.imap.port, "--security", "none")
    failed = run("account", "add", "clara@nowhere.invalid", *map(str, given))
    assert "No SMTP server" in failed.err


def test_a_provider_that_takes_no_passwords_is_not_given_one(
    run: Run, access: DemoAccess, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_oauth = Provider(
        "closed",
        "Closed",
        ("tallernorte.example",),
        (access.imap,),
        (access.smtp,),
        login=(LoginWith.OAUTH,),
        oauth="microsoft",
    )
    know(monkeypatch, only_oauth)
    refused = run("account", "add", access.username, given="secret\n")
    assert refused.code == 1
    assert "--oauth microsoft" in refused.err


def test_signing_in_needs_a_client_id_and_says_where_it_comes_from(
    run: Run, access: DemoAccess, monkeypatch: pytest.MonkeyPatch
) -> None:
    know(monkeypatch, hosting(access))
    refused = run("account", "add", access.username, "--oauth", "google")
    assert refused.code == 1
    assert "account client google CLIENT_ID" in refused.err
    assert "https://console.cloud.google.com" in refused.err


def test_an_account_signs_in_and_its_tokens_are_nowhere_but_in_the_keyring(
    run: Run, in_memory: InMemory, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    addresses: list[str] = []

    def open_browser(url: str) -> bool:
        addresses.append(url)
        browse(url)
        return True

    monkeypatch.setattr("webbrowser.open", open_browser)
    seen: list[str] = []
    with (
        ScriptedAuthorization() as authorization,
        token_imap(authorization.access_tokens.__contains__, "XOAUTH2", seen) as imap,
        token_smtp(authorization.access_tokens.__contains__, seen) as smtp,
    ):
        know(monkeypatch, Provider("own", "Own", ("example.org",), (imap.server,), (smtp.server,)))
        configured = run(
            *("account", "client", "own", CLIENT_ID, "--scope", "mail"),
            *("--authorization-endpoint", f"{authorization.url}/authorize"),
            *("--token-endpoint", f"{authorization.url}/token"),
        )
        assert configured.code == 0, configured.err
        added = run("account", "add", "clara@example.org", "--oauth", "own")
        assert added.code == 0, added.err
        assert addresses[0] in added.err
        assert run("account", "check").code == 0
        authorization.revoke()
        gone = run("account", "check")
        assert gone.code == 1
        assert "Sign in again" in gone.err
        assert run("account", "sign-in", "clara@example.org").code == 0
        again = run("account", "check")
        assert again.code == 0
    tokens = decoded(in_memory.entries[KEYRING_SERVICE, "clara@example.org own"])
    assert seen[-1] == tokens.access
    printed = "".join(each.out + each.err for each in (configured, added, gone, again))
    files = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert any(path.name == "settings.toml" for path in files)
    for secret in {tokens.access, tokens.refresh, *seen}:
        assert secret not in printed
        assert all(secret.encode() not in path.read_bytes() for path in files)
