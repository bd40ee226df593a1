"""Whom a message goes to, read from the header fields of the one it answers, or typed.

Owns: Reply-To, mailing lists (RFC 2369 List-Post, Mail-Followup-To), and that a reply to all
names everybody once and never me. Must not: take an address from the text of a mail or from a
model.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

from emailassist.domain.address import Address
from emailassist.domain.errors import InputError
from emailassist.domain.message import ParsedMessage
from emailassist.domain.task import Person
from emailassist.mime.charset import one_line
from emailassist.mime.fields import addr_spec
from emailassist.mime.headers import addresses

_POST = re.compile(r"mailto:([^>?\s,]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who gets a message; nobody sees `bcc`."""

    to: tuple[Address, ...]
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()

    @property
    def everybody(self) -> tuple[Address, ...]:
        """All of them, each address once."""
        return _once((*self.to, *self.cc, *self.bcc))


class Audience(StrEnum):
    """Whom a reply is for."""

    AUTHOR = "author"
    ALL = "all"
    LIST = "list"


def recipients_for(original: ParsedMessage, me: Person, audience: Audience) -> Recipients:
    """Who gets a reply for that audience; a list's reply goes to the author when there is none."""
    if audience is Audience.ALL:
        return _all(original, me)
    if audience is Audience.LIST and (posts := list_addresses(original)):
        return Recipients(posts[:1])
    return reply_recipients(original, me)


def reply_recipients(original: ParsedMessage, me: Person) -> Recipients:
    """The one who wrote, by Reply-To, else From; never me, unless nobody else is left.

    A mailing list's own address in Reply-To does not count: the reply goes to the sender. A
    reply to my own message goes to those it went to.
    """
    envelope = original.envelope
    if me.is_me(envelope.sender):
        return Recipients(_others(envelope.to, me) or envelope.to[:1])
    sender = (envelope.sender,) if envelope.sender and envelope.sender.email else ()
    lists = {each.key for each in list_addresses(original)}
    wanted = tuple(address for address in envelope.reply_to if address.key not in lists)
    return Recipients(_others(wanted, me) or _others(sender, me) or wanted or sender)


def list_addresses(original: ParsedMessage) -> tuple[Address, ...]:
    """Where the message's mailing list takes mail (RFC 2369 section 3.4); none if it takes none."""
    found = []
    for text in original.all_headers("List-Post"):
        found += [Address("", unquote(each)) for each in _POST.findall(text)]
    named = {each.key: each for each in (*original.envelope.to, *original.envelope.cc)}
    return tuple(named.get(each.key, each) for each in found if _is_usable(each))


def typed_addresses(text: str) -> tuple[Address, ...]:
    """The addresses of a field that a person filled in, separated by commas or semicolons.

    Raises InputError naming the entry that is no address.
    """
    entries = _with_commas(text)
    found = addresses([entries])
    wrong = [each.email or each.name for each in found if not _is_usable(each)]
    if wrong or (entries and not found):
        which = wrong[0] if wrong else entries
        raise InputError(f"“{which}” is no mail address.", hint="Correct it, or remove it.")
    return _once(found)


def entered_addresses(text: str) -> tuple[Address, ...]:
    """The entries of such a field while it is being filled in, usable or not; nothing is lost."""
    return addresses([_with_commas(text)])


def written_addresses(found: Iterable[Address]) -> str:
    """Addresses as a person edits them; `typed_addresses` reads them again."""
    return ", ".join(_written(each) for each in found)


def _all(original: ParsedMessage, me: Person) -> Recipients:
    envelope = original.envelope
    posts = list_addresses(original)
    followup = addresses(list(original.all_headers("Mail-Followup-To"))) if posts else ()
    if usable := tuple(each for each in followup if _is_usable(each)):
        return Recipients(_others(usable, me) or usable)
    if me.is_me(envelope.sender):
        to = _others(envelope.to, me)
        cc = _without(_others(envelope.cc, me), to)
        return Recipients(to or cc or envelope.to[:1], cc if to else ())
    to = reply_recipients(original, me).to
    cc = _without(_others((*posts, *envelope.to, *envelope.cc), me), to)
    return Recipients(to, cc)


def _others(found: tuple[Address, ...], me: Person) -> tuple[Address, ...]:
    return _once(each for each in found if each.email and not me.is_me(each))


def _once(found: Iterable[Address]) -> tuple[Address, ...]:
    """Each address at its first place."""
    unique: dict[str, Address] = {}
    for each in found:
        unique.setdefault(each.key, each)
    return tuple(unique.values())


def _without(found: tuple[Address, ...], known: tuple[Address, ...]) -> tuple[Address, ...]:
    keys = {each.key for each in known}
    return tuple(each for each in found if each.key not in keys)


def _is_usable(address: Address) -> bool:
    try:
        addr_spec(address)
    except InputError:
        return False
    return True


def _with_commas(text: str) -> str:
    """Semicolons and line ends outside quotes are commas to whoever types them."""
    out, quoted = [], False
    for character in text:
        quoted ^= character == '"'
        out.append("," if not quoted and character in ";\n" else character)
    return "".join(out).strip(", ")


def _written(address: Address) -> str:
    name = one_line(address.name)
    if not name:
        return address.email
    if re.search(r"[^\w .\-]", name):
        escaped = name.replace("\\", "").replace('"', "'")
        name = f'"{escaped}"'
    return f"{name} <{address.email}>"
