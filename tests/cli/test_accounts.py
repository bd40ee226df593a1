from emailassist.credentials.secrets import KEYRING_SERVICE
from tests.cli.conftest import Run
from tests.cli.test_commands import ADD
from tests.support.keyrings import InMemory


def test_a_password_is_changed_without_losing_the_account(run: Run, in_memory: InMemory) -> None:
    assert run(*ADD[:-2], given="old\n").code == 0
    before = run("--json", "account", "list").json["accounts"]
    entry = (KEYRING_SERVICE, "me@x.example 127.0.0.1")
    assert in_memory.entries == {entry: "old"}
    assert run("account", "change", "Work", given="new\n").code == 0
    assert in_memory.entries == {entry: "new"}
    assert run("--json", "account", "list").json["accounts"] == before


def test_servers_and_the_place_of_the_password_are_changed(run: Run, in_memory: InMemory) -> None:
    run(*ADD[:-2], given="old\n")
    changed = run(
        *("account", "change", "Work", "--imap-host", "imap.y.example", "--security", "tls"),
        *("--smtp-port", "10", "--username", "you", "--password-variable", "MY_PASSWORD"),
    )
    assert changed.code == 0
    (account,) = run("--json", "account", "list").json["accounts"]
    assert (account["imap"], account["imap_security"]) == ("imap.y.example:993", "tls")
    assert (account["smtp"], account["smtp_security"]) == ("127.0.0.1:10", "none")
    assert (account["username"], account["secret"]) == ("you", "environment")
    assert in_memory.entries == {}


def test_servers_change_without_asking_for_the_password(run: Run) -> None:
    run(*ADD)
    assert run("account", "change", "Work", "--imap-port", "11").code == 0
    (account,) = run("--json", "account", "list").json["accounts"]
    assert (account["imap"], account["secret"]) == ("127.0.0.1:11", "command")


def test_an_account_that_is_not_there_cannot_be_changed(run: Run) -> None:
    refused = run("account", "change", "Nobody", "--imap-port", "11")
    assert (refused.code, "Nobody" in refused.err) == (1, True)
