"""What an answer cost, as the layers below the SDK tell it in the answer's usage.

Owns: reading that. Must not: know prices.
"""

from collections.abc import Mapping
from typing import Any

from agents import ModelResponse, Usage

from emailassist.domain.triage import Cost
from emailassist.llm.completions import BILL


def cost_of(usage: Usage, raw: Mapping[str, Any] | None) -> Cost:
    """Tokens and money of one answer, without calls and time; agents keep `raw_usage` for it."""
    return Cost(
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cached_tokens=usage.input_tokens_details.cached_tokens,
        money=float(_bill(raw).get("money", 0.0)),
    )


def calls_of(response: ModelResponse) -> int:
    """How often a server was asked for it: not at all if the answer was kept from before."""
    return 0 if is_kept(response) else response.usage.requests


def attempts_of(response: ModelResponse) -> int:
    """How often it had to be asked for until the server gave it."""
    return int(_bill(response.raw_usage).get("attempts", 1))


def is_kept(response: ModelResponse) -> bool:
    """Whether it is an answer of before, from our own cache."""
    return bool(_bill(response.raw_usage).get("cached"))


def is_estimated(response: ModelResponse) -> bool:
    """Whether the server did not say how many tokens it read."""
    bill = _bill(response.raw_usage)
    return bool(bill.get("estimated") or bill.get("cached"))


def _bill(raw: Mapping[str, Any] | None) -> Mapping[str, Any]:
    bill = raw.get(BILL) if raw else None
    return bill if isinstance(bill, dict) else {}
