"""What speaks for and against the shipped categories besides the words of the text.

Owns: finding out which named signs a message shows, and adding up what they weigh.
Must not: know how texts are compared (`classifier` does) or decide alone.
"""

import re
from typing import Final

from emailassist.domain.address import Address
from emailassist.domain.task import TriageTask
from emailassist.local import cues, polite_words
from emailassist.local.amounts import find_amounts
from emailassist.local.asks import bids_conduct, body_of, decide_reply, read_asks
from emailassist.local.cased import Caseless
from emailassist.local.greetings import addressee_of
from emailassist.local.oddities import oddities
from emailassist.local.phishing import phishing_signs, threatens_account
from emailassist.local.rule import Case
from emailassist.local.traits import Standing, Traits, is_reply_subject, traits_of
from emailassist.local.warning_rules import WARNING
from emailassist.local.weights import STRUCTURE
from emailassist.local.word_weights import WORDS

_FREE: Final = re.compile(
    r"^(?:gmail|googlemail|outlook|hotmail|yahoo|icloud|live|aol|gmx|proton|protonmail|orange"
    r"|free|laposte|web|msn|wanadoo|telefonica|terra)\.[a-z.]{2,6}$"
)
_WEIGHTS: Final = (*STRUCTURE, *WORDS)
WEIGHED: Final = frozenset(weight.sign for weight in _WEIGHTS)
"""Names of the signs that somebody gave a weight by hand."""
_OPENING: Final = 1_500
"""Characters in which words are looked for: in a long text any word occurs."""
_LONG: Final = 1_500
_MANY_LINKS: Final = 6
_MANY_PEOPLE: Final = 8
_WORDS_JOINED: Final = re.compile(r"[a-z]*(?:(?:Mc|O|D)?[A-Z][a-z]{2,})*[A-Z]?")
_STREWN: Final = re.compile(r"[a-zA-Z]\d+(?=[a-zA-Z])")
_RANDOM_LENGTH: Final = 6
_MANY_STREWN: Final = 3
_ODD: Final = 1.0
_VERY_ODD: Final = 2.0
_HAD: Final = frozenset(
    {"junk-words", "shouting", "account-threat", "unproven", "odd-ending", "unlisted"}
    | {info.name for info in WARNING}
)
"""Oddities that are signs here by another name, or together."""
_SUSPICIOUS: Final = (
    *("fraud-sign", "account-threat", "junk-word", "shouting", "odd-domain", "advertises"),
    *("offer-unlisted", "unauthenticated", "random-sender", "odd"),
)
"""Where none of these is seen, spam is unlikely."""


def signs_of(task: TriageTask, traits: Traits | None = None) -> frozenset[str]:
    """Names of the signs that hold for a message."""
    traits = traits or traits_of(task)
    text = body_of(task)
    opening = f"{task.message.envelope.subject}\n{text[:_OPENING]}"
    held = {
        **_of_structure(task, traits),
        **_of_sender(task, traits),
        **_of_words(task, traits, opening),
        **_of_fraud(task, traits, opening),
        _ask_sign(task, traits, text): True,
    }
    held["no-answer"] = held["no-answer"] and not held.get("orders")
    held["receipt-subject"] = held["receipt-subject"] and not held.get("asks")
    found = oddities(Case(task, traits))
    odd = {each.rule: each.weight for each in found if each.rule not in _HAD}
    held |= dict.fromkeys(odd, True)
    held["odd"] = sum(odd.values()) >= _ODD
    held["very-odd"] = sum(odd.values()) >= _VERY_ODD and len({each.about for each in found}) > 1
    held["in-thread"] = held["in-thread"] and "false-reply" not in odd
    held["clean"] = not any(held[name] for name in _SUSPICIOUS)
    held["authenticated"] = traits.authenticated and not held["fraud-sign"]
    return frozenset(name for name, holds in held.items() if holds)


def _of_structure(task: TriageTask, traits: Traits) -> dict[str, bool]:
    message = task.message
    invites = any(event.method.upper() != "PUBLISH" for event in message.calendar)
    mine = traits.standing in {Standing.ALONE, Standing.AMONG}
    return {
        "calendar-part": invites,
        "mass": traits.mass and not traits.discussion_list,
        "discussion-list": traits.discussion_list and not mine,
        "unsubscribe-text": traits.unsubscribe_offered,
        "offer-unlisted": _offers_unlisted(task, traits),
        "publication": traits.publication,
        "in-thread": traits.in_thread and not traits.discussion_list,
        "reply-subject": not traits.discussion_list and is_reply_subject(message.envelope.subject),
        "copied": traits.standing is Standing.COPIED,
        "to-many": traits.recipients > (0 if traits.standing is Standing.UNNAMED else _MANY_PEOPLE),
        "many-links": traits.links >= _MANY_LINKS,
        "very-many-links": traits.links >= 2 * _MANY_LINKS,
        "file": any(not item.inline for item in message.attachments),
        "long": len(body_of(task)) > _LONG,
    }


def _of_sender(task: TriageTask, traits: Traits) -> dict[str, bool]:
    return {
        "program": traits.by_program,
        "shop-sender": traits.sender_commerce,
        "issue-sender": traits.sender_issue,
        "promotion-sender": traits.sender_promotion,
        "known": task.known_sender,
        "colleague": traits.own_domain,
        "private-address": _from_free_mail(task),
        "odd-domain": traits.odd_domain and not task.known_sender,
        "random-sender": not task.known_sender and _is_random(task.message.envelope.sender),
        "unauthenticated": traits.unauthenticated and not task.known_sender,
    }


def _of_words(task: TriageTask, traits: Traits, opening: str) -> dict[str, bool]:
    subject = task.message.envelope.subject
    text = body_of(task)
    private = _different(cues.PRIVATE, opening)
    fields = _different(cues.EVENT_FIELD, opening)
    return {
        "person-writes": _person_writes(traits, text),
        "greets-me": _greets_me(task, text),
        "greets": bool(addressee_of(text)),
        "private-word": private > 0,
        "private-words": private > 1,
        "private-subject": cues.PRIVATE.search(subject) is not None,
        "no-answer": polite_words.NO_REPLY_NEEDED.search(text[:4_000]) is not None,
        "attached": cues.ATTACHED.search(text[:1_500]) is not None,
        "advertises": traits.advertises,
        "money": next(find_amounts(text[:6_000]), None) is not None,
        "receipt-subject": cues.RECEIPT_SUBJECT.search(subject) is not None,
        "account-notice": cues.ACCOUNT.search(opening) is not None,
        "issue-subject": cues.ISSUE.search(subject) is not None,
        "notice-words": cues.NOTICE.search(opening) is not None,
        "reminder": traits.by_program and cues.REMINDER.search(subject) is not None,
        "calendar-subject": cues.CALENDAR_SUBJECT.match(subject) is not None,
        "event-fields": fields > 1 and cues.CLOCK.search(opening) is not None,
        "event-subject": not traits.advertises
        and cues.EVENT.search(subject) is not None
        and cues.CLOCK.search(opening) is not None,
        "away": cues.AWAY.search(opening[:300]) is not None,
    }


def _of_fraud(task: TriageTask, traits: Traits, opening: str) -> dict[str, bool]:
    trusted = task.known_sender or traits.discussion_list  # lists talk of anything
    signs = 0 if trusted else len(phishing_signs(task.message))
    junk = _different(cues.JUNK, opening)
    return {
        "fraud-sign": signs > 0,
        "fraud-signs": signs > 1,
        "account-threat": not trusted and threatens_account(opening),
        "junk-word": junk > 0,
        "junk-words": junk > 2,
        "shouting": cues.LOTS_OF_SHOUTING.search(opening) is not None,
    }


def _different(pattern: Caseless | re.Pattern[str], text: str) -> int:
    return len({match.group().casefold() for match in pattern.finditer(text)})


def _offers_unlisted(task: TriageTask, traits: Traits) -> bool:
    """Advertising without the header that large receivers require of honest senders."""
    return (
        (traits.advertises or traits.unsubscribe_offered)
        and not (traits.bulk or traits.in_thread or task.known_sender or traits.own_domain)
        and bool(traits.authentication)
    )


def moves(signs: frozenset[str], category: str) -> float:
    """Sum of the log-odds that the signs move for one category."""
    return sum(weight.moves.get(category, 0.0) for weight in _WEIGHTS if weight.sign in signs)


def strongest_reason(signs: frozenset[str], category: str) -> str:
    """What speaks most for a category, as 'it …'; '' when no sign does."""
    held = [weight for weight in _WEIGHTS if weight.sign in signs and category in weight.moves]
    best = max(held, key=lambda weight: weight.moves[category], default=None)
    return best.reason if best is not None and best.moves[category] > 0 else ""


def _ask_sign(task: TriageTask, traits: Traits, text: str) -> str:
    if decide_reply(task, traits).needed:
        return "asks"
    if not read_asks(text):
        return "no-ask"
    return "conduct" if bids_conduct(task, traits) else "orders"


def _greets_me(task: TriageTask, text: str) -> bool:
    greeted = addressee_of(text).casefold()
    return bool(greeted) and greeted in {part.casefold() for part in task.me.name.split()}


def _person_writes(traits: Traits, text: str) -> bool:
    """First person, near the start, and nothing of bulk mail."""
    if traits.by_program or traits.bulk or traits.unsubscribe_offered:
        return False
    return cues.FIRST_PERSON.search(text[:1_500]) is not None


def _is_random(sender: Address | None) -> bool:
    """Letters of mixed case that make no words, or digits strewn between letters: 'qXbWtz'."""
    local = sender.email.rpartition("@")[0] if sender else ""
    mixed = local.isalpha() and not (local.islower() or local.isupper())
    if mixed and len(local) >= _RANDOM_LENGTH:
        return _WORDS_JOINED.fullmatch(local) is None
    return local.isalnum() and len(_STREWN.findall(local[:100])) >= _MANY_STREWN


def _from_free_mail(task: TriageTask) -> bool:
    sender = task.message.envelope.sender
    return sender is not None and _FREE.match(sender.domain) is not None
