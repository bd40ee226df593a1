from dataclasses import replace

import pytest

from emailassist.assistant.bearers import bearers_of
from emailassist.assistant.checks import sources_of
from emailassist.assistant.claims import claims_in
from emailassist.domain.draft import ClaimSource, Proposal, SourceKind
from emailassist.domain.recall import Passage, Recalled
from emailassist.domain.triage import Written
from tests.assistant.conftest import MakeTask

NOTE = Passage(
    ClaimSource(SourceKind.NOTE, "precios.md", path="/precios.md"),
    "Barnizar una mesa cuesta 120 EUR y tarda cinco días. We deliver to Leeds every Thursday.",
)
ENGLISH = (
    "Hello Clara,\n\ncould you tell me by Friday whether you want 12 or 15 boards? Please also"
    " send me your VAT number.\n\nBest,\nTom Reed\n",
    "Hi Tom,\n\nThank you for asking. We would like 15 boards, please. I will send you my VAT"
    " number by Friday. Our workshop is closed because of a fair in Berlin. Delivery to Leeds is"
    " every Thursday. When do you open? Please let me know.\n\nBest regards,\nClara",
    "yes, 15 boards",
    {
        "We would like 15 boards, please.": SourceKind.PERSON,
        "I will send you my VAT number by Friday.": SourceKind.NONE,
        "VAT": SourceKind.THREAD,
        "Friday": SourceKind.THREAD,
        "Our workshop is closed because of a fair in Berlin.": SourceKind.NONE,
        "Leeds": SourceKind.NOTE,
        "Thursday": SourceKind.NOTE,
    },
)
SPANISH = (
    "Hola Clara:\n\n¿Puedes venir el jueves a las 10? ¿Y cuánto costaría barnizar la mesa?\n\n"
    "Un saludo,\nTomás\n",
    "Hola, Tomás:\n\nGracias por tu mensaje. Sí, puedo ir el jueves a las 10. Barnizar la mesa"
    " cuesta 120 EUR. Te mandaré una foto.\n\nUn saludo,\nClara",
    "say yes",
    {
        "Sí, puedo ir el jueves a las 10.": SourceKind.PERSON,
        "jueves": SourceKind.THREAD,
        "10": SourceKind.THREAD,
        "120": SourceKind.NOTE,
        "Te mandaré una foto.": SourceKind.NONE,
    },
)
FRENCH = (
    "Bonjour Clara,\n\nPourriez-vous passer mardi à l'atelier ?\n\nCordialement,\nThomas\n",
    "Bonjour Thomas,\n\nMerci pour votre message. Je passerai mardi à l'atelier. Nombre de"
    " chaises : ‹combien›.\n\nCordialement,\nClara",
    "say no",
    {"Je passerai mardi à l'atelier.": SourceKind.NONE, "mardi": SourceKind.THREAD},
)


@pytest.mark.parametrize(("body", "draft", "said", "expected"), [ENGLISH, SPANISH, FRENCH])
def test_what_bears_each_claim(
    task: MakeTask, body: str, draft: str, said: str, expected: dict[str, SourceKind]
) -> None:
    given = replace(task(body), recalled=Recalled(passages=(NOTE,), said=said))
    language = {"Hi": "en", "Ho": "es", "Bo": "fr"}[draft[:2]]
    found = claims_in(
        draft, bearers_of(given, sources_of(given, language=language)), language=language
    )
    assert {claim.text: claim.source.kind for claim in found} == expected
    assert all(draft[claim.start : claim.end] == claim.text for claim in found)
    quoted = [claim for claim in found if claim.source.kind is SourceKind.NOTE]
    assert all(claim.text in claim.source.quote for claim in quoted)


def test_claims_move_with_the_text() -> None:
    text = "On Friday. Not on Friday."
    given = ClaimSource(SourceKind.THREAD)
    first = Proposal(text, "en", Written.MODEL)
    claims = tuple(
        replace(claim) for claim in claims_in(text, (), language="en") if claim.text == "Friday"
    )
    proposal = replace(first, claims=tuple(replace(each, source=given) for each in claims))
    moved = proposal.with_body(f"Well.\n{text}")
    assert [each.start - 6 for each in moved.claims] == [each.start for each in claims]
    assert proposal.with_body("Nothing.").claims == ()
