"""Every rule that comes with the program, and what they say of a message.

Owns: the list of shipped rules. Must not: know the person's own rules (`rulebook` joins them).
"""

from typing import Final

from emailassist.domain.rule import RuleInfo
from emailassist.domain.task import TriageTask
from emailassist.domain.triage import Tier, Verdict
from emailassist.local.deciding_rules import DECIDING
from emailassist.local.odd_rules import ODD
from emailassist.local.rule import Case
from emailassist.local.telling_rules import TELLING
from emailassist.local.warning_rules import WARNING

SHIPPED: Final[tuple[RuleInfo, ...]] = (
    *(rule.info for rule in DECIDING),
    *WARNING,
    *ODD,
    *(rule.info for rule in TELLING),
)


def apply_rules(task: TriageTask, off: frozenset[str] = frozenset()) -> Verdict | None:
    """The verdict of the first rule that is sure and not `off`, or None when all abstain."""
    case = Case.of(task, off)
    for rule in DECIDING:
        decision = rule.decide(case) if rule.info.name not in off else None
        if decision is not None:
            return Verdict(
                tier=Tier.RULES,
                decided_by=rule.info.name,
                category=decision.category,
                priority=decision.priority,
                needs_reply=decision.needs_reply,
                confidence=decision.confidence,
                reason=decision.reason,
            )
    return None
