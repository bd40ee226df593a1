"""The SDK's tracing, which uploads by default, led into a collector of our own.

Owns: the SDK's trace provider and processor, and turning its spans into ours. What is said to
and by models never becomes part of an SDK span: whoever reads those learns names and times.
Must not: upload, block (the SDK calls it in the middle of a run), or keep anything itself.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import structlog
from agents import Span as SdkSpan
from agents import Trace as SdkTrace
from agents import (
    TracingProcessor,
    custom_span,
    get_current_span,
    get_current_trace,
    set_trace_provider,
    set_tracing_disabled,
)
from agents import trace as sdk_trace
from agents.tracing import (
    AgentSpanData,
    FunctionSpanData,
    GuardrailSpanData,
    HandoffSpanData,
    get_trace_provider,
)
from agents.tracing.provider import DefaultTraceProvider
from typing_extensions import override

from emailassist.assistant.tracer import Note
from emailassist.domain.errors import EmailAssistError
from emailassist.domain.ids import MessageKey
from emailassist.domain.trace import Ending, Exchange, Pattern, Said, Span, SpanKind, Trace, Work

Take = Callable[[Trace], None]
"""Called with each trace at its end, on the thread of the run: it must return at once."""

_log = structlog.get_logger(__name__)

LONGEST_TEXT = 60_000
"""Characters that are kept of one part of a prompt or of an answer."""
_LONGEST_SAID = 600


def keep_traces_local(take: Take | None = None) -> "LocalTracer":
    """Put our processor in the place of the SDK's uploader, for good; the tracer that feeds it.

    Processors that a library adds later are refused, with or without a key in the environment.
    """
    return LocalTracer(take or _nobody)


def _nobody(_trace: Trace) -> None:
    """Traces are wanted by nobody."""


class LocalTracer:
    """A `Tracer` on the SDK's spans, so that its own and ours are one tree."""

    def __init__(self, take: Take) -> None:
        self._collector = _Collector(take)
        self._provider = _LocalProvider(self._collector)
        self._install()

    def _install(self) -> None:
        set_trace_provider(self._provider)
        set_tracing_disabled(disabled=False)  # the environment may say otherwise

    @contextmanager
    def trace(self, work: Work, message: MessageKey | None) -> Iterator[None]:
        """Open a trace; within another one it is a part of that."""
        if get_current_trace() is not None:
            yield
            return
        if get_trace_provider() is not self._provider:
            self._install()
        opened = sdk_trace(work.value)
        collected = self._collector.open(opened.trace_id, work, message)
        with opened:
            try:
                yield
            except BaseException as error:
                collected.ending, collected.problem = _ending(error)
                raise

    @contextmanager
    def span(
        self, kind: SpanKind, name: str, *, pattern: Pattern | None = None, run: str = ""
    ) -> Iterator[Note]:
        note = Note()
        collected = self._collected()
        if collected is None:
            yield note
            return
        opened = custom_span(kind.value, span_id=run or None)
        collected.ours[opened.span_id] = _Ours(kind, name, pattern, note)
        with opened:
            try:
                yield note
            except BaseException as error:
                _fail(note, error)
                raise

    def current(self) -> Note | None:
        """What can be told of the SDK's own innermost span, a guardrail's or a tool's."""
        collected, span = self._collected(), get_current_span()
        if collected is None or span is None:
            return None
        return collected.theirs.setdefault(span.span_id, Note())

    def keep_here(self) -> None:
        """The message of the trace around this may not leave this machine."""
        collected = self._collected()
        if collected is not None:
            collected.local_only = True

    def _collected(self) -> "_Collected | None":
        trace = get_current_trace()
        return self._collector.of(trace.trace_id) if trace is not None else None


class _LocalProvider(DefaultTraceProvider):
    """A provider that has one processor and takes no other."""

    def __init__(self, processor: TracingProcessor) -> None:
        super().__init__()
        super().set_processors([processor])

    @override
    def register_processor(self, processor: TracingProcessor) -> None:
        _log.warning("a trace processor was refused", processor=type(processor).__name__)

    @override
    def set_processors(self, processors: list[TracingProcessor]) -> None:
        for each in processors:
            self.register_processor(each)


@dataclass(frozen=True, slots=True)
class _Ours:
    kind: SpanKind
    name: str
    pattern: Pattern | None
    note: Note


@dataclass(slots=True)
class _Collected:
    """A trace under way."""

    work: Work
    message: MessageKey | None
    local_only: bool = False
    ended: list[SdkSpan[Any]] = field(default_factory=list)
    ours: dict[str, _Ours] = field(default_factory=dict)
    theirs: dict[str, Note] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    ending: Ending = Ending.DONE
    problem: str = ""


class _Collector(TracingProcessor):
    """Collects the spans of the traces that we opened; those of others are nobody's business."""

    def __init__(self, take: Take) -> None:
        self._take = take
        self._open: dict[str, _Collected] = {}

    def open(self, trace: str, work: Work, message: MessageKey | None) -> _Collected:
        self._open[trace] = _Collected(work, message)
        return self._open[trace]

    def of(self, trace: str) -> _Collected | None:
        return self._open.get(trace)

    @override
    def on_trace_start(self, trace: SdkTrace) -> None:
        """Nothing: `open` came before."""

    @override
    def on_trace_end(self, trace: SdkTrace) -> None:
        collected = self._open.pop(trace.trace_id, None)
        if collected is not None:
            self._take(_trace(trace.trace_id, collected))

    @override
    def on_span_start(self, span: SdkSpan[Any]) -> None:
        collected = self._open.get(span.trace_id)
        if collected is not None:
            collected.parents[span.span_id] = span.parent_id or ""

    @override
    def on_span_end(self, span: SdkSpan[Any]) -> None:
        collected = self._open.get(span.trace_id)
        if collected is not None:
            collected.ended.append(span)

    @override
    def shutdown(self) -> None:
        """Nothing is held back."""

    @override
    def force_flush(self) -> None:
        """Nothing is held back."""


def _trace(identity: str, collected: _Collected) -> Trace:
    spans = [kept for each in collected.ended if (kept := _span(each, collected)) is not None]
    known = {span.id for span in spans}
    return Trace(
        id=identity.removeprefix("trace_"),
        work=collected.work,
        message=collected.message,
        started=collected.started,
        seconds=(datetime.now(UTC) - collected.started).total_seconds(),
        ending=collected.ending,
        problem=collected.problem,
        spans=tuple(
            sorted(
                (replace(span, parent=_kept(span.parent, known, collected)) for span in spans),
                key=lambda span: (span.started, -span.ended),
            )
        ),
        local_only=collected.local_only,
    )


def _kept(parent: str, known: set[str], collected: _Collected) -> str:
    """The nearest span above that is kept."""
    while parent and parent not in known:
        parent = collected.parents.get(parent, "")
    return parent


def _span(span: SdkSpan[Any], collected: _Collected) -> Span | None:
    """Ours, or one of the SDK's that tells something new; None for its scaffolding."""
    known = collected.ours.get(span.span_id)
    theirs = _of_the_sdk(span, collected) if known is None else None
    found = known or theirs
    if found is None:
        return None
    note = found.note
    started = _seconds(span.started_at, collected)
    return Span(
        id=span.span_id,
        parent=span.parent_id or "",
        kind=found.kind,
        name=found.name,
        started=started,
        seconds=max(0.0, _seconds(span.ended_at, collected) - started),
        ending=note.ending,
        pattern=found.pattern,
        said=note.said[:_LONGEST_SAID],
        error=note.error,
        endpoint=note.endpoint,
        model=note.model,
        instructions=note.instructions,
        tier=note.tier,
        cost=note.cost,
        cached=note.cached,
        exchange=Exchange(
            tuple(Said(part.role, part.text[:LONGEST_TEXT]) for part in note.prompt),
            note.answer[:LONGEST_TEXT],
        ),
    )


def _of_the_sdk(span: SdkSpan[Any], collected: _Collected) -> _Ours | None:
    note = collected.theirs.get(span.span_id, Note())
    data = span.span_data
    if isinstance(data, GuardrailSpanData):
        if data.triggered:
            note.ending = Ending.OBJECTED
        return _Ours(SpanKind.CHECK, data.name, None, note)
    if isinstance(data, FunctionSpanData):
        if span.error is not None:
            note.ending = Ending.FAILED
        return _Ours(SpanKind.TOOL, data.name, Pattern.ORCHESTRATOR, note)
    if isinstance(data, HandoffSpanData):
        return _Ours(SpanKind.STEP, f"{data.from_agent} → {data.to_agent}", None, note)
    if isinstance(data, AgentSpanData) and not _is_ours(span, collected):
        return _Ours(SpanKind.AGENT, data.name, Pattern.ORCHESTRATOR, note)
    return None


def _is_ours(span: SdkSpan[Any], collected: _Collected) -> bool:
    """Whether the SDK's span of an agent lies at once in ours of the same run."""
    parent = span.parent_id or ""
    while parent and parent not in collected.ours and parent not in collected.theirs:
        parent = collected.parents.get(parent, "")
    ours = collected.ours.get(parent)
    return ours is not None and ours.kind is SpanKind.AGENT


def _seconds(moment: str | None, collected: _Collected) -> float:
    if moment is None:
        return 0.0
    return max(0.0, (datetime.fromisoformat(moment) - collected.started).total_seconds())


def _ending(error: BaseException) -> tuple[Ending, str]:
    if isinstance(error, asyncio.CancelledError | GeneratorExit):
        return Ending.CANCELLED, ""
    return Ending.FAILED, error.reason if isinstance(error, EmailAssistError) else ""


def _fail(note: Note, error: BaseException) -> None:
    note.ending, said = _ending(error)
    note.said = note.said or said
    if note.ending is Ending.FAILED:
        note.error = type(error).__name__
