"""Which thread a message belongs to (RFC 5322 References; the idea of RFC 8621 section 3).

Owns: the table threads and the joining of threads. Must not: parse headers.
"""

import json
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from emailassist.domain.address import Address
from emailassist.domain.ids import AccountId, MessageId, ThreadKey
from emailassist.store import bulk

_SUBJECT_WINDOW = 60 * 24 * 3600
"""Seconds within which an equal subject may join a message without References to a thread."""
_NEAREST = 50
"""How many messages of one subject are looked at."""


@dataclass(frozen=True, slots=True)
class Joiner:
    """What decides the thread of a message; `addresses` of all whom it names, `date` in seconds.

    A `loose` one is a reply by its subject, but without any References.
    """

    message_id: MessageId | None
    references: tuple[MessageId, ...]
    base_subject: str
    loose: bool
    addresses: tuple[Address, ...]
    date: int

    @property
    def people(self) -> frozenset[str]:
        """Whom it names, by their address keys."""
        return frozenset([each.key for each in self.addresses])

    @property
    def by_subject_only(self) -> bool:
        """Nothing but its subject can tell where it belongs, unless others refer to it."""
        return not self.references and bool(self.base_subject)


def threads_for(
    db: Database, account: AccountId, joiners: Sequence[Joiner]
) -> tuple[ThreadKey, ...]:
    """The thread of each new message, joining threads that they prove to be one.

    A thread matches when it holds a message that one refers to, or one that refers to it, or a
    sibling. A loose message may join, or be joined, by subject with somebody in common within
    sixty days. Must run in a transaction.
    """
    forest = _Forest()
    nodes: list[_Node] = []
    for at, joiner in enumerate(joiners):
        own = (joiner.message_id,) if joiner.message_id else ()
        names = (*own, *joiner.references)
        nodes.append(names[0] if names else (at,))
        forest.join(*names)
    for name, thread in _known(db, account, forest.names()):
        forest.join(name, thread)
    counts = Counter(map(forest.root, nodes))
    alone = [
        at
        for at, joiner in enumerate(joiners)
        if joiner.by_subject_only
        and not isinstance(root := forest.root(nodes[at]), int)
        and counts[root] == 1
    ]
    for node, other in _by_subject(db, account, joiners, nodes, alone):
        forest.join(node, other)
    return _settled(db, account, forest, nodes)


_Node = str | int | tuple[int]
"""A Message-ID, the key of a thread, or the position of a message without a Message-ID."""


class _Forest:
    """Disjoint sets of nodes; the lowest thread of a set, if it has one, is its root."""

    def __init__(self) -> None:
        self._above: dict[_Node, _Node] = {}
        self.absorbed: list[int] = []

    def names(self) -> list[str]:
        return [node for node in self._above if isinstance(node, str)]

    def root(self, node: _Node) -> _Node:
        above = self._above
        if node not in above:
            above[node] = node
        while above[node] != node:
            above[node] = node = above[above[node]]
        return node

    def join(self, *nodes: _Node) -> None:
        roots = {self.root(node) for node in nodes}
        if len(roots) < 2:
            return
        threads = sorted(node for node in roots if isinstance(node, int))
        top: _Node = threads[0] if threads else next(iter(roots))
        self.absorbed += threads[1:]
        for node in roots:
            self._above[node] = top


def _known(db: Database, account: AccountId, names: Sequence[str]) -> list[tuple[str, int]]:
    """Names of messages, and threads that hold one so named or one that refers to it."""
    values = {"account": account, "names": json.dumps(names)}
    return db.conn.execute(
        "SELECT message_id, thread_id FROM messages WHERE account_id = :account "
        "AND message_id IN (SELECT value FROM json_each(:names)) UNION "
        # CROSS JOIN: whoever refers to them is looked up, not all of the account's messages.
        "SELECT r.refers_to, m.thread_id FROM message_references r CROSS JOIN messages m "
        "ON m.id = r.message WHERE m.account_id = :account "
        "AND r.refers_to IN (SELECT value FROM json_each(:names))",
        values,
    ).fetchall()


@dataclass(frozen=True, slots=True)
class _Near:
    date: int
    people: frozenset[str]
    node: _Node


def _by_subject(
    db: Database,
    account: AccountId,
    joiners: Sequence[Joiner],
    nodes: Sequence[_Node],
    alone: Sequence[int],
) -> Iterator[tuple[_Node, _Node]]:
    """Messages that nothing but their subject joins, each with what it joins."""
    loose = [at for at in alone if joiners[at].loose]
    others = [at for at in alone if not joiners[at].loose]
    here = _in_batch(joiners, nodes, {joiners[at].base_subject for at in loose})
    for at in loose:
        one = joiners[at]
        near = _around(here[one.base_subject], one.date)
        yield from _nearest(nodes[at], one, [*near, *_of_subject(db, account, one)])
    waiting = _loose_ones(db, account, {joiners[at].base_subject for at in others})
    for at in others:
        one = joiners[at]
        if one.base_subject in waiting:
            yield from _nearest(nodes[at], one, _around(waiting[one.base_subject], one.date))


def _nearest(node: _Node, one: Joiner, near: Iterable[_Near]) -> Iterator[tuple[_Node, _Node]]:
    """The nearest in time that somebody of this message took part in, if there is one."""
    people = one.people
    within = [
        each for each in near if abs(each.date - one.date) < _SUBJECT_WINDOW and each.node != node
    ]
    for each in sorted(within, key=lambda each: abs(each.date - one.date)):
        if people & each.people:
            yield node, each.node
            return


def _in_batch(
    joiners: Sequence[Joiner], nodes: Sequence[_Node], subjects: set[str]
) -> dict[str, list[_Near]]:
    """The messages with these subjects, by date."""
    found: dict[str, list[_Near]] = defaultdict(list)
    for joiner, node in zip(joiners, nodes, strict=True):
        if joiner.base_subject in subjects:
            found[joiner.base_subject].append(_Near(joiner.date, joiner.people, node))
    for some in found.values():
        some.sort(key=lambda each: each.date)
    return found


def _around(by_date: list[_Near], date: int) -> list[_Near]:
    place = bisect_left(by_date, date, key=lambda each: each.date)
    return by_date[max(0, place - _NEAREST) : place + _NEAREST]


def _of_subject(db: Database, account: AccountId, one: Joiner) -> Iterator[_Near]:
    rows = db.conn.execute(
        "SELECT date, people, thread_id FROM messages WHERE account_id = ? AND base_subject = ? "
        "AND abs(date - ?) < ? ORDER BY abs(date - ?) LIMIT ?",
        [account, one.base_subject, one.date, _SUBJECT_WINDOW, one.date, _NEAREST],
    )
    return (_Near(date, _keys(people), thread) for date, people, thread in rows)


def _loose_ones(db: Database, account: AccountId, subjects: set[str]) -> dict[str, list[_Near]]:
    """Loose messages of the store with one of these subjects."""
    rows = db.conn.execute(
        "SELECT base_subject, date, people, thread_id FROM messages WHERE account_id = ? "
        "AND loose = 1 AND base_subject IN (SELECT value FROM json_each(?)) ORDER BY date",
        [account, json.dumps(sorted(subjects))],
    )
    found: dict[str, list[_Near]] = defaultdict(list)
    for subject, date, people, thread in rows:
        found[subject].append(_Near(date, _keys(people), thread))
    return found


def _keys(people: str) -> frozenset[str]:
    return frozenset(people.casefold().split())


def _settled(
    db: Database, account: AccountId, forest: _Forest, nodes: Sequence[_Node]
) -> tuple[ThreadKey, ...]:
    """Write new threads and joined ones; the thread of each node."""
    moved = [(forest.root(thread), thread) for thread in forest.absorbed]
    db.conn.executemany("UPDATE messages SET thread_id = ? WHERE thread_id = ?", moved)
    db.conn.executemany("DELETE FROM threads WHERE id = ?", [[old] for _, old in moved])
    (last,) = db.conn.execute("SELECT coalesce(max(id), 0) FROM threads").fetchone()
    new: dict[_Node, int] = {}
    threads = []
    for node in nodes:
        root = forest.root(node)
        threads.append(root if isinstance(root, int) else new.setdefault(root, last + len(new) + 1))
    bulk.write(
        db,
        "INSERT INTO threads(id, account_id)",
        "(?, ?)",
        [(each, account) for each in new.values()],
    )
    return tuple(map(ThreadKey, threads))
