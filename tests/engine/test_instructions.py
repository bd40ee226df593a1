from pathlib import Path

import pytest

from emailassist.assistant.library import InstructionLibrary
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
