import builtins
import itertools
import os
from collections.abc import Callable, Iterator

import keyring
import pytest
from hypothesis import settings

from tests.imap.certificates import require
from tests.imap.dovecot import Dovecot, DovecotProcess
from tests.support import once
from tests.support.keyrings import InMemory

# A busy machine is no bug: hangs are caught by the time-out of the whole test.
settings.register_profile("emailassist", deadline=None)
settings.load_profile("emailassist")

_IMPORT = builtins.__import__


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """As `emailassist.app` does: PySide6 puts a hook here that breaks lazy imports of others."""
    builtins.__import__ = _IMPORT


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: a third of the time tests wait for servers and timers."""
    return (os.cpu_count() or 1) + 1


_LONGEST = (
    *("test_wheel.py", "test_demo.py", "test_assistant.py", "test_engine.py", "test_window.py"),
    *("test_endpoints.py", "test_damage.py", "test_embedded.py", "test_probe.py"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files begin first: at the end everybody else would wait for them."""
    order = {name: place for place, name in enumerate(_LONGEST)}
    items.sort(key=lambda item: order.get(item.path.name, len(order)))


@pytest.fixture(autouse=True, scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What nothing changes is read once, and not for each engine."""
    with pytest.MonkeyPatch.context() as patch:
        once.share(patch, tmp_path_factory.mktemp("shared"))
        yield


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
