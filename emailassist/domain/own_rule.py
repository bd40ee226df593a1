"""A rule that the person made: which messages it is about, and what it says of them.

Owns: its form, what it means in words, and whether a message fits. Must not: read a file or a
sentence (`local` does).
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from emailassist.domain.address import Address
from emailassist.domain.triage import Priority


class Addressed(StrEnum):
    """How the person stands among the recipients of a message."""

    TO = "to"
    CC = "cc"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class OwnRule:
    """All conditions that are set must hold; of the texts of one, any.

    `sender` and `to` are addresses, domains, `billing@` for whatever domain, or a part of a name;
    `subject` and `text` are words or phrases in any case. What is None or '' is left as it is.
    """

    name: str
    sender: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    list_id: tuple[str, ...] = ()
    attachment: bool | None = None
    known: bool | None = None
    addressed: Addressed | None = None
    category: str = ""
    priority: Priority | None = None
    needs_reply: bool | None = None
    on: bool = True
    says: str = ""

    @property
    def is_about_all(self) -> bool:
        """Whether nothing says which messages it is about."""
        texts = (self.sender, self.to, self.subject, self.text, self.list_id)
        return not any(texts) and (self.attachment, self.known, self.addressed) == (None,) * 3

    @property
    def says_nothing(self) -> bool:
        """Whether it has nothing to say of a message."""
        return not self.category and self.priority is None and self.needs_reply is None

    @property
    def trusts_sender(self) -> bool:
        """Whether it is about who wrote a message, which a forger may pretend to be."""
        return bool(self.sender or self.known)


@dataclass(frozen=True, slots=True)
class Matter:
    """What of a message rules of one's own look at."""

    sender: Address | None
    to: tuple[Address, ...]
    subject: str
    text: str
    list_id: str
    attachment: bool
    known: bool
    addressed: Addressed

    def fits(self, rule: OwnRule) -> bool:
        """Whether a message with this matter is one that the rule is about."""
        wanted = (
            (rule.attachment, self.attachment),
            (rule.known, self.known),
            (rule.addressed, self.addressed),
        )
        if any(value is not None and value != held for value, held in wanted):
            return False
        people = (self.sender,) if self.sender else ()
        return (
            _names(rule.sender, people)
            and _names(rule.to, self.to)
            and _holds(rule.subject, self.subject)
            and _holds(rule.text, self.text)
            and _holds(rule.list_id, self.list_id)
        )


def _names(wanted: tuple[str, ...], people: tuple[Address, ...]) -> bool:
    return not wanted or any(is_meant(each, person) for each in wanted for person in people)


def is_meant(wanted: str, person: Address) -> bool:
    """Whether an address, a domain, `billing@` or a part of a name is that person's."""
    words = wanted.strip().casefold()
    local, at, domain = words.rpartition("@")
    if at and not domain:
        return person.key.startswith(words)
    if at and local:
        return person.key == words
    if at or re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", words):
        return f".{person.domain}".endswith(f".{domain if at else words}")
    return contains(f"{person.name} {person.email}", words)


def _holds(wanted: tuple[str, ...], text: str) -> bool:
    return not wanted or any(contains(text, each) for each in wanted)


def contains(text: str, words: str) -> bool:
    """Whether a text has these words, whole, in any case and with or without accents."""
    flat = " ".join(plain(words).split())
    pattern = rf"(?<!\w){re.escape(flat)}(?!\w)"
    return bool(flat) and re.search(pattern, " ".join(plain(text).split())) is not None


def plain(text: str) -> str:
    """In lower case and without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def meaning(rule: OwnRule, title: str = "") -> str:
    """What the rule means, as a sentence; `title` is that of its category."""
    about = [
        *_one("from", rule.sender),
        *_one("to", rule.to),
        *_one("of the list", rule.list_id),
        *_one("with the subject", rule.subject),
        *_one("with the text", rule.text),
    ]
    if rule.attachment is not None:
        about.append("with a file attached" if rule.attachment else "without a file attached")
    if rule.known is not None:
        about.append("from people you write to" if rule.known else "from people you never wrote to")
    if rule.addressed is not None:
        about.append(_STANDING[rule.addressed])
    does = []
    if rule.category:
        does.append(f"belongs to “{title or rule.category}”")
    if rule.priority is not None:
        does.append(f"has priority {rule.priority.value}")
    if rule.needs_reply is not None:
        does.append("wants a reply" if rule.needs_reply else "wants no reply")
    return f"{' '.join(('Mail', *about))} {' and '.join(does)}."


_STANDING = {
    Addressed.TO: "with you in To",
    Addressed.CC: "with you in Cc",
    Addressed.NEITHER: "not addressed to you",
}


def _one(name: str, values: tuple[str, ...]) -> list[str]:
    quoted = " or ".join(f"“{value}”" for value in values)
    return [f"{name} {quoted}"] if values else []
