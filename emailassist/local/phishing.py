"""Signs that a mail is not from whom it claims to be, or wants what nobody honest asks for.

Owns: the checks and the sentence each gives. Must not: decide alone; a pass proves nothing
(a fifth of real phishing passes SPF and DMARC), and no model is ever asked.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from emailassist.domain.address import Address
from emailassist.domain.message import ParsedMessage
from emailassist.local import fraud_words
from emailassist.local.brands import BRANDS
from emailassist.local.traits import authentication_results
from emailassist.mime.dom import parse_html
from emailassist.mime.links import organisational_domain, suspicious_link

_MAX_CHARS: Final = 20_000
_BILL: Final = 1_500
_MAX_HTML: Final = 400_000
_MAX_LINKS: Final = 200

_LOOKALIKE: Final = str.maketrans(
    {"0": "o", "1": "l", "3": "e", "5": "s", "4": "a", "7": "t", "$": "s"}
)
_ADDRESS_IN_NAME: Final = re.compile(r"[\w.+-]{1,64}@([\w-]{1,60}(?:\.[\w-]{1,60}){1,4})")
_MIXED_WORD: Final = re.compile(
    r"\b(?=\w*[A-Za-z])(?=\w*[\u0370-\u052f])[A-Za-z\u0370-\u052f]{4,40}\b"
)
_MARKED_WORD: Final = re.compile(
    r"[A-Za-z][\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0711\u0730-\u074a\u200b-\u200d"
    r"\u2060]{1,3}[A-Za-z]|[A-Za-z][\ufe00-\ufe0f\U000e0100-\U000e01ef]+[A-Za-z]|[\U0001d400-\U0001d7ff]{2}"
)
"""Latin letters with marks of other scripts or invisible characters between, or look-alikes."""
_DISGUISED: Final = 2
_FREE_MAIL: Final = frozenset(
    {"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com"}
    | {"icloud.com", "aol.com", "gmx.com", "gmx.de", "proton.me", "protonmail.com", "orange.fr"}
    | {"free.fr", "laposte.net"}
)


@lru_cache(maxsize=16)
def phishing_signs(message: ParsedMessage) -> tuple[str, ...]:
    """One sentence for every sign seen, strongest first; none is proof by itself."""
    sender = message.envelope.sender
    subject = message.envelope.subject
    named = sender.name if sender else ""
    text = f"{named}\n{subject}\n{message.text}"[:_MAX_CHARS]
    failed = _authentication_sentence(message)
    signs = [
        *_sender_signs(message),
        *_renewal_signs(subject, message.text[:_MAX_CHARS], sender),
        *_link_signs(message),
        *_payee_signs(message, text),
        *_content_signs(text, failed=bool(failed), foreign=_is_unverified(message)),
    ]
    if failed and (signs or fraud_words.SENSITIVE.search(text)):
        signs.insert(0, failed)
    return tuple(dict.fromkeys(signs))


def threatens_account(text: str) -> bool:
    """Whether a text speaks of a locked account or wants one to be confirmed."""
    return fraud_words.CREDENTIALS.search(text[:_MAX_CHARS]) is not None


def _authentication_sentence(message: ParsedMessage) -> str:
    results = authentication_results(message)
    if results.get("dmarc") in {"fail", "permerror"}:
        return "The receiving server could not confirm the sender's domain (DMARC failed)."
    if (
        "dmarc" not in results
        and results.get("spf") in {"fail", "softfail"}
        and results.get("dkim") != "pass"
    ):
        return "It was sent from a server that may not send for this domain (SPF failed)."
    return ""


def _is_unverified(message: ParsedMessage) -> bool:
    results = authentication_results(message)
    return not any(results.get(method) == "pass" for method in ("dmarc", "dkim"))


def _sender_signs(message: ParsedMessage) -> Iterator[str]:
    sender = message.envelope.sender
    if sender is None or not sender.email:
        return
    named = _ADDRESS_IN_NAME.search(sender.name[:200])
    if named and organisational_domain(named[1]) != organisational_domain(sender.domain):
        yield f"The sender's name shows {named[1]}, but the mail comes from {sender.domain}."
    brand = _claimed_brand(sender.name)
    if brand and not _owned_by(sender.domain, brand):
        yield f"It claims to be from {brand.title()}, but comes from {sender.domain}."
    imitated = _imitated(sender.domain, message.envelope.to)
    if imitated:
        yield f"The sender's domain {sender.domain} looks like {imitated}, but is another one."
    yield from _reply_signs(message, sender)


def _renewal_signs(subject: str, text: str, sender: Address | None) -> Iterator[str]:
    """The bill of a well-known name, from elsewhere, with a number to call against it."""
    brand = _claimed_brand(f"{subject}\n{text[:_BILL]}")
    if brand and sender and not _owned_by(sender.domain, brand):
        bill, call = fraud_words.BILLED.search(text), fraud_words.CALL_AGAINST.search(text)
        if bill and call:
            yield f"It bills you for {brand.title()} and wants a call, but is from {sender.domain}."


def _reply_signs(message: ParsedMessage, sender: Address) -> Iterator[str]:
    for reply in message.envelope.reply_to:
        if (
            reply.domain in _FREE_MAIL
            and sender.domain not in _FREE_MAIL
            and not message.header("List-Id")
        ):
            yield f"Answers would go to an address at {reply.domain}, not to {sender.domain}."
            return


def _claimed_brand(name: str) -> str:
    flat = name.casefold()
    return next(
        (
            brand
            for brand in BRANDS
            if brand in flat and re.search(rf"(?<!\w){re.escape(brand)}(?!\w)", flat)
        ),
        "",
    )


def _owned_by(domain: str, brand: str) -> bool:
    return any(domain == own or domain.endswith(f".{own}") for own in BRANDS[brand])


def _imitated(domain: str, mine: tuple[Address, ...]) -> str:
    """The known domain or my own that this one is made to look like, or ''."""
    registered = organisational_domain(domain)
    name = registered.split(".")[0]
    own_domains = [address.domain for address in mine if address.domain not in _FREE_MAIL]
    known = [(organisational_domain(own).split(".")[0], own) for own in own_domains]
    known += [
        (brand, owned[0]) for brand, owned in BRANDS.items() if len(brand) >= 5 and " " not in brand
    ]
    for label, owner in known:
        if registered == organisational_domain(owner) or (
            label in BRANDS and _owned_by(domain, label)
        ):
            return ""
    for label, owner in known:
        if _resembles(name, label):
            return owner
    return ""


def _resembles(name: str, label: str) -> bool:
    """Same after folding digits, one slip apart, or a brand with a word joined on."""
    if len(label) < 5 or name == label:
        return False
    folded = name.translate(_LOOKALIKE).replace("rn", "m").replace("vv", "w")
    if folded == label or ("xn--" in name and label in name):
        return True
    if label in BRANDS and label in folded.split("-"):
        return True
    return len(label) >= 6 and name[0] == label[0] and _one_slip(folded, label)


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


def _link_signs(message: ParsedMessage) -> Iterator[str]:
    """The first link that shows another place than it leads to.

    Mailing services count clicks through their own hosts: authenticated bulk mail may do so.
    """
    if message.header("List-Unsubscribe") and not _is_unverified(message):
        return
    sender = message.envelope.sender
    own = organisational_domain(sender.domain) if sender else ""
    for text, target in _anchors(message.html or ""):
        found = suspicious_link(text, target)
        if found is not None and organisational_domain(found.target) != own:
            yield f"A link shows “{_quoted(text)}” but leads to {found.target}."
            return


def _anchors(source: str) -> list[tuple[str, str]]:
    if "<a" not in source.casefold():
        return []
    links = parse_html(source[:_MAX_HTML]).iter("a")
    return [
        (" ".join("".join(map(str, link.itertext())).split())[:300], str(link.get("href") or ""))
        for link in islice(links, _MAX_LINKS)
    ]


def _payee_signs(message: ParsedMessage, text: str) -> Iterator[str]:
    """Changed bank details from a sender who is not proven, or whose answers go elsewhere."""
    if not fraud_words.NEW_BANK.search(text):
        return
    if _is_unverified(message) or _answers_go_elsewhere(message):
        yield "It speaks of changed bank details; ask the sender by another way before you pay."


def _answers_go_elsewhere(message: ParsedMessage) -> bool:
    sender, wanted = message.envelope.sender, message.envelope.reply_to
    own = organisational_domain(sender.domain) if sender else ""
    return bool(wanted) and all(organisational_domain(each.domain) != own for each in wanted)


def _content_signs(text: str, *, failed: bool, foreign: bool) -> Iterator[str]:
    mixed = [match.group() for match in islice(_MIXED_WORD.finditer(text), _DISGUISED)]
    if len(mixed) < _DISGUISED:
        mixed = [match.group() for match in islice(_MARKED_WORD.finditer(text), _DISGUISED)]
    if len(mixed) == _DISGUISED:
        yield f"It mixes alphabets or hides signs in words to pass filters (“{_quoted(mixed[0])}”)."
    credentials = fraud_words.CREDENTIALS.search(text)
    pressure = fraud_words.PRESSURE.search(text)
    link = fraud_words.LINK_WANTED.search(text) or "http" in text
    if credentials and (pressure or failed) and link and (foreign or failed):
        yield f"It presses you to act through a link (“{_quoted(credentials.group())}”)."
    payment = fraud_words.ODD_PAYMENT.search(text)
    if payment and (pressure or fraud_words.LURE.search(text) or failed):
        way = payment.group().casefold()
        yield f"It asks for money in a way that cannot be taken back ({way})."
    fee = fraud_words.PARCEL_FEE.search(text)
    if fee and foreign:
        yield f"It wants money before it delivers a parcel (“{_quoted(fee.group())}”)."
    lure = fraud_words.LURE.search(text)
    if lure and foreign:
        yield f"It uses a bait of frauds (“{_quoted(lure.group())}”)."


def _quoted(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else f"{flat[:59].rsplit(' ', 1)[0]}…"
