"""Whatever the person, the server and other clients do: in the end both sides are equal."""

import sqlite3
from dataclasses import dataclass, field, replace

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from sqlite_utils import Database
from typing_extensions import override

from emailassist.domain.ids import MailboxId, MessageKey, Uid, UidValidity
from emailassist.domain.mailbox import FLAGGED, SEEN, ListedMailbox, Role
from emailassist.domain.operation import Kind, Operation, Step
from emailassist.store import (
    accounts,
    arrivals,
    intents,
    operations,
    pending,
    placements,
)
from emailassist.store.schema import migrations
from tests.support.mail import arrival, new_account, raw_message

LETTERS = [
    arrival(number, raw_message(f"Letter {number}", message_id=f"<{number}@x.example>"))
    for number in range(1, 4)
]
BOXES = {"INBOX": Role.INBOX, "Archive": Role.ARCHIVE, "Trash": Role.TRASH}
FLAGS = (SEEN, FLAGGED)
which = st.integers(0, 2)


@dataclass
class Box:
    """A mailbox of the server: each uid's letter and flags, and what is news."""

    validity: int = 1
    next_uid: int = 1
    mail: dict[int, tuple[int, frozenset[str]]] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)
    vanished: set[int] = field(default_factory=set)

    def add(self, letter: int, flags: frozenset[str]) -> int:
        uid, self.next_uid = self.next_uid, self.next_uid + 1
        self.write(uid, letter, flags)
        return uid

    def write(self, uid: int, letter: int, flags: frozenset[str]) -> None:
        self.mail[uid] = letter, flags
        self.changed.add(uid)

    def take(self, uid: int) -> tuple[int, frozenset[str]]:
        self.changed.discard(uid)
        self.vanished.add(uid)
        return self.mail.pop(uid)


class BothSides(RuleBasedStateMachine):
    """The store on one side, a server in memory on the other."""

    def __init__(self) -> None:
        super().__init__()
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        self.db = Database(connection)
        migrations.apply(self.db)
        self.account = accounts.add_account(self.db, new_account())
        listed = [ListedMailbox(name, role, "/") for name, role in BOXES.items()]
        accounts.keep_mailboxes(self.db, self.account.id, listed)
        known = accounts.mailboxes(self.db, self.account.id)
        self.server = {box.id: Box() for box in known}
        self.ids = [box.id for box in known]
        for letter in range(3):
            self.server[self.ids[0]].add(letter, frozenset())
        self.steps: list[tuple[Step, ...]] = []
        self.keys: dict[int, MessageKey] = {}
        self.synchronise()

    # The person

    def _place(self, pick: int) -> tuple[MessageKey, MailboxId] | None:
        rows = list(self.db.query("SELECT message, mailbox_id FROM placements ORDER BY 1, 2"))
        if not rows:
            return None
        row = rows[pick % len(rows)]
        return row["message"], row["mailbox_id"]

    @rule(pick=which, to=which)
    def moves(self, pick: int, to: int) -> None:
        if place := self._place(pick):
            self.steps.append(intents.move(self.db, *place, self.ids[to]))
            assert not [box for key, box in self._all() if (key, box) == place] or (
                place[1] == self.ids[to]
            )

    def _all(self) -> list[tuple[MessageKey, MailboxId]]:
        rows = self.db.query("SELECT message, mailbox_id FROM placements")
        return [(row["message"], row["mailbox_id"]) for row in rows]

    @rule(pick=which, flag=st.sampled_from(FLAGS), on=st.booleans())
    def flags(self, pick: int, flag: str, on: bool) -> None:
        if place := self._place(pick):
            self.steps.append(intents.set_flag(self.db, place[0], flag, on=on))
            assert all((flag in each.flags) is on for each in placements.places(self.db, place[0]))

    @rule(pick=which)
    def expunges(self, pick: int) -> None:
        if place := self._place(pick):
            self.steps.append(intents.expunge(self.db, *place))

    @rule()
    def undoes(self) -> None:
        if self.steps:
            intents.take_back(self.db, self.steps.pop())

    # The server is told

    @rule(
        outcome=st.sampled_from(
            ["done", "done", "done without saying where", "refused", "lost before", "lost after"]
        )
    )
    def tells_one(self, outcome: str) -> None:
        operations.rebind(self.db, self.account.id)
        for operation in operations.ready(self.db, self.account.id, 0)[:1]:
            if self.server[operation.mailbox].validity == operation.uid_validity:
                self._tell(operation, outcome)

    def _tell(self, operation: Operation, outcome: str) -> None:
        (claimed,) = operations.claim(self.db, [operation])
        if outcome == "lost before":
            return
        if outcome == "refused" and operation.uid in self.server[operation.mailbox].mail:
            operations.refuse(self.db, [operation.id])
            # An earlier answer may have been lost: what it is now is read, as the engine does.
            _, flags = self.server[operation.mailbox].mail[operation.uid]
            pending.update_flags(self.db, operation.mailbox, {operation.uid: flags})
            return
        uid = self._do(claimed)
        if outcome == "lost after":
            return
        if operation.kind is Kind.MOVE and uid is None:
            self._follow(operation)
        else:
            said = None if outcome == "done without saying where" else uid
            operations.confirm(self.db, {operation.id: said})

    def _do(self, operation: Operation) -> Uid | None:
        box = self.server[operation.mailbox]
        if operation.uid not in box.mail:
            return None
        letter, flags = box.mail[operation.uid]
        match operation.kind:
            case Kind.ADD:
                box.write(operation.uid, letter, flags | operation.flags)
            case Kind.REMOVE:
                box.write(operation.uid, letter, flags - operation.flags)
            case _:
                box.take(operation.uid)
        if operation.target is not None:
            return Uid(self.server[operation.target].add(letter, flags))
        return None

    def _follow(self, operation: Operation) -> None:
        assert operation.target is not None
        letter = next(n for n, key in self.keys.items() if key == operation.message)
        target = self.server[operation.target].mail
        found = [Uid(uid) for uid, (there, _) in target.items() if there == letter]
        known = placements.known_uids(self.db, operation.target)
        found = [uid for uid in found if uid not in known] or found
        if found:
            operations.confirm(self.db, {operation.id: max(found)})
        else:
            operations.lose(self.db, [operation.id])

    # Other clients, and the server itself

    @rule(pick=which, source=which, to=which)
    def another_client_moves(self, pick: int, source: int, to: int) -> None:
        box = self.server[self.ids[source]]
        if box.mail and source != to:
            uid = sorted(box.mail)[pick % len(box.mail)]
            self.server[self.ids[to]].add(*box.take(uid))

    @rule(pick=which, source=which, flag=st.sampled_from(FLAGS))
    def another_client_flags(self, pick: int, source: int, flag: str) -> None:
        box = self.server[self.ids[source]]
        if box.mail:
            uid = sorted(box.mail)[pick % len(box.mail)]
            letter, flags = box.mail[uid]
            box.write(uid, letter, flags ^ {flag})

    @rule(which=which)
    def renumbers(self, which: int) -> None:
        old = self.server[self.ids[which]]
        new = Box(old.validity + 1)
        for letter, flags in reversed(old.mail.values()):
            new.add(letter, flags)
        self.server[self.ids[which]] = new

    @rule()
    def synchronise(self) -> None:
        """Read only what happened since the last time, as with QRESYNC."""
        before = operations.loose(self.db, self.account.id)
        for mailbox, box in self.server.items():
            accounts.begin_mailbox(self.db, mailbox, UidValidity(box.validity))
            known = placements.known_uids(self.db, mailbox)
            placements.remove_places(self.db, mailbox, map(Uid, box.vanished))
            news = {Uid(uid): box.mail[uid] for uid in box.changed}
            box.vanished, box.changed = set(), set()
            pending.update_flags(self.db, mailbox, {uid: flags for uid, (_, flags) in news.items()})
            new = [
                replace(LETTERS[letter], uid=uid, flags=flags)
                for uid, (letter, flags) in news.items()
                if uid not in known
            ]
            arrivals.add_arrivals(self.db, self.account.id, mailbox, new)
        operations.drop_void(self.db, self.account.id, before)
        placements.remove_homeless(self.db, self.account.id)
        for letter in range(3):
            rows = self.db.query(
                "SELECT id FROM messages WHERE message_id = ?", [f"<{letter + 1}@x.example>"]
            )
            for row in rows:
                self.keys[letter] = MessageKey(row["id"])

    # In the end

    @override
    def teardown(self) -> None:
        for _ in range(3):
            self.synchronise()
            for _ in range(30):
                self.tells_one("done")
        self.synchronise()
        assert operations.queued(self.db, self.account.id) == ()
        here = {mailbox: dict(placements.known_uids(self.db, mailbox)) for mailbox in self.server}
        there = {
            mailbox: {uid: flags for uid, (_, flags) in box.mail.items()}
            for mailbox, box in self.server.items()
        }
        assert here == there
        (row,) = self.db.query("SELECT count(*) AS n FROM placements WHERE uid < 0")
        assert row["n"] == 0


def test_a_flag_is_told_of_a_message_that_both_sides_moved_to_the_same_mailbox() -> None:
    both = BothSides()
    both.moves(pick=0, to=1)
    both.another_client_moves(pick=0, source=0, to=1)
    both.flags(flag=SEEN, on=True, pick=0)
    both.teardown()
    assert [flags for _, flags in both.server[both.ids[1]].mail.values()] == [{SEEN}]
    both.db.close()


def test_what_another_client_did_to_a_message_that_it_moved_back_first_is_seen() -> None:
    both = BothSides()
    both.moves(pick=0, to=1)
    both.tells_one(outcome="done without saying where")
    both.another_client_moves(pick=1, source=1, to=0)
    both.another_client_flags(flag=FLAGGED, pick=2, source=0)
    both.undoes()
    both.teardown()
    both.db.close()


BothSides.TestCase.settings = settings(
    max_examples=80,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestBothSides = BothSides.TestCase
