"""Certificates that fail verification, on the command line."""

from collections.abc import Iterator

import pytest

from emailassist.domain.account import Security
from tests.cli.conftest import Run
from tests.imap.certificates import require
from tests.imap.dovecot import PASSWORD, Dovecot, DovecotProcess
from tests.support.keyrings import InMemory

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    require("dovecot")
    with DovecotProcess() as running:
        yield running


@pytest.fixture
def added(run: Run, dovecot: Dovecot, in_memory: InMemory) -> Run:
    server = dovecot.server(Security.TLS)
    servers = ("--imap-host", server.host, "--imap-port", str(server.port), "--security", "tls")
    sending = ("--smtp-host", "127.0.0.1", "--smtp-port", "9", "--smtp-security", "none")
    given = f"{PASSWORD}\n"
    assert run("account", "add", "me@x.example", *servers, *sending, given=given).code == 0
    return run


def _fingerprint(run: Run) -> str:
    """The one that a synchronisation complains about."""
    failed = run("sync")
    assert failed.code == 1
    assert len(failed.err.strip().splitlines()) == 1
    return failed.err.partition("fingerprint is ")[2].partition(".")[0]


def test_a_certificate_is_trusted_after_a_yes_and_no_longer_after_a_no(added: Run) -> None:
    mark = _fingerprint(added)
    shown = added("account", "trust", "me@x.example", given="n\n")
    assert shown.code == 1
    assert mark in shown.err
    assert _fingerprint(added) == mark
    assert added("account", "trust", "me@x.example", given="y\n").code == 0
    assert added("sync").code == 0
    [account] = added("--json", "account", "list").json["accounts"]
    assert account["trusted_certificates"][0]["sha256"] == mark.replace(":", "").lower()
    assert added("account", "distrust", "me@x.example").code == 0
    assert _fingerprint(added) == mark


def test_only_the_certificate_that_was_named_is_trusted(added: Run) -> None:
    mark = _fingerprint(added)
    other = added("account", "trust", "me@x.example", "--fingerprint", "00" * 32)
    assert other.code == 1
    assert "another one" in other.err
    assert added("account", "trust", "me@x.example", "--fingerprint", mark).code == 0
    assert added("sync").code == 0
