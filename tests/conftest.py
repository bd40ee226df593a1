import builtins
import itertools
from collections.abc import Callable, Iterator

import keyring
import pytest
from hypothesis import settings

from tests.imap.certificates import require
from tests.imap.dovecot import Dovecot, DovecotProcess
from tests.support.keyrings import InMemory

# A busy machine is no bug: hangs are caught by the time-out of the whole test.
settings.register_profile("emailassist", deadline=None)
settings.load_profile("emailassist")

_IMPORT = builtins.__import__


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """As `emailassist.app` does: PySide6 puts a hook here that breaks lazy imports of others."""
    builtins.__import__ = _IMPORT


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes a minute begins first: at the end everybody else would wait for it."""
    items.sort(key=lambda item: item.path.name != "test_wheel.py")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def in_memory() -> Iterator[InMemory]:
    before, backend = keyring.get_keyring(), InMemory()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A real server; who logs in has a mailbox of their own."""
    require("dovecot")
    with DovecotProcess() as running:
        yield running


@pytest.fixture(scope="session")
def new_user() -> Callable[[], str]:
    """Names for Dovecot that nobody has yet."""
    numbers = itertools.count(1)
    return lambda: f"user{next(numbers)}"
