"""What was decided about messages, what the person corrected, and the agents' runs.

Owns: the tables triage, corrections and runs. Must not: decide.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from emailassist.domain.errors import InputError
from emailassist.domain.ids import MessageKey
from emailassist.domain.triage import AgentRun, Conversation, Correction, Tier, Triage, Verdict
from emailassist.domain.views import TriageState
from emailassist.store import codec, messages


def keep_triage(
    db: Database, key: MessageKey, triage: Triage, runs: Iterable[AgentRun], now: datetime
) -> None:
    """Store the cascade's result. What the person corrected before stays in force."""
    said = correction(db, key)
    if said is not None:
        triage = corrected(triage, said)
    with db.atomic():
        _write(db, key, triage, now)
        keep_runs(db, key, runs, now)


def keep_changed(db: Database, key: MessageKey, triage: Triage, now: datetime) -> None:
    """Put a changed triage in force; it was decided `now`."""
    _write(db, key, triage, now)


def _write(db: Database, key: MessageKey, triage: Triage, now: datetime) -> None:
    verdict = triage.verdict
    db.execute(
        "INSERT OR REPLACE INTO triage(message, state, category, priority, needs_reply, tier,"
        " summary, triage_json, decided_at) VALUES (?,?,?,?,?,?,?,?,?)",
        [
            key,
            TriageState.DONE.value,
            verdict.category,
            verdict.priority.value,
            verdict.needs_reply,
            verdict.tier.value,
            triage.summary.text,
            codec.encode(Triage, triage),
            codec.seconds(now),
        ],
    )


def keep_runs(
    db: Database, key: MessageKey | None, runs: Iterable[AgentRun], now: datetime
) -> None:
    """Record what each agent run did and cost, also of runs that failed.

    Those for a message that is gone by now count without it.
    """
    db.conn.executemany(
        "INSERT INTO runs(message, agent, model, instructions, outcome, model_calls,"
        " input_tokens, output_tokens, seconds, started_at, run, tier, cached_tokens,"
        " money) VALUES ((SELECT id FROM messages WHERE id = ?),?,?,?,?,?,?,?,?,?,?,?,?,?)",
        [
            [
                key,
                run.agent,
                run.model,
                run.digest,
                run.outcome.value,
                run.cost.model_calls,
                run.cost.input_tokens,
                run.cost.output_tokens,
                run.cost.seconds,
                codec.seconds(now),
                run.run,
                run.tier,
                run.cost.cached_tokens,
                run.cost.money,
            ]
            for run in runs
        ],
    )


def keep_conversation(
    db: Database, key: MessageKey, conversation: Conversation, now: datetime
) -> None:
    """Keep a summary of the thread with the message up to which it goes.

    Raises InputError when the message has no triage to keep it with.
    """
    with db.atomic():
        triage = standing(db, key).triage
        if triage is None:
            raise InputError(
                f"Message {key} is not triaged yet.", hint="Triage it first; it is summed up then."
            )
        _write(db, key, replace(triage, conversation=conversation), now)


def keep_failure(db: Database, key: MessageKey, problem: str, *, passing: bool = False) -> None:
    """Note why a message could not be triaged; an earlier result stays. Raises NotFound.

    `passing`: it was not the message's fault, so that another try may be made unasked.
    """
    messages.require(db, key)
    db.execute(
        "INSERT INTO triage(message, state, problem, passing) VALUES (?, ?, ?, ?) "
        "ON CONFLICT(message) DO UPDATE SET problem = excluded.problem, "
        "passing = excluded.passing, "
        "state = CASE WHEN triage_json IS NULL THEN excluded.state ELSE state END",
        [key, TriageState.FAILED.value, problem, passing],
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How triage stands with a message; `problem` is why it failed, or ''."""

    state: TriageState
    triage: Triage | None
    problem: str


def standing(db: Database, key: MessageKey) -> Standing:
    """The triage of a message, as far as there is one."""
    for row in db.query("SELECT state, triage_json, problem FROM triage WHERE message = ?", [key]):
        text = row["triage_json"]
        triage = codec.decode(Triage, text) if text else None
        return Standing(codec.member(TriageState, row["state"]), triage, row["problem"])
    return Standing(TriageState.PENDING, None, "")


def keep_correction(db: Database, key: MessageKey, new: Correction, now: datetime) -> Triage | None:
    """Store what the person said and put it in force; the triage as it now is."""
    with db.atomic():
        db.execute(
            "INSERT INTO corrections(message, correction_json, made_at) VALUES (?, ?, ?)",
            [key, codec.encode(Correction, replace(new, made_at=now)), codec.seconds(now)],
        )
        triage = standing(db, key).triage
        if triage is None:
            return None
        triage = corrected(triage, new)
        _write(db, key, triage, now)
        return triage


def withdraw_correction(db: Database, key: MessageKey, now: datetime) -> Triage | None:
    """Take back the last correction: what the cascade and older corrections said counts."""
    with db.atomic():
        db.execute(
            "DELETE FROM corrections WHERE id = "
            "(SELECT max(id) FROM corrections WHERE message = ?)",
            [key],
        )
        triage = standing(db, key).triage
        if triage is None:
            return None
        trail = tuple(each for each in triage.trail if each.tier is not Tier.PERSON)
        triage = replace(triage, verdict=trail[-1] if trail else triage.verdict, trail=trail)
        said = correction(db, key)
        if said is not None:
            triage = corrected(triage, said)
        _write(db, key, triage, now)
        return triage


def correction(db: Database, key: MessageKey, *, teaching: bool = False) -> Correction | None:
    """All that the person said about a message, the newest word for each field.

    `teaching`: without what they wish to be forgotten as a lesson.
    """
    merged: Correction | None = None
    for row in db.query(
        "SELECT correction_json FROM corrections WHERE message = ? AND teaches >= ? ORDER BY id",
        [key, teaching],
    ):
        new = codec.decode(Correction, row["correction_json"])
        merged = new if merged is None else _over(merged, new)
    return merged


def _over(old: Correction, new: Correction) -> Correction:
    return Correction(
        category=new.category or old.category,
        priority=new.priority or old.priority,
        needs_reply=old.needs_reply if new.needs_reply is None else new.needs_reply,
        made_at=new.made_at,
    )


def corrected(triage: Triage, said: Correction) -> Triage:
    """The triage with the person's word in force."""
    old = triage.verdict
    verdict = Verdict(
        tier=Tier.PERSON,
        decided_by="you",
        category=said.category or old.category,
        priority=said.priority or old.priority,
        needs_reply=old.needs_reply if said.needs_reply is None else said.needs_reply,
        confidence=1.0,
        reason="You said so.",
    )
    trail = tuple(each for each in triage.trail if each.tier is not Tier.PERSON)
    return replace(triage, verdict=verdict, trail=(*trail, verdict))
