import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.mime.html import html_to_text
from emailassist.mime.quotes import split_quoted

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "quotes.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_own_text_is_what_other_projects_expect(row: dict[str, str]) -> None:
    text = html_to_text(row["input"]).visible if row["kind"] == "html" else row["input"]
    own, _ = split_quoted(text.replace("\r\n", "\n"))
    assert own.split() == row["expected"].split()


@pytest.mark.parametrize(
    "announcement",
    [
        "On Tue, 3 Nov 2026 at 10:15, Ana Ruiz <ana@example.com> wrote:",
        "On Tue, 3 Nov 2026 at 10:15, Ana Ruiz\n<ana@example.com> wrote:",
        "Ana Ruiz <ana@example.com> wrote:",
        "El mar, 3 nov 2026 a las 10:15, Ana Ruiz (<ana@example.com>) escribió:",
        "El 3 de noviembre de 2026 a las 10:15, Ana Ruiz\nescribió:",
        "Le mar. 3 nov. 2026 à 10:15, Ana Ruiz <ana@example.com> a écrit :",
        "Le 03/11/2026 à 10:15, Ana Ruiz a écrit\xa0:",
        "Am 3. November 2026 um 10:15 schrieb Ana Ruiz <ana@example.com>:",
        "Am Di., 3. Nov. 2026 um 10:15 Uhr schrieb Ana Ruiz\n<ana@example.com>:",
        "-----Original Message-----",
        "-----Mensaje original-----",
        "-----Message d'origine-----",
        "-----Ursprüngliche Nachricht-----",
        "---------- Forwarded message ---------",
        "---------- Mensaje reenviado ---------",
        "----- Transféré par Clara le 31/05/2018 12:24 -----",
        "From: Ana Ruiz\nSent: Tuesday, November 3, 2026 10:15\nTo: Clara\nSubject: Plan",
        "De: Ana Ruiz\nEnviado el: martes, 3 de noviembre de 2026 10:15\nPara: Clara\nAsunto: Plan",
        "De : Ana Ruiz\nEnvoyé : mardi 3 novembre 2026 10:15\nÀ : Clara\nObjet : Plan",
        "Von: Ana Ruiz\nGesendet: Dienstag, 3. November 2026 10:15\nAn: Clara\nBetreff: Plan",
        "________________________________\n"
        "De: Ana Ruiz <ana@example.com>\nFecha: martes, 3 de noviembre de 2026\nAsunto: Plan",
    ],
)
def test_everything_after_an_announcement_is_quoted(announcement: str) -> None:
    own, quoted = split_quoted(f"Agreed, thanks.\n\n{announcement}\n\nCan we meet?\nAna")
    assert own == "Agreed, thanks."
    assert quoted.startswith(announcement)
    assert quoted.endswith("Can we meet?\nAna")


def test_answers_between_quotes_are_own() -> None:
    own, quoted = split_quoted(
        "On 3 Nov 2026 at 10:15, Ana wrote:\n> Tuesday?\n\nYes.\n\n> And the price?\n\n900 euros.\n"
    )
    assert own == "Yes.\n\n900 euros."
    assert "Ana wrote" in quoted
    assert "> And the price?" in quoted


@pytest.mark.parametrize(
    "text",
    [
        "From: Madrid\nTo: Paris\nDate: 3 May, 10:15\nSeat: 12A",
        "De: Sevilla\nA: Bilbao\nFecha: 3 de mayo\n\nBuen viaje.",
        "On Monday we start.\nOn Tuesday Bob wrote a poem.",
        ">From the beginning it was clear.",
        ">>> https://shop.example/now <<<",
        "El plan:\n- uno\n- dos",
        "Am Montag komme ich: versprochen.",
        "____________________\nTel: +34 600 123 456\nMail: ana@example.com\nWeb: example.com",
    ],
)
def test_text_that_only_resembles_a_quote_is_own(text: str) -> None:
    assert split_quoted(f"Hello.\n\n{text}") == (f"Hello.\n\n{text}", "")


def test_a_bare_forward_is_what_there_is_to_read() -> None:
    text = (
        "---------- Forwarded message ---------\nFrom: A <a@example.com>\nSubject: x\n\nRead this."
    )
    assert split_quoted(text) == (text, "")


@pytest.mark.parametrize("opening", ["", "Hi Ana, answers below.\n\n"])
def test_words_before_the_first_quote_are_own(opening: str) -> None:
    own, _ = split_quoted(
        "On Tue, 3 Nov 2026 at 10:15, Ana <ana@example.com> wrote:\n\n"
        f"{opening}> Can we meet?\n\nYes.\n\n> When?\n\nToday."
    )
    assert own == f"{opening}Yes.\n\nToday."


def test_quotes_in_an_unmarked_quote_do_not_make_it_own() -> None:
    own, quoted = split_quoted(
        "Thanks.\n\nOn Tue, 3 Nov 2026 at 10:15, Ana <ana@example.com> wrote:\n\nHi Bob.\n\n"
        "On Mon, 2 Nov 2026 at 9:00, Bob <bob@example.com> wrote:\n> the first letter"
    )
    assert own == "Thanks."
    assert "Hi Bob." in quoted


@pytest.mark.parametrize("mark", ["AR> ", "| ", ": ", "--]", "} "])
@pytest.mark.parametrize(
    "announcement",
    ["Ana Ruiz wrote:", "At 10:15 AM -0400 on 11/3/26, Ana Ruiz wrote:", "Ana said:", "Ana dijo:"],
)
def test_other_marks_are_quotes_below_an_attribution(mark: str, announcement: str) -> None:
    text = f"{announcement}\n\n{mark}one\n{mark}two\n\nYes.\n\n{mark}three\n\nNo."
    own, quoted = split_quoted(text)
    assert own == "Yes.\n\nNo."
    assert quoted.split("\n")[-1] == f"{mark}three"


@pytest.mark.parametrize("text", ["SQL> select 1;\nSQL> commit;", "| a | b |\n| 1 | 2 |"])
def test_other_marks_without_an_attribution_are_own(text: str) -> None:
    assert split_quoted(f"See:\n\n{text}") == (f"See:\n\n{text}", "")


PROSE = st.from_regex(r"[A-Z][a-z]{2,9}( [a-z]{2,9}){0,5}[.?!]", fullmatch=True)


@given(st.lists(st.tuples(PROSE, PROSE), min_size=1, max_size=8), st.booleans())
def test_answers_between_quotes_are_all_kept(pairs: list[tuple[str, str]], announced: bool) -> None:
    head = "On Tue, 3 Nov 2026 at 10:15, Ana <ana@example.com> wrote:\n" if announced else ""
    text = head + "\n".join(f"> {quote}\n\n{answer}\n" for quote, answer in pairs)
    own, quoted = split_quoted(text)
    assert [line for line in own.split("\n") if line] == [answer for _, answer in pairs]
    assert all(f"> {quote}" in quoted for quote, _ in pairs)


LINES = st.sampled_from(
    [
        "Hello Ana,",
        "> a quoted line",
        ">> deeper",
        "",
        "On 3 Nov 2026 at 10:15, Ana <a@example.com> wrote:",
        "wrote:",
        "-----Original Message-----",
        "From: Ana <a@example.com>",
        "Sent: 3 November 2026",
        "Subject: Plan",
        "reply On 3 Nov 2026 at 10:15, Ana wrote:",
        "________________________________",
        "Le 3 novembre 2026 à 10:15, Ana a écrit :",
    ]
)


@given(st.lists(LINES | st.text(max_size=20), max_size=25).map("\n".join))
def test_every_character_is_own_or_quoted(text: str) -> None:
    own, quoted = split_quoted(text)
    said = Counter("".join(text.split()))
    kept = Counter("".join(own.split())) + Counter("".join(quoted.split()))
    # Of a rule joined to an attribution ("text--- On … wrote:") only the dashes may go.
    assert {sign for sign, _ in (said - kept).items()} <= {"-"}
    assert not kept - said
    assert bool(own.strip()) == bool(text.strip())


@given(st.lists(st.from_regex(r"[A-Za-z ,.]{1,30}", fullmatch=True), max_size=15))
def test_plain_prose_is_all_own(lines: list[str]) -> None:
    text = "\n".join(lines)
    own, quoted = split_quoted(text)
    assert own.split() == text.split()
    assert quoted == ""
