"""How messages were decided: traces, their spans, and what was said in them.

An agent's span is told together with its row in `runs`, which holds its endpoint, instructions,
tier and cost; here is only what that lacks.

Owns: the tables traces and spans, and for how long their rows are kept. Must not: be read by
anything that decides.
"""

import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from emailassist.domain.errors import NotFound
from emailassist.domain.ids import MessageKey
from emailassist.domain.trace import (
    Ending,
    Exchange,
    Pattern,
    Said,
    Span,
    SpanKind,
    Trace,
    TraceFilter,
    TraceRow,
    Work,
)
from emailassist.domain.triage import Cost
from emailassist.store import codec

_SPAN_COLUMNS = (
    "trace, position, id, parent, kind, name, pattern, started, seconds, ending, said, error,"
    " model, model_calls, input_tokens, output_tokens, cached_tokens, money, cached, prompt,"
    " answer"
)
_FAILED = f"('{Ending.FAILED.value}', '{Ending.CANCELLED.value}')"
_OBJECTED = f"('{Ending.OBJECTED.value}', '{Ending.REPAIRED.value}', '{Ending.UNUSABLE.value}')"
_ROWS = f"""
SELECT t.id, t.work, t.message, coalesce(m.subject, '') AS subject, t.started, t.seconds,
    t.ending,
    (SELECT count(*) FROM spans s WHERE s.trace = t.id AND s.ending IN {_OBJECTED}) AS objections,
    (SELECT count(*) FROM spans s WHERE s.trace = t.id AND s.ending IN {_FAILED}) AS failures,
    coalesce(sum(r.model_calls), 0) AS model_calls,
    coalesce(sum(r.input_tokens), 0) AS input_tokens,
    coalesce(sum(r.output_tokens), 0) AS output_tokens,
    coalesce(sum(r.cached_tokens), 0) AS cached_tokens,
    coalesce(sum(r.money), 0) AS money
FROM traces t LEFT JOIN messages m ON m.id = t.message
LEFT JOIN spans a ON a.trace = t.id AND a.kind = '{SpanKind.AGENT.value}'
LEFT JOIN runs r ON r.run = a.id AND r.run != ''
"""
_WHERE: Mapping[TraceFilter, str] = {
    TraceFilter.FAILED: f"HAVING t.ending IN {_FAILED} OR failures > 0",
    TraceFilter.REPAIRED: "HAVING objections > 0",
}
_ORDER: Mapping[TraceFilter, str] = {
    TraceFilter.EXPENSIVE: "sum(r.money) DESC, sum(r.input_tokens + r.output_tokens) DESC, ",
    TraceFilter.SLOW: "t.seconds DESC, ",
}


def keep(db: Database, traces: Iterable[Trace]) -> None:
    """Store these traces; one for a message that is gone by now is not kept."""
    with db.atomic():
        for trace in traces:
            _keep(db, trace)


def _keep(db: Database, trace: Trace) -> None:
    if trace.message is not None and not list(
        db.query("SELECT 1 FROM messages WHERE id = ?", [trace.message])
    ):
        return
    said = [
        (_packed(each.exchange.prompt), _squeezed(each.exchange.answer)) for each in trace.spans
    ]
    size = sum(len(prompt or b"") + len(answer or b"") + 200 for prompt, answer in said)
    key = db.execute(
        "INSERT INTO traces(trace, message, work, started, seconds, ending, problem, local_only,"
        " size) VALUES (?,?,?,?,?,?,?,?,?)",
        [
            trace.id,
            trace.message,
            trace.work.value,
            trace.started.timestamp(),
            trace.seconds,
            trace.ending.value,
            trace.problem,
            trace.local_only,
            size,
        ],
    ).lastrowid
    db.conn.executemany(
        f"INSERT INTO spans({_SPAN_COLUMNS}) VALUES ({','.join('?' * 21)})",
        [
            (key, position, *_row(span), *exchanged)
            for position, (span, exchanged) in enumerate(zip(trace.spans, said, strict=True))
        ],
    )


def _row(span: Span) -> tuple[Any, ...]:
    own = span.cost if span.kind is not SpanKind.AGENT else Cost()
    return (
        span.id,
        span.parent,
        span.kind.value,
        span.name,
        span.pattern.value if span.pattern is not None else "",
        span.started,
        span.seconds,
        span.ending.value,
        span.said,
        span.error,
        span.model,
        own.model_calls,
        own.input_tokens,
        own.output_tokens,
        own.cached_tokens,
        own.money,
        span.cached,
    )


def recent(
    db: Database,
    *,
    wanted: TraceFilter = TraceFilter.RECENT,
    message: MessageKey | None = None,
    limit: int = 200,
) -> tuple[TraceRow, ...]:
    """Traces, the newest first unless the filter says otherwise."""
    rows = db.query(
        f"{_ROWS} WHERE (:message IS NULL OR t.message = :message) GROUP BY t.id "
        f"{_WHERE.get(wanted, '')} ORDER BY {_ORDER.get(wanted, '')} t.id DESC LIMIT :limit",
        {"message": message, "limit": limit},
    )
    return tuple(
        TraceRow(
            key=row["id"],
            work=codec.member(Work, row["work"]),
            message=row["message"],
            subject=row["subject"],
            started=codec.moment(row["started"]),
            ending=codec.member(Ending, row["ending"]),
            cost=_cost(row, row["seconds"]),
            objections=row["objections"],
            failures=row["failures"],
        )
        for row in rows
    )


def trace(db: Database, key: int, *, exchanges: bool = True) -> Trace:
    """One trace, with what was said in it unless that is not wanted. Raises NotFound."""
    for row in db.query("SELECT * FROM traces WHERE id = ?", [key]):
        return Trace(
            id=row["trace"],
            work=codec.member(Work, row["work"]),
            message=row["message"],
            started=codec.moment(row["started"]),
            seconds=row["seconds"],
            ending=codec.member(Ending, row["ending"]),
            problem=row["problem"],
            spans=_spans(db, key, exchanges=exchanges),
            local_only=bool(row["local_only"]),
            key=key,
        )
    raise NotFound("This trace is not kept any more.")


def _spans(db: Database, key: int, *, exchanges: bool) -> tuple[Span, ...]:
    said = "s.prompt, s.answer" if exchanges else "NULL AS prompt, NULL AS answer"
    rows = db.query(
        "SELECT s.id, s.parent, s.kind, s.name, s.pattern, s.started, s.seconds, s.ending, s.said,"
        f" s.error, s.model, s.cached, {said}, coalesce(r.model, '') AS endpoint,"
        " coalesce(r.instructions, '') AS instructions, coalesce(r.tier, '') AS tier,"
        " coalesce(r.model_calls, s.model_calls) AS model_calls,"
        " coalesce(r.input_tokens, s.input_tokens) AS input_tokens,"
        " coalesce(r.output_tokens, s.output_tokens) AS output_tokens,"
        " coalesce(r.cached_tokens, s.cached_tokens) AS cached_tokens,"
        " coalesce(r.money, s.money) AS money"
        " FROM spans s LEFT JOIN runs r ON r.run = s.id AND r.run != ''"
        " WHERE s.trace = ? ORDER BY s.position",
        [key],
    )
    return tuple(map(_span, rows))


def _span(row: Mapping[str, Any]) -> Span:
    return Span(
        id=row["id"],
        parent=row["parent"],
        kind=codec.member(SpanKind, row["kind"]),
        name=row["name"],
        started=row["started"],
        seconds=row["seconds"],
        ending=codec.member(Ending, row["ending"]),
        pattern=codec.member(Pattern, row["pattern"]) if row["pattern"] else None,
        said=row["said"],
        error=row["error"],
        endpoint=row["endpoint"],
        model=row["model"],
        instructions=row["instructions"],
        tier=row["tier"],
        cost=_cost(row, row["seconds"]),
        cached=bool(row["cached"]),
        exchange=Exchange(_unpacked(row["prompt"]), _stretched(row["answer"])),
    )


def _cost(row: Mapping[str, Any], seconds: float) -> Cost:
    return Cost(
        row["model_calls"],
        row["input_tokens"],
        row["output_tokens"],
        seconds,
        row["cached_tokens"],
        row["money"],
    )


def exchange(db: Database, key: int, span: str) -> Exchange:
    """What was said in one span; nothing if it is not kept any more."""
    for row in db.query("SELECT prompt, answer FROM spans WHERE trace = ? AND id = ?", [key, span]):
        return Exchange(_unpacked(row["prompt"]), _stretched(row["answer"]))
    return Exchange()


def sweep(db: Database, *, before: datetime, octets: int) -> int:
    """Forget traces from before then, and the oldest over that size; how many went."""
    with db.atomic():
        old = db.execute("DELETE FROM traces WHERE started < ?", [before.timestamp()]).rowcount
        large = db.execute(
            "DELETE FROM traces WHERE id <= (SELECT max(id) FROM"
            " (SELECT id, sum(size) OVER (ORDER BY id DESC) AS total FROM traces) WHERE total > ?)",
            [octets],
        ).rowcount
    return int(old + large)


def _packed(prompt: tuple[Said, ...]) -> bytes | None:
    return _squeezed(codec.encode(tuple[Said, ...], prompt)) if prompt else None


def _unpacked(data: bytes | None) -> tuple[Said, ...]:
    return codec.decode(tuple[Said, ...], _stretched(data)) if data else ()


def _squeezed(text: str) -> bytes | None:
    return zlib.compress(text.encode("utf-8", "replace")) if text else None


def _stretched(data: bytes | None) -> str:
    if not data:
        return ""
    try:
        return zlib.decompress(data).decode()
    except (zlib.error, UnicodeDecodeError):
        raise codec.Unreadable("a prompt or an answer of a trace cannot be read") from None
