"""Homes to measure in.

Owns: an account of the tests' with mail in it. Must not: know what is measured.
"""

import itertools
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from emailassist.domain.ids import MessageKey
from emailassist.domain.mailbox import ListedMailbox, Role
from emailassist.paths import Paths
from emailassist.store import accounts, arrivals
from emailassist.store.database import open_writer
from tests.support.mail import arrival, new_account

_NAMES = {Role.INBOX: "INBOX", Role.SENT: "Sent"}
_AT_ONCE = 200


def fill(home: Path, mail: Mapping[Role, Iterable[bytes]]) -> list[MessageKey]:
    """A home with an account whose inbox and Sent hold this mail; the messages in its order."""
    where = Paths(home)
    where.make_home()
    keys: list[MessageKey] = []
    with closing(open_writer(where.database)) as db:
        account = accounts.add_account(db, new_account())
        listed = [ListedMailbox(name, role, "/") for role, name in _NAMES.items()]
        accounts.keep_mailboxes(db, account.id, listed)
        boxes = {box.name: box.id for box in accounts.mailboxes(db, account.id)}
        for role, raws in mail.items():
            come = itertools.starmap(arrival, enumerate(raws, 1))
            while some := list(itertools.islice(come, _AT_ONCE)):
                keys += arrivals.add_arrivals(db, account.id, boxes[_NAMES[role]], some)
    return keys
