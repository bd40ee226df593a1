"""Real servers to get into."""

from collections.abc import Iterator

import pytest

from tests.imap.certificates import require
from tests.imap.dovecot import Dovecot, DovecotProcess


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    require("dovecot")
    with DovecotProcess() as running:
        yield running
