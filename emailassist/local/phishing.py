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
from emailassist.local.authentication import read_authentication
from emailassist.local.demanded import demanded
from emailassist.local.demands import demand_signs
from emailassist.local.free_mail import FREE_MAIL
from emailassist.local.impostors import claimed_brand, disguised_as, owned_by, sender_signs
from emailassist.local.sign import Sign
from emailassist.local.swindles import swindle_signs
from emailassist.mime.dom import parse_html
from emailassist.mime.links import organisational_domain, suspicious_link, target_domain

_MAX_CHARS: Final = 20_000
_BILL: Final = 1_500
_REMEMBERED: Final = 64
"""Messages: more than are looked at side by side."""
_MAX_HTML: Final = 400_000
_MAX_LINKS: Final = 200

_MIXED_WORD: Final = re.compile(
    r"\b(?=\w*[A-Za-z])(?=\w*[\u0370-\u052f])[A-Za-z\u0370-\u052f]{4,40}\b"
)
_MARKED_WORD: Final = re.compile(
    r"[A-Za-z][\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0711\u0730-\u074a\u200b-\u200d"
    r"\u2060]{1,3}[A-Za-z]|[A-Za-z][\ufe00-\ufe0f\U000e0100-\U000e01ef]+[A-Za-z]|[\U0001d400-\U0001d7ff]{2}"
)
"""Latin letters with marks of other scripts or invisible characters between, or look-alikes."""
_URL: Final = re.compile(r"https?://[^\s<>\"')\]]{4,300}", re.IGNORECASE)
_DISGUISED: Final = 2
_FAILED: Final = {
    "": "",
    "DMARC": "The receiving server could not confirm the sender's domain (DMARC failed).",
    "SPF": "It was sent from a server that may not send for this domain (SPF failed).",
}


@lru_cache(maxsize=_REMEMBERED)
def phishing_findings(message: ParsedMessage) -> tuple[Sign, ...]:
    """Every sign seen, strongest first; none is proof by itself."""
    sender = message.envelope.sender
    subject = message.envelope.subject
    named = sender.name if sender else ""
    text = f"{named}\n{subject}\n{message.text}"[:_MAX_CHARS]
    failed, foreign = _authentication_sentence(message), _is_unverified(message)
    signs = [
        *sender_signs(message),
        *_renewal_signs(subject, message.text[:_MAX_CHARS], sender),
        *_link_signs(message),
        *_payee_signs(message, text),
        *swindle_signs(message, text, foreign=foreign),
        *_content_signs(text, failed=bool(failed), foreign=foreign),
        *(() if _may_speak_of_fraud(message) else demand_signs(message, text)),
    ]
    if failed and (signs or fraud_words.SENSITIVE.search(text)):
        signs.insert(0, Sign("not-authentic", failed))
    return tuple(dict.fromkeys(signs))


def phishing_signs(message: ParsedMessage) -> tuple[str, ...]:
    """One sentence for every sign seen, strongest first."""
    return tuple(sign.said for sign in phishing_findings(message))


def threatens_account(text: str) -> bool:
    """Whether a text speaks of a locked account or wants one to be confirmed."""
    return fraud_words.CREDENTIALS.search(text[:_MAX_CHARS]) is not None


def _authentication_sentence(message: ParsedMessage) -> str:
    return _FAILED[read_authentication(message).failed]


def _is_unverified(message: ParsedMessage) -> bool:
    sender = message.envelope.sender
    return sender is None or not read_authentication(message).is_aligned(sender.domain)


def _may_speak_of_fraud(message: ParsedMessage) -> bool:
    """Whether the person's own organisation wrote, or a mailing that is proven."""
    sender = message.envelope.sender
    mine = {each.domain for each in message.envelope.to} - FREE_MAIL
    if sender is not None and sender.domain in mine:
        return not _authentication_sentence(message)
    return bool(message.header("List-Unsubscribe")) and not _is_unverified(message)


def _renewal_signs(subject: str, text: str, sender: Address | None) -> Iterator[Sign]:
    """The bill of a well-known name, from elsewhere, with a number to call against it."""
    brand = claimed_brand(f"{subject}\n{text[:_BILL]}")
    if brand and sender and not owned_by(sender.domain, brand):
        bill, call = fraud_words.BILLED.search(text), fraud_words.CALL_AGAINST.search(text)
        if bill and call:
            yield Sign(
                "bill-by-phone",
                f"It bills you for {brand.title()} and wants a call, but is from {sender.domain}.",
            )


def _link_signs(message: ParsedMessage) -> Iterator[Sign]:
    anchors = _anchors(message.html or "")
    yield from _disguised_links(message, anchors)
    yield from _misleading_links(message, anchors)


def _disguised_links(message: ParsedMessage, anchors: list[tuple[str, str]]) -> Iterator[Sign]:
    """The first link whose host is written to look like another."""
    plain = (("", found.group()) for found in islice(_URL.finditer(message.text), _MAX_LINKS))
    for text, target in dict.fromkeys((*anchors, *plain)):
        host = target_domain(target)
        shown = target_domain(text if "://" in text else f"http://{text}") if "." in text else ""
        imitated = disguised_as(host, shown, message.envelope.to) if host else ""
        if imitated:
            yield Sign(
                "link-in-disguise",
                f"A link leads to {host[:80]}, which is written to look like {imitated}.",
            )
            return


def _misleading_links(message: ParsedMessage, anchors: list[tuple[str, str]]) -> Iterator[Sign]:
    """The first link that shows another place than it leads to.

    Mailing services count clicks through their own hosts: authenticated bulk mail may do so, and
    a service that signed it, on the way to who sends. Whoever sends may lead to themselves, but not
    by the name of where the reader belongs.
    """
    mailing = bool(message.header("List-Unsubscribe"))
    if mailing and not _is_unverified(message):
        return
    sender = message.envelope.sender
    own = organisational_domain(sender.domain) if sender else ""
    to = {each.domain for each in message.envelope.to} - FREE_MAIL
    mine = {organisational_domain(domain) for domain in to} - {own}
    found_out = read_authentication(message)
    services = found_out.vouching if mailing and not found_out.failed else frozenset()
    for text, target in anchors:
        found = suspicious_link(text, target)
        if found is None:
            continue
        leads_to = organisational_domain(found.target)
        at_home = leads_to == own and found.shown not in mine
        if not at_home and not (found.shown == own and leads_to in services):
            yield Sign(
                "link-elsewhere", f"A link shows “{_quoted(text)}” but leads to {found.target}."
            )
            return


def _anchors(source: str) -> list[tuple[str, str]]:
    if "<a" not in source.casefold():
        return []
    links = parse_html(source[:_MAX_HTML]).iter("a")
    return [
        (" ".join("".join(map(str, link.itertext())).split())[:300], str(link.get("href") or ""))
        for link in islice(links, _MAX_LINKS)
    ]


def _payee_signs(message: ParsedMessage, text: str) -> Iterator[Sign]:
    """Changed bank details from a sender who is not proven, or whose answers go elsewhere."""
    if not demanded(fraud_words.NEW_BANK, text):
        return
    if _is_unverified(message) or _answers_go_elsewhere(message):
        yield Sign(
            "changed-account",
            "It speaks of changed bank details; ask the sender by another way before you pay.",
        )


def _answers_go_elsewhere(message: ParsedMessage) -> bool:
    sender, wanted = message.envelope.sender, message.envelope.reply_to
    own = organisational_domain(sender.domain) if sender else ""
    return bool(wanted) and all(organisational_domain(each.domain) != own for each in wanted)


def _content_signs(text: str, *, failed: bool, foreign: bool) -> Iterator[Sign]:
    mixed = [match.group() for match in islice(_MIXED_WORD.finditer(text), _DISGUISED)]
    if len(mixed) < _DISGUISED:
        mixed = [match.group() for match in islice(_MARKED_WORD.finditer(text), _DISGUISED)]
    if len(mixed) == _DISGUISED:
        yield Sign(
            "mixed-alphabets",
            f"It mixes alphabets or hides signs in words to pass filters (“{_quoted(mixed[0])}”).",
        )
    credentials = fraud_words.CREDENTIALS.search(text)
    pressure = fraud_words.PRESSURE.search(text)
    link = fraud_words.LINK_WANTED.search(text) or "http" in text
    if credentials and (pressure or failed) and link and (foreign or failed):
        yield Sign(
            "account-pressure",
            f"It presses you to act through a link (“{_quoted(_written(text, credentials))}”).",
        )
    payment = fraud_words.ODD_PAYMENT.search(text)
    if payment and (pressure or fraud_words.LURE.search(text) or failed):
        way = _quoted(payment.group())
        yield Sign("odd-payment", f"It asks for money in a way that cannot be taken back ({way}).")
    fee = fraud_words.PARCEL_FEE.search(text)
    if fee and foreign:
        yield Sign(
            "parcel-fee",
            f"It wants money before it delivers a parcel (“{_quoted(_written(text, fee))}”).",
        )
    lure = fraud_words.LURE.search(text)
    if lure and foreign:
        yield Sign("bait", f"It uses a bait of frauds (“{_quoted(_written(text, lure))}”).")


def _written(text: str, found: re.Match[str]) -> str:
    return text[found.start() : found.end()]


def _quoted(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else f"{flat[:59].rsplit(' ', 1)[0]}…"
