"""Letters that mean nothing find nothing, words that nobody wrote still do."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from emailassist.app import open_engine
from emailassist.domain.found import By
from emailassist.domain.mailbox import ListedMailbox, Role
from emailassist.domain.views import Listing
from emailassist.engine.engine import Engine
from emailassist.paths import Paths
from emailassist.store import accounts, arrivals
from emailassist.store.database import open_writer
from tests.support.mail import arrival, new_account, raw_message

MAIL = (
    ("Salaries for October", "Please approve the wages of all employees by Friday.\n"),
    ("Water is off", "On Tuesday there will be no water in the building until noon.\n"),
    ("Build 4711 failed", "Three tests of the zlrq module failed, see the log.\n"),
)


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    """A little mail, and the encoder that everybody has."""
    places = Paths(tmp_path)
    places.make_home()
    db = open_writer(places.database)
    account = accounts.add_account(db, new_account())
    accounts.keep_mailboxes(db, account.id, [ListedMailbox("INBOX", Role.INBOX, "/")])
    (inbox,) = accounts.mailboxes(db, account.id)
    raws = [
        raw_message(subject, body, message_id=f"<{number}@reed.example>")
        for number, (subject, body) in enumerate(MAIL)
    ]
    arrivals.add_arrivals(
        db, account.id, inbox.id, [arrival(uid, raw) for uid, raw in enumerate(raws, 1)]
    )
    db.close()
    opened = open_engine(tmp_path)
    await opened.start()
    await opened.embedding.learn()
    yield opened
    await opened.stop()


async def test_letters_find_nothing_and_words_in_another_language_do(engine: Engine) -> None:
    async def found(query: str, by: By = By.MEANING) -> list[int]:
        return [int(key) for key in (await engine.search.find(Listing(query=query), by)).keys]

    for nonsense in ("zxqv", "asdfgh", "qwpo zmxn", "hjklö"):
        assert await found(nonsense) == [], nonsense
    assert (await found("payer les salaires"))[:1] == [1]
    assert (await found("corte de agua"))[:1] == [2]
    assert await found("zlrq", By.BOTH) == [3]
    for absent in ("tickets for the football final", "the dentist moved my appointment"):
        assert await found(absent) == [], absent  # they mean something, but nothing here
