"""How far the signs of a message move the log-odds of the shipped categories.

Owns: the weights as data, each with its reason, written by hand from what the sign means.
Must not: name a category that is not shipped; one that the person adds is judged by its
description and examples alone.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Weight:
    """How a sign moves the log-odds of categories, and why."""

    sign: str
    reason: str
    moves: dict[str, float]


WEIGHTS: Final = (
    Weight("calendar-part", "invitations carry a calendar part", {"calendar": 5.0}),
    Weight(
        "mass",
        "an unsubscribe header means bulk mail, which nobody answers",
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
        "unsubscribe-text",
        "an offer to unsubscribe stands in bulk mail only",
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
        "discussion-list",
        "members write to the list, not to me",
        {
            "fyi": 1.0,
            "newsletter": 0.5,
            "needs-reply": -0.5,
            "personal": -1.0,
            "marketing": -1.5,
            "receipt": -1.5,
            "spam-phishing": -1.5,
        },
    ),
    Weight(
        "program",
        "a program sent it, so nobody waits for an answer",
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
        "the sender's address names an office of a shop",
        {"receipt": 0.8, "personal": -1.5},
    ),
    Weight(
        "issue-sender",
        "the sender's address names a publication",
        {"newsletter": 0.8, "personal": -1.5, "needs-reply": -0.8},
    ),
    Weight(
        "promotion-sender",
        "the sender's address names an offer",
        {"marketing": 0.8, "personal": -1.5, "needs-reply": -0.8},
    ),
    Weight(
        "asks",
        "it asks for an answer",
        {
            "needs-reply": 1.4,
            "personal": 0.2,
            "fyi": -1.2,
            "notification": -0.6,
            "newsletter": -0.4,
        },
    ),
    Weight(
        "orders",
        "it asks for a deed and not for words",
        {"to-do": 1.2, "needs-reply": 0.2, "fyi": -0.6},
    ),
    Weight("no-ask", "nothing in it asks", {"needs-reply": -1.5, "to-do": -1.2, "fyi": 0.4}),
    Weight("money", "receipts name an amount", {"receipt": 0.6, "personal": -0.4, "fyi": -0.2}),
    Weight(
        "known",
        "I write to this person",
        {"spam-phishing": -2.5, "marketing": -1.5, "newsletter": -1.0, "personal": 0.4},
    ),
    Weight(
        "colleague",
        "it comes from my own domain",
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
        "greets-me",
        "a person greets me by name",
        {"needs-reply": 0.4, "to-do": 0.2, "fyi": 0.2, "personal": 0.2, "newsletter": -0.5},
    ),
    Weight(
        "private-address",
        "people write from free mail addresses",
        {"personal": 0.5, "newsletter": -0.5, "notification": -0.8, "receipt": -0.5},
    ),
    Weight(
        "fraud-sign",
        "it shows a sign of fraud",
        {"spam-phishing": 1.6, "receipt": -0.6, "notification": -0.6, "personal": -0.6},
    ),
    Weight(
        "account-threat",
        "it wants an account confirmed or says that one is locked",
        {"spam-phishing": 0.9, "notification": 0.3, "newsletter": -0.3},
    ),
    Weight("fraud-signs", "it shows several signs of fraud", {"spam-phishing": 1.2}),
    Weight(
        "many-links",
        "people seldom write many links",
        {"newsletter": 0.6, "marketing": 0.4, "needs-reply": -0.6, "personal": -0.6},
    ),
    Weight(
        "person-writes",
        "somebody writes in the first person",
        {
            "notification": -1.2,
            "newsletter": -0.7,
            "receipt": -0.6,
            "spam-phishing": -0.5,
            "fyi": 0.5,
            "personal": 0.2,
        },
    ),
    Weight("private-word", "it speaks of private life", {"personal": 0.7}),
    Weight(
        "private-words",
        "it speaks much of private life",
        {"personal": 0.9, "fyi": -0.3, "to-do": -0.4},
    ),
    Weight("junk-word", "it uses words of junk mail", {"spam-phishing": 0.8, "newsletter": -0.2}),
    Weight(
        "junk-words",
        "it uses many words of junk mail",
        {"spam-phishing": 1.2, "needs-reply": -0.8, "personal": -0.5, "fyi": -0.5, "to-do": -0.5},
    ),
    Weight(
        "shouting",
        "it shouts",
        {"spam-phishing": 0.5, "marketing": 0.3, "fyi": -0.4, "needs-reply": -0.4},
    ),
    Weight(
        "advertises",
        "it offers something for sale",
        {
            "marketing": 1.3,
            "spam-phishing": 0.3,
            "needs-reply": -0.8,
            "to-do": -0.8,
            "fyi": -0.8,
            "personal": -0.8,
            "notification": -0.5,
        },
    ),
    Weight(
        "receipt-subject",
        "its subject is that of a receipt or an order",
        {"receipt": 1.2, "marketing": -0.4},
    ),
    Weight("issue-subject", "its subject is that of a publication", {"newsletter": 1.0}),
    Weight("notice-words", "it uses words of automatic notices", {"notification": 0.4}),
    Weight("calendar-subject", "its subject is that of a calendar message", {"calendar": 1.5}),
    Weight("away", "it is an automatic answer of somebody away", {"notification": 3.0}),
    Weight(
        "odd-domain",
        "its domain has an ending that fraud likes",
        {"spam-phishing": 0.8, "needs-reply": -0.3, "personal": -0.5},
    ),
    Weight("copied", "I am only in copy", {"needs-reply": -0.8, "to-do": -0.6, "fyi": 0.6}),
)
