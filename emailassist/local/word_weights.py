"""How far the signs in a message's words move the log-odds of the shipped categories.

Owns: the weights as data, like `weights` does for the structure. Must not: hold logic.
"""

from typing import Final

from emailassist.local.weights import Weight

WORDS: Final = (
    Weight("clean", "nothing in it is what frauds and junk mail do", {"spam-phishing": -1.3}),
    Weight(
        "asks",
        "it asks for an answer",
        {
            "needs-reply": 1.4,
            "personal": 0.2,
            "fyi": -1.2,
            "notification": -0.6,
            "newsletter": -1.4,
            "marketing": -0.6,
            "receipt": -1.6,
        },
    ),
    Weight(
        "orders",
        "it asks you to do something",
        {"to-do": 1.2, "needs-reply": 0.2, "fyi": -0.6, "receipt": -0.3, "newsletter": -0.6},
    ),
    Weight(
        "conduct",
        "it tells everybody how to go about things",
        {"fyi": 0.8, "notification": 0.4, "to-do": -1.2, "needs-reply": -1.5},
    ),
    Weight(
        "no-ask",
        "nothing in it asks for anything",
        {"needs-reply": -1.5, "to-do": -1.2, "fyi": 0.4},
    ),
    Weight("money", "it names an amount of money", {"receipt": 0.6, "personal": -0.4, "fyi": -0.2}),
    Weight(
        "greets-me",
        "it greets you by name",
        {"needs-reply": 0.4, "to-do": 0.2, "fyi": 0.2, "personal": 0.2, "newsletter": -0.5},
    ),
    Weight(
        "fraud-sign",
        "it shows a sign of fraud",
        {"spam-phishing": 1.6, "receipt": -0.6, "notification": -0.6, "personal": -0.6},
    ),
    Weight(
        "account-threat",
        "it speaks of an account that is locked or must be confirmed",
        {"spam-phishing": 0.9, "notification": 0.3, "newsletter": -0.3},
    ),
    Weight("fraud-signs", "it shows several signs of fraud", {"spam-phishing": 1.2}),
    Weight(
        "person-writes",
        "somebody writes in the first person",
        {
            "notification": -1.2,
            "newsletter": -0.7,
            "marketing": -0.7,
            "receipt": -0.6,
            "spam-phishing": -0.5,
            "fyi": 0.5,
            "personal": 0.2,
        },
    ),
    Weight("private-word", "it speaks of private life", {"personal": 0.7}),
    Weight("private-subject", "its subject is private life", {"personal": 0.9}),
    Weight(
        "private-words",
        "it speaks much of private life",
        {"personal": 0.9, "fyi": -0.3, "to-do": -0.4},
    ),
    Weight(
        "junk-word",
        "it uses words of junk mail",
        {"spam-phishing": 0.8, "newsletter": -0.2, "needs-reply": -0.3},
    ),
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
    Weight("away", "it is the automatic answer of somebody who is away", {"notification": 3.0}),
    Weight(
        "no-answer",
        "it says that no answer is needed",
        {"needs-reply": -2.0, "fyi": 1.0, "personal": 0.5, "receipt": -0.3},
    ),
    Weight(
        "attached",
        "it passes a document on",
        {"fyi": 0.5, "notification": -0.5, "newsletter": -0.6, "personal": -0.3},
    ),
    Weight(
        "greets",
        "it greets somebody by name",
        {"notification": -0.5, "newsletter": -0.5, "calendar": -0.2},
    ),
    Weight(
        "account-notice",
        "a bank tells of a movement on an account",
        {"notification": 0.9, "receipt": -0.3},
    ),
    Weight("reminder", "a program reminds of something", {"notification": 1.5, "calendar": 0.3}),
    Weight(
        "event-fields",
        "it lists when and where something takes place",
        {"calendar": 2.0, "needs-reply": -1.0, "to-do": -0.8, "personal": -0.6, "fyi": -0.2},
    ),
    Weight("event-subject", "its subject names a meeting and it says when", {"calendar": 0.9}),
)
"""Signs of what is said, asked, offered or threatened."""
