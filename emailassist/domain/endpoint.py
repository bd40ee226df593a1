"""Where a model runs, as the person configures it.

Owns: an endpoint's name, address and limits, and what a check found out. Must not: connect.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from emailassist.domain.account import SecretKind, SecretSource

ON_DEVICE = "on-device"
"""The name of the endpoint that is always there."""


class EndpointKind(StrEnum):
    """The embedded model, or any server that speaks OpenAI's Chat Completions."""

    ON_DEVICE = "on-device"
    OPENAI_COMPATIBLE = "openai-compatible"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A configured endpoint. `timeout` is seconds for one whole request.

    `writes`: its model can be trusted with free text; assumed until a check finds otherwise.
    """

    name: str
    kind: EndpointKind
    base_url: str = ""
    model: str = ""
    secret: SecretSource = field(default=SecretSource(SecretKind.NONE))
    timeout: float = 60.0
    max_concurrent: int = 4
    writes: bool = True


@dataclass(frozen=True, slots=True)
class EndpointReport:
    """What `endpoint check` found by trying. Rates in tokens a second, 0 when not measured."""

    endpoint: str
    reachable: bool
    model: str
    json_schema: bool
    writes: bool
    prompt_rate: float
    generation_rate: float
    first_token_seconds: float
    problems: tuple[str, ...] = ()
