"""What models were used for, and what it cost.

Owns: calls, sums of them and budgets that are used up. Must not: count (llm and store do).
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from emailassist.domain.endpoint import Budget


class Period(StrEnum):
    """What a budget is for."""

    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Call:
    """One request to a model: what it used, or before it is sent the most that it may use.

    `agent` says what for; `money` is in US dollars. `estimated`: the server told no usage.
    `requests`: how many they are, if these are the sums of a batch.
    """

    endpoint: str
    model: str
    agent: str
    input_tokens: int
    output_tokens: int
    cached_tokens: int = 0
    money: float = 0.0
    estimated: bool = False
    requests: int = 1


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """A whole answer as it is served again, and the call that it came from.

    `run` is the agent's run that used it last. The body quotes mail.
    """

    run: str
    content_type: str
    body: bytes = field(repr=False)
    call: Call


@dataclass(frozen=True, slots=True)
class Exceeded:
    """A budget that a call does not fit into; `endpoint` is '' for that of the whole program.

    `limit` and `spent` are US dollars if `in_money`, else tokens.
    """

    endpoint: str
    period: Period
    in_money: bool
    limit: float
    spent: float


@dataclass(frozen=True, slots=True)
class Used:
    """A sum of calls. `answers_reused` came from the cache and cost nothing."""

    calls: int = 0
    answers_reused: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    money: float = 0.0
    money_saved: float = 0.0
    estimated_calls: int = 0

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens

    def __add__(self, other: "Used") -> "Used":
        return Used(
            self.calls + other.calls,
            self.answers_reused + other.answers_reused,
            self.input_tokens + other.input_tokens,
            self.cached_tokens + other.cached_tokens,
            self.output_tokens + other.output_tokens,
            self.money + other.money,
            self.money_saved + other.money_saved,
            self.estimated_calls + other.estimated_calls,
        )


@dataclass(frozen=True, slots=True)
class UsageRow:
    """What one agent used of one model on one day."""

    day: date
    endpoint: str
    model: str
    agent: str
    used: Used


@dataclass(frozen=True, slots=True)
class BudgetState:
    """A budget beside what counts against it; `endpoint` is '' for that of the whole program."""

    endpoint: str
    budget: Budget
    today: Used
    month: Used


@dataclass(frozen=True, slots=True)
class UsageReport:
    """Rows newest first, budgets in force, and the answers that are kept (count and bytes)."""

    rows: tuple[UsageRow, ...]
    budgets: tuple[BudgetState, ...]
    answers_kept: int
    bytes_kept: int
