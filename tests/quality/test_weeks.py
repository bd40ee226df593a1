"""What the store tells of the weeks, and the weekly look at them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from emailassist.domain.events import ChangeSet, Event, Notice
from emailassist.domain.ids import MessageKey
from emailassist.domain.mailbox import ListedMailbox, Role
from emailassist.domain.triage import (
    Category,
    Correction,
    Cost,
    Priority,
    Summary,
    Tier,
    Triage,
    Verdict,
    Written,
)
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.doctor import from_week_to_week
from emailassist.engine.weekly import Weekly
from emailassist.store import accounts, arrivals
from emailassist.store import triage as triage_store
from emailassist.store.database import Database, open_writer
from emailassist.store.quality import weeks
from tests.support.mail import arrival, new_account, raw_message

NOW = datetime.now(UTC)
SAID = Verdict(
    Tier.AGENTS, "router", "fyi", Priority.NORMAL, needs_reply=False, confidence=0.9, reason=""
)
TRIAGE = Triage(SAID, "en", Summary("", Written.EXTRACTED), (), (), (SAID,), Cost(), "")


def fill(db: Database, parts: list[list[str]], corrected: int = 0) -> None:
    """Mail of each week (newest first) of these categories; the first ones are corrected."""
    account = accounts.add_account(db, new_account())
    accounts.keep_mailboxes(db, account.id, [ListedMailbox("INBOX", Role.INBOX, "/")])
    (inbox,) = accounts.mailboxes(db, account.id)
    named = [(age, category) for age, some in enumerate(parts) for category in some]
    raws = [raw_message(message_id=f"<{n}@x.example>") for n in range(len(named))]
    some = [arrival(uid, raw) for uid, raw in enumerate(raws, 1)]
    arrivals.add_arrivals(db, account.id, inbox.id, some)
    for number, (age, category) in enumerate(named, 1):
        at = int((NOW - timedelta(days=7 * age + 1)).timestamp())
        db.execute("UPDATE messages SET date = ? WHERE id = ?", [at, number])
        verdict = replace(SAID, category=category)
        triage = replace(TRIAGE, verdict=verdict, trail=(verdict,))
        triage_store.keep_triage(db, MessageKey(number), triage, (), NOW)
        if number <= corrected:
            said = Correction(category="personal")
            triage_store.keep_correction(db, MessageKey(number), said, NOW)


def test_a_week_is_what_arrived_in_it_and_who_corrected_it(tmp_path: Path) -> None:
    db = open_writer(tmp_path / "mail.db")
    fill(db, [["fyi", "fyi", "receipt"], ["fyi"]], corrected=1)
    triage_store.keep_correction(db, MessageKey(2), Correction(needs_reply=True), NOW)
    this, last = weeks(db, NOW, 2)
    assert (this.messages, last.messages) == (3, 1)
    assert dict(this.categories) == {"personal": 1, "fyi": 1, "receipt": 1}
    assert this.corrected == 1  # the category of the second was right
    assert this.sure == pytest.approx(0.9)
    db.close()


async def test_what_moved_is_said_once_a_week(tmp_path: Path) -> None:
    calm = ["fyi"] * 40 + ["newsletter"] * 10
    db = open_writer(tmp_path / "mail.db")
    fill(db, [["fyi"] * 20 + ["newsletter"] * 30, *[calm] * 4])
    db.close()
    heard: list[Event] = []
    announcer = Announcer()
    announcer.subscribe(heard.append)

    async def categories() -> tuple[Category, ...]:
        return (Category("newsletter", "Newsletters", "", ""),)

    weekly = Weekly(Store(tmp_path / "mail.db"), announcer, categories)
    await weekly.if_due()
    (notice,) = [each for each in heard if isinstance(each, Notice)]
    assert "“Newsletters” went from 20 % to 60 % of your mail this week" in notice.text
    assert ChangeSet(quality=True) in heard
    found = await weekly.look()
    told = from_week_to_week(found, await weekly.words(found))
    assert not told.fine
    assert not told.needed
    assert told.text == notice.text
    await weekly.if_due()
    assert len([each for each in heard if isinstance(each, Notice)]) == 1
    await weekly._store.close()
