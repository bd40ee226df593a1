"""What the person did reaches the server in few commands, once, or is backed out and said."""

import asyncio

import pytest

from emailassist.domain.errors import InputError
from emailassist.domain.ids import UidValidity
from emailassist.domain.mailbox import FLAGGED, SEEN, ListedMailbox, Role
from emailassist.store import accounts, operations
from tests.replay.conftest import World
from tests.replay.model_server import Box, Letter


async def test_many_messages_are_one_command(world: World) -> None:
    await world.actions.mark_seen(world.keys, seen=True)
    await world.actions.archive(world.keys)
    assert await world.here("INBOX") == {}
    assert await world.actions.tell_servers() == ()
    assert world.server.told("UID STORE", "UID MOVE") == [
        "UID STORE 1:3 +FLAGS.SILENT (\\Seen)",
        'UID MOVE 1:3 "Archive"',
    ]
    assert await world.here("Archive") == {uid: {SEEN} for uid in (1, 2, 3)}
    assert await world.queued() == 0


async def test_a_mailbox_that_is_missing_is_made_on_first_use(world: World) -> None:
    await world.actions.trash(world.keys[:1])
    await world.actions.tell_servers()
    await world.actions.trash(world.keys[1:])
    await world.actions.tell_servers()
    assert world.server.told("CREATE") == ['CREATE "Trash"']
    assert len(world.server.boxes["Trash"].letters) == 3
    assert list(await world.here("Trash")) == [1, 2, 3]


async def test_a_mailbox_that_another_program_made_meanwhile_is_used(world: World) -> None:
    world.server.boxes["Archive"] = Box(uid_validity=9)
    await world.actions.archive(world.keys)
    await world.actions.tell_servers()
    assert world.notices() == []
    assert len(world.server.boxes["Archive"].letters) == 3
    assert list(await world.here("Archive")) == [1, 2, 3]


async def test_where_a_mailbox_is_gone_the_others_are_told_all_the_same(world: World) -> None:
    world.server.boxes["Lost"] = Box()
    listed = [ListedMailbox(name, Role.NONE, "/") for name in ("Lost",)]
    listed.append(ListedMailbox("INBOX", Role.INBOX, "/"))
    await world.store.write(accounts.keep_mailboxes, world.account.id, listed)
    lost = await world.mailbox("Lost")
    await world.store.write(accounts.begin_mailbox, lost, UidValidity(7))
    await world.actions.move(world.keys[:1], lost)
    await world.actions.star(world.keys[1:])
    del world.server.boxes["Lost"], world.server.boxes["INBOX"].letters[1]
    await world.actions.tell_servers()
    assert await world.here("INBOX") == {2: {FLAGGED}, 3: {FLAGGED}}
    assert [each.flags for each in world.server.boxes["INBOX"].letters.values()] == [{FLAGGED}] * 2


async def test_a_mailbox_of_that_name_elsewhere_is_another_one(world: World) -> None:
    """And what comes after the refusal is told in the mailbox that it is about."""
    world.server.boxes["Projects/Archive"] = Box()
    world.server.refusals["CREATE"] = "NO [CANNOT] no more mailboxes"
    await world.actions.star(world.keys[:1])
    await world.actions.archive(world.keys[:1])
    await world.actions.mark_seen(world.keys[1:], seen=True)
    await world.actions.tell_servers()
    assert world.server.boxes["Projects/Archive"].letters == {}
    told = [each.flags for each in world.server.boxes["INBOX"].letters.values()]
    assert told == [{FLAGGED}, {SEEN}, {SEEN}]
    assert len(world.notices()) == 1


async def test_what_is_done_to_a_message_on_its_way_follows_it(world: World) -> None:
    await world.actions.archive(world.keys[:1])
    await world.actions.star(world.keys[:1])
    await world.actions.trash(world.keys[:1], await world.mailbox("Archive"))
    await world.actions.tell_servers()
    assert world.server.told("UID MOVE") == ['UID MOVE 1 "Trash"']
    assert world.server.boxes["Trash"].letters[1].flags == {FLAGGED}
    assert await world.here("Trash") == {1: {FLAGGED}}


async def test_what_is_taken_back_in_time_is_never_sent(world: World) -> None:
    done = await world.actions.archive(world.keys)
    assert done.words == "3 messages archived"
    assert await world.actions.undo() == done
    assert list(await world.here("INBOX")) == [1, 2, 3]
    await world.actions.tell_servers()
    assert world.server.commands == []


async def test_what_is_taken_back_later_is_moved_back(world: World) -> None:
    done = await world.actions.archive(world.keys[:2])
    await world.actions.tell_servers()
    await world.actions.undo(done)
    assert len(await world.here("INBOX")) == 3
    await world.actions.tell_servers()
    assert list(await world.here("INBOX")) == [3, 4, 5]
    assert await world.here("Archive") == {}
    assert await world.actions.undo() is None


async def test_what_changes_nothing_is_not_taken_back(world: World) -> None:
    assert (await world.actions.mark_seen(world.keys, seen=False)).count == 0
    assert await world.actions.undo() is None


async def test_deleting_for_good_waits_a_little_and_can_be_taken_back(world: World) -> None:
    inbox = await world.mailbox("INBOX")
    await world.actions.delete_for_good(world.keys[:1], inbox)
    assert list(await world.here("INBOX")) == [2, 3]
    await world.actions.tell_servers()
    assert world.server.commands == []
    await world.actions.undo()
    assert list(await world.here("INBOX")) == [1, 2, 3]
    gone = await world.actions.delete_for_good(world.keys[:1], inbox, grace=0)
    await world.actions.tell_servers()
    assert list(world.server.boxes["INBOX"].letters) == [2, 3]
    with pytest.raises(InputError, match="could not be taken back"):
        await world.actions.undo(gone)


@pytest.mark.parametrize(
    ("verb", "answer"),
    [
        ("UID MOVE", "NO [OVERQUOTA] Your mailbox is full"),
        ("SELECT", "NO [NOPERM] not for you"),
        ('CREATE "Archive"', "NO [CANNOT] no more mailboxes"),
    ],
)
async def test_what_is_refused_is_backed_out_and_said_once(
    world: World, verb: str, answer: str
) -> None:
    world.server.refusals[verb] = answer
    await world.actions.archive(world.keys)
    assert await world.actions.tell_servers() == ()
    assert list(await world.here("INBOX")) == [1, 2, 3]
    (notice,) = world.notices()
    assert "3 messages could not be moved to Archive: back in INBOX" in notice
    assert answer.partition("] ")[2] in notice
    assert await world.queued() == 0


async def test_a_flag_that_is_refused_shows_as_the_server_has_it(world: World) -> None:
    world.server.refusals["UID STORE"] = "NO read-only"
    world.server.boxes["INBOX"].letters[2].flags = {FLAGGED}
    await world.actions.mark_seen(world.keys, seen=True)
    await world.actions.tell_servers()
    assert await world.here("INBOX") == {1: set(), 2: {FLAGGED}, 3: set()}
    assert "A change of 3 messages in INBOX was not taken" in world.notices()[0]


async def test_a_passing_refusal_is_tried_again(world: World) -> None:
    world.server.refusals["UID MOVE"] = "NO [INUSE] somebody else is at it"
    await world.actions.archive(world.keys)
    await world.actions.tell_servers()
    assert world.notices() == []
    world.server.refusals.clear()
    await world.actions.tell_servers()
    assert await world.queued() == 0
    assert len(world.server.boxes["Archive"].letters) == 3


@pytest.mark.parametrize("verb", ["UID STORE", "UID MOVE", "UID EXPUNGE"])
@pytest.mark.parametrize(
    "capabilities", ["IMAP4rev1 UIDPLUS MOVE", "IMAP4rev1 UIDPLUS", "IMAP4rev1 MOVE", "IMAP4rev1"]
)
async def test_nothing_is_done_twice_when_the_answer_gets_lost(
    world: World, verb: str, capabilities: str
) -> None:
    world.server.capabilities = capabilities
    world.server.boxes["Archive"] = Box()
    world.server.hang_up_after = verb
    await world.actions.archive(world.keys[:2])
    await world.actions.star(world.keys[:2])
    await world.actions.delete_for_good(world.keys[2:], await world.mailbox("INBOX"), grace=0)
    for _ in range(3):
        await world.actions.tell_servers()
    assert world.server.boxes["INBOX"].letters == {}
    archived = world.server.boxes["Archive"].letters.values()
    assert sorted(each.message_id for each in archived) == ["<1@x.example>", "<2@x.example>"]


async def test_another_message_of_the_same_name_is_not_taken_for_our_copy(world: World) -> None:
    world.server.capabilities = "IMAP4rev1 UIDPLUS"
    archive = world.server.boxes["Archive"] = Box()
    world.server.refusals["UID COPY"] = "NO [INUSE] busy"
    await world.actions.archive(world.keys[:1])
    await world.actions.tell_servers()
    archive.add(Letter("<1@x.example>", size=99_999))
    world.server.refusals.clear()
    await world.actions.tell_servers()
    assert 1 not in world.server.boxes["INBOX"].letters
    assert [each.size for each in archive.letters.values()] == [99_999, 0]


async def test_a_move_that_another_program_was_faster_at_is_said(world: World) -> None:
    await world.actions.archive(world.keys[:2])
    del world.server.boxes["INBOX"].letters[1]
    await world.actions.tell_servers()
    (notice,) = world.notices()
    assert "1 message could not be moved to Archive" in notice
    assert await world.here("Archive") == {1: set()}
    assert await world.queued() == 0


async def test_a_void_number_is_never_acted_on(world: World) -> None:
    world.server.boxes["INBOX"].uid_validity = 8
    await world.actions.archive(world.keys[:1])
    await world.actions.delete_for_good(world.keys[1:], await world.mailbox("INBOX"), grace=0)
    await world.actions.tell_servers()
    assert world.server.told("UID") == []
    assert await world.queued() == 3


async def test_after_renumbering_the_message_is_found_again(world: World) -> None:
    box = world.server.boxes["INBOX"]
    box.uid_validity, box.letters = 8, {30 - uid: each for uid, each in box.letters.items()}
    await world.actions.archive(world.keys[:1])
    inbox = await world.mailbox("INBOX")

    await world.store.write(accounts.begin_mailbox, inbox, UidValidity(8))

    def met_again(db: object) -> None:
        for uid, key in zip((29, 28, 27), world.keys, strict=True):
            db.execute("INSERT INTO placements VALUES (?, ?, ?, '')", [inbox, uid, key])  # type: ignore[attr-defined]

    await world.store.write(met_again)
    await world.actions.tell_servers()
    assert world.server.told("UID MOVE") == ['UID MOVE 29 "Archive"']
    assert list(await world.here("INBOX")) == [27, 28]
    assert await world.here("Archive") == {1: set()}


async def test_the_servers_own_filter_hears_of_spam(world: World) -> None:
    await world.actions.spam(world.keys[:1])
    await world.actions.tell_servers()
    assert world.server.boxes["Junk"].letters[1].flags == {"$Junk"}
    await world.actions.not_spam(world.keys[:1], await world.mailbox("Junk"))
    await world.actions.tell_servers()
    assert world.server.boxes["INBOX"].letters[4].flags == {"$NotJunk"}


async def test_a_server_without_keywords_still_gets_the_spam_out_of_the_way(world: World) -> None:
    world.server.permanent_flags = ""
    await world.actions.spam(world.keys[:1])
    await world.actions.tell_servers()
    assert world.server.boxes["Junk"].letters[1].flags == set()
    assert world.notices() == []
    await world.actions.label(world.keys[1:], "Urgent!")
    await world.actions.tell_servers()
    (notice,) = world.notices()
    assert "keeps no labels" in notice
    assert await world.here("INBOX") == {2: set(), 3: set()}


async def test_labels_are_keywords(world: World) -> None:
    await world.actions.label(world.keys[:1], "À payer")
    await world.actions.tell_servers()
    (keyword,) = world.server.boxes["INBOX"].letters[1].flags
    assert keyword.isascii()
    assert await world.actions.labels() == ("À payer",)
    for bad in ("", "  ", "\\Seen", "$Junk", "x" * 99):
        with pytest.raises(InputError):
            await world.actions.label(world.keys, bad)


async def test_an_account_that_cannot_be_reached_catches_up_later(world: World) -> None:
    world.server.hang_up_after = "SELECT"
    await world.actions.archive(world.keys)
    (problem,) = await world.actions.tell_servers()
    assert "127.0.0.1" in problem
    assert len(await world.store.read(operations.queued, world.account.id)) == 3
    assert await world.actions.tell_servers() == ()
    assert len(world.server.boxes["Archive"].letters) == 3


async def test_where_there_is_one_mailbox_with_all_mail_it_is_the_archive(world: World) -> None:
    world.server.boxes["[Gmail]/All Mail"] = Box()
    listed = [
        ListedMailbox("INBOX", Role.INBOX, "/"),
        ListedMailbox("[Gmail]/All Mail", Role.ALL, "/"),
    ]
    await world.store.write(accounts.keep_mailboxes, world.account.id, listed)
    await world.actions.archive(world.keys)
    await world.actions.tell_servers()
    assert world.server.told("CREATE", "UID MOVE") == ['UID MOVE 1:3 "[Gmail]/All Mail"']


async def test_words_name_the_mailbox_as_the_server_does(world: World) -> None:
    world.server.boxes["Corbeille"] = Box()
    listed = [ListedMailbox("INBOX", Role.INBOX, "/"), ListedMailbox("Corbeille", Role.TRASH, "/")]
    await world.store.write(accounts.keep_mailboxes, world.account.id, listed)
    done = await world.actions.trash(world.keys[:1])
    assert done.words == "1 message moved to Corbeille"


async def test_the_server_hears_of_it_by_itself_soon_after(world: World) -> None:
    working = asyncio.ensure_future(world.actions._replay.run())
    for key in world.keys:
        await world.actions.archive([key])
        for _ in range(1000):
            if not await world.queued():
                break
            await asyncio.sleep(0.01)
    working.cancel()
    assert len(world.server.boxes["Archive"].letters) == 3
    assert world.server.logins == 1


async def test_a_flag_that_is_refused_after_its_answer_was_lost_stays(world: World) -> None:
    world.server.hang_up_after = "UID STORE"
    await world.actions.star(world.keys[:1])
    assert await world.actions.tell_servers() != ()
    world.server.refusals["UID STORE"] = "NO read-only now"
    await world.actions.tell_servers()
    assert await world.here("INBOX") == {1: {FLAGGED}, 2: set(), 3: set()}
    assert await world.queued() == 0


async def test_a_mailbox_that_was_made_before_a_crash_is_used(world: World) -> None:
    world.server.hang_up_after = "CREATE"
    await world.actions.trash(world.keys)
    assert await world.actions.tell_servers() != ()
    world.server.refusals["CREATE"] = "NO [ALREADYEXISTS] there is one"
    assert await world.actions.tell_servers() == ()
    assert world.notices() == []
    assert len(world.server.boxes["Trash"].letters) == 3


async def test_a_note_for_other_programs_that_is_refused_is_not_worth_a_word(world: World) -> None:
    world.server.refusals["UID STORE"] = "NO no such keyword"
    await world.actions.spam(world.keys[:1])
    await world.actions.tell_servers()
    assert world.notices() == []
    assert len(world.server.boxes["Junk"].letters) == 1
