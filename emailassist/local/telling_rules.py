"""Rules that decide nothing by themselves: what holds of a message before anybody reads it.

Owns: named pure rules over headers and what the store knows; classifier and agents weigh the
same. Must not: judge.
"""

from typing import Final

from emailassist.domain.rule import RuleInfo, RuleKind
from emailassist.local.rule import Case, TellingRule
from emailassist.local.traits import Standing

_BULK: Final = ("newsletter", "marketing", "notification", "receipt", "spam-phishing")
_MANY: Final = (*_BULK, "fyi", "calendar")


def _known(case: Case) -> str:
    return f"You have written to {case.sender} before." if case.task.known_sender else ""


def _first(case: Case) -> str:
    first = case.task.history.letters == 0 and not case.task.known_sender
    return "It is the first mail from this address." if first else ""


def _colleague(case: Case) -> str:
    return "Its sender's address is of your own domain." if case.traits.own_domain else ""


def _alone(case: Case) -> str:
    return "It is addressed to you alone." if case.traits.standing is Standing.ALONE else ""


def _among(case: Case) -> str:
    if case.traits.standing is not Standing.AMONG:
        return ""
    others = case.traits.recipients - 1
    return f"It is addressed to you and {others} other{'s' if others > 1 else ''}."


def _copied(case: Case) -> str:
    return "You are only in copy." if case.traits.standing is Standing.COPIED else ""


def _unnamed(case: Case) -> str:
    unnamed = case.traits.standing is Standing.UNNAMED
    return "Your address is neither in To nor in Cc." if unnamed else ""


def _answered(case: Case) -> str:
    return "You have answered it already." if case.task.answered else ""


def _list(case: Case) -> str:
    if not case.traits.discussion_list:
        return ""
    name = case.task.message.header("List-Id").partition("<")[0].strip().strip('"')[:80]
    return f"It comes from a mailing list that members write to{f', {name}' if name else ''}."


def _bulk(case: Case) -> str:
    bulk = case.traits.mass and not case.traits.discussion_list
    return "Its headers are those of mail sent to many at once." if bulk else ""


def _program(case: Case) -> str:
    if case.traits.auto_submitted:
        return "Its headers say that a program wrote it."
    if case.traits.sender_automated:
        return "Its sender's address is that of a program."
    return ""


def _publication(case: Case) -> str:
    return "It calls itself an issue for readers." if case.traits.publication else ""


def _vouched(case: Case) -> str:
    if not case.traits.authenticated:
        return ""
    return "Your mail server confirms its sender's domain. That says nothing about who owns it."


def _rule(name: str, title: str, why: str, *speaks_for: str) -> RuleInfo:
    return RuleInfo(name, title, why, RuleKind.TELLS, speaks_for)


TELLING: Final = (
    TellingRule(
        _rule("known-sender", "You write to its sender", "Who you write to is seldom a spammer."),
        _known,
    ),
    TellingRule(
        _rule("first-mail", "First mail", "Strangers have to earn what friends are given."), _first
    ),
    TellingRule(
        _rule("own-domain", "From your own domain", "Colleagues seldom advertise."), _colleague
    ),
    TellingRule(
        _rule("to-me", "To you alone", "What is sent to you alone may wait for you."), _alone
    ),
    TellingRule(
        _rule("to-us", "To you and others", "What goes to several waits for you less often."),
        _among,
    ),
    TellingRule(
        _rule("in-copy", "You are in copy", "Who is in copy is seldom asked for anything."), _copied
    ),
    TellingRule(
        _rule(
            "not-addressed",
            "Not addressed to you",
            "Lists, blind copies and mass mail leave your address out.",
        ),
        _unnamed,
    ),
    TellingRule(
        _rule("answered", "Answered", "What you have answered wants no answer any more."), _answered
    ),
    TellingRule(
        _rule(
            "mailing-list",
            "Mailing list",
            "List-Post, X-Mailing-List or Mailing-List: members write to each other there.",
            *_MANY,
        ),
        _list,
    ),
    TellingRule(
        _rule(
            "bulk",
            "Mass mail",
            "List-Unsubscribe, Feedback-ID or Precedence bulk: a program sent it to many.",
            *_BULK,
        ),
        _bulk,
    ),
    TellingRule(
        _rule(
            "program",
            "Written by a program",
            "Auto-Submitted, or an address like noreply@: nobody waits there for an answer.",
            *_BULK,
            "calendar",
        ),
        _program,
    ),
    TellingRule(
        _rule("publication", "Publication", "It says of itself what issues say.", "newsletter"),
        _publication,
    ),
    TellingRule(
        _rule(
            "vouched-for",
            "Sender confirmed",
            "DMARC passed at your own mail server; a fifth of frauds passes, too.",
        ),
        _vouched,
    ),
)
