"""Signs that only show beside earlier mail: a payee that changed, a friend's name elsewhere.

Owns: comparing a message with what is known of its sender. Must not: look anything up.
"""

from collections.abc import Iterator
from functools import lru_cache

from emailassist.domain.task import TriageTask
from emailassist.local.identifiers import find_ibans
from emailassist.local.impostors import resembles
from emailassist.local.sign import Sign
from emailassist.mime.links import organisational_domain

_SHORTEST = 5


@lru_cache(maxsize=16)
def history_signs(task: TriageTask) -> tuple[Sign, ...]:
    """One for each way in which it differs from what came before; the gravest first."""
    return (*_changed_payee(task), *_borrowed_name(task), *_almost_known(task))


def _changed_payee(task: TriageTask) -> Iterator[Sign]:
    """Known senders, too: a mailbox that was broken into writes from the right address."""
    known = task.history.payees
    named = dict.fromkeys(fact.value for fact in find_ibans(task.message.text))
    new = [account for account in named if account not in known]
    if known and new and not set(named) & set(known):
        yield Sign(
            "changed-payee",
            f"It names the account {_short(new[0])}, while earlier mail named {_short(known[0])};"
            " ask the sender by another way before you pay.",
        )


def _borrowed_name(task: TriageTask) -> Iterator[Sign]:
    sender = task.message.envelope.sender
    if sender is None or task.known_sender or " " not in sender.name.strip():
        return
    own = organisational_domain(sender.domain)
    friends = task.history.namesakes
    if friends and all(organisational_domain(each.domain) != own for each in friends):
        yield Sign(
            "borrowed-name",
            f"It bears the name of {sender.name.strip()[:60]}, whom you know as"
            f" {friends[0].email}, but comes from {sender.email[:80]}.",
        )


def _almost_known(task: TriageTask) -> Iterator[Sign]:
    sender = task.message.envelope.sender
    if sender is None or task.known_sender:
        return
    own = organisational_domain(sender.domain)
    known = {organisational_domain(each) for each in task.history.domains}
    if own in known:
        return
    name = own.partition(".")[0]
    for each in sorted(known):
        label = each.partition(".")[0]
        if len(label) >= _SHORTEST and (resembles(name, label) or _other_ending(own, each)):
            yield Sign(
                "almost-known-domain",
                f"Its domain {own} looks like {each}, where you write to, but is another one.",
            )
            return


def _other_ending(own: str, known: str) -> bool:
    """`example.co` for `example.com`."""
    return own != known and own.partition(".")[0] == known.partition(".")[0]


def _short(account: str) -> str:
    return f"{account[:4]}…{account[-4:]}"
