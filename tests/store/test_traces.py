from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from emailassist.domain.account import Account
from emailassist.domain.errors import NotFound
from emailassist.domain.ids import MessageKey
from emailassist.domain.mailbox import Mailbox
from emailassist.domain.trace import (
    Ending,
    Exchange,
    Pattern,
    Said,
    Span,
    SpanKind,
    Trace,
    TraceFilter,
    Work,
)
from emailassist.domain.triage import AgentRun, Cost, Outcome
from emailassist.store import arrivals, traces, triage
from emailassist.store.database import Database
from tests.support.mail import arrival, raw_message

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)

SAID = Exchange((Said("system", "You sort mail."), Said("user", "Grüße 😀")), '{"category": "fyi"}')
RUN = AgentRun("router", "cloud", "abc", Cost(1, 100, 10, 0.5), Outcome.ANSWERED, "run-1", "fast")


def _trace(key: MessageKey, *, seconds: float = 1.0, run: str = "run-1") -> Trace:
    return Trace(
        id="f" * 32,
        work=Work.TRIAGE,
        message=key,
        started=NOW,
        seconds=seconds,
        ending=Ending.DONE,
        spans=(
            Span("tier", "", SpanKind.TIER, "agents", 0.0, 1.0),
            Span(
                run,
                "tier",
                SpanKind.AGENT,
                "router",
                0.1,
                0.5,
                pattern=Pattern.ROUTING,
                model="gpt-9",
            ),
            Span(
                "call",
                run,
                SpanKind.CALL,
                "model",
                0.1,
                0.4,
                cost=Cost(1, 100, 10, 0.4, 60),
                exchange=SAID,
            ),
        ),
    )


@pytest.fixture
def key(db: Database, account: Account, inbox: Mailbox) -> MessageKey:
    return arrivals.add_arrivals(db, account.id, inbox.id, [arrival(1, raw_message("Oak"))])[0]


def test_an_agent_is_told_together_with_its_run(db: Database, key: MessageKey) -> None:
    traces.keep(db, [_trace(key)])
    triage.keep_runs(db, key, [RUN], NOW)
    (row,) = traces.recent(db)
    assert (row.subject, row.cost.model_calls, row.cost.tokens) == ("Oak", 1, 110)
    found = traces.trace(db, row.key)
    tier, agent, call = found.spans
    assert (agent.endpoint, agent.model, agent.instructions, agent.tier) == (
        "cloud",
        "gpt-9",
        "abc",
        "fast",
    )
    assert agent.cost.tokens == 110
    assert (agent.pattern, tier.pattern) == (Pattern.ROUTING, None)
    assert (call.exchange, call.cost.cached_tokens) == (SAID, 60)
    assert traces.exchange(db, row.key, "call") == SAID
    assert traces.trace(db, row.key, exchanges=False).spans[2].exchange == Exchange()
    assert [(depth, span.name) for depth, span in found.tree()] == [
        (0, "agents"),
        (1, "router"),
        (2, "model"),
    ]


def test_what_a_list_is_filtered_by(db: Database, key: MessageKey) -> None:
    plain, slow = _trace(key), _trace(key, seconds=9, run="run-2")
    checked = replace(plain.spans[0], id="check", ending=Ending.OBJECTED)
    repaired = replace(plain, spans=(checked,))
    traces.keep(db, [slow, plain, repaired, replace(plain, spans=(), ending=Ending.FAILED)])
    triage.keep_runs(db, key, [RUN, replace(RUN, run="run-2", cost=Cost(1, 5, 5))], NOW)

    def listed(wanted: TraceFilter) -> list[int]:
        return [row.key for row in traces.recent(db, wanted=wanted)]

    assert listed(TraceFilter.RECENT) == [4, 3, 2, 1]
    assert listed(TraceFilter.FAILED) == [4]
    assert listed(TraceFilter.REPAIRED) == [3]
    assert listed(TraceFilter.EXPENSIVE)[:2] == [2, 1]
    assert listed(TraceFilter.SLOW)[0] == 1
    assert traces.recent(db, message=MessageKey(key + 1)) == ()


def test_old_ones_and_too_many_are_forgotten(db: Database, key: MessageKey) -> None:
    old = replace(_trace(key), started=NOW - timedelta(days=20))
    traces.keep(db, [old, *[_trace(key)] * 4])
    assert traces.sweep(db, before=NOW - timedelta(days=14), octets=1_000_000) == 1
    size = db.execute("SELECT size FROM traces LIMIT 1").fetchone()[0]
    assert traces.sweep(db, before=NOW - timedelta(days=14), octets=2 * size) == 2
    assert [row.key for row in traces.recent(db)] == [5, 4]
    assert db.execute("SELECT DISTINCT trace FROM spans ORDER BY trace").fetchall() == [(4,), (5,)]
    with pytest.raises(NotFound):
        traces.trace(db, 1)


def test_a_message_that_goes_takes_its_traces_along(db: Database, key: MessageKey) -> None:
    traces.keep(db, [_trace(key), _trace(MessageKey(key + 5))])
    assert len(traces.recent(db)) == 1
    db.execute("DELETE FROM messages")
    assert traces.recent(db) == ()
    assert db.execute("SELECT count(*) FROM spans").fetchone() == (0,)
