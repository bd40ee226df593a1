import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.domain.errors import InputError
from emailassist.domain.label import is_label, keyword_of, label_of, labels_of

ATOM = re.compile(r'[^\x00-\x20\x7f-\uffff(){%*"\\\]]+')


@given(st.text(max_size=20))
def test_every_keyword_is_an_atom_and_a_label(text: str) -> None:
    try:
        keyword = keyword_of(text)
    except InputError:
        return
    assert ATOM.fullmatch(keyword)
    assert is_label(keyword)


@pytest.mark.parametrize("label", ["Work", "À payer", "Größe 3", "後で", "1. quarter", "a+b"])
def test_a_label_reads_back_as_it_was_given(label: str) -> None:
    assert label_of(keyword_of(label)) == label


@given(st.text(min_size=1, max_size=20).filter(lambda text: text.strip("_ ")))
def test_any_keyword_of_another_program_can_be_shown(keyword: str) -> None:
    assert label_of(keyword).isprintable()


def test_only_the_persons_own_are_labels() -> None:
    flags = frozenset({"\\Seen", "$Junk", "NonJunk", "$ea-category-fyi", "Work", "invoices"})
    assert labels_of(flags) == ("Work", "invoices")
