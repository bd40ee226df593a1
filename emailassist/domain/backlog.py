"""A backlog that is triaged as batch jobs: many requests in one file, answered within a day.

Owns: these as data. Must not: write files or talk to a server.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class BatchState(StrEnum):
    """How far a batch has come; each step is committed before the next one begins."""

    GATHERED = "gathered"
    """Its requests are written down, and wait for the person's word."""
    APPROVED = "approved"
    UPLOADED = "uploaded"
    """The server has the file; nothing has been ordered yet."""
    ORDERING = "ordering"
    """The order may have reached the server: it is looked for there before it is sent again."""
    SUBMITTED = "submitted"
    EXPORTED = "exported"
    """Written to a file that somebody else runs."""
    ANSWERED = "answered"
    """Its answers are here, and triage has to read them."""
    CLOSED = "closed"
    REFUSED = "refused"
    """Its server takes no batches: nothing was ordered, and its messages are as before."""


OPEN_STATES = tuple(
    state for state in BatchState if state not in {BatchState.CLOSED, BatchState.REFUSED}
)


@dataclass(frozen=True, slots=True)
class Batch:
    """One file of requests and what became of it.

    `made_at` is the time that its prompts tell the model. `reference` names it at the server
    before the server has given it an id. `money` (US dollars) and the tokens are what it may cost
    at most; `money` is None where the model's price is not known. `said` is the server's word for
    its state. `requests` counts messages, `answered` and `failed` those whose answer came or will
    not come, `triaged` those that are done.
    """

    id: int
    reference: str
    endpoint: str
    model: str
    made_at: datetime
    state: BatchState
    requests: int = 0
    answered: int = 0
    failed: int = 0
    triaged: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    money: float | None = None
    input_file: str = ""
    server_id: str = ""
    said: str = ""
    problem: str = ""
    cancelling: bool = False
    only: bool = False
    """Every agent works on that endpoint, not only the router."""
    reservation: int | None = None
    """What the accounts have reserved for it."""

    @property
    def is_open(self) -> bool:
        """Whether something more may come of it."""
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """One line of a file: what is asked about a message.

    `name` is the same for the same request, whenever it is made: nothing is asked twice.
    """

    name: str
    message: int
    body: bytes
    masked: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """What came back for the request of that name: the completion, or '' and what went wrong."""

    name: str
    body: bytes = b""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What waits to be ordered."""

    batches: tuple[Batch, ...]

    @property
    def requests(self) -> int:
        return sum(each.requests for each in self.batches)

    @property
    def tokens(self) -> int:
        return sum(each.input_tokens + each.output_tokens for each in self.batches)

    @property
    def money(self) -> float | None:
        """US dollars at most, None if a price is not known."""
        known = [each.money for each in self.batches if each.money is not None]
        return sum(known) if len(known) == len(self.batches) else None
