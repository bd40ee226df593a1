import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.domain.triage import FactKind
from emailassist.local.facts import find_facts

WRITTEN = datetime(2024, 5, 15, 9, 0, tzinfo=UTC)  # a Wednesday


def found(text: str, language: str, kind: FactKind) -> list[tuple[str, str]]:
    facts = find_facts(text, language=language, written_at=WRITTEN)
    return [(fact.text, fact.value) for fact in facts if fact.kind is kind]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "We raised $30 million.", ("$30 million", "30000000 USD")),
        ("en", "It is worth $1.234 billion.", ("$1.234 billion", "1234000000 USD")),
        ("es", "Son 1.234 millones de euros.", ("1.234 millones de euros", "1234000000 EUR")),
        ("es", "Cuesta 1.234 €.", ("1.234 €", "1234.00 EUR")),
        ("fr", "Le lot : 12 500 €.", ("12 500 €", "12500.00 EUR")),
        ("en", "The fee is EUR 500 a day.", ("EUR 500", "500.00 EUR")),
        ("en", "It costs £12.50.", ("£12.50", "12.50 GBP")),
        ("en", "Total: $1,076.40 charged", ("$1,076.40", "1076.40 USD")),
        ("en", "You pay $20.75 CAD.", ("$20.75 CAD", "20.75 CAD")),
        ("es", "Son 1.234,56 € en total.", ("1.234,56 €", "1234.56 EUR")),
        ("es", "Cuesta 45 euros.", ("45 euros", "45.00 EUR")),
        ("es", "Un contrato de 2,5 millones de euros.", ("2,5 millones de euros", "2500000 EUR")),
        ("fr", "Montant : 249,00 EUR.", ("249,00 EUR", "249.00 EUR")),
        ("fr", "Soit 1 250,90 € TTC.", ("1 250,90 €", "1250.90 EUR")),
        ("de", "Es sind CHF 1'200.00.", ("CHF 1'200.00", "1200.00 CHF")),
    ],
)
def test_amounts(language: str, text: str, expected: tuple[str, str]) -> None:
    assert found(text, language, FactKind.AMOUNT) == [expected]


@pytest.mark.parametrize(
    "text", ["Version 1.234 is out.", "Room 500, 3 people", "In 2024 we had 45 mails.", "page 12,5"]
)
def test_bare_numbers_are_no_amounts(text: str) -> None:
    assert found(text, "en", FactKind.AMOUNT) == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "We meet on May 21, 2024.", ("May 21, 2024", "2024-05-21")),
        ("en", "We meet on 3 June at 3pm.", ("3 June at 3pm", "2024-06-03T15:00")),
        ("en", "It starts 2024-06-03 10:30.", ("2024-06-03 10:30", "2024-06-03T10:30")),
        ("en", "See you tomorrow.", ("tomorrow", "2024-05-16")),
        ("en", "Lunch on Friday?", ("Friday", "2024-05-17")),
        ("en", "It was sent on 12/25/2023.", ("12/25/2023", "2023-12-25")),
        ("en", "The party is on January 8.", ("January 8", "2025-01-08")),
        ("es", "Nos vemos el 20 de mayo.", ("20 de mayo", "2024-05-20")),
        ("es", "El lunes a las 10:00 en mi casa.", ("lunes a las 10:00", "2024-05-20T10:00")),
        ("es", "La reunión es el 03/06/2024.", ("03/06/2024", "2024-06-03")),
        ("fr", "Rendez-vous le 3 juin 2024.", ("3 juin 2024", "2024-06-03")),
        ("fr", "Réunion mardi à 14 h.", ("mardi à 14 h", "2024-05-21T14:00")),
        ("de", "Treffen am 31. Mai 2024.", ("31. Mai 2024", "2024-05-31")),
        ("fr", "Visite jeudi 23 mai à 8 h 15.", ("jeudi 23 mai à 8 h 15", "2024-05-23T08:15")),
        ("en", "The fair opens Friday 24th.", ("Friday 24th", "2024-05-24")),
        ("es", "Quedamos el martes 21 a las 9:15", ("martes 21 a las 9:15", "2024-05-21T09:15")),
        ("en", "The talk was moved to Friday.", ("Friday", "2024-05-17")),
        ("fr", "La pose est prévue vendredi.", ("vendredi", "2024-05-17")),
    ],
)
def test_dates_count_from_the_day_of_writing(
    language: str, text: str, expected: tuple[str, str]
) -> None:
    assert found(text, language, FactKind.DATE) == [expected]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "Please send it by Friday.", "2024-05-17"),
        ("en", "The deadline is May 20.", "2024-05-20"),
        ("en", "Answer within 3 days, please.", "2024-05-18"),
        ("en", "We need the list by noon on Monday 20th.", "2024-05-20T12:00"),
        ("en", "Please send it by end of Friday.", "2024-05-17"),
        ("en", "The room is on hold until May 20.", "2024-05-20"),
        ("es", "Fírmalo hoy antes de las 14:00.", "2024-05-15T14:00"),
        ("es", "Envíalo antes del 20 de mayo.", "2024-05-20"),
        ("es", "Lo necesito, por favor, para el lunes.", "2024-05-20"),
        ("fr", "Merci de répondre avant le 3 juin.", "2024-06-03"),
        ("fr", "À rendre au plus tard le 24 mai.", "2024-05-24"),
        ("de", "Bitte bis zum 31. Mai antworten.", "2024-05-31"),
    ],
)
def test_deadlines(language: str, text: str, value: str) -> None:
    assert [pair[1] for pair in found(text, language, FactKind.DEADLINE)] == [value]


def test_an_ambiguous_date_has_no_value() -> None:
    assert found("We met on 03/06/2024.", "en", FactKind.DATE) == [("03/06/2024", "")]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "The parcel arrived on Monday.", "2024-05-13"),
        ("es", "El camión llegó el lunes.", "2024-05-13"),
        ("fr", "Le four s'est arrêté lundi.", "2024-05-13"),
        ("en", "On Saturday we had a great time.", "2024-05-11"),
        ("en", "We spoke last Wednesday.", "2024-05-08"),
        ("es", "Fui el sábado a la feria.", "2024-05-11"),
        ("es", "El sábado estuvimos en casa de Ana.", "2024-05-11"),
        ("es", "El sábado vamos a casa de Ana.", "2024-05-18"),
        ("fr", "Je vous ai écrit mardi dernier.", "2024-05-14"),
        ("fr", "On se voit samedi.", "2024-05-18"),
    ],
)
def test_a_weekday_is_before_or_ahead_as_the_sentence_tells(
    language: str, text: str, value: str
) -> None:
    assert [day for _, day in found(text, language, FactKind.DATE)] == [value]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The call is Friday at 3:30 pm ET.", "2024-05-17T15:30-04:00"),
        ("en", "3:30 p.m. on Friday, May 17", "2024-05-17T15:30"),
        ("en", "Friday, May 17\n2:00 - 4:00 PM, Warner Hall", "2024-05-17T14:00"),
        ("en", "It is tomorrow, 11:00-1:00pm", "2024-05-16T11:00"),
        ("en", "Come on Friday at 3:30", "2024-05-17"),
        ("en", "Friday 17 May 10:00 GMT+1", "2024-05-17T10:00+01:00"),
        ("en", "Confirmed for 2024-05-17T10:30:00+02:00.", "2024-05-17T10:30+02:00"),
        ("es", "El viernes a las 5 de la tarde.", "2024-05-17T17:00"),
        ("es", "El jueves a partir de las 20:00.", "2024-05-16T20:00"),
        ("es", "Mañana a las 9:30 (hora peninsular)", "2024-05-16T09:30+02:00"),
        ("fr", "Vendredi de 14h30 à 16h, heure de Paris", "2024-05-17T14:30+02:00"),
        ("es", "La feria es del 20 al 23 de mayo.", "2024-05-20"),
        ("en", "The fair is May 20-23, 2024.", "2024-05-20"),
    ],
)
def test_a_date_has_the_time_and_the_zone_beside_it(
    language: str, text: str, expected: str
) -> None:
    assert [value for _, value in found(text, language, FactKind.DATE)] == [expected]


def test_days_count_in_the_time_zone_of_the_sender() -> None:
    late = datetime(2024, 5, 15, 23, 30, tzinfo=timezone(timedelta(hours=-7)))  # 16 May in UTC
    facts = find_facts("See you tomorrow.", language="en", written_at=late)
    assert [fact.value for fact in facts] == ["2024-05-16"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It may rain, the march was long."),
        ("es", "Trabajo por la mañana."),
        ("en", "It is 2291 bytes."),
    ],
)
def test_words_that_look_like_dates_are_none(language: str, text: str) -> None:
    assert found(text, language, FactKind.DATE) == []


@pytest.mark.parametrize(
    ("language", "text", "kind", "value"),
    [
        ("en", "Call +44 20 7946 0958 now", FactKind.PHONE, "+442079460958"),
        ("es", "Mi teléfono es 91 555 12 34.", FactKind.PHONE, "+34915551234"),
        ("fr", "Tél. 01 42 68 53 00", FactKind.PHONE, "+33142685300"),
        (
            "es",
            "IBAN ES91 2100 0418 4502 0005 1332 (BBVA)",
            FactKind.IBAN,
            "ES9121000418450200051332",
        ),
        ("en", "Your order #48213-A has shipped", FactKind.ORDER, "48213-A"),
        ("es", "Localizador: QX7P2M", FactKind.ORDER, "QX7P2M"),
        ("fr", "Votre commande n° 70418 est prête", FactKind.ORDER, "70418"),
        ("en", "Invoice no. INV-2024-001 attached", FactKind.INVOICE, "INV-2024-001"),
        ("es", "Factura nº 2024/113", FactKind.INVOICE, "2024/113"),
        ("es", "Tu vuelo IB 3166 sale a las 9", FactKind.FLIGHT, "IB3166"),
    ],
)
def test_numbers_with_a_meaning(language: str, text: str, kind: FactKind, value: str) -> None:
    assert [pair[1] for pair in found(text, language, kind)] == [value]


@pytest.mark.parametrize(
    ("language", "text", "kind", "expected"),
    [
        ("en", "our ref HF-2207", FactKind.ORDER, ["HF-2207"]),
        ("es", "albarán 7734", FactKind.ORDER, ["7734"]),
        ("en", "the order 2024 was good", FactKind.ORDER, []),
        ("en", "booking 12/11/2024", FactKind.ORDER, []),
        ("en", "order HF-12-11-2024-B", FactKind.DATE, []),
        ("en", "Terminal 1, AL 4127, 17:35", FactKind.FLIGHT, ["AL 4127"]),
        ("en", "the part AL 4127 costs 17:35", FactKind.FLIGHT, []),
        ("es", "Llámame al +34 555 010 171.", FactKind.PHONE, ["+34 555 010 171"]),
        ("en", "18 Pellam Yard, London E8", FactKind.ADDRESS, ["18 Pellam Yard, London E8"]),
        ("es", "Carrer d'Aribau 402, 2.º 1.ª, Barcelona", FactKind.ADDRESS, None),
        ("fr", "12 rue des Lilas, 31000 Toulouse", FactKind.ADDRESS, None),
        ("fr", "Il me faut une réponse avant 11 h.", FactKind.DEADLINE, ["11 h"]),
        ("es", "Lo necesitamos antes de las 13:00 para seguir.", FactKind.DEADLINE, ["13:00"]),
    ],
)
def test_what_no_library_knows_is_told_by_the_words_around_it(
    language: str, text: str, kind: FactKind, expected: list[str] | None
) -> None:
    told = [pair[0] for pair in found(text, language, kind)]
    assert told == ([text] if expected is None else expected)


def test_an_iban_with_wrong_check_digits_is_none() -> None:
    assert found("IBAN ES92 2100 0418 4502 0005 1332", "es", FactKind.IBAN) == []


@pytest.mark.parametrize(
    ("language", "text", "address"),
    [
        (
            "es",
            "Estamos en la Calle de Alcalá, 45, 28014 Madrid.",
            "Calle de Alcalá, 45, 28014 Madrid",
        ),
        ("fr", "Au 12 rue de la Paix, 75002 Paris. Merci", "12 rue de la Paix, 75002 Paris"),
        ("en", "Come to 221 Baker Street, London.", "221 Baker Street, London"),
        ("de", "Wir sind in der Hauptstraße 5, 10115 Berlin.", "Hauptstraße 5, 10115 Berlin"),
    ],
)
def test_postal_addresses(language: str, text: str, address: str) -> None:
    assert [pair[0] for pair in found(text, language, FactKind.ADDRESS)] == [address]


def test_a_link_ends_before_the_full_stop() -> None:
    text = "See https://x.example/a?b=c. Thanks"
    assert found(text, "en", FactKind.LINK) == [("https://x.example/a?b=c", "")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I'll send you the file tomorrow."),
        ("es", "Te enviaré el archivo mañana."),
        ("fr", "Je vous enverrai le fichier demain."),
        ("de", "Ich schicke dir die Datei morgen."),
    ],
)
def test_promises(language: str, text: str) -> None:
    assert found(text, language, FactKind.PROMISE) == [(text, "")]


def test_a_question_is_no_promise() -> None:
    assert found("Shall I send you the file?", "en", FactKind.PROMISE) == []


@given(st.text(max_size=400), st.sampled_from(["en", "es", "fr", "de", "und"]))
def test_every_span_is_exact(text: str, language: str) -> None:
    for fact in find_facts(text, language=language, written_at=WRITTEN):
        assert text[fact.start : fact.end] == fact.text


PIECES = [
    "12.",
    "1,",
    "$",
    "€ 5 ",
    "3 de mayo ",
    "+34 ",
    "ES91 ",
    "Calle Mayor ",
    "a las 10:",
    "https://",
]


@given(
    st.lists(
        st.sampled_from([*PIECES, "2024-", "IB ", "order #", "am Freitag ", "\n"]), max_size=60
    )
)
def test_spans_hold_on_texts_made_of_halves(pieces: list[str]) -> None:
    text = "".join(pieces)
    for fact in find_facts(text, language="es", written_at=WRITTEN):
        assert text[fact.start : fact.end] == fact.text


@pytest.mark.parametrize("piece", [*PIECES, "1", "a", " ", "1 ", "A1", "-", "%41"])
def test_long_odd_texts_take_no_time(piece: str) -> None:
    started = time.perf_counter()
    find_facts(piece * 8_000, language="es", written_at=WRITTEN)
    assert time.perf_counter() - started < 3


def test_dates_at_the_end_of_time_do_not_raise() -> None:
    end = datetime(9999, 12, 31, 23, 0, tzinfo=UTC)
    find_facts(
        "by Friday, within 30 days, tomorrow, end of the month", language="en", written_at=end
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I fly on 4 June and come back on Sunday."),
        ("en", "We vote on 4 June and publish the following Monday."),
        ("en", "Let us meet on Wednesday."),  # written on a Wednesday
    ],
)
def test_a_weekday_that_may_be_another_stays_open(language: str, text: str) -> None:
    assert found(text, language, FactKind.DATE)[-1][1] == ""


def test_waiting_for_something_is_no_deadline() -> None:
    assert found("Please hurry, nobody is paid until Friday.", "en", FactKind.DEADLINE) == []


def test_no_amount_or_address_runs_into_the_next_line() -> None:
    table = "10 Tornillos  4,50 €\n12 Tuercas  3,20 €"
    assert found(table, "es", FactKind.AMOUNT) == [("4,50 €", "4.50 EUR"), ("3,20 €", "3.20 EUR")]
    place = "Livraison : 8 rue des Lilas, 69003 Lyon\nHoraire libre"
    assert found(place, "fr", FactKind.ADDRESS) == [("8 rue des Lilas, 69003 Lyon", "")]


def test_a_time_at_the_end_of_a_line_belongs_to_the_day_in_the_next() -> None:
    text = (
        "If the price changes just tell me what it is; I need to give them a figure by noon on\n"
        "Monday 20 May."
    )
    found = [
        fact
        for fact in find_facts(text, language="en", written_at=WRITTEN)
        if fact.kind is FactKind.DEADLINE
    ]
    assert [fact.value for fact in found] == ["2024-05-20T12:00"]
