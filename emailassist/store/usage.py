"""What models were used for and what it cost, by day; and what is reserved for calls under way.

Owns: the tables usage and reservations. Must not: know prices, or who asks.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from emailassist.domain.endpoint import ON_DEVICE, Budget
from emailassist.domain.usage import Call, Exceeded, Period, UsageRow, Used
from emailassist.store import codec

LOST_AFTER = timedelta(hours=3)
"""No call takes so long, but for batches: its process has crashed, and it counts as reserved."""

NOTHING_RESERVED = 0
"""Of a call that no budget is for."""

_COLUMNS = (
    "calls, answers_reused, input_tokens, cached_tokens, output_tokens, money, money_saved,"
    " estimated_calls"
)
_SUMS = ", ".join(f"coalesce(sum({each.strip()}), 0)" for each in _COLUMNS.split(","))


def reserve(
    db: Database, worst: Call, budgets: Sequence[tuple[str, Budget]], now: datetime
) -> int | Exceeded:
    """Reserve what a call may use; or the first budget that it does not fit into.

    `budgets` are those in force, '' the whole program's. `now` is local time.
    """
    with db.atomic():
        _give_up_lost(db, now)
        for name, budget in budgets:
            found = _exceeded(db, worst, name, budget, now.date())
            if found is not None:
                return found
        cursor = db.execute(
            "INSERT INTO reservations(day, at, tokens, money, endpoint, call_json)"
            " VALUES (?,?,?,?,?,?)",
            [
                now.date().isoformat(),
                codec.seconds(now),
                worst.input_tokens + worst.output_tokens,
                worst.money,
                worst.endpoint,
                codec.encode(Call, worst),
            ],
        )
        return int(cursor.lastrowid or 0)


def settle(db: Database, reservation: int, call: Call | None, now: datetime) -> None:
    """Put what was used in the place of a reservation, on the day on which it was made.

    With `NOTHING_RESERVED` it counts for today; a reservation that was given up already has.
    """
    with db.atomic():
        day: str | None = now.date().isoformat()
        if reservation != NOTHING_RESERVED:
            rows = db.query("SELECT day FROM reservations WHERE id = ?", [reservation])
            day = next((row["day"] for row in rows), None)
            db.execute("DELETE FROM reservations WHERE id = ?", [reservation])
        if call is not None and day is not None:
            _add(db, day, call, _used(call))


def reused(db: Database, call: Call, now: datetime) -> None:
    """Note an answer from the cache; `call` is what it had cost."""
    _add(db, now.date().isoformat(), call, Used(answers_reused=1, money_saved=call.money))


def rows(db: Database, since: date) -> tuple[UsageRow, ...]:
    """What each agent used of each model on each day, newest first."""
    found = db.query(
        "SELECT * FROM usage WHERE day >= ? ORDER BY day DESC, endpoint, agent", [since.isoformat()]
    )
    return tuple(
        UsageRow(
            date.fromisoformat(row["day"]),
            row["endpoint"],
            row["model"],
            row["agent"],
            Used(**{name.strip(): row[name.strip()] for name in _COLUMNS.split(",")}),
        )
        for row in found
    )


def total(db: Database, day: date, period: Period, endpoint: str = "") -> Used:
    """What was used in the day or the month of `day`, of one endpoint or of all that count."""
    return _sum(db, _first(day, period), endpoint)


def _exceeded(db: Database, worst: Call, name: str, budget: Budget, today: date) -> Exceeded | None:
    for period, money, tokens in (
        (Period.DAY, budget.daily_money, budget.daily_tokens),
        (Period.MONTH, budget.monthly_money, budget.monthly_tokens),
    ):
        if not money and not tokens:
            continue
        first = _first(today, period)
        used, (reserved_tokens, reserved_money) = _sum(db, first, name), _reserved(db, first, name)
        spent_money, spent_tokens = used.money + reserved_money, used.tokens + reserved_tokens
        if money and spent_money + worst.money > money:
            return Exceeded(name, period, in_money=True, limit=money, spent=spent_money)
        if tokens and spent_tokens + worst.input_tokens + worst.output_tokens > tokens:
            return Exceeded(name, period, in_money=False, limit=tokens, spent=spent_tokens)
    return None


def _first(day: date, period: Period) -> str:
    return (day if period is Period.DAY else day.replace(day=1)).isoformat()


def _whose(endpoint: str) -> tuple[str, str]:
    """A condition: that endpoint, or all whose use counts against the whole program's budget."""
    return ("endpoint = ?", endpoint) if endpoint else ("endpoint != ?", ON_DEVICE)


def _sum(db: Database, since: str, endpoint: str) -> Used:
    where, value = _whose(endpoint)
    query = f"SELECT {_SUMS} FROM usage WHERE day >= ? AND {where}"
    return Used(*db.execute(query, [since, value]).fetchone())


def _reserved(db: Database, since: str, endpoint: str) -> tuple[int, float]:
    where, value = _whose(endpoint)
    row = db.execute(
        "SELECT coalesce(sum(tokens), 0), coalesce(sum(money), 0) FROM reservations "
        f"WHERE day >= ? AND {where}",
        [since, value],
    ).fetchone()
    return int(row[0]), float(row[1])


def _used(call: Call) -> Used:
    return Used(
        calls=call.requests,
        input_tokens=call.input_tokens,
        cached_tokens=call.cached_tokens,
        output_tokens=call.output_tokens,
        money=call.money,
        estimated_calls=call.requests * call.estimated,
    )


def _add(db: Database, day: str, call: Call, used: Used) -> None:
    names = [name.strip() for name in _COLUMNS.split(",")]
    marks = ",".join("?" * (len(names) + 4))
    adding = ", ".join(f"{name} = {name} + excluded.{name}" for name in names)
    db.execute(
        f"INSERT INTO usage(day, endpoint, model, agent, {_COLUMNS}) VALUES ({marks}) "
        f"ON CONFLICT(day, endpoint, model, agent) DO UPDATE SET {adding}",
        [day, call.endpoint, call.model, call.agent, *(getattr(used, name) for name in names)],
    )


def _give_up_lost(db: Database, now: datetime) -> None:
    lost = list(
        db.query(
            "SELECT id, call_json FROM reservations WHERE at < ?"
            " AND id NOT IN (SELECT reservation FROM batches WHERE reservation IS NOT NULL)",
            [codec.seconds(now - LOST_AFTER)],
        )
    )
    for row in lost:
        settle(db, row["id"], codec.decode(Call, row["call_json"]), now)
