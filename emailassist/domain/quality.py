"""How good triage is: what was judged, and the figures.

Owns: cases, and figures with their intervals. Must not: compute any (engine does).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """A message that was judged, beside what is known to be right; None is not known.

    `said` is None where no tier was sure or triage failed (then there is a `problem`). `tier` is
    whoever decided; cases of one `group` are one mail in several forms, and count as one when
    chance is reckoned with.
    """

    id: str
    gold: str | None = None
    accept: frozenset[str] = frozenset()
    said: str | None = None
    confidence: float = 0.0
    tier: str = ""
    gold_reply: bool | None = None
    said_reply: bool | None = None
    gold_priority: str | None = None
    said_priority: str | None = None
    calls: int = 0
    tokens: int = 0
    money: float = 0.0
    seconds: float = 0.0
    group: str = ""
    problem: str = ""

    @property
    def exact(self) -> bool:
        """The category is just the labelled one."""
        return self.gold is not None and self.said == self.gold

    @property
    def right(self) -> bool:
        """The category is the labelled one or another that was accepted."""
        return self.exact or (self.said is not None and self.said in self.accept)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval, from `count` independent messages."""

    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class LabelScore:
    """Precision and recall of one label, of which there are `support`."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often each label (a row) was taken for what (a column)."""

    labels: tuple[str, ...]
    said: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """Answers against labels; None where nothing is labelled.

    `lenient` counts what else is accepted as right; `macro_f1` is the mean over the labels that
    occur, however rare.
    """

    accuracy: Estimate | None
    lenient: Estimate | None
    macro_f1: Estimate | None
    lenient_macro_f1: Estimate | None
    labels: tuple[LabelScore, ...]


@dataclass(frozen=True, slots=True)
class Bin:
    """Cases of which triage was about equally sure: their mean confidence, the share right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Whether confidence means what it says; `error` is the expected calibration error."""

    bins: tuple[Bin, ...]
    error: Estimate | None


@dataclass(frozen=True, slots=True)
class AtTarget:
    """The largest share that could be decided with that precision, from which confidence on.

    The threshold is picked on the very cases, which flatters a little.
    """

    target: float
    share: Estimate | None
    threshold: float | None


@dataclass(frozen=True, slots=True)
class TierFigures:
    """What one tier decided: so many, that share of all, and how many of these were right.

    `at_target` is the share of all messages that this tier could decide so precisely; None in
    reports from before that was reckoned.
    """

    tier: str
    count: int
    share: Estimate | None
    right: Estimate | None
    at_target: AtTarget | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What was not asked of agents because a cheaper tier decided.

    `calls` and `tokens` are worked out from what the agents used for the other messages;
    `tokens` is None, and `calls` one a message, where none were asked.
    """

    messages: int
    calls: int
    tokens: int | None


@dataclass(frozen=True, slots=True)
class Spread:
    """Seconds for a message."""

    mean: Estimate
    median: float
    slowest: float
    """What 95 of 100 messages stay below."""


@dataclass(frozen=True, slots=True)
class AmongLabels:
    """The figures when only `labels` may be answered, those that the set knows.

    The person has so many `categories`.
    """

    labels: tuple[str, ...]
    categories: int
    scores: Scores


@dataclass(frozen=True, slots=True)
class Quality:
    """All figures about one way to triage a set of messages."""

    messages: int
    labelled: int
    failed: int
    unsure: int
    category: Scores
    confusion: Confusion
    reply: Scores
    reliability: Reliability
    tiers: tuple[TierFigures, ...]
    at_target: AtTarget
    calls: int
    tokens: int
    money: float
    saved: Saved
    seconds: Spread | None
    among: AmongLabels | None = None
    priority: Scores | None = None
