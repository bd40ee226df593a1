from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pytest

from emailassist import paths
from emailassist.assistant.library import InstructionLibrary
from emailassist.credentials.secrets import Secrets
from emailassist.domain.errors import InputError
from emailassist.domain.events import Event, Rejudged
from emailassist.domain.ids import MessageKey
from emailassist.domain.lesson import Deed
from emailassist.domain.mailbox import ListedMailbox, Role
from emailassist.domain.triage import Correction, Tier, Triage
from emailassist.engine.endpoints import Endpoints
from emailassist.engine.engine import Engine
from emailassist.store import accounts, arrivals
from emailassist.store.database import open_writer
from tests.support.mail import arrival, new_account, raw_message

SHOP = "The Wood Shop <news@wood.example>"
FRAUD = (
    "Dear customer,\n\nyour account is suspended. Verify your password within 24 hours at\n"
    "http://192.0.2.7/login\n"
)


class Letters:
    """An embedder that takes no time: which words a text has, hashed."""

    model = "letters"

    def embed(self, texts: Sequence[str]) -> Any:
        rows = np.full((len(texts), 48), 0.01, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.casefold().split():
                row[crc32(word.encode(errors="replace")) % 48] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def mail(number: int, body: str = "", *, sender: str = SHOP) -> bytes:
    return raw_message(
        f"Wood of the week, part {number}",
        body or f"Hello,\n\noak, ash and elm are here. Number {number} of this year.\n",
        sender=sender,
        message_id=f"<{number}@wood.example>",
        date=f"Wed, 18 Nov 2026 09:0{number}:00 +0100",
        Reply_To="Desk <desk@elsewhere.example>" if body else "",
    )


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    """An account with four messages of a shop, one that only says so, and one of a person."""
    places = paths.Paths(tmp_path)
    places.make_home()
    _fill(places.database)
    secrets = Secrets()
    library = InstructionLibrary(paths.shipped("instructions"), places.instructions)
    endpoints = Endpoints(places, secrets, library, models=paths.models(), embedder=Letters())
    opened = Engine(places, secrets, library, endpoints)
    await opened.start()
    yield opened
    await opened.stop()


def _fill(database: Path) -> None:
    db = open_writer(database)
    account = accounts.add_account(db, new_account())
    boxes = [
        ListedMailbox("INBOX", Role.INBOX, "/"),
        ListedMailbox("Junk", Role.JUNK, "/"),
        ListedMailbox("Archive", Role.ARCHIVE, "/"),
    ]
    accounts.keep_mailboxes(db, account.id, boxes)
    inbox = accounts.mailbox_of_role(db, account.id, Role.INBOX)
    assert inbox is not None
    raws = [*(mail(number) for number in range(1, 5)), mail(5, FRAUD)]
    raws.append(raw_message(message_id="<6@reed.example>"))
    some = [arrival(uid, raw) for uid, raw in enumerate(raws, 1)]
    arrivals.add_arrivals(db, account.id, inbox.id, some)
    db.close()


KEYS = [MessageKey(number) for number in range(1, 7)]


async def triage(engine: Engine, key: MessageKey) -> Triage:
    found = (await engine.detail(key)).triage
    assert found is not None
    return found


async def categories(engine: Engine, keys: Sequence[MessageKey]) -> list[str | None]:
    return [(await triage(engine, key)).verdict.category for key in keys]


async def test_words_about_a_sender_are_learned_and_taken_back(engine: Engine) -> None:
    heard: list[Event] = []
    engine.subscribe(heard.append)
    assert (await engine.triage()).problem == ""
    before = await categories(engine, KEYS)
    assert "personal" not in before[:5]

    for key in KEYS[:2]:
        await engine.correct(key, Correction(category="personal"))
        await engine.learning.settle()

    told = [each for each in heard if isinstance(each, Rejudged)]
    others = sum(each.count for each in told)
    assert others >= 2
    assert await categories(engine, KEYS) == ["personal"] * 4 + before[4:]
    judged = await triage(engine, KEYS[2])
    assert (judged.verdict.tier, judged.trail[-1]) == (Tier.CLASSIFIER, judged.verdict)
    assert "You said" in judged.verdict.reason

    # What is triaged from now on is judged so too, over what a rule would say.
    # Who only pretends to be that sender is not.
    await engine.triage(keys=KEYS[3:5])
    assert (await triage(engine, KEYS[3])).verdict.category == "personal"
    fraud = await triage(engine, KEYS[4])
    assert fraud.warnings
    assert fraud.verdict.category == before[4] != "personal"

    for key in (*KEYS[:2], KEYS[0]):
        await engine.withdraw_correction(key)
    await engine.learning.settle()
    assert await categories(engine, KEYS[:3]) == before[:3]


async def test_undo_lets_others_be_judged_as_before_for_good(engine: Engine) -> None:
    heard: list[Event] = []
    engine.subscribe(heard.append)
    await engine.triage()
    before = await categories(engine, KEYS)
    for key in KEYS[:2]:
        await engine.correct(key, Correction(category="personal"))
    await engine.learning.settle()
    told = next(each for each in heard if isinstance(each, Rejudged))
    assert await engine.learning.put_back(told.lesson) == told.count
    assert await categories(engine, KEYS[2:4]) == before[2:4]
    await engine.correct(KEYS[1], Correction(priority=None, category="personal"))
    await engine.learning.settle()
    assert await categories(engine, KEYS[2:4]) == before[2:4]


async def test_forgetting_a_sender_and_taking_that_back(engine: Engine) -> None:
    await engine.triage()
    before = await categories(engine, KEYS)
    for key in KEYS[:2]:
        await engine.correct(key, Correction(category="personal"))
    await engine.learning.settle()
    forgotten = await engine.learning.forget("news@wood.example")
    assert forgotten.count == 2
    await engine.learning.settle()
    assert await categories(engine, KEYS) == ["personal"] * 2 + before[2:]
    await engine.triage(keys=[KEYS[3]])
    assert await categories(engine, [KEYS[3]]) == [before[3]]
    await engine.learning.remember(forgotten)
    await engine.learning.settle()
    assert await categories(engine, KEYS[:4]) == ["personal"] * 4


async def test_deeds_teach_unless_the_person_does_not_want_it(engine: Engine) -> None:
    undo = await engine.actions.archive(KEYS[:2])
    await engine.learning.settle()
    kept = await engine.learned.lessons(None)
    assert [each.lesson.deed for each in kept] == [Deed.ARCHIVED_UNREAD] * 2
    assert not any(each.pending for each in kept)
    await engine.actions.undo(undo)
    await engine.learning.settle()
    assert await engine.learned.lessons(None) == ()
    await engine.preferences.set("learn_from_deeds", "false")
    await engine.actions.spam(KEYS[:2])
    await engine.learning.settle()
    assert await engine.learned.lessons(None) == ()


async def test_a_category_that_nobody_knows_is_refused(engine: Engine) -> None:
    with pytest.raises(InputError, match="nonsense"):
        await engine.correct(KEYS[0], Correction(category="nonsense"))
