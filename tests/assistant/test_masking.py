"""What is found in labelled lines, and how it is found again."""

import json

import pytest

from benchmarks.masking import Figures, lines, masked
from emailassist.assistant.masking.links import find_tracking
from emailassist.assistant.masking.mask import Mask
from emailassist.domain.address import Address
from emailassist.domain.task import Turn
from tests.assistant.conftest import MakeTask


def test_labelled_lines_are_found_and_nothing_else() -> None:
    figures = Figures()
    for text, spans in lines():
        figures.count(text, spans, masked(text))
    assert sum(figures.wanted.values()) > 190
    assert figures.missed == []
    assert figures.extra == []


@pytest.mark.parametrize(
    ("url", "left"),
    [
        ("https://x.example/a?utm_source=n&id=81", "https://x.example/a?LINK_1"),
        ("https://x.example/u/AbC9dEf0GhI1jKl2MnO3/open", "https://x.example/u/LINK_1/open"),
        ("https://list.example/unsubscribe?u=5", "https://list.example/unsubscribe?LINK_1"),
        (
            "https://docs.example/library/re.html#re.sub",
            "https://docs.example/library/re.html#re.sub",
        ),
        ("https://shop.example/list?page=2", "https://shop.example/list?page=2"),
        ("https://x.example/2026/11/our-plans-for-the-winter", ""),
    ],
)
def test_links_lose_what_tells_who_follows_them(url: str, left: str) -> None:
    mask = Mask()
    out = mask.masked(f"See {url}.").text
    assert out == f"See {left or url}."
    assert mask.restored(out) == f"See {url}."


def test_a_number_in_a_link_is_no_phone() -> None:
    text = "https://x.example/orders/612345678/view"
    assert list(find_tracking(text)) == []
    assert Mask().masked(text).text == text


def test_names_are_masked_where_they_are_names(task: MakeTask) -> None:
    will = Turn(Address("Will Baker", "will@x.example"), None, mine=False, text="Hi")
    shop = Turn(Address("Acme Shop", "orders@acme.example"), None, mine=False, text="Hi")
    mask = Mask(task("Hello Clara,\n\nok.\n\nBest,\nTom Reed\n", thread=(will, shop)))

    def said(text: str) -> str:
        return mask.masked(text).text

    assert said("Will it rain? Ask Will, the baker.") == "Will it rain? Ask NAME_2, the baker."
    assert said("will baker") == "will baker"
    assert said("Will Baker and TOM REED") == "NAME_2 SURNAME_2 and NAME_3 SURNAME_3"
    assert said("Tom's and tom, not tomorrow") == "NAME_3's and NAME_3, not tomorrow"
    assert said("The Acme Shop in the city") == "The Acme Shop in the city"


def test_accents_and_order_of_a_name_do_not_matter(task: MakeTask) -> None:
    garcia = Turn(Address("García López, Ana", "a@x.example"), None, mine=False, text="Hola")
    mask = Mask(task(thread=(garcia,)))
    out = mask.masked("Ana Garcia y ANA GARCÍA LÓPEZ").text
    assert "Ana" not in out
    assert "arc" not in out.casefold()
    first, second = out.split(" y ")
    assert second.startswith(first)


def test_text_inside_json_is_seen_through_its_escapes() -> None:
    inside = json.dumps({"text": "Tel:\n+34\u00a0612\u00a034 56 78\nline\t<ana@x.example>"})
    mask = Mask()
    out = json.loads(mask.masked(inside.replace("<", "\\u003c")).text)
    assert out["text"] == "Tel:\nPHONE_1\nline\t<EMAIL_1>"
    answer = json.dumps({"body": "Write to\nEMAIL_1, [phone_1]"})
    assert json.loads(mask.restored(answer))["body"].startswith("Write to\nana@x.example, +34")


def test_a_thread_that_grows_keeps_its_tokens(task: MakeTask) -> None:
    ana = Turn(Address("Ana Gil", "ana@x.example"), None, mine=False, text="My phone: 612345678")
    bob = Turn(Address("Bob Lee", "bob@x.example"), None, mine=False, text="Mine: 655 12 34 56")
    before, after = Mask(task(thread=(ana,))), Mask(task(thread=(ana, bob)))
    text = "Ana, ana@x.example, 612 34 56 78"
    assert before.masked(text).text == after.masked(text).text


def test_values_come_back_as_the_message_writes_them(task: MakeTask) -> None:
    quoted = Turn(None, None, mine=False, text="+34 612 34 56 78")
    mask = Mask(task("My number is 612345678.\n", thread=(quoted,)))
    token = mask.masked("612345678").text
    assert mask.restored(token) == "612345678"


def test_people_who_are_listed_are_known_and_organisations_are_not(task: MakeTask) -> None:
    bank = Turn(
        Address("Banc Llevant seguridad", "avisos@bancllevant.example"), None, mine=False, text="x"
    )
    own = Turn(Address("Marta Ruiz", "marta@martaruiz.example"), None, mine=False, text="x")
    listed = Turn(
        None, None, mine=False, text="Asistentes: Núria Puig, Jordi Ferrer y Ana de la Vega\n"
    )
    mask = Mask(task(thread=(bank, own, listed)))
    assert mask.masked("Su seguridad en Banc Llevant").text == "Su seguridad en Banc Llevant"
    out = mask.masked("Marta, Nuria, Jordi Ferrer, Ana").text
    assert not any(name in out for name in ("Marta", "Nuria", "Jordi", "Ferrer", "Ana"))


@pytest.mark.parametrize("piece", ["12-", "1.", "a@b.", "x at y.", "ES91 ", "06 12 ", "Aa de "])
def test_hostile_texts_come_to_an_end(piece: str) -> None:
    mask = Mask()
    text = (piece * 3000)[:6000]
    assert mask.restored(mask.masked(text).text) is not None
