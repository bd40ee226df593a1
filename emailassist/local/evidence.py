"""What speaks for and against the shipped categories besides the words of the text.

Owns: finding out which named signs a message shows, and adding up what they weigh.
Must not: know how texts are compared (`classifier` does) or decide alone.
"""

import re
from typing import Final

from emailassist.domain.task import TriageTask
from emailassist.local import cues
from emailassist.local.amounts import find_amounts
from emailassist.local.asks import body_of, decide_reply, read_asks
from emailassist.local.greetings import addressee_of
from emailassist.local.phishing import phishing_signs, threatens_account
from emailassist.local.traits import Standing, Traits, traits_of
from emailassist.local.weights import WEIGHTS

_FREE: Final = re.compile(
    r"^(?:gmail|googlemail|outlook|hotmail|yahoo|icloud|live|aol|gmx|proton|protonmail|orange"
    r"|free|laposte|web|msn|wanadoo|telefonica|terra)\.[a-z.]{2,6}$"
)
_MANY_LINKS: Final = 6


def signs_of(task: TriageTask, traits: Traits | None = None) -> frozenset[str]:
    """Names of the signs that hold for a message."""
    traits = traits or traits_of(task)
    text = body_of(task)
    subject = task.message.envelope.subject
    opening = f"{subject}\n{text[:3_000]}"
    fraud = len(phishing_signs(task.message))
    holds = {
        "calendar-part": bool(task.message.calendar),
        "mass": traits.mass and not traits.discussion_list,
        "unsubscribe-text": traits.unsubscribe_offered,
        "person-writes": _person_writes(traits, text),
        "private-words": len(set(map(str.casefold, cues.PRIVATE.findall(opening)))) > 1,
        "private-word": cues.PRIVATE.search(opening) is not None,
        "junk-word": cues.JUNK.search(opening) is not None,
        "junk-words": len(set(map(str.casefold, cues.JUNK.findall(opening)))) > 2,
        "shouting": cues.LOTS_OF_SHOUTING.search(opening) is not None,
        "advertises": traits.advertises,
        "receipt-subject": cues.RECEIPT_SUBJECT.search(subject) is not None,
        "issue-subject": cues.ISSUE.search(subject) is not None,
        "notice-words": cues.NOTICE.search(opening) is not None,
        "calendar-subject": cues.CALENDAR_SUBJECT.match(subject) is not None,
        "away": cues.AWAY.search(opening[:300]) is not None,
        "odd-domain": traits.odd_domain and not task.known_sender,
        "discussion-list": traits.discussion_list,
        "program": traits.by_program,
        "shop-sender": traits.sender_commerce,
        "issue-sender": traits.sender_issue,
        "promotion-sender": traits.sender_promotion,
        "money": next(find_amounts(text[:6_000]), None) is not None,
        "known": task.known_sender,
        "colleague": traits.own_domain,
        "in-thread": traits.in_thread,
        "greets-me": _greets_me(task, text),
        "private-address": _from_free_mail(task),
        "fraud-sign": fraud > 0 and not task.known_sender,
        "account-threat": not task.known_sender and threatens_account(opening),
        "fraud-signs": fraud > 1,
        "many-links": traits.links >= _MANY_LINKS,
        "copied": traits.standing is Standing.COPIED,
        _ask_sign(task, traits, text): True,
    }
    return frozenset(name for name, held in holds.items() if held)


def moves(signs: frozenset[str], category: str) -> float:
    """Sum of the log-odds that the signs move for one category."""
    return sum(weight.moves.get(category, 0.0) for weight in WEIGHTS if weight.sign in signs)


def _ask_sign(task: TriageTask, traits: Traits, text: str) -> str:
    if decide_reply(task, traits).needed:
        return "asks"
    return "orders" if read_asks(text) else "no-ask"


def _greets_me(task: TriageTask, text: str) -> bool:
    greeted = addressee_of(text).casefold()
    return bool(greeted) and greeted in {part.casefold() for part in task.me.name.split()}


def _person_writes(traits: Traits, text: str) -> bool:
    """First person, near the start, and nothing of bulk mail."""
    if traits.by_program or traits.mass or traits.unsubscribe_offered:
        return False
    return cues.FIRST_PERSON.search(text[:1_500]) is not None


def _from_free_mail(task: TriageTask) -> bool:
    sender = task.message.envelope.sender
    return sender is not None and _FREE.match(sender.domain) is not None
