"""What a notice bids everybody to mind, which is nobody's task.

Owns: telling general conduct ('please keep the door shut') from what is to be delivered.
Must not: find asks (`asks` does), or judge what is asked of me personally.
"""

import re
from collections.abc import Iterable
from typing import Final

from emailassist.domain.task import TriageTask
from emailassist.domain.triage import FactKind
from emailassist.local import order_words
from emailassist.local.dates import find_dates
from emailassist.local.greetings import addressee_of, greets_a_group
from emailassist.local.sentences import Sentence
from emailassist.local.traits import Standing, Traits

_FEW: Final = 3
_OFFICE: Final = re.compile(
    r"^(?:facilit(?:y|ies)|(?:the[-_.]?)?office|hr|reception|it(?:[-_.]?(?:service|support|desk))?"
    r"|helpdesk|admin\w*|secretar\w+|services?|servicios?|sistemas|informati\w+|rrhh|rh|canteen"
    r"|mantenimiento|maintenance|security|seguridad|securite|conserjeria|porteria|recepcion|accueil"
    r"|logisti\w+|intendance|comunidad|syndic|gestion|estates?|buildings?|communications?"
    r"|comunicacion|comedor|cantine|library|biblioteca|bibliotheque|soporte|support|moyens"
    r"|(?:services?|servicios?)[-_.]?\w+)$",
    re.IGNORECASE,
)
"""Local parts of addresses from which an office writes to everybody."""


def is_notice(task: TriageTask, traits: Traits, text: str) -> bool:
    """Whether a program or an office speaks, or somebody to a group."""
    if traits.mass:
        return False
    if traits.by_program or traits.recipients > _FEW or greets_a_group(text):
        return True
    if addressee_of(text):
        return False
    sender = task.message.envelope.sender
    by_office = sender is not None and _OFFICE.match(sender.email.partition("@")[0]) is not None
    return by_office or (traits.standing is Standing.UNNAMED and traits.recipients > 0)


def are_conduct(orders: Iterable[Sentence], task: TriageTask) -> bool:
    """Whether nothing is to be delivered, decided or done by a day, only gone about in a way."""
    return not any(_is_due(order, task) for order in orders)


def _is_due(order: Sentence, task: TriageTask) -> bool:
    if order_words.FORBIDS.search(order.flat):
        return False
    if order_words.DELIVERS.search(order.flat):
        return True
    found = find_dates(order, language="und", written_at=task.written_at)
    return any(fact.kind is FactKind.DEADLINE for fact in found)
