"""Ways to triage beside each other on a set of messages, and the reports about them.

Owns: what can be chosen to be measured, and what is kept of it. Must not: compute any figure.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from emailassist.domain.drift import Drift
from emailassist.domain.quality import Estimate, Quality


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
    """A set of labelled messages; `path` is that of a file.

    Only `categories` may be answered; none means all that the person has.
    """

    kind: SetKind
    path: str = ""
    categories: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True)
class QualityState:
    """What the page opens with: how many corrections could be judged, and what ran last."""

    corrections: int
    needed: int
    reports: tuple[QualityReport, ...]
    drift: Drift | None
