"""Places that the list can show: a mailbox, a category, what needs a reply, drafts to review.

Owns: which places there are, in which order, with which icon. Must not: draw or read them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from emailassist.domain.account import Account
from emailassist.domain.errors import NotFound
from emailassist.domain.ids import MessageKey
from emailassist.domain.mailbox import Mailbox, Role
from emailassist.domain.views import KeyPage, Listing, Sidebar

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

ROLE_ORDER = (
    Role.INBOX,
    Role.SENT,
    Role.DRAFTS,
    Role.ARCHIVE,
    Role.JUNK,
    Role.TRASH,
    Role.ALL,
    Role.NONE,
)

ROLE_ICONS = {
    Role.INBOX: "inbox",
    Role.SENT: "send",
    Role.DRAFTS: "file-text",
    Role.ARCHIVE: "archive",
    Role.JUNK: "shield-alert",
    Role.TRASH: "trash-2",
    Role.ALL: "archive",
    Role.NONE: "folder",
}


@dataclass(frozen=True, slots=True)
class Place:
    """What the list shows. `listing` None: the messages that have a draft to review.

    Or, with `like`, that message and those like it.
    """

    title: str
    listing: Listing | None
    like: MessageKey | None = None

    @property
    def shows_mailbox(self) -> bool:
        """Whether this is a mailbox of the server, not a view across mailboxes."""
        return self.listing is not None and self.listing.mailbox is not None

    @property
    def shows_inbox(self) -> bool:
        """Whether the window may begin with it: a mailbox, or the inboxes of all accounts."""
        return self.shows_mailbox or (self.listing is not None and self.listing.inboxes)

    @property
    def loses_what_is_moved(self) -> bool:
        """Whether messages leave this place when they leave their mailbox."""
        return self.listing is not None and not self.listing.query


def mailbox_title(mailbox: Mailbox, tr: Callable[[str], str]) -> str:
    """The mailbox's name for reading: translated for special uses, else its last part."""
    titles = {
        Role.INBOX: tr("Inbox"),
        Role.SENT: tr("Sent"),
        Role.DRAFTS: tr("Drafts"),
        Role.ARCHIVE: tr("Archive"),
        Role.JUNK: tr("Junk"),
        Role.TRASH: tr("Trash"),
        Role.ALL: tr("All mail"),
    }
    return titles.get(mailbox.role) or mailbox.name.rpartition(mailbox.delimiter or "/")[2]


def mailboxes_of(account: Account, sidebar: Sidebar) -> list[Mailbox]:
    """The account's mailboxes, special uses first."""
    own = [each for each in sidebar.mailboxes if each.account_id == account.id]
    return sorted(own, key=lambda each: (ROLE_ORDER.index(each.role), each.name.casefold()))


def search_listing(query: str, within: Place | None = None) -> Listing:
    """A search goes through all mail, or keeps to a place."""
    if within is not None and within.listing is not None:
        return replace(within.listing, query=query)
    return Listing(query=query)


async def page_of(engine: "Engine", place: Place, before: int | None, limit: int) -> KeyPage:
    """Some keys of a place: those after the page that gave `before`."""
    if place.listing is not None:
        return await engine.list_page(place.listing, before=before, limit=limit)
    return KeyPage(await keys_of(engine, place), None)


async def keys_of(engine: "Engine", place: Place) -> tuple[MessageKey, ...]:
    """The keys of a place, newest first; or a message and those like it, the most alike first."""
    if place.listing is not None:
        return await engine.list_keys(place.listing)
    if place.like is not None:
        try:
            return (place.like, *(await engine.search.similar(place.like)).keys)
        except NotFound:
            return ()  # it went while it was looked at
    drafts = await engine.drafts()
    return tuple(dict.fromkeys(each.reply_to for each in drafts if each.reply_to))
