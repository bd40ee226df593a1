"""A real Dovecot whose disk can be read, a proxy in front of it, and homes to synchronise."""

import itertools
from collections.abc import Callable, Iterator

import pytest

from tests.faults.world import SECRET_VARIABLE
from tests.imap.certificates import require
from tests.imap.dovecot import PASSWORD, Dovecot, DovecotProcess


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    require("dovecot")
    with DovecotProcess() as running:
        yield running


@pytest.fixture(scope="session")
def new_user() -> Callable[[], str]:
    numbers = itertools.count(1)
    return lambda: f"user{next(numbers)}"


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET_VARIABLE, PASSWORD)
