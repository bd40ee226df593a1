"""The file of rules of a home: switches, rules of one's own, and what a broken file does."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from emailassist.assistant.library import InstructionLibrary
from emailassist.domain.errors import InputError, NotFound, SettingsError
from emailassist.domain.ids import MessageKey
from emailassist.domain.mailbox import ListedMailbox, Role
from emailassist.domain.own_rule import Addressed, OwnRule
from emailassist.domain.triage import (
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
from emailassist.engine.rules import Rules
from emailassist.local.rule_file import with_off
from emailassist.paths import Paths, shipped
from emailassist.store import accounts, arrivals, triage
from emailassist.store.database import Database
from tests.support.mail import arrival, new_account, raw_message

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
FYI = Verdict(
    Tier.AGENTS,
    "classifier",
    "fyi",
    Priority.NORMAL,
    needs_reply=False,
    confidence=0.8,
    reason="It informs.",
)
MAIL = (
    raw_message("The rent", "About parking.", sender="My Landlord <l@home.example>"),
    raw_message("Hello", "Parking again.", to="a@b.example", message_id="<2@x>", Cc="clara@x.test"),
    raw_message("Weekly", "News.", message_id="<3@x>", List_Id="Neighbours <n.list.example>"),
)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path)


@pytest.fixture
def rules(store: Store, paths: Paths) -> Rules:
    library = InstructionLibrary(shipped("instructions"), paths.instructions)
    return Rules(store, Announcer(), paths, library)


@pytest.fixture
async def keys(store: Store) -> tuple[MessageKey, ...]:
    """Three messages, all triaged; the person corrected the second."""

    def fill(db: Database) -> tuple[MessageKey, ...]:
        account = accounts.add_account(db, new_account())
        accounts.keep_mailboxes(db, account.id, [ListedMailbox("INBOX", Role.INBOX, "/")])
        box = accounts.mailbox_of_role(db, account.id, Role.INBOX)
        assert box is not None
        found = arrivals.add_arrivals(
            db, account.id, box.id, [arrival(uid, raw) for uid, raw in enumerate(MAIL, 1)]
        )
        for key in found:
            kept = Triage(FYI, "en", Summary("…", Written.EXTRACTED), (), (), (FYI,), Cost(), "")
            triage.keep_triage(db, key, kept, (), NOW)
        triage.keep_correction(db, found[1], Correction(category="personal"), NOW)
        return tuple(found)

    return await store.write(fill)


async def test_switches_keep_the_rest_of_the_file_and_the_last_good_one_counts(
    rules: Rules, paths: Paths, store: Store
) -> None:
    paths.rules.write_text('# I know these shops.\noff = [\n  "bait",\n]\n')
    await rules.switch("receipt", on=False)
    assert paths.rules.read_text() == '# I know these shops.\noff = ["bait", "receipt"]\n'
    await rules.switch("bait", on=True)
    assert (await rules.in_force()).off == {"receipt"}

    paths.rules.write_text("off = [oops")
    assert (await rules.in_force()).off == {"receipt"}
    assert rules.problem.startswith("rules.toml:1: ")
    with pytest.raises(SettingsError, match=r"rules\.toml:1"):
        await rules.switch("receipt", on=True)
    library = InstructionLibrary(shipped("instructions"), paths.instructions)
    again = Rules(store, Announcer(), paths, library)
    assert (await again.in_force()).off == {"receipt"}


def test_a_list_is_added_above_tables() -> None:
    assert with_off('[x]\noff = ["no"]\n', ["bait"]) == 'off = ["bait"]\n[x]\noff = ["no"]\n'


async def test_a_rule_rules_on_what_is_here_and_is_taken_back(
    rules: Rules, store: Store, keys: tuple[MessageKey, ...]
) -> None:
    async def verdict(key: MessageKey) -> Verdict:
        found = (await store.read(triage.standing, key)).triage
        assert found is not None
        return found.verdict

    rule = await rules.understand("mail with “parking” in the text is personal and urgent")
    assert await rules.matching(rule) == (keys[1], keys[0])
    assert await rules.put(rule) == 1, "the person's own word stays"
    ruled = await verdict(keys[0])
    assert (ruled.category, ruled.priority) == ("personal", Priority.URGENT)
    assert ruled.reason == "Your rule “parking” says so."
    assert (await verdict(keys[1])).tier is Tier.PERSON
    shown = next(each for each in await rules.all() if each.own)
    assert (shown.fired, shown.sentence) == (
        1,
        "Mail with the text “parking” belongs to “Personal” and has priority urgent.",
    )
    assert await rules.put(replace(rule, priority=Priority.LOW), instead="parking") == 1
    assert (await verdict(keys[0])).priority is Priority.LOW
    await rules.switch("parking", on=False)
    assert await verdict(keys[0]) == FYI
    await rules.remove("parking")
    with pytest.raises(NotFound):
        await rules.own("parking")


@pytest.mark.parametrize(
    ("rule", "places"),
    [
        (OwnRule("a", sender=("landlord",), category="fyi"), [0]),
        (OwnRule("a", sender=("reed.example",), category="fyi"), [1, 2]),
        (OwnRule("a", list_id=("neighbours",), category="fyi"), [2]),
        (OwnRule("a", addressed=Addressed.NEITHER, category="fyi"), [1]),
        (OwnRule("a", known=False, subject=("rent",), category="fyi"), [0]),
        (OwnRule("a", attachment=True, category="fyi"), []),
    ],
)
async def test_which_messages_a_rule_is_about(
    rules: Rules, keys: tuple[MessageKey, ...], rule: OwnRule, places: list[int]
) -> None:
    assert set(await rules.matching(rule)) == {keys[place] for place in places}


async def test_names_are_taken_once(rules: Rules, keys: tuple[MessageKey, ...]) -> None:
    rule = OwnRule("bait", subject=("x",), category="fyi")
    with pytest.raises(InputError, match="shipped"):
        await rules.put(rule)
    await rules.put(replace(rule, name="x"))
    with pytest.raises(InputError, match="already"):
        await rules.put(replace(rule, name="x"))


async def test_a_rule_that_trusts_a_sender_passes_over_who_only_pretends_to_be_them(
    store: Store, rules: Rules
) -> None:
    passed = "mx.x.test; spf=pass; dkim=pass header.d=bank.example; dmarc=pass"
    failed = "mx.x.test; spf=fail; dkim=none; dmarc=fail header.from=bank.example"
    mail = [
        raw_message(
            "Notice",
            sender="Bank <b@bank.example>",
            message_id=f"<{number}@b>",
            Authentication_Results=said,
        )
        for number, said in enumerate((failed, *[passed] * 5))
    ]

    def fill(db: Database) -> tuple[MessageKey, ...]:
        account = accounts.add_account(db, new_account())
        accounts.keep_mailboxes(db, account.id, [ListedMailbox("INBOX", Role.INBOX, "/")])
        box = accounts.mailbox_of_role(db, account.id, Role.INBOX)
        assert box is not None
        come = [arrival(uid, raw) for uid, raw in enumerate(mail, 1)]
        return tuple(arrivals.add_arrivals(db, account.id, box.id, come))

    forged, *real = await store.write(fill)
    trusting = await rules.understand("mail from b@bank.example is a notification")
    assert set(await rules.matching(trusting)) == set(real)
    distrusting = await rules.understand("mail from b@bank.example is spam")
    assert set(await rules.matching(distrusting)) == {forged, *real}
