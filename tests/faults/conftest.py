"""The secret of homes that synchronise with a real Dovecot."""

import pytest

from tests.faults.world import SECRET_VARIABLE
from tests.imap.dovecot import PASSWORD


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET_VARIABLE, PASSWORD)
