"""Many operations as few commands.

Owns: which operations go to the server together, and in which order. Must not: send them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from emailassist.domain.ids import MailboxId, MessageKey, Uid, UidValidity
from emailassist.domain.operation import Kind, Operation

MOST = 500
"""Operations of one batch: so many have to be looked up again after a lost connection."""


@dataclass(frozen=True, slots=True)
class Command:
    """What a batch asks the server to do with messages of one mailbox."""

    kind: Kind
    mailbox: MailboxId
    uid_validity: UidValidity | None
    target: MailboxId | None
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Batch:
    """Operations that are one command."""

    command: Command
    operations: tuple[Operation, ...]

    @property
    def uids(self) -> list[Uid]:
        """The messages' numbers."""
        return [each.uid for each in self.operations]


def batched(operations: Iterable[Operation]) -> tuple[Batch, ...]:
    """Equal operations together; those on one message stay in their order."""
    batches: list[tuple[Command, list[Operation]]] = []
    latest: dict[Command, int] = {}
    reached: dict[MessageKey, int] = {}
    for operation in operations:
        command = _command(operation)
        place = latest.get(command, -1)
        full = place >= 0 and len(batches[place][1]) >= MOST
        if full or place < reached.get(operation.message, 0):
            place = len(batches)
            batches.append((command, []))
            latest[command] = place
        batches[place][1].append(operation)
        reached[operation.message] = place
    return tuple(Batch(command, tuple(each)) for command, each in batches)


def _command(operation: Operation) -> Command:
    is_flag = operation.kind in {Kind.ADD, Kind.REMOVE}
    return Command(
        operation.kind,
        operation.mailbox,
        operation.uid_validity,
        operation.target,
        operation.flags if is_flag else frozenset(),
    )
