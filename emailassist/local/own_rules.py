"""Rules of the person's own, put to a message.

Owns: which of them hold, and the verdict they make. Must not: take a warning away, or believe a
sender whom the receiving server could not confirm.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from emailassist.domain.own_rule import Addressed, Matter, OwnRule, meaning
from emailassist.domain.rule import Fired, RuleKind
from emailassist.domain.triage import Priority, Tier, Verdict
from emailassist.local.asks import decide_reply
from emailassist.local.priority import guess_priority
from emailassist.local.rule import Case
from emailassist.local.traits import Standing

_SPAM: Final = "spam-phishing"
_ADDRESSED: Final = {
    Standing.ALONE: Addressed.TO,
    Standing.AMONG: Addressed.TO,
    Standing.COPIED: Addressed.CC,
    Standing.UNNAMED: Addressed.NEITHER,
}


@dataclass(frozen=True, slots=True)
class OwnRules:
    """In the order of the file: the first that says something of a kind has its way."""

    rules: tuple[OwnRule, ...] = ()

    def decide(self, case: Case) -> Verdict | None:
        """The verdict of the first rule with a category that holds, as the others complete it."""
        holding = self._holding(case)
        first = next((rule for rule in holding if rule.category), None)
        if first is None:
            return None
        priority, _ = guess_priority(case.task, (), first.category)
        needed = first.category != _SPAM and decide_reply(case.task, case.traits).needed
        verdict = Verdict(
            tier=Tier.RULES,
            decided_by=first.name,
            category=first.category,
            priority=priority,
            needs_reply=needed,
            confidence=1.0,
            reason=f"Your rule “{first.name}” says so.",
        )
        return _completed(verdict, holding)

    def adjusted(self, case: Case, verdict: Verdict) -> Verdict:
        """The verdict with the priority and the reply that rules of one's own say."""
        if verdict.tier is Tier.PERSON:
            return verdict
        return _completed(verdict, self._holding(case))

    def fired(self, case: Case) -> tuple[Fired, ...]:
        """Those that hold, and those that would if their sender could be believed."""
        matter = matter_of(case)
        found = []
        for rule in self.rules:
            if rule.on and matter.fits(rule):
                said = meaning(rule)
                if _is_forged(case, rule):
                    said = f"{said} But your mail server could not confirm the sender: not used."
                found.append(
                    Fired(rule.name, rule.name, said, RuleKind.DECIDES, rule.category, own=True)
                )
        return tuple(found)

    def _holding(self, case: Case) -> Sequence[OwnRule]:
        if not self.rules:
            return ()
        matter = matter_of(case)
        return [
            rule
            for rule in self.rules
            if rule.on and matter.fits(rule) and not _is_forged(case, rule)
        ]


def matter_of(case: Case) -> Matter:
    """What of a message rules of one's own look at."""
    message = case.task.message
    envelope = message.envelope
    return Matter(
        sender=envelope.sender,
        to=(*envelope.to, *envelope.cc),
        subject=envelope.subject,
        text=message.text,
        list_id=message.header("List-Id"),
        attachment=any(not item.inline for item in message.attachments),
        known=case.task.known_sender,
        addressed=_ADDRESSED[case.traits.standing],
    )


def wants_proof(rule: OwnRule) -> bool:
    """Whether it would help one who only pretends to be the sender that it trusts."""
    return rule.trusts_sender and rule.category != _SPAM


def _is_forged(case: Case, rule: OwnRule) -> bool:
    return wants_proof(rule) and case.traits.authentication_failed


def _completed(verdict: Verdict, holding: Sequence[OwnRule]) -> Verdict:
    priority: Priority | None = next((r.priority for r in holding if r.priority), None)
    said = (r.needs_reply for r in holding if r.needs_reply is not None)
    needed = next(said, None)
    return replace(
        verdict,
        priority=priority or verdict.priority,
        needs_reply=verdict.needs_reply if needed is None else needed,
    )
