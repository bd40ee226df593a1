"""Where a model runs, as the person configures it.

Owns: an endpoint's name, address and limits, and what a check found out. Must not: connect.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from emailassist.domain.account import SecretKind, SecretSource

ON_DEVICE = "on-device"
"""The name of the endpoint that is always there."""


class EndpointKind(StrEnum):
    """The embedded model, or any server that speaks OpenAI's Chat Completions."""

    ON_DEVICE = "on-device"
    OPENAI_COMPATIBLE = "openai-compatible"


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that models may cost, in US dollars and in tokens; 0 is no limit.

    Days and months are those of the calendar here.
    """

    daily_money: float = 0.0
    monthly_money: float = 0.0
    daily_tokens: int = 0
    monthly_tokens: int = 0

    def __bool__(self) -> bool:
        return any((self.daily_money, self.monthly_money, self.daily_tokens, self.monthly_tokens))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A configured endpoint. `timeout` is seconds for one whole request.

    `writes`: its model can be trusted with free text; assumed until a check finds otherwise.
    `requests_per_minute` and `tokens_per_minute`: more are not sent (0: no limit).
    `context_tokens`: how much its model reads at once, where the person knows better than what
    the server says (0). `budget` holds beside that of the whole program.
    """

    name: str
    kind: EndpointKind
    base_url: str = ""
    model: str = ""
    secret: SecretSource = field(default=SecretSource(SecretKind.NONE))
    timeout: float = 60.0
    max_concurrent: int = 4
    writes: bool = True
    requests_per_minute: int = 0
    tokens_per_minute: int = 0
    context_tokens: int = 0
    budget: Budget = field(default=Budget())

    def with_limits_of(self, other: "Endpoint") -> "Endpoint":
        """With the other one's limits; what its model reads at once only if it is the same."""
        same = (self.base_url, self.model) == (other.base_url, other.model)
        return replace(
            self,
            requests_per_minute=other.requests_per_minute,
            tokens_per_minute=other.tokens_per_minute,
            context_tokens=other.context_tokens if same else self.context_tokens,
            budget=other.budget,
        )


class SystemRole(StrEnum):
    """The role in which a server takes instructions; NONE: only in the person's message."""

    SYSTEM = "system"
    DEVELOPER = "developer"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class EndpointReport:
    """What `endpoint check` found by trying. Rates in tokens a second, 0 when not measured.

    `context_tokens` is how much the model reads at once, as far as the server tells (0);
    `reasons`: it thinks aloud, which is left out of answers. `limit_field` is what the server calls
    the limit of an answer, `temperature` whether it takes one. `free`: nobody is paid for it;
    prices are in US dollars a million tokens, were looked up on `price_as_of`, and count only if
    `price_known`.
    """

    endpoint: str
    reachable: bool
    model: str
    json_schema: bool
    writes: bool
    prompt_rate: float
    generation_rate: float
    first_token_seconds: float
    problems: tuple[str, ...] = ()
    listed: bool = True
    json_object: bool = False
    tools: bool = False
    system_role: SystemRole = SystemRole.SYSTEM
    streams: bool = False
    temperature: bool = True
    limit_field: str = "max_tokens"
    reasons: bool = False
    context_tokens: int = 0
    free: bool = False
    price_known: bool = False
    input_price: float = 0.0
    output_price: float = 0.0
    price_as_of: date | None = None
    checked_at: datetime | None = None
