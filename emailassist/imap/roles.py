"""Which mailbox is Sent, Drafts, Archive, Junk or Trash.

Owns: special-use attributes (RFC 6154) and, without them, the usual names in four languages.
Must not: talk to a server.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from emailassist.domain.mailbox import ListedMailbox, Role

_ATTRIBUTES = {
    "\\sent": Role.SENT,
    "\\drafts": Role.DRAFTS,
    "\\archive": Role.ARCHIVE,
    "\\junk": Role.JUNK,
    "\\trash": Role.TRASH,
    "\\all": Role.ALL,
}
_NOT_SELECTABLE = {"\\noselect", "\\nonexistent"}

# Case and accents do not matter; the first name of a role that exists wins.
_NAMES = {
    Role.SENT: (
        "sent,sent items,sent messages,sent mail,enviados,elementos enviados,"
        "correo enviado,mensajes enviados,envoyes,elements envoyes,messages envoyes,"
        "courrier envoye,gesendet,gesendete elemente,gesendete objekte,gesendete nachrichten"
    ),
    Role.DRAFTS: "drafts,draft,borradores,borrador,brouillons,brouillon,entwurfe,entwurf",
    Role.ARCHIVE: "archive,archives,archived,archivo,archivados,archiv,archivierte",
    Role.JUNK: (
        "junk,spam,junk mail,junk email,junk e-mail,bulk mail,correo no deseado,no deseado,"
        "correo basura,indesirable,indesirables,courrier indesirable,pourriel,"
        "junk-e-mail,spamverdacht,unerwunscht,werbung"
    ),
    Role.TRASH: (
        "trash,deleted,deleted items,deleted messages,bin,papelera,eliminados,"
        "elementos eliminados,mensajes eliminados,corbeille,elements supprimes,"
        "messages supprimes,papierkorb,geloscht,geloschte elemente,geloschte objekte"
    ),
}
_CANDIDATES = {role: tuple(names.split(",")) for role, names in _NAMES.items()}


@dataclass(frozen=True, slots=True)
class RawListing:
    """One line of a LIST answer, decoded."""

    name: str
    attributes: frozenset[str]
    delimiter: str


def with_roles(listings: Sequence[RawListing]) -> tuple[ListedMailbox, ...]:
    """The mailboxes with their roles; each role is given to one mailbox at most."""
    roles = _by_attribute(listings)
    for role, names in _CANDIDATES.items():
        if role not in roles.values():
            roles.update(_by_name(role, names, listings, taken=roles))
    return tuple(
        ListedMailbox(
            name=listing.name,
            role=roles.get(listing.name, Role.NONE),
            delimiter=listing.delimiter,
            selectable=not _folded(listing.attributes) & _NOT_SELECTABLE,
        )
        for listing in listings
    )


def _by_attribute(listings: Iterable[RawListing]) -> dict[str, Role]:
    roles: dict[str, Role] = {}
    for listing in listings:
        if listing.name.upper() == "INBOX":
            roles[listing.name] = Role.INBOX
            continue
        for attribute in sorted(_folded(listing.attributes)):
            role = _ATTRIBUTES.get(attribute)
            if role and role not in roles.values():
                roles[listing.name] = role
                break
    return roles


def _by_name(
    role: Role, names: Sequence[str], listings: Iterable[RawListing], *, taken: dict[str, Role]
) -> dict[str, Role]:
    plain = {
        _plain_name(listing): listing.name
        for listing in listings
        if listing.name not in taken and not _folded(listing.attributes) & _NOT_SELECTABLE
    }
    found = next((plain[name] for name in names if name in plain), None)
    return {found: role} if found else {}


def _plain_name(listing: RawListing) -> str:
    """The name without the personal namespace, case and accents: ``INBOX.Entwürfe`` → entwurfe.

    Deeper mailboxes keep their path and so match nothing: ``Work/Sent`` is no Sent mailbox.
    """
    name = listing.name
    root, delimiter, rest = (
        name.partition(listing.delimiter) if listing.delimiter else (name, "", "")
    )
    if delimiter and (root.upper() == "INBOX" or root.startswith("[")):
        name = rest
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold().strip()


def _folded(attributes: Iterable[str]) -> set[str]:
    return {attribute.casefold() for attribute in attributes}
