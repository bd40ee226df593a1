"""From a model's classification to a verdict whose confidence is honest.

Owns: how a model's own confidence is weighed against the local classifier and the security
checks, and when a reply may be drafted at all. Must not: call a model. Pure.
"""

from collections.abc import Mapping, Sequence

from emailassist.assistant.outputs import Classification
from emailassist.domain.task import TriageTask
from emailassist.domain.triage import Tier, TriageWarning, Verdict, WarningKind
from emailassist.local.traits import traits_of

SPAM = "spam-phishing"
"""The one category that the security checks know by name."""

_SUREST = 0.97
"""No model's word is worth more."""
_UNDER_WARNING = 0.5
"""At most this sure of a harmless category while the message is warned about as phishing, and of
any that the local classifier, which no words can order, does not see in one that gives orders."""


def verdict_of(
    answer: Classification,
    *,
    decided_by: str,
    scores: Mapping[str, float] | None,
    warnings: Sequence[TriageWarning],
) -> Verdict:
    """The verdict of the agents' tier.

    `scores` are the local classifier's, None if the answer itself came from it. Neither number
    is calibrated against real mail: the cascade has to.
    """
    confidence, reason = answer.confidence, answer.reason
    if scores is not None:
        confidence = _weighed(answer.category, min(confidence, _SUREST), scores)
        if _of(WarningKind.INJECTION, warnings) and answer.category != _top(scores):
            confidence = min(confidence, _UNDER_WARNING)
            reason = f"{reason} But it speaks to programs, and the classifier disagrees.".strip()
    if answer.category != SPAM and warned_of_phishing(warnings):
        confidence = min(confidence, _UNDER_WARNING)
        reason = f"{reason} But it shows signs of phishing.".strip()
    return Verdict(
        tier=Tier.AGENTS,
        decided_by=decided_by,
        category=answer.category,
        priority=answer.priority,
        needs_reply=answer.needs_reply,
        confidence=round(confidence, 3),
        reason=reason,
    )


def warned_of_phishing(warnings: Sequence[TriageWarning]) -> bool:
    return _of(WarningKind.PHISHING, warnings)


def _of(kind: WarningKind, warnings: Sequence[TriageWarning]) -> bool:
    return any(warning.kind is kind for warning in warnings)


def _top(scores: Mapping[str, float]) -> str:
    return max(scores, key=lambda name: scores[name], default="")


def may_draft(task: TriageTask, verdict: Verdict, warnings: Sequence[TriageWarning]) -> bool:
    """Whether a reply to such a message may be proposed, whatever a model says.

    Never to a program, a mass mailing, an invitation (the calendar answers those), myself, or
    where anything speaks for phishing.
    """
    message = task.message
    traits = traits_of(task)
    return (
        verdict.needs_reply
        and not task.answered
        and message.envelope.sender is not None
        and not task.me.is_me(message.envelope.sender)
        and not (traits.by_program or traits.mass)
        and not message.calendar
        and verdict.category != SPAM
        and not warned_of_phishing(warnings)
    )


def _weighed(category: str, confidence: float, scores: Mapping[str, float]) -> float:
    """Agreement takes half of what doubt is left; disagreement halves the confidence at most."""
    top = _top(scores) or category
    if top == category:
        return confidence + (1 - confidence) * 0.5 * scores.get(category, 0.0)
    return confidence * (1 - 0.5 * (scores[top] - scores.get(category, 0.0)))
