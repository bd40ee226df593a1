"""What the person's deeds say about a message.

Owns: reading a deed from where a message lies, where it came from, and its flags; and what each
deed teaches. Must not: know how deeds are observed, or how much they count.
"""

from dataclasses import dataclass
from typing import Final

from emailassist.domain.lesson import Deed
from emailassist.domain.mailbox import ANSWERED, FLAGGED, SEEN, Role
from emailassist.domain.teaching import Slot, Teaching
from emailassist.domain.triage import Priority

_SPAM: Final = "spam-phishing"
_DONE_WITH: Final = {Role.ARCHIVE, Role.ALL}
_KEPT: Final = {Role.INBOX, Role.ARCHIVE, Role.ALL, Role.NONE}
_AT_HAND: Final = {Role.INBOX, Role.ARCHIVE, Role.ALL}


@dataclass(frozen=True, slots=True)
class Sight:
    """A message of somebody else that was moved or marked, by this program or another one.

    `origin` is the role of the mailbox that it was in first, None if it was not moved; `roles`
    are those of the mailboxes that it lies in, `is_back` when the first is among them. `before` is
    the deed known so far; `holds` the category that its new mailbox mostly holds, or None.
    `left` is the category in which it stood when it was read, and still stands.
    """

    origin: Role | None
    roles: frozenset[Role]
    is_back: bool
    flags: frozenset[str]
    before: Deed | None = None
    holds: str | None = None
    left: str | None = None


def read_deeds(sight: Sight) -> dict[Slot, Teaching | None]:
    """For each slot what the message now teaches, None for nothing."""
    flagged = Teaching(Deed.FLAGGED, priority=Priority.HIGH)
    answered = Teaching(Deed.ANSWERED, needs_reply=True)
    return {
        Slot.FLAG: flagged if FLAGGED in sight.flags else None,
        Slot.ANSWER: answered if ANSWERED in sight.flags else None,
        Slot.PLACE: _moved(sight),
        Slot.READ: _left_as_it_was(sight),
    }


def _left_as_it_was(sight: Sight) -> Teaching | None:
    """Reading is no word on spam, and who moves mail elsewhere has not left it as it was."""
    stays = sight.origin is None or sight.is_back
    places = _KEPT if stays else _AT_HAND
    if sight.left in {None, _SPAM} or SEEN not in sight.flags or not sight.roles <= places:
        return None
    return Teaching(Deed.KEPT, category=sight.left) if sight.roles else None


def _moved(sight: Sight) -> Teaching | None:
    if sight.origin is None or sight.is_back:
        return None
    if Role.JUNK in sight.roles:
        return Teaching(Deed.JUNKED, category=_SPAM)
    if sight.origin is Role.JUNK:
        return Teaching(Deed.UNJUNKED) if sight.roles & _KEPT else None
    if Role.TRASH in sight.roles and sight.before is Deed.JUNKED:
        return Teaching(Deed.JUNKED, category=_SPAM)
    if sight.holds is not None:
        return Teaching(Deed.MOVED, category=sight.holds)
    if sight.origin is Role.INBOX and not sight.flags & {SEEN, ANSWERED}:
        return _unread(sight.roles)
    return None


def _unread(roles: frozenset[Role]) -> Teaching | None:
    if Role.TRASH in roles:
        return Teaching(Deed.DELETED_UNREAD, priority=Priority.LOW, needs_reply=False)
    if roles & _DONE_WITH:
        return Teaching(Deed.ARCHIVED_UNREAD, priority=Priority.LOW, needs_reply=False)
    return None
