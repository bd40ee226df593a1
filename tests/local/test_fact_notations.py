"""How people write days, numbers and promises when they do not write them the plain way."""

from datetime import UTC, datetime

import pytest

from emailassist.domain.triage import FactKind
from emailassist.local.facts import find_facts

WRITTEN = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)  # a Monday
_DAYS = (FactKind.DATE, FactKind.DEADLINE)


def found(text: str, language: str, *kinds: FactKind) -> list[tuple[str, str]]:
    facts = find_facts(text, language=language, written_at=WRITTEN)
    return [(fact.text, fact.value) for fact in facts if fact.kind in kinds]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "Please send it by end of day tomorrow.", "2026-03-10"),
        ("en", "We need it by EOD Friday.", "2026-03-13"),
        ("en", "Send it COB on Thursday, please.", "2026-03-12"),
        ("en", "It must be here by close of business on 20 March.", "2026-03-20"),
        ("en", "Please answer by end of day.", "2026-03-09"),
        ("en", "We need it in two weeks at the latest.", "2026-03-23"),
        ("en", "Send it on 20 March at the latest.", "2026-03-20"),
        ("en", "The fee is due by the 20th.", "2026-03-20"),
        ("en", "Pay within a week.", "2026-03-16"),
        ("es", "El 30 de abril como muy tarde ha de estar.", "2026-04-30"),
        ("es", "La entrego a más tardar el 30 de este mes.", "2026-03-30"),
        ("es", "El recibo vence el día 25.", "2026-03-25"),
        ("es", "Hay que pagarlo antes del día 25 en la cuenta de siempre.", "2026-03-25"),
        ("es", "Contesta antes del 15, por favor.", "2026-03-15"),
        ("es", "Avisen hasta el martes a las 18 hs, por favor.", "2026-03-10T18:00"),
        ("es", "Pague en un plazo de diez días.", "2026-03-19"),
        ("fr", "Merci de régler sous dix jours.", "2026-03-19"),
        ("fr", "À rendre avant le 20 de ce mois.", "2026-03-20"),
        ("fr", "Il faut l'envoyer vendredi au plus tard.", "2026-03-13"),
        ("fr", "Réponse attendue d'ici une semaine.", "2026-03-16"),
    ],
)
def test_deadlines(language: str, text: str, value: str) -> None:
    assert [day for _, day in found(text, language, *_DAYS)] in ([value], [value, value])
    assert value in [day for _, day in found(text, language, FactKind.DEADLINE)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Merci de régler sous huit jours."),
        ("es", "Conteste en un plazo de quince días."),
        ("en", "Please return it within five working days."),
        ("es", "Conteste en un plazo de 5 días hábiles."),
        ("fr", "Merci de régler sous 5 jours ouvrés."),
    ],
)
def test_a_span_that_people_count_differently_is_shown_without_a_day(
    language: str, text: str
) -> None:
    """'Huit jours' is a week to some and eight days to others; working days are not everywhere."""
    assert [value for _, value in found(text, language, FactKind.DEADLINE)] == [""]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("es", "El fontanero vino el martes.", "2026-03-03"),
        ("es", "Lo dijo el jueves.", "2026-03-05"),
        ("es", "Convendría que alguien estuviera en casa el próximo miércoles.", "2026-03-11"),
        ("fr", "On nous a dit que le plombier passe mardi prochain.", "2026-03-10"),
        ("es", "Me dijeron que vienen el próximo jueves.", "2026-03-12"),
    ],
)
def test_a_weekday_is_past_only_where_the_sentence_tells_of_the_past(
    language: str, text: str, value: str
) -> None:
    assert [day for _, day in found(text, language, FactKind.DATE)] == [value]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Your card will be charged on Friday."),
        ("en", "It has to be signed on Friday."),
        ("en", "The parts are delivered on Friday."),
        ("en", "We are excited to see you on Friday."),
        ("en", "You are invited to a party on Friday."),
        ("en", "Attached is the agenda for our call on Friday."),
        ("en", "I need the signed lease on Friday."),
        ("en", "I just wanted to confirm our call on Friday."),
        ("en", "I wondered whether you have time on Friday."),
        ("en", "She said that she can come on Friday."),
        ("en", "They agreed to meet us on Friday."),
        ("en", "The list will be sent on Friday."),
        ("en", "I've invited everybody on Friday."),
        ("es", "Me dijo que vendrá el viernes."),
        ("es", "Preguntó si puedes venir el viernes."),
        ("fr", "Il a dit qu'il viendra vendredi."),
        ("fr", "Elle a demandé si on peut se voir vendredi."),
    ],
)
def test_a_weekday_is_ahead_although_a_word_of_the_past_stands_before_it(
    language: str, text: str
) -> None:
    assert [day for _, day in found(text, language, FactKind.DATE)] == ["2026-03-13"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The parcel was delivered on Friday."),
        ("en", "We managed to fix it on Friday."),
        ("en", "I went to see him on Friday."),
        ("en", "The invoice we received on Friday is wrong."),
        ("en", "We tried to deliver your parcel (tracking no. JD0146) on Friday."),
        ("en", "I wanted a refund, but they returned it on Friday."),
        ("es", "Preguntó por ti el viernes."),
        ("fr", "Nous avons reçu le colis vendredi."),
    ],
)
def test_a_weekday_is_over_where_something_was_done_on_it(language: str, text: str) -> None:
    assert [day for _, day in found(text, language, FactKind.DATE)] == ["2026-03-06"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("We meet on the 20th.", "2026-03-20"),
        ("We meet on the 5th.", "2026-04-05"),
        ("I asked you on the 5th.", "2026-03-05"),
        ("The talk was held on the 20th.", "2026-02-20"),
        ("The rent of March is due on the 20th.", "2026-03-20"),
        ("If you are in town in May, the reunion is on the 25th.", ""),
    ],
)
def test_a_day_without_a_month_is_the_nearest_on_its_side(text: str, value: str) -> None:
    assert [day for _, day in found(text, "en", *_DAYS)] == [value]


def test_both_ends_of_an_hour_that_is_told_in_words_stand_in_the_fact() -> None:
    text = "It comes on Friday between 9:00 and 13:00."
    assert found(text, "en", FactKind.DATE) == [
        ("Friday between 9:00 and 13:00", "2026-03-13T09:00")
    ]
    text = "Llega el martes entre las 10 y las 14."
    assert found(text, "es", FactKind.DATE)[0][0] == "martes entre las 10 y las 14"
    assert found("See you Friday at 9:00 and 2 others.", "en", FactKind.DATE) == [
        ("Friday at 9:00", "2026-03-13T09:00")
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "He finished by the 3rd lap."),
        ("en", "Turn left before the 20th house."),
        ("en", "I need it before the 11:30 cycle."),
        ("es", "El piso está antes del 15 de la calle."),
        ("es", "El capítulo trata del día 25 veces."),
        ("fr", "Il arrive avant le 20 rue du Port."),
    ],
)
def test_other_ordinals_are_no_days(language: str, text: str) -> None:
    assert found(text, language, *_DAYS) == []


@pytest.mark.parametrize(
    ("language", "text", "kind", "value"),
    [
        ("es", "Factura n.º 2026/0312", FactKind.INVOICE, "2026/0312"),
        ("es", "Tu pedido N.º 30-558120 ha salido", FactKind.ORDER, "30-558120"),
        ("es", "Pedido nro. 30-558120", FactKind.ORDER, "30-558120"),
        ("en", "Call 020 7946 0018 now.", FactKind.PHONE, "+442079460018"),
        ("en", "Reach me on 0131 496 0733.", FactKind.PHONE, "+441314960733"),
        ("en", "Call (617) 253-1000.", FactKind.PHONE, "+16172531000"),
        ("en", "Call the office: 01) 605 3737 / (086", FactKind.PHONE, "+35316053737"),
        ("fr", "Mon gsm : 0475 12 34 56", FactKind.PHONE, "+32475123456"),
        ("fr", "Virement sur BE68 5390 0754 7034.", FactKind.IBAN, "BE68539007547034"),
        ("fr", "Mon cellulaire : 514 873-2111.", FactKind.PHONE, "+15148732111"),
        ("fr", "Le budget est de 25 000 $ CA.", FactKind.AMOUNT, "25000.00 CAD"),
        ("fr", "Le budget est de 25 000 $ US.", FactKind.AMOUNT, "25000.00 USD"),
    ],
)
def test_numbers(language: str, text: str, kind: FactKind, value: str) -> None:
    assert [said for _, said in found(text, language, kind)] == [value]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Order 020 7946 00 has 3 parts."),
        ("en", "Section 12 034 567 of the act."),
        ("en", "Text 2026 0312 4471 is on page 12."),
        ("fr", "Le lot 12 345 678 est prêt."),
        ("es", "El expediente 55 1234 5678 sigue abierto."),
    ],
)
def test_other_numbers_are_no_phones(language: str, text: str) -> None:
    assert found(text, language, FactKind.PHONE) == []


@pytest.mark.parametrize(
    ("language", "text", "address"),
    [
        ("en", "At 7 Castle Terrace, Edinburgh EH1 2DP.", "7 Castle Terrace, Edinburgh EH1 2DP"),
        (
            "en",
            "Whitfield LLC\n48 Harbor Street\nBoston, MA 02110\n",
            "48 Harbor Street\nBoston, MA 02110",
        ),
        (
            "es",
            "En la calle León y Castillo, 120, 35004 Las Palmas.",
            "calle León y Castillo, 120, 35004 Las Palmas",
        ),
    ],
)
def test_addresses(language: str, text: str, address: str) -> None:
    assert [said for said, _ in found(text, language, FactKind.ADDRESS)] == [address]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Te envío mañana el acta de la junta."),
        ("es", "En cuanto lo tenga, te mando las tarjetas."),
        ("es", "Luego os paso la lista."),
        ("fr", "Je t'envoie le programme demain soir."),
        ("fr", "Je vous rappelle lundi."),
        ("fr", "Je m'occupe de prévenir Sophie."),
        ("fr", "Je passerai te prendre vers 19 h."),
    ],
)
def test_what_somebody_does_later_is_a_promise(language: str, text: str) -> None:
    assert [said for said, _ in found(text, language, FactKind.PROMISE)] == [text]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Te envío adjunta el acta de la junta."),
        ("es", "Te mando la foto de ayer."),
        ("fr", "Je vous envoie ci-joint le programme de demain."),
        ("fr", "Je t'envoie le programme."),
    ],
)
def test_what_comes_with_the_mail_is_none(language: str, text: str) -> None:
    assert found(text, language, FactKind.PROMISE) == []
