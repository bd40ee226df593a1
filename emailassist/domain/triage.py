"""What the cascade decides about a message, who decided, why and at what cost.

Owns: categories, verdicts, facts, the triage of one message. Must not: decide anything.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from emailassist.domain.finding import Finding
from emailassist.domain.rule import Fired


class Tier(StrEnum):
    """Who decided: rules (1.0), the local classifier (2.0), agents (3.0) or the person."""

    RULES = "rules"
    CLASSIFIER = "classifier"
    AGENTS = "agents"
    PERSON = "person"


class Priority(StrEnum):
    """How soon the person should look at a message."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Category:
    """One category of instructions/classifier.md; `name` is its identifier everywhere."""

    name: str
    title: str
    description: str
    colour: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cost:
    """What a decision cost. Tokens as the endpoint counted them; wall time in seconds.

    `cached_tokens` are those of the input that the server had read before; `money` is in US
    dollars, 0 for a model on this machine or one without a known price.
    """

    model_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    cached_tokens: int = 0
    money: float = 0.0

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(
            self.model_calls + other.model_calls,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.seconds + other.seconds,
            self.cached_tokens + other.cached_tokens,
            self.money + other.money,
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """One decision: category (None: abstained), priority and needs-reply, with its reason.

    `confidence` is in 0..1. `decided_by` names the rule, the classifier or the agent.
    """

    tier: Tier
    decided_by: str
    category: str | None
    priority: Priority
    needs_reply: bool
    confidence: float
    reason: str


class FactKind(StrEnum):
    """What a fact is."""

    DEADLINE = "deadline"
    DATE = "date"
    AMOUNT = "amount"
    PHONE = "phone"
    IBAN = "iban"
    ORDER = "order"
    INVOICE = "invoice"
    FLIGHT = "flight"
    ADDRESS = "address"
    LINK = "link"
    PERSON = "person"
    ASK = "ask"
    PROMISE = "promise"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something stated in the message: `text` is exactly what stands at `start`:`end`.

    Offsets count characters of `ParsedMessage.own_text`; `value` is the normalised form
    (an ISO date, ``249.00 EUR``, an E.164 number) or '' where there is none.
    """

    kind: FactKind
    text: str
    start: int
    end: int
    value: str = ""


class Written(StrEnum):
    """Who wrote a summary or a draft, as the window says it."""

    EXTRACTED = "extracted"
    """Sentences of the mail itself, chosen by code."""
    SKELETON = "skeleton"
    """Greeting, asks and sign-off put together by code; answers are the person's choice."""
    MODEL = "model"
    """Written by a model and passed by every check."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One line about a message, in the message's language."""

    text: str
    written: Written


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was said in a thread up to a message, and what is still open."""

    text: str
    written: Written


class WarningKind(StrEnum):
    """What a warning is about."""

    INJECTION = "injection"
    PHISHING = "phishing"
    UNGROUNDED = "ungrounded"
    HIDDEN_TEXT = "hidden-text"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class TriageWarning:
    """Something the person should know before they act on a message or a draft."""

    kind: WarningKind
    text: str


@dataclass(frozen=True, slots=True)
class Triage:
    """Everything the cascade found out about one message.

    `trail` holds every tier's verdict in the order asked; `verdict` is the one in force.
    """

    verdict: Verdict
    language: str
    summary: Summary
    facts: tuple[Fact, ...]
    warnings: tuple[TriageWarning, ...]
    trail: tuple[Verdict, ...]
    cost: Cost
    model: str
    """Name of the endpoint that ran the agents, '' when none was asked."""
    findings: tuple[Finding, ...] = ()
    conversation: Conversation | None = None
    """The thread up to this message; None where nobody summed it up, or it is short."""
    facts_by: Written = Written.EXTRACTED
    """Who found the facts: patterns, or a model whose quotes stand in the message."""
    fired: tuple[Fired, ...] = ()
    """Every rule that held for the message when it was triaged."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What the person said about a message: only the fields that they changed are set."""

    category: str | None = None
    priority: Priority | None = None
    needs_reply: bool | None = None
    made_at: datetime | None = None


class Outcome(StrEnum):
    """How asking an agent ended."""

    ANSWERED = "answered"
    REPAIRED = "repaired"
    UNUSABLE = "unusable"
    FAILED = "failed"
    """The endpoint did not work, or the run was cancelled."""


@dataclass(frozen=True, slots=True)
class AgentRun:
    """One agent's work on one message, for the trace; `digest` is that of its instructions.

    `run` identifies it in the trace, `tier` is the model tier that it asked for.
    """

    agent: str
    model: str
    digest: str
    cost: Cost
    outcome: Outcome
    run: str = ""
    tier: str = ""
