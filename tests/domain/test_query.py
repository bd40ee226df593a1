from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.domain.query import (
    Clause,
    Dated,
    InCategory,
    InMailbox,
    Labelled,
    Larger,
    Literal,
    Marked,
    Query,
    Test,
    Words,
    parse,
)
from emailassist.domain.query_words import Mark, Operator, Part, period

TODAY = date(2026, 11, 21)


def clauses(text: str) -> tuple[Clause, ...]:
    return parse(text, TODAY).clauses


def test_words_must_all_be_there_and_the_last_may_go_on() -> None:
    assert clauses("oak inv") == (
        (Literal(Words("oak")),),
        (Literal(Words("inv", beginning=True)),),
    )


def test_quoted_words_stay_together_and_do_not_go_on() -> None:
    assert clauses('"see you"') == ((Literal(Words("see you", quoted=True)),),)
    assert clauses('"see you') == ((Literal(Words("see you", beginning=True)),),)
    assert clauses('from:"Anna Oak" x')[0] == (Literal(Words("Anna Oak", Part.SENDER)),)


@pytest.mark.parametrize(
    ("text", "test"),
    [
        ("from:anna", Words("anna", Part.SENDER, beginning=True)),
        ("De:anna", Words("anna", Part.SENDER, beginning=True)),
        ("à:anna", Words("anna", Part.RECIPIENTS, beginning=True)),
        ("betreff:eiche", Words("eiche", Part.SUBJECT, beginning=True)),
        ("filename:pdf", Words("pdf", Part.FILES, beginning=True)),
        ("from:me", Marked(Mark.MINE)),
        ("has:attachment", Marked(Mark.ATTACHMENT)),
        ("tiene:adjuntos", Marked(Mark.ATTACHMENT)),
        ("is:starred", Marked(Mark.STARRED)),
        ("ist:ungelesen", Marked(Mark.UNREAD)),
        ("category:news", InCategory("news")),
        ("in:sent", InMailbox("sent")),
        ("Etikett:Haus", Labelled("Haus")),
        ("larger:5MB", Larger(5_000_000)),
        ("before:2026-11", Dated(None, date(2026, 11, 1))),
        ("after:2026-11-01", Dated(date(2026, 11, 1), None)),
        ("nach:1.11.2026", Dated(date(2026, 11, 1), None)),
        ("on:2025", Dated(date(2025, 1, 1), date(2026, 1, 1))),
        ("after:7d", Dated(date(2026, 11, 14), None)),
        ("on:gestern", Dated(date(2026, 11, 20), date(2026, 11, 21))),
    ],
)
def test_operators_in_several_languages(text: str, test: Test) -> None:
    query = parse(text, TODAY)
    assert query.clauses == ((Literal(test),),)
    (reading,) = query.readings
    assert (reading.start, reading.end, reading.literal) == (0, len(text), query.clauses[0][0])


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("-oak", Literal(Words("oak", beginning=True), negated=True)),
        ("NOT oak", Literal(Words("oak", beginning=True), negated=True)),
        ("-from:anna", Literal(Words("anna", Part.SENDER, beginning=True), negated=True)),
        ("is:read", Literal(Marked(Mark.UNREAD), negated=True)),
        ("-is:read", Literal(Marked(Mark.UNREAD))),
        ("smaller:1k", Literal(Larger(1000), negated=True)),
    ],
)
def test_the_opposite(text: str, literal: Literal) -> None:
    assert clauses(text) == ((literal,),)


def test_either_joins_its_neighbours_only() -> None:
    found = clauses("anna OR from:ben invoice")
    assert [len(clause) for clause in found] == [2, 1]
    assert clauses("OR anna OR") == ((Literal(Words("anna")),),)


@pytest.mark.parametrize("text", ["from:", "is:", '""', "OR", "  ", "from: OR", "AND NOT"])
def test_what_is_still_being_typed_asks_nothing(text: str) -> None:
    assert clauses(text) == ()
    (asked,) = clauses(f"oak {text}")
    assert asked[0].test in {Words("oak"), Words("oak", beginning=True)}


@pytest.mark.parametrize(
    "text", ["before:soon", "is:blue", "larger:huge", "has:teeth", "on:2026-13-01", "after:0000"]
)
def test_what_an_operator_cannot_take_is_words(text: str) -> None:
    query = parse(text, TODAY)
    assert query.clauses == ((Literal(Words(text)),),)
    assert query.readings[0].literal is None


@pytest.mark.parametrize("text", ["http://oak.example", "re:invoice", "12:30", "a@b.example"])
def test_an_unknown_name_before_a_colon_is_a_word(text: str) -> None:
    query = parse(text, TODAY)
    assert query.clauses == ((Literal(Words(text, beginning=True)),),)
    assert query.readings == ()


_PIECES = st.sampled_from(
    ["from:", "before:", "is:unread", "-", '"', "OR", " ", "7d", ":", "9999d", "2026-02-30", "会"]
)


@given(st.lists(_PIECES | st.text(max_size=5)).map("".join), st.dates())
def test_nothing_typed_is_an_error(text: str, today: date) -> None:
    query = parse(text, today)
    query.text.encode()
    assert all(clause for clause in query.clauses)
    for reading in query.readings:
        assert isinstance(reading.operator, Operator)
        assert 0 <= reading.start < reading.end <= len(query.text)
    assert parse(query.text, today) == query


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(9998, 12, 31)))
def test_a_day_is_found_in_its_month_and_year(day: date) -> None:
    for value, longest in ((day.isoformat(), 1), (f"{day:%Y-%m}", 31), (f"{day:%Y}", 366)):
        found = period(value, TODAY)
        assert found is not None
        assert found[0] <= day < found[1]
        assert (found[1] - found[0]).days <= longest


def test_nothing_is_false() -> None:
    assert not Query()
    assert parse("x", TODAY)


@pytest.mark.parametrize(
    ("text", "about", "rest"),
    [
        ("oak from:anna chairs", "oak chairs", "from:anna"),
        ("oak OR pine -ash", "oak pine", "-ash"),
        ('"oak chairs" pine', "pine", '"oak chairs"'),
        ("oak OR from:anna pine", "pine", "oak OR from:anna"),
        ("oa 12345 x", "", ""),
        ("is:unread before:2026", "", "is:unread before:2026"),
        ("会議", "会議", ""),
    ],
)
def test_what_it_is_about_and_what_must_hold_besides(text: str, about: str, rest: str) -> None:
    query = parse(text, TODAY)
    assert query.about == about
    if about:
        held = {repr(each).replace("beginning=True", "beginning=False") for each in clauses(rest)}
        kept = query.narrowing.clauses
        assert {repr(each).replace("beginning=True", "beginning=False") for each in kept} == held
