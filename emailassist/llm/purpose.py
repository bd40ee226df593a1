"""What a request to a model is for, told to the layers below the SDK.

It travels as one header of the request that `guard` takes off before anything is sent.

Owns: the purpose and its header. Must not: hold text of mail but for
what was masked.
"""

from dataclasses import dataclass, field

import httpx2
from pydantic import TypeAdapter, ValidationError

HEADER = "x-emailassist-purpose"


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why something is asked.

    `reason` is for the person ("Category"), `subject` the key of the message it is about, `run`
    the agent's run in the trace. With `local_only` it may not leave this machine, whatever the
    endpoint. `masked` says how many personal data of each kind were replaced, `values` what each
    token stands for: the ledger on this machine shows the text before and after. `fresh`: an
    answer that is kept from another time is not wanted. `once`: it is not sent again by itself,
    even if nobody knows whether it arrived.
    """

    reason: str
    subject: int | None = None
    run: str = ""
    local_only: bool = False
    masked: tuple[tuple[str, int], ...] = ()
    values: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    fresh: bool = False
    once: bool = False

    def headers(self) -> dict[str, str]:
        """As a header; ASCII whatever the reason is."""
        return {HEADER: _ADAPTER.dump_json(self, ensure_ascii=True).decode()}


_ADAPTER = TypeAdapter(Purpose)


def purpose_of(request: httpx2.Request) -> Purpose | None:
    """The purpose that a request carries; None where there is none that can be read."""
    return read_purpose(request.headers.get(HEADER, ""))


def read_purpose(header: str) -> Purpose | None:
    """The purpose that such a header says; None where there is none."""
    try:
        return _ADAPTER.validate_json(header)
    except ValidationError:
        return None
