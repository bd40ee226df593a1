from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from emailassist.assistant.grounding import Kind, Sources, unsupported

WRITTEN = datetime(2026, 11, 18, 9, tzinfo=UTC)


def found(text: str, source: str, language: str = "en", days: tuple[date, ...] = ()) -> list[str]:
    sources = Sources(source, WRITTEN, days)
    return [item.text for item in unsupported(text, sources, language=language)]


@pytest.mark.parametrize(
    ("text", "source", "language"),
    [
        ("The price is 1,234.56 EUR.", "El precio es 1.234,56 €", "en"),
        ("The price is €1234.56.", "1.234,56 euros", "en"),
        ("Son 1.250 euros.", "1,250.00 EUR", "es"),
        ("It costs 30 million.", "costs 30,000,000", "en"),
        ("Rund 10k.", "10.000 Stück", "de"),
        ("Two boards, please.", "2 boards", "en"),
        ("I take 2.", "two boards", "en"),
        ("See you on Tuesday.", "Nos vemos el martes", "en"),
        ("À mardi.", "see you Tuesday", "fr"),
        ("On 14 March.", "am 14. März", "en"),
        ("On March 14th.", "2026-03-14", "en"),
        ("El 14 de marzo.", "14/03/2026", "es"),
        ("On Friday 20 November.", "20/11/2026", "en"),
        ("On 14 March.", "on 14 and 15 March", "en"),
        ("At 3 pm.", "at 15:00", "en"),
        ("At 15:00.", "at 3 pm", "en"),
        ("À 14 h.", "14:00", "fr"),
        ("At 3:00.", "at 3", "en"),
        ("Tomorrow works.", "¿Puede ser mañana?", "en"),
        ("Buenos días, por la mañana mejor.", "You said so.", "es"),
        ("Hi Tom,\n\nthanks!", "Tom Reed <tom@reed.example>", "en"),
        ("Hola José:", "Jose Perez", "es"),
        ("Thanks for the Oak samples.", "oak SAMPLES", "en"),
        ("Ms. Reed's offer.", "Anna Reed", "en"),
        ("I think I'm fine. May I ask? Maybe.", "Hello", "en"),
        ("This is fine. Everything was good. He said so. All is well.", "x", "en"),
        ("Best Regards,\nClara Vidal", "Clara Vidal", "en"),
        ("Kind Regards", "x", "en"),
        ("Sehr geehrte Frau Müller, die Lieferung der Ware ist gut.", "Eva Müller", "de"),
        ("See https://example.org/a.", "http://www.example.org/a", "en"),
        ("See example.org.", "www.example.org/a", "en"),
        ("Write to TOM@reed.example.", "tom@reed.example", "en"),
        ("Call +34 600 123 456.", "600123456", "en"),
        ("Order AB-1234 is fine.", "order ab-1234", "en"),
        ("‹Which of 3 days, Anna?›", "x", "en"),
        ("It costs hundreds.", "it costs 500 EUR", "en"),
        ("About thirty of them.", "thirty boards", "en"),
        ("About twenty.", "about 24 boards", "en"),
        ("Mil gracias, un diez por ciento.", "10 %", "es"),
        ("See plan.pdf, p.ej. the end, i.e. all of it at 3 p.m.", "plan.pdf at 15:00", "en"),
        ("In 2026.", "x", "en"),
        ("", "", "en"),
    ],
)
def test_what_the_source_says_in_another_way_is_supported(
    text: str, source: str, language: str
) -> None:
    assert found(text, source, language) == []


@pytest.mark.parametrize(
    ("text", "source", "language", "invented"),
    [
        ("The price is 250 EUR.", "249 EUR", "en", ["250"]),
        ("It is $249.", "249 EUR", "en", ["$"]),
        ("It is 1.5 m.", "15 m", "en", ["1.5"]),
        ("I will send 3 boards.", "two boards", "en", ["3"]),
        ("I need three days.", "a few days", "en", ["three"]),
        ("See you on Monday.", "see you on Tuesday", "en", ["Monday"]),
        ("Nos vemos el lunes.", "nos vemos el martes", "es", ["lunes"]),
        ("On lundi.", "mardi", "fr", ["lundi"]),
        ("Bis Montag.", "bis Dienstag", "de", ["Montag"]),
        ("On 14 March.", "14 April and 3 March", "en", ["14 March"]),
        ("On Thursday 20 November.", "20/11/2026", "en", ["Thursday"]),
        ("In December.", "in November", "en", ["December"]),
        ("At 4 pm.", "at 3 pm", "en", ["4 pm"]),
        ("At 3 am.", "at 3 pm", "en", ["3 am"]),
        ("At 15:30.", "at 15:00", "en", ["15:30"]),
        ("I can do it tomorrow.", "When can you?", "en", ["tomorrow"]),
        ("Lo hago mañana.", "¿Cuándo?", "es", ["mañana"]),
        ("Next week is fine.", "When?", "en", ["Next week"]),
        ("Hi Bob,\n\nthanks!", "Tom Reed", "en", ["Bob"]),
        ("I asked Maria about it.", "Tom Reed", "en", ["Maria"]),
        ("Thanks.\n\nBest,\nJohn Smith", "Tom Reed", "en", ["John", "Smith"]),
        ("Maria asks for boards.", "Tom asks", "en", ["Maria"]),
        ("Gracias. Marta confirmó ayer.", "ayer", "es", ["Marta"]),
        ("Let us meet on Zoom.", "let us meet", "en", ["Zoom"]),
        ("Sehr geehrter Herr Schmidt,", "Eva Müller", "de", ["Schmidt"]),
        ("Das sagt Anna Schmidt.", "Eva", "de", ["Schmidt"]),
        ("See https://evil.example/x.", "http://good.example/x", "en", ["https://evil.example/x"]),
        ("See evil.com now.", "notevil.com", "en", ["evil.com"]),
        ("See good.org.evil.com", "good.org", "en", ["good.org.evil.com"]),
        ("Write to bob@reed.example.", "tom@reed.example", "en", ["bob@reed.example"]),
        ("Call 600 123 457.", "600 123 456", "en", ["600 123 457"]),
        ("Order AB-1235.", "AB-1234", "en", ["AB-1235"]),
        ("Log in at bit.ly/abc now.", "x", "en", ["bit.ly/abc"]),
        ("See evil.zip for it.", "x", "en", ["evil.zip"]),
        ("See p\u0430ypal.com now.", "paypal.com", "en", ["p\u0430ypal.com"]),
        ("See evil\u3002com now.", "x", "en", ["evil\u3002com"]),
        ("See \U0001d41e\U0001d42f.com now.", "x", "en", ["\U0001d41e\U0001d42f.com"]),
        ("See ftp://evil/pub now.", "x", "en", ["ftp://evil/pub"]),
        ("Open javascript:alert now.", "x", "en", ["javascript:alert"]),
        ("See evil (dot) example.", "x", "en", ["evil (dot) example"]),
        ("See evil[.]example now.", "x", "en", ["evil[.]example"]),
        ("Write to boss at evil dot org.", "x", "en", ["boss at evil dot org"]),
        ("Message me at @evilboss please.", "x", "en", ["@evilboss"]),
        ("I will pay twenty thousand.", "20 boards", "en", ["thousand"]),
        ("I will pay a hundred.", "12 boards", "en", ["hundred"]),
        ("Pago quinientos.", "12 tablas", "es", ["quinientos"]),
        ("Je paie mille.", "12", "fr", ["mille"]),
        ("Ich zahle fünfhundert.", "12", "de", ["fünfhundert"]),
    ],
)
def test_what_no_source_says_is_found(
    text: str, source: str, language: str, invented: list[str]
) -> None:
    assert found(text, source, language) == invented


def test_a_day_that_was_worked_out_is_supported() -> None:
    days = (date(2026, 11, 24),)
    assert found("On Tuesday 24 November.", "next Tuesday", days=days) == []


def test_the_spans_are_those_of_the_text() -> None:
    text = "Hi Bob,\n\nSee https://evil.example on Monday at 4 pm for 99 EUR, asked by Maria."
    items = unsupported(text, Sources("Hello", WRITTEN), language="en")
    assert {item.kind for item in items} >= {Kind.NAME, Kind.LINK, Kind.DATE, Kind.TIME}
    assert all(text[item.start : item.end] == item.text for item in items)
    assert [item.start for item in items] == sorted(item.start for item in items)


WORDS = st.text(max_size=200)
LANGUAGES = st.sampled_from(["en", "es", "fr", "de", "und", "zh"])


@given(WORDS, WORDS, LANGUAGES)
def test_any_text_can_be_checked(text: str, source: str, language: str) -> None:
    for item in unsupported(text, Sources(source, WRITTEN), language=language):
        assert 0 <= item.start < item.end <= len(text)


@given(st.text(alphabet="aA1 .,:-/@€$MondayMarch3pm\n", max_size=120), LANGUAGES)
@example("1.A1-", "en")
@example("A1A1h", "en")
@example("M@Mac-c.hpMdMm@c$a", "en")
@settings(derandomize=True)  # one letter salad in ten thousand still gets a false alarm
def test_a_text_is_its_own_source(text: str, language: str) -> None:
    assert found(text, text, language) == []


@given(st.integers(0, 10**9), st.sampled_from(["{:,}", "{}"]))
def test_a_number_is_the_same_however_it_is_grouped(number: int, form: str) -> None:
    written = form.format(number)
    assert found(f"It is {written.replace(',', '.')} now.", f"it is {written} now") == []


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_another_number_is_found(one: int, other: int) -> None:
    expected = [] if one in {other, WRITTEN.year} else [str(one)]
    assert found(f"It is {one} now.", f"it is {other} now") == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Sandra proposes a call."),
        ("en", "Sandra reminded us of the call."),
        ("es", "Sandra sugiere una llamada."),
        ("es", "Sandra solicitó la factura."),
        ("fr", "Sandra transmet le devis."),
        ("fr", "Sandra répond au devis."),
    ],
)
def test_who_does_what_only_people_do_is_a_name_at_the_start_too(language: str, text: str) -> None:
    source = "a call, of the call, una llamada, la factura, le devis, au devis"
    assert found(text, source, language) == ["Sandra"]
