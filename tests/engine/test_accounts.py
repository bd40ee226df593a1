import asyncio
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from emailassist.domain.account import Account, NewAccount, Security, Server
from emailassist.domain.draft import OutboxState
from emailassist.domain.errors import InputError, SettingsError
from emailassist.domain.mailbox import ListedMailbox
from emailassist.domain.views import Listing
from emailassist.engine.engine import Engine
from emailassist.imap.session import ImapSession
from emailassist.imap.uids import UidRanges
from emailassist.store import accounts
from emailassist.store.database import open_writer
from tests.support.mail import new_account

SUBJECTS = ("Invoice", "Oak")
UNENCRYPTED = Server("mail.example.invalid", 143, Security.NONE)


async def test_an_account_that_cannot_be_read_does_not_keep_the_others_waiting(
    engine: Engine,
) -> None:
    (good,) = await engine.accounts()
    writer = open_writer(engine.paths.database)
    accounts.update_account(writer, replace(good, name="First", imap=UNENCRYPTED))
    writer.close()
    await engine.add_account(_like(good), None)
    finished = await engine.sync()
    assert finished.text == "3 new, 0 changed, 0 gone."
    assert "unencrypted" in finished.problem


@pytest.mark.parametrize("field", ["imap", "smtp"])
async def test_an_account_without_encryption_is_refused_at_once(engine: Engine, field: str) -> None:
    (good,) = await engine.accounts()
    servers = {"imap": good.imap, "smtp": good.smtp, field: UNENCRYPTED}
    new = replace(_like(good), imap=servers["imap"], smtp=servers["smtp"])
    with pytest.raises(SettingsError, match=r"unencrypted to mail\.example\.invalid:143"):
        await engine.add_account(new, None)
    assert await engine.accounts() == (good,)


async def test_an_account_can_be_removed_while_its_mail_comes_in(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    (account,) = await engine.accounts()
    coming, removed = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    read = ImapSession.uids

    def slowly(session: ImapSession) -> UidRanges:
        loop.call_soon_threadsafe(coming.set)
        asyncio.run_coroutine_threadsafe(asyncio.wait_for(removed.wait(), 5), loop).result()
        return read(session)

    monkeypatch.setattr(ImapSession, "uids", slowly)
    syncing = asyncio.ensure_future(engine.sync())
    await coming.wait()
    removing = asyncio.ensure_future(engine.remove_account(account.id))
    await asyncio.wait([removing], timeout=0.5)
    removed.set()
    await removing
    finished = await syncing
    assert finished.cancelled
    assert finished.problem == ""
    assert await engine.accounts() == ()
    assert await engine.list_keys(Listing()) == ()


async def test_an_account_whose_letter_waits_is_kept(engine: Engine) -> None:
    await engine.sync()
    (account,) = await engine.accounts()
    (key,) = await engine.list_keys(Listing(query="oak"))
    draft = await engine.start_draft(key)
    await engine.edit_draft(draft.key, "Hi Tom,\n\nyes.")
    entry = await engine.approve_draft(draft.key, undo=timedelta(hours=1))
    with pytest.raises(InputError, match="1 message"):
        await engine.remove_account(account.id)
    assert (await engine.outbox_entry(entry.key)).state is OutboxState.QUEUED
    await engine.undo_send(entry.key)
    await engine.remove_account(account.id)
    assert await engine.accounts() == ()


async def test_accounts_are_read_side_by_side_and_their_inboxes_as_one(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = await engine.accounts()
    await engine.add_account(_like(first), None)
    both = threading.Barrier(2, timeout=20)
    listed = ImapSession.mailboxes

    def together(session: ImapSession) -> tuple[ListedMailbox, ...]:
        both.wait()
        return listed(session)

    monkeypatch.setattr(ImapSession, "mailboxes", together)
    finished = await engine.sync()
    assert (finished.text, finished.problem) == ("6 new, 0 changed, 0 gone.", "")
    keys = await engine.list_keys(Listing(inboxes=True))
    rows = await engine.rows(keys)
    assert sorted((row.account, row.subject) for row in rows) == [
        (account.id, subject) for account in await engine.accounts() for subject in SUBJECTS
    ]


def _like(account: Account) -> NewAccount:
    new = new_account("Second", imap=account.imap, smtp=account.smtp, secret=account.secret)
    return replace(new, username=account.username)
