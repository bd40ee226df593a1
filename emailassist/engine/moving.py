"""Moving messages on the server, exactly once.

Owns: what to make of a server's answer to a move, and of its silence. Must not: refuse or queue.
"""

from collections.abc import Sequence

from emailassist.domain.errors import NotFound, ServerRefused
from emailassist.domain.events import ChangeSet
from emailassist.domain.ids import Uid
from emailassist.domain.operation import Operation
from emailassist.engine.announcer import Announcer
from emailassist.engine.batching import Batch
from emailassist.engine.confined import Store
from emailassist.engine.connections import ImapConnection
from emailassist.engine.refusals import gone
from emailassist.store import messages, operations, placements


class Moving:
    """Moves out of the mailbox that is open on a connection."""

    def __init__(self, store: Store, announcer: Announcer, connection: ImapConnection) -> None:
        self._store = store
        self._announcer = announcer
        self._connection = connection

    async def move(self, batch: Batch, again: frozenset[int]) -> None:
        """Move the messages; `again`: ids of which the server may have heard before.

        Without MOVE a lost connection may have left those copied and the originals still there.
        """
        session = await self._connection.open()
        rest = list(batch.operations)
        if "MOVE" not in session.capabilities:
            rest = [each for each in rest if each.id not in again or not await self._finish(each)]
        if not rest:
            return
        uids, target = [each.uid for each in rest], await self._name(rest[0])
        given = await self._connection.run(session.move, uids, target)
        if given is None and "UIDPLUS" not in session.capabilities:
            # Such a server does not say where: the next look into the target finds them.
            await self._confirm(dict.fromkeys(each.id for each in rest))
            return
        moved = {each.id: given[each.uid] for each in rest if given and each.uid in given}
        await self._confirm({**moved})
        await self.follow([each for each in rest if each.id not in moved])

    async def follow(self, missing: Sequence[Operation]) -> None:
        """Messages that were not there to be moved.

        We moved them ourselves and did not live to note it, or another program was faster.
        """
        lost = [each for each in missing if not await self._confirm_in_target(each)]
        keys = await self._store.write(operations.lose, [each.id for each in lost])
        if keys:
            self._announcer.tell(ChangeSet(messages=keys, lists=True))
            self._announcer.tell(gone(len(keys), await self._name(lost[0])))

    async def _finish(self, operation: Operation) -> bool:
        """Remove the original of what was copied before; whether it had been.

        A copy has the size of its original, which a list's copy of the same name has not.
        """
        size = await self._store.read(messages.size, operation.message)
        found = await self._found(operation, size)
        if not found:
            return False
        session = await self._connection.open()
        await self._connection.run(session.expunge, [operation.uid])
        await self._confirm({operation.id: max(found)})
        return True

    async def _confirm_in_target(self, operation: Operation) -> bool:
        """Whether the message is in the target, or nobody can know."""
        found = await self._found(operation)
        if found is not None and not found:
            return False
        await self._confirm({operation.id: max(found or (), default=None)})
        return True

    async def _found(self, operation: Operation, size: int = 0) -> Sequence[Uid] | None:
        """The message's numbers in the target, with that size; None when nobody can tell.

        It may have no name to look for, or the target may not be there any more.
        """
        name = await self._store.read(messages.message_id, operation.message)
        if name is None or operation.target is None:
            return None
        session = await self._connection.open()
        target = await self._name(operation)
        try:
            found = await self._connection.run(session.find_message_id, target, name, size=size)
        except ServerRefused as error:
            if error.passing:
                raise
            return None
        key = operation.message
        return await self._store.read(placements.copies, operation.target, key, found)

    async def _name(self, operation: Operation) -> str:
        if operation.target is None:
            raise NotFound("A move needs a mailbox to move to.")
        return (await self._store.read(operations.box, operation.target)).name

    async def _confirm(self, done: dict[int, Uid | None]) -> None:
        await self._store.write(operations.confirm, done)
