"""Log-ins to the servers to test against: the sample mailbox's, and a real Dovecot."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from emailassist.demo.servers import DemoServers
from emailassist.domain.account import Security
from tests.demo.sample import write_sample
from tests.imap.dovecot import PASSWORD, Dovecot
from tests.imap.login import Login


@pytest.fixture
def demo_login(tmp_path: Path) -> Iterator[Login]:
    servers = DemoServers(tmp_path / "demo", write_sample(tmp_path / "sample"))
    access = servers.start()
    yield Login(access.imap, access.username, access.secret)
    servers.stop()


@pytest.fixture
def dovecot_login(dovecot: Dovecot, new_user: Callable[[], str]) -> Login:
    return Login(dovecot.server(Security.NONE), new_user(), PASSWORD)


@pytest.fixture(params=["demo_login", pytest.param("dovecot_login", marks=pytest.mark.integration)])
def login(request: pytest.FixtureRequest) -> Login:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Login)
    return found
