"""What a rule is made of: a message with its structure read once, and what a rule says of it.

Owns: the forms. Must not: hold a rule.
"""

from collections.abc import Callable
from dataclasses import dataclass

from emailassist.domain.rule import RuleInfo
from emailassist.domain.task import TriageTask
from emailassist.domain.triage import Priority
from emailassist.local.history_signs import history_signs
from emailassist.local.phishing import phishing_findings
from emailassist.local.sign import Sign
from emailassist.local.traits import Traits, traits_of


@dataclass(frozen=True, slots=True)
class Case:
    """A message with its structure read once; `off` are rules that do not count."""

    task: TriageTask
    traits: Traits
    off: frozenset[str] = frozenset()

    @staticmethod
    def of(task: TriageTask, off: frozenset[str] = frozenset()) -> "Case":
        """The case of a message."""
        return Case(task, traits_of(task), off)

    @property
    def subject(self) -> str:
        return self.task.message.envelope.subject

    @property
    def sender(self) -> str:
        """How the sender is called in a sentence."""
        sender = self.task.message.envelope.sender
        return sender.label if sender else "somebody"

    @property
    def start(self) -> str:
        """Subject and the first lines, where a receipt or a notice says what it is."""
        return f"{self.subject}\n{self.task.message.text[:1_500]}"

    @property
    def fraud(self) -> tuple[str, ...]:
        """The sentences of the signs of fraud, strongest first."""
        return tuple(sign.said for sign in self.signs)

    @property
    def signs(self) -> tuple[Sign, ...]:
        """Every sign that warns, also beside earlier mail."""
        found = (*history_signs(self.task), *phishing_findings(self.task.message))
        return tuple(sign for sign in found if sign.rule not in self.off)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a deciding rule says; `confidence` in 0..1."""

    category: str
    priority: Priority
    confidence: float
    reason: str
    needs_reply: bool = False


@dataclass(frozen=True, slots=True)
class DecidingRule:
    """A rule that says a category, or None when it is not sure."""

    info: RuleInfo
    decide: Callable[[Case], Decision | None]


@dataclass(frozen=True, slots=True)
class TellingRule:
    """A rule that says what holds of a message, or ''."""

    info: RuleInfo
    tell: Callable[[Case], str]
