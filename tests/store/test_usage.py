from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from emailassist.domain.endpoint import Budget
from emailassist.domain.usage import Call, Exceeded, KeptAnswer, Period
from emailassist.store import answers, usage
from emailassist.store.database import Database

NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)
CALL = Call("cloud", "m", "Category", 800, 200, money=0.4)
HERE = Call("on-device", "", "Category", 800, 200)
AGE = timedelta(days=30)


def test_calls_under_way_count_against_the_budget_at_their_worst(db: Database) -> None:
    budgets = [("", Budget(daily_money=1.0)), ("cloud", Budget(monthly_tokens=2500))]
    first = usage.reserve(db, CALL, budgets, NOON)
    second = usage.reserve(db, CALL, budgets, NOON)
    assert isinstance(first, int)
    assert isinstance(second, int)
    refused = usage.reserve(db, CALL, budgets, NOON)
    assert refused == Exceeded("", Period.DAY, in_money=True, limit=1.0, spent=0.8)
    usage.settle(db, first, replace(CALL, input_tokens=700, output_tokens=10, money=0.1), NOON)
    usage.settle(db, second, None, NOON)
    third = usage.reserve(db, CALL, budgets, NOON)
    assert isinstance(third, int)
    usage.settle(db, third, CALL, NOON)
    refused = usage.reserve(db, CALL, budgets[1:], NOON)
    assert refused == Exceeded("cloud", Period.MONTH, in_money=False, limit=2500, spent=1710)
    assert isinstance(usage.reserve(db, replace(CALL, endpoint="other"), [], NOON), int)


def test_a_new_day_and_a_new_month_begin_at_nothing(db: Database) -> None:
    budget = [("", Budget(daily_tokens=1000, monthly_tokens=1500))]
    usage.settle(db, int_of(usage.reserve(db, CALL, budget, NOON - timedelta(days=1))), CALL, NOON)
    refused = usage.reserve(db, CALL, budget, NOON)
    assert isinstance(refused, Exceeded)
    assert refused.period is Period.MONTH
    assert isinstance(usage.reserve(db, CALL, budget, NOON + timedelta(days=1)), int)


def test_what_a_crash_left_counts_as_what_was_reserved(db: Database) -> None:
    usage.reserve(db, CALL, [], NOON)
    usage.reserve(db, HERE, [], NOON + timedelta(hours=1))
    assert usage.rows(db, NOON.date()) == ()
    usage.reserve(db, HERE, [], NOON + timedelta(hours=3, minutes=30))
    (row,) = usage.rows(db, NOON.date())
    assert (row.endpoint, row.used.tokens, row.used.calls) == ("cloud", 1000, 1)


def test_the_model_on_this_machine_costs_the_program_nothing(db: Database) -> None:
    usage.settle(db, int_of(usage.reserve(db, HERE, [], NOON)), HERE, NOON)
    usage.reused(db, CALL, NOON)
    usage.settle(db, usage.NOTHING_RESERVED, replace(CALL, agent="Draft"), NOON)
    total = usage.total(db, NOON.date(), Period.DAY)
    assert (total.tokens, total.answers_reused, total.money_saved) == (1000, 1, 0.4)
    assert usage.total(db, NOON.date(), Period.MONTH, "on-device").tokens == 1000
    assert len(usage.rows(db, date(2026, 3, 31))) == 3


def int_of(reserved: int | Exceeded) -> int:
    assert isinstance(reserved, int)
    return reserved


def _keep(db: Database, key: str, at: datetime, *, run: str = "r", most: int = 100_000) -> None:
    body = b"".join(f"{key}{number}".encode() for number in range(40))
    answer = KeptAnswer(run, "application/json", body, CALL)
    answers.keep(db, key, answer, at, most_bytes=most, age=AGE)


def test_answers_are_kept_within_size_and_age(db: Database) -> None:
    _keep(db, "old", NOON - timedelta(days=40))
    assert answers.find(db, "old", "r", NOON, age=AGE) is None
    _keep(db, "a", NOON - timedelta(hours=2))
    _keep(db, "b", NOON - timedelta(hours=1))
    count, size = answers.kept(db)
    assert count == 2, "what is too old goes"
    assert answers.find(db, "a", "again", NOON, age=AGE) is not None
    _keep(db, "c", NOON, most=size + 20)
    assert answers.find(db, "b", "r", NOON, age=AGE) is None, "it was used longest ago"
    found = answers.find(db, "a", "again", NOON, age=AGE)
    assert found is not None
    assert found.body.startswith(b"a0a1")
    answers.reject(db, ["again", ""])
    assert answers.find(db, "a", "x", NOON, age=AGE) is None
    assert answers.clear(db) == 1
