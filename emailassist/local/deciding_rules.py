"""Tier 1.0: rules over headers and structure that say a category.

Owns: named pure rules, asked in order; the first that is sure decides. Must not: decide when
unsure (the target is 95 % right), or read more of the text than a cue.
"""

from collections.abc import Callable
from typing import Final

from emailassist.domain.rule import RuleInfo, RuleKind
from emailassist.domain.triage import Priority
from emailassist.local import approach_words as words
from emailassist.local import cues
from emailassist.local.amounts import find_amounts
from emailassist.local.asks import decide_reply
from emailassist.local.oddities import oddities, suspicion
from emailassist.local.phishing import threatens_account
from emailassist.local.rule import Case, DecidingRule, Decision

_ENOUGH_ALONE: Final = frozenset(
    (
        *("imitates-you", "mail-password", "code-wanted", "card-for-money", "safe-account"),
        *("call-to-cancel", "blackmail", "link-in-disguise"),
    )
)
"""Signs that mail of honest strangers does not show."""
_APPROACH: Final = 3_000
_DOUBTFUL: Final = 1.5
"""Weight of oddities from which on nothing is called harmless."""
_CALENDAR_REASONS: Final = {
    "REQUEST": "{sender} invites you to an event{event}.",
    "CANCEL": "{sender} cancels an event{event}.",
    "REPLY": "{sender} answers an invitation{event}.",
    "COUNTER": "{sender} proposes another time for an event{event}.",
    "ADD": "{sender} adds a date to an event{event}.",
    "REFRESH": "{sender} asks for the latest version of an event{event}.",
    "DECLINECOUNTER": "{sender} declines another time for an event{event}.",
}
"""By iTIP method (RFC 5546)."""


def _forged_sender(case: Case) -> Decision | None:
    """Authentication failed and the mail shows what forgers want."""
    if (
        not case.traits.authentication_failed
        or case.task.known_sender
        or case.traits.discussion_list
    ):
        return None
    signs = case.fraud
    if len(signs) < 2:
        return None
    return Decision("spam-phishing", Priority.LOW, 0.96, signs[1])


def _several_fraud_signs(case: Case) -> Decision | None:
    """Signs of different kinds together, from a stranger."""
    if case.task.known_sender or case.traits.own_domain or case.traits.discussion_list:
        return None
    signs = case.fraud
    enough = len(signs) >= 2 or any(sign.rule in _ENOUGH_ALONE for sign in case.signs)
    return Decision("spam-phishing", Priority.LOW, 0.95, signs[0]) if enough else None


def _several_oddities(case: Case) -> Decision | None:
    """Who it is from, how it was sent and what it wants: odd in more than one of them."""
    why = suspicion(case)
    return Decision("spam-phishing", Priority.LOW, 0.95, why) if why else None


def _delivery_report(case: Case) -> Decision | None:
    returned = case.traits.report or bool(case.task.message.header("X-Failed-Recipients"))
    if returned or (case.traits.by_program and cues.BOUNCE.search(case.subject)):
        return Decision(
            "notification", Priority.HIGH, 0.98, "A mail server reports on a message's delivery."
        )
    return None


def _calendar_part(case: Case) -> Decision | None:
    """One that is only published (RFC 5546 section 3.2.1), as with a ticket, decides nothing.

    Nor does that of a stranger who is odd.
    """
    trusted = case.task.known_sender or case.traits.own_domain
    if not case.task.message.calendar or (not trusted and _odd(case)):
        return None
    event = case.task.message.calendar[0]
    said = _CALENDAR_REASONS.get(event.method.upper())
    if said is None:
        return None
    reason = said.format(sender=case.sender, event=f" “{event.summary}”" if event.summary else "")
    needed = event.method.upper() == "REQUEST" and decide_reply(case.task, case.traits).needed
    return Decision("calendar", Priority.NORMAL, 0.98, reason, needed)


def _automatic_reply(case: Case) -> Decision | None:
    marked = (
        case.traits.auto_submitted
        or case.task.message.header("X-Auto-Response-Suppress").casefold() == "all"
    )
    if marked and cues.AWAY.search(case.subject):
        return Decision("notification", Priority.LOW, 0.96, "It is an automatic reply.")
    return None


def _calendar_answer(case: Case) -> Decision | None:
    """Calendar answers that lost their calendar part; fraud imitates invitations."""
    trusted = case.task.known_sender or case.traits.own_domain
    if trusted and cues.CALENDAR_SUBJECT.match(case.subject) and not case.traits.mass:
        return Decision(
            "calendar", Priority.NORMAL, 0.95, "Its subject is that of a calendar message."
        )
    return None


def _receipt(case: Case) -> Decision | None:
    """A shop's or a program's mail that says receipt in the subject and shows one."""
    if (
        not cues.RECEIPT_SUBJECT.search(case.subject)
        or not _by_company(case)
        or case.traits.in_thread
        or decide_reply(case.task, case.traits).needed
        or cues.ACCOUNT.search(case.start)
    ):
        return None
    text = case.task.message.text[:6_000]
    if not cues.RECEIPT_TEXT.search(text) or next(find_amounts(text), None) is None:
        return None
    if cues.OFFER.search(case.subject) or _suspicious(case):
        return None
    return Decision(
        "receipt", Priority.LOW, 0.96, f"{case.sender} confirms an order, a booking or a payment."
    )


def _newsletter(case: Case) -> Decision | None:
    """Bulk mail of no discussion list that calls itself an issue and offers nothing."""
    if not _broadcast(case) or cues.OFFER.search(case.subject):
        return None
    if cues.ISSUE.search(case.subject) or (
        case.traits.sender_issue
        and cues.ISSUE.search(case.start)
        and not cues.OFFER.search(case.start)
    ):
        return Decision(
            "newsletter",
            Priority.LOW,
            0.95,
            f"It is an issue of a mailing from {case.sender}, with a link to unsubscribe.",
        )
    return None


def _marketing(case: Case) -> Decision | None:
    if not _broadcast(case) or cues.ISSUE.search(case.subject):
        return None
    offer = cues.OFFER.search(case.subject)
    if offer:
        return Decision(
            "marketing",
            Priority.LOW,
            0.95,
            f"{case.sender} advertises to many (“{offer.group().strip()}”).",
        )
    return None


def _sales_approach(case: Case) -> Decision | None:
    """A stranger offers what nobody asked them for, and wants a little of my time."""
    traits = case.traits
    strange = not (case.task.known_sender or case.task.thread or traits.own_domain)
    if not strange or traits.by_program or traits.discussion_list or _odd(case):
        return None
    text = case.task.message.own_text[:_APPROACH]
    if words.ASKED_FOR.search(text):
        return None
    offers = words.OFFERS.search(text) and words.WANTS.search(text)
    if offers or (words.CHASES.search(text) and words.SOMEBODY.search(text)):
        return Decision(
            "marketing",
            Priority.LOW,
            0.95,
            f"{case.sender}, whom you do not know, offers something.",
        )
    return None


def _notification(case: Case) -> Decision | None:
    """A program's mail that is neither bulk nor about money."""
    traits = case.traits
    if not traits.sender_automated or traits.mass or traits.discussion_list or _suspicious(case):
        return None
    if (
        cues.RECEIPT_SUBJECT.search(case.subject)
        or cues.OFFER.search(case.start)
        or cues.ISSUE.search(case.subject)
    ):
        return None
    if next(find_amounts(case.start), None) is not None:
        return None
    if not cues.NOTICE.search(case.start) or cues.APPOINTMENT.search(case.start):
        return None
    return Decision(
        "notification", Priority.NORMAL, 0.95, f"It is an automatic notice from {case.sender}."
    )


def _by_company(case: Case) -> bool:
    traits = case.traits
    return traits.by_program or traits.sender_commerce or traits.mass


def _broadcast(case: Case) -> bool:
    traits = case.traits
    return (
        traits.mass
        and not traits.discussion_list
        and not traits.in_thread
        and not _suspicious(case)
    )


def _suspicious(case: Case) -> bool:
    """Anything that a forger may have written: then no rule calls it harmless."""
    if case.task.known_sender:
        return False
    if case.traits.unauthenticated:
        return True
    if case.traits.odd_domain or threatens_account(case.start) or cues.JUNK.search(case.start):
        return True
    return _odd(case)


def _odd(case: Case) -> bool:
    return bool(case.fraud) or sum(each.weight for each in oddities(case)) >= _DOUBTFUL


def _rule(
    name: str, title: str, why: str, category: str, decide: Callable[[Case], Decision | None]
) -> DecidingRule:
    return DecidingRule(RuleInfo(name, title, why, RuleKind.DECIDES, (category,)), decide)


DECIDING: Final = (
    _rule(
        "delivery-report",
        "Delivery report",
        "Mail servers mark what they write about a message that did not arrive.",
        "notification",
        _delivery_report,
    ),
    _rule(
        "forged-sender",
        "Forged sender",
        "The receiving server could not confirm the sender, and the mail wants what forgers want.",
        "spam-phishing",
        _forged_sender,
    ),
    _rule(
        "several-fraud-signs",
        "Several signs of fraud",
        "Each sign alone may be chance; two of different kinds from a stranger are not.",
        "spam-phishing",
        _several_fraud_signs,
    ),
    _rule(
        "several-oddities",
        "Several oddities",
        "A stranger's mail is odd in who sends it, how it was sent or what it wants, in several"
        " ways at once.",
        "spam-phishing",
        _several_oddities,
    ),
    _rule(
        "calendar-part",
        "Invitation",
        "It carries a calendar part that invites, answers or cancels (iTIP).",
        "calendar",
        _calendar_part,
    ),
    _rule(
        "automatic-reply",
        "Automatic reply",
        "It is marked as written by a program, and its subject is that of an absence.",
        "notification",
        _automatic_reply,
    ),
    _rule(
        "calendar-answer",
        "Answer to an invitation",
        "Its subject is that of a calendar program, and you know its sender.",
        "calendar",
        _calendar_answer,
    ),
    _rule(
        "receipt",
        "Receipt",
        "A company or a program writes, the subject says receipt, and an amount is in the text.",
        "receipt",
        _receipt,
    ),
    _rule(
        "newsletter",
        "Newsletter",
        "It went to many with a way to unsubscribe, and calls itself an issue.",
        "newsletter",
        _newsletter,
    ),
    _rule(
        "marketing",
        "Marketing",
        "It went to many with a way to unsubscribe, and its subject offers something.",
        "marketing",
        _marketing,
    ),
    _rule(
        "sales-approach",
        "Offer of a stranger",
        "Somebody whom you do not know does something for people like you, and wants a moment of"
        " your time.",
        "marketing",
        _sales_approach,
    ),
    _rule(
        "notification",
        "Automatic notice",
        "A program sent it to you alone, and it neither sells nor bills.",
        "notification",
        _notification,
    ),
)
"""In the order in which they are asked."""
