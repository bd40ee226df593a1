"""A home with an account on a real Dovecot."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from emailassist.app import open_engine
from emailassist.domain.account import SecretKind, SecretSource, Security
from emailassist.engine.engine import Engine
from tests.imap.dovecot import PASSWORD, Dovecot
from tests.support.mail import new_account

VARIABLE = "EMAILASSIST_TEST_SECRET"


@pytest.fixture
async def engine(
    dovecot: Dovecot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Engine]:
    monkeypatch.setenv(VARIABLE, PASSWORD)
    opened = open_engine(tmp_path / "home")
    await opened.start()
    secret = SecretSource(SecretKind.ENVIRONMENT, VARIABLE)
    new = new_account(imap=dovecot.server(Security.NONE), secret=secret)
    await opened.add_account(replace(new, username=tmp_path.name), None)
    yield opened
    await opened.stop()
