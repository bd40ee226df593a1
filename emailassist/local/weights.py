"""How far the signs of a message move the log-odds of the shipped categories.

Owns: the weights as data, each with its reason, written by hand from what the sign means.
Must not: name a category that is not shipped; one that the person adds is judged by its
description and examples alone.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Weight:
    """How a sign moves the log-odds of categories; `reason` is said of the message."""

    sign: str
    reason: str
    moves: dict[str, float]


STRUCTURE: Final = (
    Weight("calendar-part", "it carries an invitation for the calendar", {"calendar": 5.0}),
    Weight(
        "mass",
        "it was sent to many people at once",
        {
            "newsletter": 1.2,
            "marketing": 1.2,
            "notification": 0.3,
            "needs-reply": -3.0,
            "to-do": -2.0,
            "personal": -3.0,
            "fyi": -2.0,
        },
    ),
    Weight(
        "discussion-list",
        "it went to a mailing list and not to you",
        {
            "fyi": 0.2,
            "newsletter": 2.6,
            "needs-reply": -1.5,
            "to-do": -1.5,
            "personal": -1.0,
            "marketing": -1.5,
            "notification": -0.8,
            "receipt": -1.5,
            "spam-phishing": -1.5,
        },
    ),
    Weight(
        "publication",
        "it calls itself an issue for readers",
        {
            "newsletter": 1.5,
            "spam-phishing": -0.8,
            "needs-reply": -1.0,
            "to-do": -1.0,
            "personal": -1.0,
            "fyi": -0.5,
            "notification": -0.3,
            "receipt": -0.5,
        },
    ),
    Weight(
        "unsubscribe-text",
        "it offers to unsubscribe",
        {
            "newsletter": 0.9,
            "marketing": 0.9,
            "needs-reply": -1.5,
            "to-do": -1.5,
            "personal": -1.5,
            "fyi": -1.0,
        },
    ),
    Weight(
        "offer-unlisted",
        "it advertises without the unsubscribe header of honest senders",
        {"spam-phishing": 1.0, "marketing": -0.3, "newsletter": -0.4},
    ),
    Weight(
        "in-thread",
        "it continues a conversation",
        {
            "fyi": 0.5,
            "needs-reply": 0.4,
            "marketing": -1.5,
            "newsletter": -1.5,
            "notification": -0.5,
        },
    ),
    Weight(
        "reply-subject",
        "its subject is that of a reply",
        {"notification": -1.2, "newsletter": -1.5, "marketing": -1.2, "receipt": -0.5, "fyi": 0.2},
    ),
    Weight("copied", "you are only in copy", {"needs-reply": -0.8, "to-do": -0.6, "fyi": 0.6}),
    Weight("to-many", "it went to a group", {"to-do": -1.0, "needs-reply": -0.5, "fyi": 1.0}),
    Weight(
        "many-links",
        "it has many links",
        {"newsletter": 0.6, "marketing": 0.4, "needs-reply": -0.6, "personal": -0.6},
    ),
    Weight(
        "very-many-links",
        "it has very many links",
        {"newsletter": 0.6, "marketing": 0.2, "fyi": -0.4, "notification": -0.3},
    ),
    Weight(
        "long",
        "it is a long text",
        {"newsletter": 1.2, "marketing": 0.4, "needs-reply": -0.6, "to-do": -0.8, "personal": -0.6},
    ),
    Weight("file", "a file came with it", {"newsletter": -0.6, "marketing": -0.4}),
    Weight(
        "program",
        "a program sent it",
        {
            "notification": 1.5,
            "receipt": 0.6,
            "calendar": 0.2,
            "needs-reply": -3.0,
            "to-do": -1.0,
            "personal": -3.0,
            "fyi": -1.5,
        },
    ),
    Weight(
        "shop-sender",
        "its sender's address is that of an office for orders or bills",
        {"receipt": 0.8, "personal": -1.5},
    ),
    Weight(
        "issue-sender",
        "its sender's address is that of a publication",
        {
            "newsletter": 1.4,
            "personal": -1.5,
            "needs-reply": -0.8,
            "to-do": -0.8,
            "spam-phishing": -0.6,
        },
    ),
    Weight(
        "promotion-sender",
        "its sender's address is that of a promotion",
        {"marketing": 0.8, "personal": -1.5, "needs-reply": -0.8},
    ),
    Weight(
        "known",
        "you write to this person",
        {"spam-phishing": -2.5, "marketing": -1.5, "newsletter": -1.0, "personal": 0.4},
    ),
    Weight(
        "colleague",
        "it comes from your own domain",
        {
            "personal": -1.0,
            "spam-phishing": -1.5,
            "marketing": -1.5,
            "newsletter": -0.8,
            "fyi": 0.4,
            "receipt": -0.8,
        },
    ),
    Weight(
        "private-address",
        "it comes from a private mail address",
        {"personal": 0.5, "newsletter": -0.5, "notification": -0.8, "receipt": -0.5},
    ),
    Weight(
        "random-sender",
        "its sender's address looks thrown together by a program",
        {"spam-phishing": 1.0, "personal": -0.5},
    ),
    Weight(
        "odd-domain",
        "its sender's domain has an ending that frauds like",
        {"spam-phishing": 0.9, "needs-reply": -0.9, "to-do": -0.5, "personal": -0.8},
    ),
    Weight("odd", "something about it is odd", {"spam-phishing": 0.5}),
    Weight(
        "very-odd",
        "several things about it are odd",
        {"spam-phishing": 1.2, "personal": -0.5, "needs-reply": -0.5, "to-do": -0.5, "fyi": -0.3},
    ),
    Weight("authenticated", "the domain of its sender vouches for it", {"spam-phishing": -0.7}),
    Weight(
        "unauthenticated",
        "nothing proves who sent it",
        {
            "spam-phishing": 1.2,
            "marketing": -0.3,
            "newsletter": -0.3,
            "receipt": -0.3,
            "notification": -0.3,
        },
    ),
)
"""Signs of headers, addresses and shape."""
