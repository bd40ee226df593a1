"""Signs that only show beside earlier mail: a payee that changed, a friend's name elsewhere.

Owns: comparing a message with what is known of its sender. Must not: look anything up.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from emailassist.domain.task import TriageTask
from emailassist.local.amounts import find_amounts
from emailassist.local.authentication import read_authentication
from emailassist.local.cased import Caseless
from emailassist.local.identifiers import find_ibans
from emailassist.local.impostors import resembles
from emailassist.local.sign import Sign
from emailassist.mime.links import organisational_domain

_SHORTEST: Final = 5
_NEAR: Final = 40
_START: Final = 3_000
_MINE: Final = re.compile(
    r"\b(?:(?:to|from|in|into|on) your|(?:en|a|de|contra|con cargo a) (?:su|tu|vuestra)"
    r"|(?:sur|de|au débit de) (?:votre|ton))"
    r" (?:bank |own )?(?:account|cuenta|compte)(?: bancaria| bancaire)?\s?[:(]?\s{0,3}"
    r"(?:IBAN:?\s{0,3})?$",
    re.IGNORECASE,
)
"""Before an account number: it is the reader's own."""
_WANTS: Final = Caseless(
    r"\b(?:account|bank details|iban|wire|transfer|pay|payment|invoice|gift cards?|cards?|codes?"
    r"|vouchers?|password|sign in|log in|lend|loan|a favou?r|money|passport|payroll"
    r"|discreet(?:ly)?|do you have a (?:moment|minute)|kindly settle"
    r"|are you (?:free|available|there|around|busy|at your desk|in the office)|quick task)\b",
    r"\b(?:cuenta|datos bancarios|transferencia|paga|págame|pago|factura|tarjetas?|códigos?"
    r"|contraseña|clave|préstamo|prést\w+|dinero|nómina|pasaporte|un favor|¿estás|discreción)\b",
    r"\b(?:(?:nouveau|autre|ce|le|un) compte|coordonnées bancaires|rib|virement|virer|paye[rz]?"
    r"|paiement|facture|cartes?|codes?|mot de passe|connecte\w*|m['’]avancer?|un prêt|argent"
    r"|mandat|passeport"
    r"|(?:es-tu|êtes-vous|tu es) (?:là|libre|disponible)|un service|discrètement)\b",
)
"""What those want who borrow a name: money, access, or first of all an answer."""


@lru_cache(maxsize=16)
def history_signs(task: TriageTask) -> tuple[Sign, ...]:
    """One for each way in which it differs from what came before; the gravest first."""
    return (*_changed_payee(task), *_borrowed_name(task), *_almost_known(task))


def _changed_payee(task: TriageTask) -> Iterator[Sign]:
    """Known senders, too: a mailbox that was broken into writes from the right address.

    Of somebody who is proven, others at the same domain may have accounts of their own.
    """
    proven = _is_proven(task)
    if proven and task.message.header("List-Unsubscribe") and not task.message.envelope.in_reply_to:
        return
    known = task.history.own_payees if proven else task.history.payees
    text = task.message.text
    named = dict.fromkeys(
        fact.value
        for fact in find_ibans(text)
        if not _MINE.search(text[max(0, fact.start - _NEAR) : fact.start])
    )
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
    if _is_proven(task) and not _wants_something(task):
        return  # whoever is ill writes from home
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


def _wants_something(task: TriageTask) -> bool:
    text = f"{task.message.envelope.subject}\n{task.message.own_text[:_START]}"
    if "http" in text or any(not each.inline for each in task.message.attachments):
        return True
    return _WANTS.search(text) is not None or next(find_amounts(text), None) is not None


def _is_proven(task: TriageTask) -> bool:
    sender = task.message.envelope.sender
    return sender is not None and read_authentication(task.message).is_aligned(sender.domain)


def _other_ending(own: str, known: str) -> bool:
    """`example.co` for `example.com`."""
    return own != known and own.partition(".")[0] == known.partition(".")[0]


def _short(account: str) -> str:
    return f"{account[:4]}…{account[-4:]}"
