"""How good triage is: what was judged, the figures, and comparisons of them.

Owns: cases, figures with their intervals, reports. Must not: compute any (engine does).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
class TierFigures:
    """What one tier decided: so many, that share of all, and how many of these were right."""

    tier: str
    count: int
    share: Estimate | None
    right: Estimate | None


@dataclass(frozen=True, slots=True)
class AtTarget:
    """The largest share that could be decided with that precision, from which confidence on.

    The threshold is picked on the very cases, which flatters a little.
    """

    target: float
    share: Estimate | None
    threshold: float | None


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


# Ways to triage, and reports about them


class Way(StrEnum):
    """How messages are triaged when it is measured."""

    USUAL = "usual"
    """As the settings say."""
    RULES = "rules"
    LOCAL = "local"
    """What code alone makes of it: rules, the classifier, and its best guess for the rest."""
    ENDPOINT = "endpoint"
    INSTRUCTIONS = "instructions"
    """As the settings say, but with another version of an instruction file."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to triage; `name` is that of an endpoint or an instruction file.

    `version` is the digest of the file's text.
    """

    way: Way
    name: str = ""
    version: str = ""

    @property
    def key(self) -> str:
        """What it is called on the command line: 'rules', 'endpoint:mine', 'router@3f2a…'."""
        if self.way is Way.ENDPOINT:
            return f"endpoint:{self.name}"
        if self.way is Way.INSTRUCTIONS:
            return f"{self.name}@{self.version[:12]}"
        return self.way.value


class SetKind(StrEnum):
    """Where the labels of a set come from."""

    SAMPLE = "sample"
    CORRECTIONS = "corrections"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class SetChoice:
    """A set of labelled messages; `path` is that of a file."""

    kind: SetKind
    path: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """One way to triage and its figures; `versions` are the digests of the files it ran with."""

    variant: Variant
    quality: Quality
    versions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two ways beside each other on the same messages.

    `second` was right on so many where `first` was wrong (`better`), and the other way round
    (`worse`). `difference` is that of their lenient accuracies; `chance`: it may be nothing else.
    """

    first: Variant
    second: Variant
    messages: int
    better: int
    worse: int
    difference: Estimate | None
    chance: bool


@dataclass(frozen=True, slots=True)
class QualityReport:
    """What was measured: on which set, when, and every way that was tried.

    `notes` say in sentences what was not judged, and why. `id` is 0 until it is kept.
    """

    chosen: SetChoice
    at: datetime
    messages: int
    results: tuple[Measured, ...]
    pairs: tuple[Pair, ...] = ()
    notes: tuple[str, ...] = ()
    id: int = 0


@dataclass(frozen=True, slots=True)
class Price:
    """What measuring may cost: about so many calls and tokens, and US dollars (None: unknown).

    `remote`: text of mail goes to other machines for it.
    """

    messages: int
    calls: int = 0
    tokens: int = 0
    money: float | None = 0.0
    remote: bool = False


# From week to week


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days of triaged mail: how many of each category, and how many were corrected.

    `sure` and `spread` are the mean and the variance of the confidence with which they were
    decided.
    """

    start: datetime
    messages: int
    categories: tuple[tuple[str, int], ...]
    corrected: int
    sure: float
    spread: float


class Trait(StrEnum):
    """What of a mailbox may move."""

    SHARE = "share"
    CONFIDENCE = "confidence"
    CORRECTIONS = "corrections"


@dataclass(frozen=True, slots=True)
class Move:
    """Something that is otherwise than in the weeks before, by more than chance.

    `name` is the category of a share; `count` of `messages` are those of this week.
    """

    trait: Trait
    name: str
    before: float
    now: float
    count: int
    messages: int


@dataclass(frozen=True, slots=True)
class Drift:
    """This week beside the weeks before it; `too_little`: there is not enough mail to tell."""

    at: datetime
    weeks: tuple[Week, ...]
    moves: tuple[Move, ...]
    too_little: bool = False


@dataclass(frozen=True, slots=True)
class QualityState:
    """What the page opens with: how many corrections could be judged, and what ran last."""

    corrections: int
    needed: int
    reports: tuple[QualityReport, ...]
    drift: Drift | None
