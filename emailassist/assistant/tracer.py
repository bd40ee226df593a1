"""The seam through which work tells how it goes: spans are opened here, whoever keeps them.

Owns: what an open span may be told. Must not: import the SDK (the cascade uses this), or keep
anything (`tracing` does).
"""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Protocol

from emailassist.domain.ids import MessageKey
from emailassist.domain.trace import Ending, Pattern, Said, SpanKind, Work
from emailassist.domain.triage import Cost


@dataclass(slots=True)
class Note:
    """What is known of an open span; whoever works in it fills in the fields of a `Span`."""

    said: str = ""
    ending: Ending = Ending.DONE
    endpoint: str = ""
    model: str = ""
    instructions: str = ""
    tier: str = ""
    cost: Cost = field(default=Cost())
    cached: bool = False
    prompt: tuple[Said, ...] = ()
    answer: str = ""
    error: str = ""


class Tracer(Protocol):
    """Opens traces and the spans in them.

    A span belongs to the innermost one open around it in the same task or in one started there;
    outside a trace it is not kept. An exception that leaves a span is noted in it.
    """

    def trace(self, work: Work, message: MessageKey | None) -> AbstractContextManager[None]: ...

    def keep_here(self) -> None:
        """The message of the trace around this may not leave this machine."""
        ...

    def span(
        self, kind: SpanKind, name: str, *, pattern: Pattern | None = None, run: str = ""
    ) -> AbstractContextManager[Note]:
        """Open a span; `run` is its id where one was given before."""
        ...


class Untraced:
    """For work that leaves no trace."""

    def trace(self, work: Work, message: MessageKey | None) -> AbstractContextManager[None]:
        del work, message
        return nullcontext()

    def keep_here(self) -> None:
        """Nothing goes anywhere."""

    def span(
        self, kind: SpanKind, name: str, *, pattern: Pattern | None = None, run: str = ""
    ) -> AbstractContextManager[Note]:
        del kind, name, pattern, run
        return nullcontext(Note())
