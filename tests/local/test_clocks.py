"""Times of day, in figures and in words, beside a date and alone."""

from datetime import UTC, datetime

import pytest

from emailassist.domain.triage import FactKind
from emailassist.local.clocks import is_time_of_day
from emailassist.local.facts import find_facts

WRITTEN = datetime(2026, 11, 17, 9, 12, tzinfo=UTC)  # a Tuesday
DAYS = {FactKind.DATE, FactKind.DEADLINE}


def told(text: str, language: str) -> list[tuple[str, str, str]]:
    found = find_facts(text, language=language, written_at=WRITTEN)
    return [(fact.kind.value, fact.text, fact.value) for fact in found if fact.kind in DAYS]


@pytest.mark.parametrize(
    ("language", "text", "clock"),
    [
        ("en", "The train gets in at 15:30, platform 4.", "15:30"),
        ("en", "I'll be there at half past four.", "half past four"),
        ("en", "Let's meet at noon.", "noon"),
        ("en", "The bridge closes at 7 pm.", "7 pm"),
        ("es", "Nos vemos a las cuatro y media.", "las cuatro y media"),
        ("es", "Llego a las 15:30 a la estación.", "15:30"),
        ("es", "Se cierra a las nueve y media de la noche.", "las nueve y media de la noche"),
        ("es", "Comemos a mediodía.", "mediodía"),
        ("fr", "Le train arrive à 16h30.", "16h30"),
        ("fr", "Je passe vers quatre heures et demie.", "quatre heures et demie"),
        ("fr", "On se voit à midi.", "midi"),
        ("fr", "La porte se ferme désormais à 19h.", "19h"),
    ],
)
def test_a_time_alone_is_a_fact_without_a_day(language: str, text: str, clock: str) -> None:
    assert told(text, language) == [("date", clock, "")]
    assert is_time_of_day(clock)


@pytest.mark.parametrize(
    ("language", "text", "kind", "fact", "moment"),
    [
        ("en", "Send it by noon on Monday.", "deadline", "noon on Monday", "2026-11-23T12:00"),
        (
            "en",
            "Monday, no later than noon.",
            "deadline",
            "Monday, no later than noon",
            "-23T12:00",
        ),
        ("en", "A quarter to nine tomorrow.", "date", "A quarter to nine tomorrow", "-18T08:45"),
        ("en", "It ends by midnight on Friday.", "deadline", "midnight on Friday", "-21T00:00"),
        ("en", "Friday at midnight.", "date", "Friday at midnight", "2026-11-20"),
        (
            "es",
            "Es el jueves a las dos de la tarde.",
            "date",
            "jueves a las dos de la tarde",
            "T14:00",
        ),
        ("es", "A más tardar a las doce del lunes.", "deadline", "las doce del lunes", "-23T12:00"),
        ("es", "Caduca hoy a medianoche.", "deadline", "hoy a medianoche", "-18T00:00"),
        ("fr", "Réunion jeudi à quatorze heures.", "date", "jeudi à quatorze heures", "-19T14:00"),
        ("fr", "À rendre lundi, avant midi.", "deadline", "lundi, avant midi", "-23T12:00"),
        ("fr", "Avant minuit ce soir.", "deadline", "minuit ce soir", "-18T00:00"),
    ],
)
def test_a_time_beside_a_day_is_one_fact_with_it(
    language: str, text: str, kind: str, fact: str, moment: str
) -> None:
    ((found, words, value),) = told(text, language)
    assert (found, words) == (kind, fact)
    assert value.endswith(moment)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("It has to be in by noon.", "2026-11-17T12:00"),
        ("Please reply before midnight.", "2026-11-18T00:00"),
        ("We need it by 8 am.", ""),  # over when it was written
        ("We need it by 3:30.", ""),
        ("We spoke of Friday's lunch. Be there by noon.", ""),
    ],
)
def test_a_limit_without_a_day_is_todays_if_nothing_speaks_against_it(
    text: str, value: str
) -> None:
    assert told(text, "en")[-1][0] == "deadline"
    assert told(text, "en")[-1][2] == value


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A ratio of 3:45, at 5% and at 3.5 points; high noon is a film."),
        ("es", "Las dos opciones valen; se lo di a las dos hermanas, a 5 euros."),
        ("fr", "Il faut deux heures, c'est à deux heures de Paris, 12h par jour, à 20 km."),
    ],
)
def test_what_only_looks_like_a_time(language: str, text: str) -> None:
    assert told(text, language) == []
