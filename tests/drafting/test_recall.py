from pathlib import Path

from emailassist.domain.draft import SourceKind
from emailassist.engine.triage import TriageJob
from emailassist.local.closeness import fused, shared, words_of
from tests.drafting.conftest import Desktop, sent
from tests.support.mail import raw_message

ASKED = raw_message(
    "Walnut boards",
    "Hello Clara,\n\nwhat does a walnut board cost at the moment, and when could you deliver ten"
    " of them to Leeds?\n\nBest,\nTom\n",
)


def test_words_and_ranks() -> None:
    words = words_of("Could you tell me what the walnut boards cost? Boards like last year's.")
    assert words[:2] == ("boards", "walnut")
    assert "could" not in words
    assert shared(("boards", "delivery"), "A board, delivered") == 2
    assert fused(["a", "b", "c"], ["b", "d"])[0] == "b"


async def test_the_closest_replies_and_notes_are_found(desktop: Desktop, tmp_path: Path) -> None:
    near, far, other = await desktop.send(
        sent(
            "Re: Walnut",
            "Hi Ann,\n\nwalnut boards are 58 EUR each and take ten days to deliver.\n\nClara\n",
            to="Ann Poe <ann@poe.example>",
            number=1,
        ),
        sent(
            "Holidays",
            "Dear all,\n\nwe are closed in August.\n\nClara\n",
            to="all@x.example",
            number=2,
        ),
        sent(
            "Re: Cost of oak",
            "Hi Tom,\n\nthe boards cost 38 EUR.\n\nBest,\nClara\n",
            to="tom@reed.example",
            number=3,
        ),
    )
    (key,) = await desktop.receive(ASKED)
    (tmp_path / "prices.md").write_text(
        "# Prices\n\nA walnut board costs 61 EUR.\n\n# Pets\n\nNo dogs."
    )
    await desktop.engine.notes.add(tmp_path)
    engine = desktop.engine
    task = await TriageJob(engine._store, engine._announcer, engine._parsing).task(key)
    found = await engine.recall.recalled(task)
    assert [each.key for each in found.replies] == [near, other]
    assert [each.same_person for each in found.replies] == [False, True]
    assert found.replies[0].text.startswith("Hi Ann,")
    (passage,) = found.passages
    assert passage.source.kind is SourceKind.NOTE
    assert passage.source.title == "Prices"
    assert passage.source.path == str(tmp_path / "prices.md")

    while await engine.recall._learn_some():
        pass
    again = await engine.recall.recalled(task)
    assert {each.key for each in again.replies} >= {near, other}
    assert far not in {each.key for each in again.replies}
    assert len(again.passages) == 1
