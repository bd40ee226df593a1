"""How something was decided, step by step: what a trace is made of.

Owns: traces, spans, and what can be told from them alone. Must not: know who makes or keeps them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from emailassist.domain.ids import MessageKey
from emailassist.domain.triage import Cost


class Work(StrEnum):
    """What a trace is about."""

    TRIAGE = "triage"
    REFINE = "refine"
    """A draft written anew as the person asked."""
    CONVERSATION = "conversation"
    """A thread summed up because the person asked."""


class SpanKind(StrEnum):
    """What a span stands for."""

    TIER = "tier"
    """One tier of the cascade."""
    AGENT = "agent"
    """One run of an agent, with its repair."""
    CALL = "call"
    """One question to a model."""
    CHECK = "check"
    """A guardrail's look at what came in or out."""
    TOOL = "tool"
    """A tool that the model asked for."""
    STEP = "step"
    """Work of our own between them."""


class Pattern(StrEnum):
    """The workflow pattern that a span is a part of (docs/patterns.md)."""

    ROUTING = "routing"
    CHAINING = "chaining"
    PARALLEL = "parallel"
    ORCHESTRATOR = "orchestrator-workers"
    EVALUATOR = "evaluator-optimizer"


class Ending(StrEnum):
    """How a span or a trace ended."""

    DONE = "done"
    ABSTAINED = "abstained"
    """A tier was not sure, and the next one was asked."""
    OBJECTED = "objected"
    """A check did not let pass what it saw."""
    REPAIRED = "repaired"
    """The second answer was usable."""
    UNUSABLE = "unusable"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Said:
    """One part of a prompt: who speaks (system, user, assistant, tool) and what."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a model or tool was given and what it gave, as it was before any masking."""

    prompt: tuple[Said, ...] = ()
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """One step. `started` is in seconds since its trace began, `parent` '' at the top.

    `said` is a sentence: a tier's reason, what a check objected to, what went wrong. `endpoint`,
    `model` (the server's name for it), `instructions` (their hash) and `tier` belong to agents.
    `cached`: the answer came from our own cache.
    """

    id: str
    parent: str
    kind: SpanKind
    name: str
    started: float
    seconds: float
    ending: Ending = Ending.DONE
    pattern: Pattern | None = None
    said: str = ""
    error: str = ""
    """The name of the exception that ended it; never its text, which may quote mail."""
    endpoint: str = ""
    model: str = ""
    instructions: str = ""
    tier: str = ""
    cost: Cost = field(default=Cost())
    cached: bool = False
    exchange: Exchange = field(default=Exchange())

    @property
    def ended(self) -> float:
        return self.started + self.seconds


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything that was done for one message in one go; `spans` in the order they began."""

    id: str
    work: Work
    message: MessageKey | None
    started: datetime
    seconds: float
    ending: Ending
    problem: str = ""
    spans: tuple[Span, ...] = ()
    local_only: bool = False
    """Its message may not leave this machine, and neither may this."""
    key: int = 0
    """Its number in the store."""

    def tree(self) -> Iterator[tuple[int, Span]]:
        """Every span with its depth, parents before their children."""
        known = {span.id for span in self.spans}
        below: dict[str, list[Span]] = {}
        for span in self.spans:
            below.setdefault(span.parent if span.parent in known else "", []).append(span)
        waiting = [(0, span) for span in reversed(below.get("", []))]
        while waiting:
            depth, span = waiting.pop()
            yield depth, span
            waiting += [(depth + 1, child) for child in reversed(below.get(span.id, []))]

    @property
    def cost(self) -> Cost:
        """What its agents cost together, in the time that passed."""
        total = sum((each.cost for each in self.spans if each.kind is SpanKind.AGENT), Cost())
        return Cost(
            total.model_calls,
            total.input_tokens,
            total.output_tokens,
            self.seconds,
            total.cached_tokens,
            total.money,
        )


class TraceFilter(StrEnum):
    """Which traces are listed, and in which order."""

    RECENT = "recent"
    FAILED = "failed"
    """Ended by a failure, or with one inside."""
    REPAIRED = "repaired"
    """With an answer that was objected to."""
    EXPENSIVE = "expensive"
    """By money, then by tokens."""
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class TraceRow:
    """A trace in a list."""

    key: int
    work: Work
    message: MessageKey | None
    subject: str
    started: datetime
    ending: Ending
    cost: Cost
    objections: int
    """Checks that objected and answers that could not be used."""
    failures: int
