"""Actions on many messages at once: which of their places each is about, and where they go.

Owns: what archiving, deleting and marking as spam mean. Must not: change places by itself
(intents.py does).
"""

from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from emailassist.domain.errors import InputError
from emailassist.domain.ids import AccountId, MailboxId, MessageKey
from emailassist.domain.label import is_label
from emailassist.domain.mailbox import JUNK, NOT_JUNK, Role
from emailassist.domain.operation import Step
from emailassist.store import intents
from emailassist.store.placements import Place, flag_set, places

ARCHIVE = (Role.ARCHIVE, Role.ALL)
"""Where mail is kept that is done with; some servers have one mailbox with all mail for it."""
Steps = tuple[Step, ...]


def flag(db: Database, keys: Iterable[MessageKey], flag: str, *, on: bool) -> Steps:
    """Set or clear a flag or keyword on messages."""
    with db.atomic():
        return tuple(step for key in keys for step in intents.set_flag(db, key, flag, on=on))


def to_role(
    db: Database, keys: Iterable[MessageKey], roles: Sequence[Role], source: MailboxId | None
) -> Steps:
    """Move messages to their account's mailbox with the first of these roles.

    `source`: the mailbox that they are taken from; None: INBOX, or wherever they lie.
    """
    targets: dict[AccountId, MailboxId] = {}
    steps: list[Step] = []
    with db.atomic():
        for key in keys:
            for place in _concerned(db, key, source):
                if place.account not in targets:
                    targets[place.account] = intents.role_mailbox(db, place.account, roles)
                steps += intents.move(db, key, place.mailbox, targets[place.account])
    return tuple(steps)


def to_mailbox(
    db: Database, keys: Iterable[MessageKey], target: MailboxId, source: MailboxId | None
) -> Steps:
    """Move messages to a mailbox; raises InputError when it is another account's."""
    steps: list[Step] = []
    with db.atomic():
        for key in keys:
            for place in _concerned(db, key, source):
                if not db.table("mailboxes").count_where(
                    "id = ? AND account_id = ?", [target, place.account]
                ):
                    raise InputError(
                        "Messages can only be moved within their account.",
                        hint="Choose a mailbox of the account that they are in.",
                    )
                steps += intents.move(db, key, place.mailbox, target)
    return tuple(steps)


def spam(db: Database, keys: Sequence[MessageKey], source: MailboxId | None) -> Steps:
    """Mark messages as spam, for the server's filter too, and move them to Junk."""
    with db.atomic():
        marked = flag(db, keys, NOT_JUNK, on=False) + flag(db, keys, JUNK, on=True)
        return marked + to_role(db, keys, (Role.JUNK,), source)


def not_spam(db: Database, keys: Sequence[MessageKey], source: MailboxId | None) -> Steps:
    """Mark messages as no spam, and move them from Junk back to INBOX."""
    with db.atomic():
        marked = flag(db, keys, JUNK, on=False) + flag(db, keys, NOT_JUNK, on=True)
        return marked + to_role(db, keys, (Role.INBOX,), source)


def delete(
    db: Database, keys: Iterable[MessageKey], source: MailboxId | None, *, due: float
) -> Steps:
    """Delete messages for good, on the server from `due` (epoch seconds) on."""
    with db.atomic():
        return tuple(
            step
            for key in keys
            for place in _concerned(db, key, source)
            for step in intents.expunge(db, key, place.mailbox, due=due)
        )


def _concerned(db: Database, key: MessageKey, source: MailboxId | None) -> list[Place]:
    """One place for each mailbox: those in the source, else in INBOX, else all."""
    by_mailbox = {place.mailbox: place for place in places(db, key)}
    if source in by_mailbox:
        return [by_mailbox[source]]
    inbox = [place for place in by_mailbox.values() if place.role is Role.INBOX]
    elsewhere = [place for place in by_mailbox.values() if place.role is not Role.ALL]
    return inbox or elsewhere or list(by_mailbox.values())


def keywords(db: Database) -> tuple[str, ...]:
    """Every label that some message has, as keywords, sorted."""
    rows = db.query("SELECT DISTINCT flags FROM placements WHERE flags != ''")
    found = {each for row in rows for each in flag_set(row["flags"]) if is_label(each)}
    return tuple(sorted(found, key=str.casefold))
