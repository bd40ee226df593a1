from hypothesis import given
from hypothesis import strategies as st

from emailassist.local.sentences import MAX_CHARS, split_sentences


def flat(text: str) -> list[str]:
    return [sentence.flat for sentence in split_sentences(text)]


def test_wrapped_lines_are_one_sentence() -> None:
    text = (
        "We would like to move the meeting to another day of the next\nweek if you agree. Thanks."
    )
    assert flat(text) == [
        "We would like to move the meeting to another day of the next week if you agree.",
        "Thanks.",
    ]


def test_greeting_list_items_and_paragraphs_stand_alone() -> None:
    text = "Hola Clara,\n¿vienes mañana?\n\n- una cosa\n- otra cosa"
    assert flat(text) == ["Hola Clara,", "¿vienes mañana?", "- una cosa", "- otra cosa"]


def test_abbreviations_and_decimals_do_not_end_a_sentence() -> None:
    text = "Mr. Smith paid 3.50 euros to Dr. Brown on the 12. March. Then he left."
    assert len(flat(text)) == 2


@given(st.text(max_size=600))
def test_spans_are_exact_ordered_and_apart(text: str) -> None:
    position = 0
    for sentence in split_sentences(text):
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.start >= position
        position = sentence.end


def test_a_huge_text_is_read_to_the_cap() -> None:
    found = split_sentences("A short sentence. " * 20_000)
    assert found[-1].end <= MAX_CHARS


def test_a_time_or_a_day_at_the_end_ends_the_sentence() -> None:
    assert len(flat("We close at 18:30. Then we go home.")) == 2
    assert len(flat("Lo guardo hasta el lunes 21. Si no, lo vendo.")) == 2
    assert len(flat("Réponse d'ici vendredi 17 h. Le montant est de 30 euros.")) == 2
    assert len(flat("J. Smith met A. B. Jones. Then he left.")) == 2


def test_a_list_number_belongs_to_its_item() -> None:
    assert flat("1. The first point.\n2. The second point.") == [
        "1. The first point.",
        "2. The second point.",
    ]
