import os
from dataclasses import replace
from pathlib import Path

import pytest

from emailassist.domain.errors import InputError, NotFound
from emailassist.engine import note_files
from emailassist.local import passages
from tests.drafting.conftest import Desktop, pdf_of

PRICES = """# Prices 2026

Valid until December.

## Oak

Oak boards cost 38 EUR each; delivery takes ten days.

## Walnut

Walnut boards cost 61 EUR each.
"""


def test_passages_lie_under_their_headings() -> None:
    assert passages.of_text(PRICES, markdown=True) == (
        ("Prices 2026", "Valid until December."),
        ("Oak", "Oak boards cost 38 EUR each; delivery takes ten days."),
        ("Walnut", "Walnut boards cost 61 EUR each."),
    )
    long = "word " * 1_000
    cut = passages.of_text(f"{long}\n\nshort\n\nshort", markdown=False)
    assert max(len(text) for _, text in cut) <= passages.LONGEST
    assert " ".join(text for _, text in cut).split() == [*long.split(), "short", "short"]
    fenced = "```\n# no heading\n```\n\nTitle\n=====\n\nText"
    assert [place for place, _ in passages.of_text(fenced, markdown=True)] == ["", "Title"]


async def test_a_folder_is_indexed_and_followed(desktop: Desktop, tmp_path: Path) -> None:
    notes = desktop.engine.notes
    folder = tmp_path / "notes"
    (folder / "deep").mkdir(parents=True)
    prices = folder / "prices.md"
    prices.write_text(PRICES)
    (folder / "deep" / "terms.txt").write_bytes("Pago a 30 días.\n".encode("cp1252"))
    (folder / "guide.pdf").write_bytes(pdf_of("Sand the oak first", "Then oil the surface twice"))
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\n" + b"\0" * 2_000)
    (folder / "picture.png").write_bytes(b"no note")
    (folder / "binary.txt").write_bytes(b"\x7fELF\0\0\0")
    (folder / "out").symlink_to(tmp_path)
    assert await notes.add(folder) == 5
    problems = {each.path.name: each.problem for each in await notes.all() if each.problem}
    assert problems.keys() == {"broken.pdf", "binary.txt"}

    (hit, *_) = await notes.search("what does a board of walnut cost")
    assert (hit.path, hit.title, hit.place) == (prices, "Prices 2026", "Walnut")
    (page,) = await notes.search("surface")
    assert (page.path.name, page.place) == ("guide.pdf", "page 2")
    (spanish,) = await notes.search("¿pago a cuántos días?")
    assert spanish.text == "Pago a 30 días."
    assert await notes.search("—") == ()

    prices.write_text(PRICES.replace("61", "64"))
    os.utime(prices, (1, 1))
    (folder / "guide.pdf").unlink()
    await notes.index()
    assert next(hit.text for hit in await notes.search("walnut 64")) == (
        "Walnut boards cost 64 EUR each."
    )
    assert await notes.search("surface") == ()
    await notes.remove(folder)
    assert await notes.all() == ()
    assert prices.exists()


async def test_hostile_files_end_in_a_problem(
    desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(note_files, "MOST_PAGES", 2)
    monkeypatch.setattr(note_files, "LARGEST_TEXT", 50)
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "long.pdf").write_bytes(pdf_of("one", "two", "three"))
    (folder / "large.md").write_text(PRICES)
    await desktop.engine.notes.add(folder)
    found = {each.path.name: each for each in await desktop.engine.notes.all()}
    assert found["large.md"].problem == "It is too large."
    assert found["long.pdf"].passages == 2
    assert found["long.pdf"].problem == "Only its first 2 pages are read."
    monkeypatch.setattr(note_files, "PDF_MEMORY", 30_000_000)
    starved = await note_files.content(Path("a.pdf"), pdf_of("one"))
    assert starved.problem
    assert not starved.passages


async def test_what_is_no_folder_is_refused(desktop: Desktop, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a folder"):
        await desktop.engine.notes.add(tmp_path / "nowhere")
    with pytest.raises(InputError, match="whole disk"):
        await desktop.engine.notes.add(Path("/"))


async def test_a_folder_that_was_named_by_hand_can_be_removed(
    desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "notes").mkdir()
    engine = desktop.engine
    await engine.preferences.change(lambda each: replace(each, notes_folders=("~/notes",)))
    await engine.notes.add(tmp_path / "notes")
    assert engine.notes.folders == (tmp_path / "notes",)
    await engine.preferences.change(lambda each: replace(each, notes_folders=("~/notes",)))
    await engine.notes.remove(engine.notes.folders[0])
    assert (await engine.preferences.current()).notes_folders == ()
    with pytest.raises(NotFound):
        await engine.notes.remove(tmp_path / "notes")
