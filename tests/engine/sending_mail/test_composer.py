"""Writing mail, from the blank page to the server."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from emailassist.demo.servers import DemoAccess, DemoServers
from emailassist.domain.account import Account
from emailassist.domain.address import Address
from emailassist.domain.credential import Credential
from emailassist.domain.draft import DraftState, OutboxState
from emailassist.domain.errors import DraftNotReady, InputError
from emailassist.domain.ids import MessageKey
from emailassist.domain.mailbox import DRAFT
from emailassist.domain.views import Listing
from emailassist.engine.announcer import Announcer
from emailassist.engine.composer import Composer
from emailassist.engine.confined import Confined, Store
from emailassist.engine.mailsync import MailSync
from emailassist.engine.outbox import Outbox
from emailassist.engine.review import Review
from emailassist.imap.session import ImapSession
from emailassist.mime.parse import parse_message
from emailassist.mime.recipients import Audience
from emailassist.settings import Settings
from emailassist.store import accounts, drafts, listing, messages, outbox
from emailassist.store import sending as decisions
from emailassist.store.database import Database
from tests.engine.conftest import ignore
from tests.engine.sending_mail.watching import Choices, accepted, lying_in, state
from tests.support.mail import new_account, raw_message

ANA = Address("Ana", "ana@example.org")
EVE = Address("", "eve@example.org")


async def test_a_new_message_goes_out_with_its_file_and_a_blind_copy(
    store: Store,
    composer: Composer,
    sending: Outbox,
    servers: DemoServers,
    access: DemoAccess,
    account: Account,
    tmp_path: Path,
) -> None:
    await store.write(accounts.update_account, replace(account, signature="Clara\nTaller"))
    path = tmp_path / "Año 2026.pdf"
    path.write_bytes(b"%PDF" + bytes(range(256)))
    draft = await composer.new(to="Ana <ana@example.org>")
    assert draft.composition is not None
    assert draft.proposal.body.endswith("-- \nClara\nTaller\n")
    around = replace(draft.composition, bcc=(EVE,), subject="Plan")
    await composer.attach(draft.key, path)
    await composer.keep(draft.key, f"Hello!{draft.proposal.body}", around)
    entry = await composer.approve(draft.key, undo=timedelta(0))
    await sending.settle()
    assert await state(store, entry) is OutboxState.FILED
    assert entry.to == ("ana@example.org", "eve@example.org")
    (mail,) = accepted(servers)
    raw = mail.read_bytes()
    assert b"eve@" not in raw.partition(b"\n\n")[2]
    parsed = parse_message(raw)
    assert (parsed.envelope.to, parsed.envelope.subject) == ((ANA,), "Plan")
    assert parsed.own_text == "Hello!"
    assert [each.filename for each in parsed.attachments] == ["Año 2026.pdf"]
    assert parsed.attachments[0].size == 260
    assert parsed.html is None


async def test_an_answer_quotes_and_threads_and_carries_html_if_wanted(
    store: Store,
    composer: Composer,
    sending: Outbox,
    servers: DemoServers,
    question: MessageKey,
    choices: Choices,
) -> None:
    choices.settings = replace(choices.settings, html_alternative=True)
    draft = await composer.reply(question, Audience.ALL)
    assert draft.composition is not None
    assert draft.composition.subject == "Re: Oak"
    assert "> can you come on Friday?" in draft.proposal.body
    same = await composer.reply(question, Audience.AUTHOR)
    assert same.key == draft.key
    await composer.keep(draft.key, f"Yes.{draft.proposal.body}", draft.composition)
    await composer.approve(draft.key, undo=timedelta(0))
    await sending.settle()
    (mail,) = accepted(servers)
    parsed = parse_message(mail.read_bytes())
    assert parsed.envelope.in_reply_to == ("<1@reed.example>",)
    assert parsed.own_text == "Yes."
    assert parsed.html is not None
    assert "blockquote" in parsed.html
    again = await composer.reply(question, Audience.AUTHOR)
    assert again.key != draft.key


@pytest.mark.parametrize("enclosed", [True, False])
async def test_a_message_is_handed_on(
    store: Store,
    composer: Composer,
    sending: Outbox,
    servers: DemoServers,
    access: DemoAccess,
    question: MessageKey,
    *,
    enclosed: bool,
) -> None:
    draft = await composer.forward(question, enclosed=enclosed)
    assert draft.composition is not None
    assert draft.composition.subject == "Fwd: Oak"
    await composer.keep(
        draft.key, f"See below.{draft.proposal.body}", replace(draft.composition, to=(ANA,))
    )
    await composer.approve(draft.key, undo=timedelta(0))
    await sending.settle()
    (mail,) = accepted(servers)
    raw = mail.read_bytes().replace(b"\r\n", b"\n")
    parsed = parse_message(raw)
    assert parsed.envelope.in_reply_to == ()
    assert (b"message/rfc822" in raw) is enclosed
    assert ("From: Tom Reed <tom@reed.example>" in parsed.text) is not enclosed
    assert b"can you come on Friday?" in raw
    assert any("$Forwarded" in flags for flags, _ in lying_in(access, "INBOX"))


async def test_the_assistants_draft_goes_on_in_the_composer(
    store: Store, composer: Composer, question: MessageKey, review: Review
) -> None:
    begun = await review.start(question)
    await review.edit(begun.key, "Hi Tom,\n\nyes.")
    opened = await composer.open(begun.key)
    assert opened.key == begun.key
    assert opened.proposal.body.startswith("Hi Tom,\n\nyes.\n\nOn ")
    assert (await composer.open(begun.key)).proposal == opened.proposal
    assert opened.composition is not None
    assert [each.email for each in opened.composition.to] == ["tom@reed.example"]
    await store.write(decisions.set_state, begun.key, DraftState.DISCARDED, datetime.now(UTC))
    assert (await composer.open(begun.key)).is_open


async def test_a_draft_lies_on_the_server_once_and_goes_when_it_is_sent(
    store: Store,
    composer: Composer,
    sending: Outbox,
    servers: DemoServers,
    access: DemoAccess,
    account: Account,
) -> None:
    draft = await composer.new(to="ana@example.org")
    assert draft.composition is not None
    around = replace(draft.composition, bcc=(EVE,), subject="Plan")
    for text in ("First", "Second"):
        await composer.open(draft.key)
        await composer.keep(draft.key, text, around)
        entry = await composer.save_to_server(draft.key)
        await sending.settle()
        await sending.settle()
        assert await state(store, entry) is OutboxState.FILED
        ((flags, raw),) = lying_in(access, "Drafts")
        assert DRAFT in flags
        assert text.encode() in raw
        assert b"Bcc: eve@example.org" in raw
    (saved,) = await composer.drafts()
    assert saved.state is DraftState.SAVED
    assert accepted(servers) == []
    await composer.open(draft.key)
    await composer.approve(draft.key, undo=timedelta(0))
    await sending.settle()
    assert len(accepted(servers)) == 1
    assert lying_in(access, "Drafts") == []
    assert await composer.drafts() == ()


async def test_what_is_approved_is_saved_instead_where_the_person_wants_that(
    store: Store,
    composer: Composer,
    sending: Outbox,
    servers: DemoServers,
    access: DemoAccess,
    account: Account,
    choices: Choices,
) -> None:
    choices.settings = replace(choices.settings, save_approved=True)
    draft = await composer.new(to="ana@example.org")
    await composer.approve(draft.key)
    await sending.settle()
    assert accepted(servers) == []
    assert len(lying_in(access, "Drafts")) == 1


async def test_a_draft_needs_a_recipient_and_a_time_ahead(
    composer: Composer, account: Account
) -> None:
    draft = await composer.new()
    with pytest.raises(DraftNotReady, match="no recipient"):
        await composer.approve(draft.key)
    assert draft.composition is not None
    await composer.keep(draft.key, "x", replace(draft.composition, to=(Address("", "ana"),)))
    with pytest.raises(InputError, match="'ana' cannot be used"):
        await composer.approve(draft.key)
    await composer.keep(draft.key, "x", replace(draft.composition, to=(ANA,)))
    with pytest.raises(InputError, match="passed"):
        await composer.approve(draft.key, at=datetime.now(UTC) - timedelta(minutes=1))


async def test_a_scheduled_letter_can_be_moved_and_withdrawn(
    store: Store, composer: Composer, sending: Outbox, servers: DemoServers, account: Account
) -> None:
    draft = await composer.new(to="ana@example.org")
    later = datetime.now(UTC) + timedelta(days=1)
    entry = await composer.approve(draft.key, at=later)
    assert entry.scheduled
    await sending.settle(again=True)
    assert await state(store, entry) is OutboxState.QUEUED
    before = (await store.read(outbox.submission, entry.key)).cover
    raw = await store.read(outbox.raw, entry.key)
    assert parse_message(raw).envelope.date == later.replace(microsecond=0)
    latest = later + timedelta(days=1)
    await composer.reschedule(entry.key, latest)
    moved = (await store.read(outbox.submission, entry.key)).cover
    raw = await store.read(outbox.raw, entry.key)
    assert parse_message(raw).envelope.date == latest.replace(microsecond=0)
    assert moved.message_id == before.message_id
    back = await store.write(decisions.withdraw, entry.key, datetime.now(UTC))
    assert back.is_open
    with pytest.raises(DraftNotReady):
        await composer.reschedule(entry.key, later)
    assert accepted(servers) == []


async def test_files_that_cannot_go_along_are_refused(
    composer: Composer, account: Account, tmp_path: Path
) -> None:
    draft = await composer.new()
    assert await composer.size_limit(account.id) is not None
    with pytest.raises(InputError, match="is no file"):
        await composer.attach(draft.key, tmp_path)
    with pytest.raises(InputError, match="is no file"):
        await composer.attach(draft.key, tmp_path / "gone")
    large = tmp_path / "large.bin"
    with large.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(InputError, match="too large"):
        await composer.attach(draft.key, large)
    small = tmp_path / "small.txt"
    small.write_text("x")
    (file_,) = await composer.attach(draft.key, small)
    assert await composer.detach(draft.key, file_.key) == ()


async def test_people_are_found_by_what_is_typed(composer: Composer, question: MessageKey) -> None:
    for typed in ("tom", "ree", "tom@"):
        found = await composer.correspondents(typed)
        assert [each.email for each in found] == ["tom@reed.example"]
    assert await composer.correspondents("%") == ()
    assert await composer.correspondents("  ") == ()


async def test_an_answer_from_another_account_outlives_the_one_it_answers(
    store: Store, composer: Composer, question: MessageKey, account: Account
) -> None:
    other = await store.write(accounts.add_account, new_account("Home"))
    draft = await composer.reply(question, Audience.AUTHOR)
    assert draft.composition is not None
    await composer.keep(draft.key, "Yes.", replace(draft.composition, sender=other.id))
    await store.write(accounts.remove_account, account.id)
    kept = await store.read(drafts.draft, draft.key)
    assert (kept.reply_to, kept.proposal.body) == (None, "Yes.")
    assert await state(store, await composer.approve(draft.key)) is OutboxState.QUEUED


async def test_a_draft_of_another_program_goes_on_here_in_its_place(
    store: Store,
    composer: Composer,
    sending: Outbox,
    sync: MailSync,
    access: DemoAccess,
    account: Account,
    servers: DemoServers,
) -> None:
    raw = raw_message(
        "Begun elsewhere",
        "Dear Ana,\n\n",
        to="Ana <ana@example.org>",
        message_id="<other@phone.example>",
        Bcc="eve@example.org",
    )
    with ImapSession.open(access.imap, access.username, Credential(access.secret)) as other:
        other.append("Drafts", raw, [DRAFT], datetime.now(UTC))
    await sync.run(account, ignore)
    (key,) = await store.read(listing.list_keys, Listing(query="elsewhere"))
    draft = await composer.resume(key)
    assert draft.composition is not None
    assert (draft.composition.to, draft.composition.bcc) == ((ANA,), (EVE,))
    await composer.keep(draft.key, "Dear Ana,\n\nhello.", draft.composition)
    await composer.save_to_server(draft.key)
    await sending.settle()
    ((_, saved),) = lying_in(access, "Drafts")
    assert b"hello." in saved
    await sync.run(account, ignore)
    (again,) = await store.read(listing.list_keys, Listing(query="elsewhere"))
    assert (await composer.resume(again)).key == draft.key
    await composer.approve(draft.key, undo=timedelta(0))
    await sending.settle()
    assert lying_in(access, "Drafts") == []
    assert len(accepted(servers)) == 1


async def test_what_others_wrote_has_no_gaps_to_fill(
    composer: Composer, question: MessageKey
) -> None:
    draft = await composer.reply(question, Audience.AUTHOR)
    assert draft.composition is not None
    await composer.keep(draft.key, "‹when?›\n\n> ‹oui›\n", draft.composition)
    with pytest.raises(DraftNotReady, match="when"):
        await composer.approve(draft.key)
    await composer.keep(draft.key, "Now.\n\n> ‹oui›\n", draft.composition)
    await composer.approve(draft.key)
    handed = await composer.forward(question)
    assert handed.composition is not None
    await composer.keep(handed.key, "‹x›", replace(handed.composition, to=(ANA,)))
    await composer.approve(handed.key)


async def test_what_is_on_the_server_only_is_fetched_before_it_is_handed_on(
    store: Store,
    parsing: Confined,
    announcer: Announcer,
    question: MessageKey,
) -> None:
    raw = (await store.read(messages.source, question)).raw
    fetched: list[MessageKey] = []

    async def fetch(key: MessageKey) -> None:
        fetched.append(key)
        await store.write(_keep, key, raw, 0)

    composer = Composer(
        store,
        parsing,
        announcer,
        Settings,
        lambda _: Credential(""),
        wake_outbox=lambda: None,
        fetch_whole=fetch,
    )
    await store.write(_keep, question, raw[:200], 1)
    handed = await composer.forward(question)
    assert fetched == [question]
    assert "can you come on Friday?" in handed.proposal.body
    await store.write(_keep, question, None, 0)
    answered = await composer.reply(question, Audience.AUTHOR)
    assert fetched == [question, question]
    assert "can you come on Friday?" in answered.proposal.body


def _keep(db: Database, key: MessageKey, raw: bytes | None, partial: int) -> None:
    """Let the store have these bytes of a message."""
    db.execute("DELETE FROM sources WHERE message = ?", [key])
    if raw is not None:
        db.execute("INSERT INTO sources(message, raw) VALUES (?, ?)", [key, raw])
    db.execute("UPDATE messages SET partial = ? WHERE id = ?", [partial, key])
