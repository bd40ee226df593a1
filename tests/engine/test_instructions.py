from pathlib import Path

import pytest

from emailassist.assistant.library import InstructionLibrary
from emailassist.domain.difference import Change
from emailassist.domain.errors import NotFound
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Confined, Store
from emailassist.engine.instructions import InstructionHistory

SHIPPED = Path(__file__).parents[2] / "instructions"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


@pytest.fixture
async def history(store: Store, parsing: Confined, own: Path) -> InstructionHistory:
    await store.write(lambda _: None)
    return InstructionHistory(store, Announcer(), InstructionLibrary(SHIPPED, own), parsing)


async def texts(history: InstructionHistory) -> list[str]:
    return [each.text for each in await history.versions("summarizer")]


async def test_restoring_keeps_what_it_removes(history: InstructionHistory, own: Path) -> None:
    shipped = await history.text("summarizer")
    by_hand = f"{shipped}\nMention the cat.\n"
    (own / "summarizer.md").write_text(by_hand)
    await history.restore("summarizer")
    assert await texts(history) == [shipped, by_hand]


@pytest.mark.parametrize("broken", ["---\nname: [\n---\n", "\ufeff"])
async def test_restoring_keeps_a_broken_copy_too(
    history: InstructionHistory, own: Path, broken: str
) -> None:
    shipped = await history.text("summarizer")
    await history.save("summarizer", f"{shipped}\nMine.\n", "")
    (own / "summarizer.md").write_text(broken)
    await history.restore("summarizer")
    assert broken in await texts(history)


async def test_saving_keeps_what_was_written_by_hand(
    history: InstructionHistory, own: Path
) -> None:
    shipped = await history.text("summarizer")
    await history.save("summarizer", f"{shipped}\nFirst.\n", "")
    by_hand = f"{shipped}\nBy hand.\n"
    (own / "summarizer.md").write_text(by_hand)
    await history.save("summarizer", f"{shipped}\nThird.\n", "")
    assert await texts(history) == [
        f"{shipped}\nThird.\n",
        by_hand,
        f"{shipped}\nFirst.\n",
        shipped,
    ]


async def test_a_new_agent_is_begun_copied_and_brought_back(history: InstructionHistory) -> None:
    made = await history.begin("bills", "invoice", 'Bills: "mine"')
    assert (made.title, made.is_own) == ('Bills: "mine"', True)
    await history.duplicate("bills", "more", "More")
    await history.switch("bills", on=False)
    lines = await history.compare("bills", (await history.versions("bills"))[-1].digest[:12])
    assert [(each.change, each.text) for each in lines if each.change in "+-"] == [
        (Change.REMOVED, "enabled: true"),
        (Change.ADDED, "enabled: false"),
    ]
    await history.remove("bills")
    assert "bills" not in [file.name for file in await history.all()]
    oldest = (await history.versions("bills"))[-1]
    assert (await history.restore_version("bills", oldest.digest)).enabled
    with pytest.raises(NotFound):
        await history.other_text("bills", "")
    with pytest.raises(NotFound):
        await history.begin("x", "nothing")


async def test_what_differs_from_the_shipped_file(history: InstructionHistory) -> None:
    shipped = await history.text("summarizer")
    await history.save("summarizer", f"{shipped}Mine.\n")
    lines = await history.compare("summarizer", "shipped")
    assert [each.text for each in lines if each.change is Change.ADDED] == ["Mine."]
    assert lines[0].change is Change.SKIPPED
    assert await history.shipped_change("summarizer") == ()
