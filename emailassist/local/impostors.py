"""Senders that pretend to be somebody else.

Owns: comparing the sender's name, domain and Reply-To with whom they claim to be. Must not:
decide alone, or look into the text.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from emailassist.domain.address import Address
from emailassist.domain.message import ParsedMessage
from emailassist.local.brands import BRANDS
from emailassist.local.disguise import folded_letters
from emailassist.local.fraud_words import OFFICE
from emailassist.local.free_mail import FREE_MAIL
from emailassist.local.sign import Sign
from emailassist.mime.links import organisational_domain

_LOOKALIKE: Final = str.maketrans(
    {"0": "o", "1": "l", "3": "e", "5": "s", "4": "a", "7": "t", "$": "s"}
)
_SENDERS: Final = 2_048
"""Domains whose likeness is remembered: most mail comes from senders that were seen before."""
_ADDRESS_IN_NAME: Final = re.compile(r"[\w.+-]{1,64}@([\w-]{1,60}(?:\.[\w-]{1,60}){1,4})")
_WORD: Final = re.compile(r"[^\W_]+")
_SHORTEST: Final = 5
"""Letters of an organisation's name from which on it is none by chance."""
_LABELS: Final = tuple(
    brand for brand in BRANDS if len(brand) >= _SHORTEST and not set(" .'") & set(brand)
)
"""Brands that may be a domain's name."""
_ORDINARY: Final = frozenset({"correo", "poste", "post", "orange", "apples", "amazone"})
"""Words that are near a brand and mean something else."""
_WORDS_TOO: Final = frozenset({"apple", "ledger"})
_TITLES: Final = r"(?:\W*(?:the|your|my|team|from|support|security)\b)*\W*"


def sender_signs(message: ParsedMessage) -> Iterator[Sign]:
    sender = message.envelope.sender
    if sender is None or not sender.email:
        return
    named = _ADDRESS_IN_NAME.search(sender.name[:200])
    if named and organisational_domain(named[1]) != organisational_domain(sender.domain):
        yield Sign(
            "name-shows-address",
            f"The sender's name shows {named[1]}, but the mail comes from {sender.domain}.",
        )
    brand = claimed_brand(sender.name)
    if brand and not owned_by(sender.domain, brand) and not _is_by_chance(brand, sender.name):
        yield Sign(
            "claims-brand", f"It claims to be from {brand.title()}, but comes from {sender.domain}."
        )
    mine = tuple(each.domain for each in message.envelope.to if each.domain not in FREE_MAIL)
    imitated = _imitated(sender.domain, mine)
    if imitated and imitated in {each.domain for each in message.envelope.to}:
        yield Sign(
            "imitates-you",
            f"The sender's domain {sender.domain} looks like yours ({imitated}), but is another.",
        )
    elif imitated:
        yield Sign(
            "look-alike-domain",
            f"The sender's domain {sender.domain} looks like {imitated}, but is another one.",
        )
    yield from _reply_signs(message, sender)
    if sender.domain in FREE_MAIL:
        local = sender.email.rpartition("@")[0]
        used = own_office(sender.name, local, message.envelope.to)
        if used:
            yield Sign(
                "office-name-at-free-mail",
                f"It bears your organisation's name ({used}), but comes from {sender.domain}.",
            )


def own_office(name: str, place: str, mine: Iterable[Address]) -> str:
    """The organisation of these addresses, if a sender calls themselves an office of it; else ''.

    `place` is what their address adds to their name. Clubs, towns and people may be called like an
    organisation, too.
    """
    if not OFFICE.search(f"{name[:200]} {' '.join(_WORD.findall(place[:200]))}"):
        return ""
    written = (_letters(name[:200]), _letters(place[:200]))
    return next(
        (own for own in sorted(names_of(mine)) if any(_letters(own) in each for each in written)),
        "",
    )


def _letters(text: str) -> str:
    """A name without what may stand between its words."""
    return "".join(_WORD.findall(text.casefold()))


def names_of(addresses: Iterable[Address]) -> frozenset[str]:
    """What the organisations are called whose domains these are, as far as it is no chance."""
    own = (each.domain for each in addresses if each.domain not in FREE_MAIL)
    names = (organisational_domain(domain).partition(".")[0] for domain in own)
    return frozenset(name for name in names if len(name) >= _SHORTEST)


def _reply_signs(message: ParsedMessage, sender: Address) -> Iterator[Sign]:
    for reply in message.envelope.reply_to:
        if (
            reply.domain in FREE_MAIL
            and sender.domain not in FREE_MAIL
            and not message.header("List-Id")
        ):
            yield Sign(
                "reply-elsewhere",
                f"Answers would go to an address at {reply.domain}, not to {sender.domain}.",
            )
            return


def claimed_brand(name: str) -> str:
    """The first well-known name that stands in a text as a word, or ''."""
    flat = name.casefold()
    return next(
        (
            brand
            for brand in BRANDS
            if brand in flat and re.search(rf"(?<!\w){re.escape(brand)}(?!\w)", flat)
        ),
        "",
    )


def _is_by_chance(brand: str, name: str) -> bool:
    """Whether a brand that is a word besides stands amid another's name: “Startup Ledger”."""
    return brand in _WORDS_TOO and not re.match(rf"{_TITLES}{brand}\b", name.casefold())


def owned_by(domain: str, brand: str) -> bool:
    return any(domain == own or domain.endswith(f".{own}") for own in BRANDS[brand])


@lru_cache(maxsize=_SENDERS)
def _imitated(domain: str, mine: tuple[str, ...]) -> str:
    """The known domain or one of mine that this one is made to look like, or ''."""
    registered = organisational_domain(domain)
    name = registered.split(".")[0]
    known = [(organisational_domain(own).split(".")[0], own) for own in mine]
    known += [(brand, BRANDS[brand][0]) for brand in _LABELS]
    for label, owner in known:
        if registered == organisational_domain(owner) or (
            label in BRANDS and owned_by(domain, label)
        ):
            return ""
    for label, owner in known:
        if resembles(name, label):
            return owner
    return ""


def disguised_as(host: str, shown: str, mine: tuple[Address, ...]) -> str:
    """The name that a link's host is written to look like, letter by letter, or ''.

    `shown` is the host that the link's text shows, or ''. Nobody honest writes so: for the host
    of a link, unlike for a sender's, one slip is no sign.
    """
    name = organisational_domain(host).partition(".")[0]
    seen = _folded(_as_seen(name))
    if seen in _LOOKS:
        return _LOOKS[seen] if name != _LOOKS[seen] else ""
    theirs = organisational_domain(shown).partition(".")[0]
    return next((each for each in (theirs, *names_of(mine)) if _looks_same(name, each)), "")


def _looks_same(name: str, label: str) -> bool:
    return name != label and _folded(_as_seen(name)) in {label, _folded(label)}


def resembles(name: str, label: str) -> bool:
    """Same after folding digits, one slip apart, or a brand with a word joined on."""
    if len(label) < _SHORTEST or name == label or name in _ORDINARY:
        return False
    if _looks_same(name, label):
        return True
    folded = _folded(_as_seen(name))
    if label in BRANDS and label in folded.split("-"):
        return True
    return (
        len(label) >= 6
        and name[0] == label[0]
        and (_one_slip(folded, label) or _one_slip(folded, _folded(label)))
    )


def _folded(label: str) -> str:
    """A label with letters and digits that look alike written in one way."""
    return label.translate(_LOOKALIKE).replace("rn", "m").replace("vv", "w")


def _as_seen(name: str) -> str:
    """A label as a reader sees it (RFC 3490), letters of other scripts as the Latin ones."""
    if not name.startswith("xn--"):
        return folded_letters(name)
    try:
        return folded_letters(name.encode("ascii").decode("idna"))
    except UnicodeError:
        return name


def _one_slip(left: str, right: str) -> bool:
    """Whether one letter was changed, added, left out, or two neighbours swapped."""
    if abs(len(left) - len(right)) > 1 or left == right:
        return False
    if len(left) == len(right):
        differing = [n for n in range(len(left)) if left[n] != right[n]]
        if len(differing) == 2:
            first, second = differing
            return (
                second == first + 1
                and left[first] == right[second]
                and left[second] == right[first]
            )
        return len(differing) == 1
    longer, shorter = (left, right) if len(left) > len(right) else (right, left)
    return any(longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer)))


_LOOKS: Final = {look: brand for brand in _LABELS for look in (brand, _folded(brand))}
"""Each brand by what it and its disguises look like."""
