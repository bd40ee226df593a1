"""What was measured about triage, and what can be seen of it week by week.

Owns: the tables quality_reports and drift_checks, and reading weeks. Must not: judge.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import fmean, pvariance
from typing import Any

from sqlite_utils import Database

from emailassist.domain.drift import Drift, Week
from emailassist.domain.measured import QualityReport
from emailassist.domain.triage import Tier
from emailassist.domain.views import UNSURE
from emailassist.store import codec

MOST = 30
"""Reports that are kept."""
_WEEK = timedelta(days=7)


def keep_report(db: Database, report: QualityReport) -> QualityReport:
    """Keep a report, and let go of the oldest; the report with its number."""
    with db.atomic():
        cursor = db.execute(
            "INSERT INTO quality_reports(report_json) VALUES (?)",
            [codec.encode(QualityReport, report)],
        )
        db.execute(
            "DELETE FROM quality_reports WHERE id NOT IN "
            "(SELECT id FROM quality_reports ORDER BY id DESC LIMIT ?)",
            [MOST],
        )
    return replace(report, id=int(cursor.lastrowid or 0))


def reports(db: Database) -> tuple[QualityReport, ...]:
    """What was measured, newest first."""
    rows = db.query("SELECT id, report_json FROM quality_reports ORDER BY id DESC")
    return tuple(
        replace(codec.decode(QualityReport, row["report_json"]), id=row["id"]) for row in rows
    )


def keep_drift(db: Database, drift: Drift) -> None:
    """Keep what a look at the weeks found; older ones are not needed any more."""
    with db.atomic():
        db.execute("DELETE FROM drift_checks")
        db.execute(
            "INSERT INTO drift_checks(at, drift_json) VALUES (?, ?)",
            [codec.seconds(drift.at), codec.encode(Drift, drift)],
        )


def last_drift(db: Database) -> Drift | None:
    """What the last look found."""
    for row in db.query("SELECT drift_json FROM drift_checks ORDER BY id DESC LIMIT 1"):
        return codec.decode(Drift, row["drift_json"])
    return None


def weeks(db: Database, now: datetime, count: int) -> tuple[Week, ...]:
    """The last weeks of triaged mail by others, newest first; each ends where the next begins."""
    since = now - count * _WEEK
    rows = db.query(
        "SELECT m.date, t.category, json_extract(t.triage_json, '$.trail') AS trail "
        "FROM messages m JOIN triage t ON t.message = m.id "
        "WHERE m.mine = 0 AND t.state = 'done' AND t.triage_json IS NOT NULL "
        "AND m.date > ? AND m.date <= ?",
        [codec.seconds(since), codec.seconds(now)],
    )
    parted: list[list[dict[str, Any]]] = [[] for _ in range(count)]
    for row in rows:
        age = codec.seconds(now) - row["date"]
        parted[min(count - 1, int(age // _WEEK.total_seconds()))].append(row)
    return tuple(_week(now - (place + 1) * _WEEK, some) for place, some in enumerate(parted))


def calls_of_agents(db: Database, model: str) -> tuple[float, float, float] | None:
    """Calls, tokens read and written that a message cost on average at an endpoint lately.

    None where nothing was asked of it yet.
    """
    row = db.execute(
        "SELECT count(DISTINCT message), sum(model_calls), sum(input_tokens), sum(output_tokens) "
        "FROM (SELECT * FROM runs WHERE model = ? AND model_calls > 0 AND message IS NOT NULL "
        "ORDER BY id DESC LIMIT 500)",
        [model],
    ).fetchone()
    messages = row[0]
    if not messages or not row[1]:
        return None
    return row[1] / messages, row[2] / messages, row[3] / messages


def _week(start: datetime, rows: Sequence[dict[str, Any]]) -> Week:
    counted = Counter(row["category"] or UNSURE for row in rows)
    trails = [(row["category"], json.loads(row["trail"])) for row in rows]
    sure = [found["confidence"] for _, trail in trails if (found := _decided(trail))]
    corrected = sum(
        bool(said) and (decided := _decided(trail)) is not None and decided["category"] != category
        for category, trail in trails
        if (said := _said(trail))
    )
    return Week(
        start,
        len(rows),
        tuple(sorted(counted.items())),
        corrected,
        fmean(sure) if sure else 0.0,
        pvariance(sure) if sure else 0.0,
    )


def _decided(trail: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """The last verdict before the person's."""
    own = [verdict for verdict in trail if verdict["tier"] != Tier.PERSON.value]
    return own[-1] if own else None


def _said(trail: Iterable[dict[str, Any]]) -> bool:
    return any(verdict["tier"] == Tier.PERSON.value for verdict in trail)
