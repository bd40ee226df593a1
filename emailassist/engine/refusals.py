"""What the person is told when a server refuses what they did.

Owns: the sentences. Must not: back anything out.
"""

from emailassist.domain.counted import counted
from emailassist.domain.errors import EmailAssistError
from emailassist.domain.events import Notice
from emailassist.domain.operation import Kind


def refused(kind: Kind, count: int, mailbox: str, target: str, error: EmailAssistError) -> Notice:
    """Changes of so many messages were backed out; `target` is '' unless they should move."""
    match kind:
        case Kind.MOVE:
            said = f"{counted(count)} could not be moved to {target}: back in {mailbox}."
            hint = "Try again later, or choose another mailbox."
        case Kind.EXPUNGE:
            said = f"{counted(count)} could not be deleted: back in {mailbox}."
            hint = "Try again later, or ask whoever runs the server."
        case _:
            said = f"A change of {counted(count)} in {mailbox} was not taken and is undone."
            hint = "Try again later, or ask whoever runs the server."
    return Notice(f"{said} {error.reason}", error.hint or hint, problem=True)


def keeps_no_labels(count: int, mailbox: str, host: str) -> Notice:
    """Labels were taken away again."""
    return Notice(
        f"{host} keeps no labels of your own in {mailbox}, so {counted(count)} could not get one.",
        "Use a mailbox of its own for what belongs together.",
        problem=True,
    )


def keeps_no_triage(mailbox: str, host: str) -> Notice:
    """Triage results cannot be mirrored there."""
    return Notice(
        f"{host} keeps no keywords in {mailbox}, so other programs cannot see the triage there.",
        "It can be seen here all the same; Settings can switch the mirroring off.",
    )


def gone(count: int, target: str) -> Notice:
    """Messages were not there any more when the server was told to move them."""
    return Notice(
        f"{counted(count)} could not be moved to {target}: another program has moved or deleted"
        " the original meanwhile.",
        "The next synchronisation shows where it lies now.",
    )
