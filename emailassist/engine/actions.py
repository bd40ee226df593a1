"""What the person does to messages: shown at once, told to the server soon after, undone.

Owns: the actions, their words, and the stack of those that can be taken back.
Must not: know SQL, or wait for a server.
"""

import time
from collections.abc import Callable, Sequence
from itertools import count
from typing import Concatenate, ParamSpec

from emailassist.domain.counted import counted
from emailassist.domain.errors import InputError
from emailassist.domain.events import ChangeSet, Notice
from emailassist.domain.ids import MailboxId, MessageKey
from emailassist.domain.label import keyword_of, label_of
from emailassist.domain.mailbox import FLAGGED, SEEN, Role
from emailassist.domain.operation import Step, Undo
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.replay import Replay
from emailassist.store import intents, operations, relocation
from emailassist.store.database import Database

P = ParamSpec("P")
GRACE = 10.0
"""Seconds in which deleting for good can still be taken back."""
_MOST_UNDOS = 100
_TRASH = (Role.TRASH,)

Keys = Sequence[MessageKey]


class Actions:
    """Actions on any number of messages, of any accounts.

    `source` is the mailbox they are looked at in; None: INBOX, or wherever they lie. Every action
    returns how to take it back; of what changed nothing there is nothing to take back.
    """

    def __init__(self, store: Store, announcer: Announcer, replay: Replay) -> None:
        self._store = store
        self._announcer = announcer
        self._replay = replay
        self._numbers = count(1)
        self._undos: list[Undo] = []

    async def mark_seen(self, keys: Keys, *, seen: bool) -> Undo:
        """Mark read or unread."""
        done = "marked as read" if seen else "marked as unread"
        return await self._act(done, relocation.flag, keys, SEEN, on=seen)

    async def star(self, keys: Keys, *, on: bool = True) -> Undo:
        """Set or take away the star."""
        return await self._act(
            "starred" if on else "unstarred", relocation.flag, keys, FLAGGED, on=on
        )

    async def label(self, keys: Keys, label: str, *, on: bool = True) -> Undo:
        """Give messages a label or take it away; raises InputError when it cannot be one."""
        keyword = keyword_of(label)
        done = f"labelled “{label}”" if on else f"no longer labelled “{label}”"
        return await self._act(done, relocation.flag, keys, keyword, on=on)

    async def archive(self, keys: Keys, source: MailboxId | None = None) -> Undo:
        """Move to Archive."""
        return await self._act("archived", relocation.to_role, keys, relocation.ARCHIVE, source)

    async def trash(self, keys: Keys, source: MailboxId | None = None) -> Undo:
        """Move to Trash."""
        return await self._act("moved to {target}", relocation.to_role, keys, _TRASH, source)

    async def move(self, keys: Keys, target: MailboxId, source: MailboxId | None = None) -> Undo:
        """Move to a mailbox; raises InputError when it is another account's."""
        return await self._act("moved to {target}", relocation.to_mailbox, keys, target, source)

    async def spam(self, keys: Keys, source: MailboxId | None = None) -> Undo:
        """Mark as spam and move to Junk."""
        return await self._act("marked as spam", relocation.spam, keys, source)

    async def not_spam(self, keys: Keys, source: MailboxId | None = None) -> Undo:
        """Mark as no spam and move to INBOX."""
        return await self._act("marked as not spam", relocation.not_spam, keys, source)

    async def delete_for_good(
        self, keys: Keys, source: MailboxId | None = None, *, grace: float = GRACE
    ) -> Undo:
        """Delete for good, after so many seconds; only to be called once the person confirmed."""
        due = time.time() + grace if grace else 0
        return await self._act("deleted for good", relocation.delete, keys, source, due=due)

    async def undo(self, undo: Undo | None = None) -> Undo | None:
        """Take back that action or the last one; what was taken back, None if there is nothing.

        Raises InputError when the server has gone too far for it.
        """
        if undo is None:
            undo = self._undos[-1] if self._undos else None
        if undo is None or undo not in self._undos:
            return None
        self._undos.remove(undo)
        keys = await self._store.write(intents.take_back, undo.steps)
        self._changed(keys)
        if not keys:
            raise InputError(
                f"This could not be taken back: {undo.words}.",
                hint="The server has deleted the messages already, or they have gone elsewhere.",
            )
        if len(keys) < undo.count:
            left = counted(undo.count - len(keys))
            self._announcer.tell(Notice(f"{left} could not be taken back: gone meanwhile."))
        return undo

    async def tell_servers(self) -> tuple[str, ...]:
        """Tell every server now what waits for it; why some could not be told."""
        return await self._replay.settle()

    async def labels(self) -> tuple[str, ...]:
        """Every label in use."""
        keywords = await self._store.read(relocation.keywords)
        return tuple(label_of(each) for each in keywords)

    async def _act(
        self,
        done: str,
        function: Callable[Concatenate[Database, Keys, P], tuple[Step, ...]],
        keys: Keys,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Undo:
        steps = await self._store.write(function, keys, *args, **kwargs)
        changed = frozenset(step.message for step in steps)
        words = f"{counted(len(changed))} {done.replace('{target}', await self._target(steps))}"
        undo = Undo(next(self._numbers), words if steps else "Nothing changed", steps)
        if steps:
            self._undos = [*self._undos[1 - _MOST_UNDOS :], undo]
            self._changed(changed)
        return undo

    async def _target(self, steps: Sequence[Step]) -> str:
        """Where messages went, as the server calls it; several accounts have several names."""
        targets = {step.target for step in steps if step.target is not None}
        names = {(await self._store.read(operations.box, each)).name for each in targets}
        return " and ".join(sorted(names))

    def _changed(self, keys: frozenset[MessageKey]) -> None:
        self._replay.wake()
        self._announcer.tell(ChangeSet(messages=keys, lists=True))
