"""The rules in force: shipped ones that are not switched off, and those of the person's own.

Owns: what they say of a message together. Must not: read files, or let a rule take a warning
away.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from emailassist.domain.rule import Fired, RuleKind
from emailassist.domain.task import TriageTask
from emailassist.domain.triage import Tier, TriageWarning, Verdict, WarningKind
from emailassist.local import warnings
from emailassist.local.deciding_rules import DECIDING
from emailassist.local.history_signs import history_signs
from emailassist.local.odd_rules import ODD
from emailassist.local.oddities import oddities, suspicion
from emailassist.local.own_rules import OwnRules
from emailassist.local.rule import Case
from emailassist.local.rules import apply_rules
from emailassist.local.telling_rules import TELLING
from emailassist.local.warning_rules import WARNING

_INFOS: Final = {info.name: info for info in (*WARNING, *ODD)}
_SUM: Final = "several-oddities"


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Immutable, so that it can be put in force while messages are under way."""

    off: frozenset[str] = frozenset()
    own: OwnRules = field(default_factory=OwnRules)

    def decide(self, task: TriageTask) -> Verdict | None:
        """The verdict of a rule of one's own, else of the first that is sure; None: all abstain."""
        own = self.own.decide(Case.of(task, self.off))
        return own or apply_rules(task, self.off)

    def adjusted(self, task: TriageTask, verdict: Verdict) -> Verdict:
        """The verdict of any tier with what rules of one's own say of priority and reply."""
        return self.own.adjusted(Case.of(task, self.off), verdict)

    def is_own(self, verdict: Verdict) -> bool:
        """Whether a rule of one's own decided, by which the person said so."""
        names = {rule.name for rule in self.own.rules}
        return verdict.tier is Tier.RULES and verdict.decided_by in names

    def warnings(self, task: TriageTask) -> tuple[TriageWarning, ...]:
        """What the person should know before they act on the message."""
        case = Case.of(task, self.off)
        found = (
            *(
                TriageWarning(WarningKind.PHISHING, sign.said)
                for sign in history_signs(task)
                if sign.rule not in self.off
            ),
            *warnings.inspect(task.message, self.off),
        )
        why = suspicion(case) if _SUM not in self.off else ""
        if not why or sum(each.kind is WarningKind.PHISHING for each in found) > 1:
            return found
        return (*found, TriageWarning(WarningKind.PHISHING, why))

    def fired(self, task: TriageTask) -> tuple[Fired, ...]:
        """Every rule that holds for the message, not only the one that decides."""
        case = Case.of(task, self.off)
        found = (*_deciding(case), *_warning(case), *_telling(case))
        shipped = tuple(each for each in found if each.rule not in self.off)
        return (*self.own.fired(case), *shipped)


def _deciding(case: Case) -> Iterator[Fired]:
    for rule in DECIDING:
        decision = rule.decide(case)
        if decision is not None:
            info = rule.info
            yield Fired(info.name, info.title, decision.reason, info.kind, decision.category)


def _warning(case: Case) -> Iterator[Fired]:
    for sign in case.signs:
        yield Fired(sign.rule, _INFOS[sign.rule].title, sign.said, RuleKind.WARNS)
    warned = {sign.rule for sign in case.signs}
    for odd in oddities(case):
        if odd.rule not in warned:
            said = f"{odd.said.rstrip('.')}."
            yield Fired(odd.rule, _INFOS[odd.rule].title, said, RuleKind.TELLS)


def _telling(case: Case) -> Iterator[Fired]:
    for rule in TELLING:
        said = rule.tell(case)
        if said:
            yield Fired(rule.info.name, rule.info.title, said, RuleKind.TELLS)
