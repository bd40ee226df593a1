"""Agents that a person adds, and their copies of shipped ones, as files in their folder."""

import shutil
from pathlib import Path

import pytest

from emailassist.assistant.instructions import AgentRole, digest_of
from emailassist.assistant.library import InstructionLibrary
from emailassist.domain.errors import InputError, InstructionError
from emailassist.domain.views import InstructionFile
from tests.assistant.conftest import SHIPPED


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


def text_of(name: str, *fields: str) -> str:
    head = f"name: {name}\nwhen: always\noutput: {{properties: {{x: {{type: string}}}}}}"
    return "\n".join(["---", head, *fields, "---", "Look.", ""])


def drop(own: Path, name: str, *fields: str) -> None:
    (own / f"{name}.md").write_text(text_of(name, *fields), encoding="utf-8")


def listed(library: InstructionLibrary) -> dict[str, InstructionFile]:
    return {file.name: file for file in library.all()}


def names(library: InstructionLibrary) -> list[str]:
    return [agent.name for agent in library.agents().specialists]


def test_dropped_in_agents_work_in_their_order(library: InstructionLibrary, own: Path) -> None:
    assert names(library) == []
    drop(own, "a", "after: [c]")
    drop(own, "b", "order: 5")
    drop(own, "c", "order: 9")
    drop(own, "d", "order: 1", "enabled: false")
    assert names(library) == ["b", "c", "a"]
    files = library.all()
    assert [file.role for file in files[:6]] == list(AgentRole)
    assert [file.name for file in files[6:]] == ["d", "b", "c", "a"]
    assert files[6].is_own
    assert files[6].fields == ("x",)
    assert library.agents()[AgentRole.EXTRACT].name == "extractor"
    assert library.agents().named("c") is not None


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ("after: [bb]", "x.md:5: 'after' names 'bb'"),
        ("after: [summarizer]", "not an agent of your own"),
        ("after: [a]", "leads round in a circle: x → a → b → x"),
    ],
)
def test_an_order_that_cannot_be_is_shown_with_its_line(
    library: InstructionLibrary, own: Path, fields: str, problem: str
) -> None:
    drop(own, "a", "after: [b]")
    drop(own, "b", "after: [x]")
    drop(own, "x")
    assert names(library) == ["x", "b", "a"]
    with pytest.raises(InstructionError, match=problem.rpartition(": ")[2][:20]):
        library.check("x", text_of("x", fields))
    drop(own, "x", fields)
    assert problem in listed(library)["x"].problem
    assert names(library) == ["x", "b", "a"]  # the last good version
    assert listed(library)["a"].problem == ""
    drop(own, "x")
    assert listed(library)["x"].problem == ""


def test_a_circle_from_the_start_leaves_its_agents_out(
    library: InstructionLibrary, own: Path
) -> None:
    drop(own, "a", "after: [b]")
    drop(own, "b", "after: [a]")
    drop(own, "c")
    assert names(library) == ["c"]
    assert "circle: a → b → a" in listed(library)["a"].problem


def test_a_broken_new_file_is_only_shown(library: InstructionLibrary, own: Path) -> None:
    (own / "oops.md").write_text("---\nname: oops\nrole: extrct\n---\nX", encoding="utf-8")
    file = listed(library)["oops"]
    assert file.problem == (
        "oops.md:3: unknown role 'extrct'. Did you mean 'extract'? Allowed: route, classify,"
        " summarize, extract, draft, review."
    )
    assert names(library) == []


def test_the_last_good_version_outlives_a_restart(own: Path) -> None:
    drop(own, "a", "order: 3")
    assert names(InstructionLibrary(SHIPPED, own)) == ["a"]
    (own / "a.md").write_text("broken", encoding="utf-8")
    again = InstructionLibrary(SHIPPED, own)
    [agent] = again.agents().specialists
    assert agent.order == 3
    assert listed(again)["a"].problem
    (own / "a.md").unlink()
    assert names(again) == []
    (own / "a.md").write_text("broken", encoding="utf-8")
    assert names(InstructionLibrary(SHIPPED, own)) == []


def test_an_update_of_an_edited_file_is_told_and_changes_nothing(tmp_path: Path, own: Path) -> None:
    shipped = tmp_path / "shipped"
    shutil.copytree(SHIPPED, shipped)
    library = InstructionLibrary(shipped, own)
    before = library.text("summarizer")
    mine = f"{before}\nMine.\n"
    assert not library.save("summarizer", mine).shipped_changed
    updated = f"{before}\nNewer.\n"
    (shipped / "summarizer.md").write_text(updated, encoding="utf-8")
    again = InstructionLibrary(shipped, own)
    file = listed(again)["summarizer"]
    assert (file.shipped_changed, file.digest) == (True, digest_of(mine))
    assert again.shipped_then("summarizer") == before
    assert again.save("summarizer", f"{mine}More.\n").shipped_changed
    assert not again.keep_mine("summarizer").shipped_changed
    assert not again.restore("summarizer").edited
    assert again.text("summarizer") == updated


def test_a_copy_made_elsewhere_is_as_new_as_can_be_known(own: Path) -> None:
    shutil.copy(SHIPPED / "router.md", own)
    assert not listed(InstructionLibrary(SHIPPED, own))["router"].shipped_changed


def test_agents_are_added_copied_switched_and_removed(
    library: InstructionLibrary, own: Path
) -> None:
    example = next(each for each in library.examples() if each.name == "invoice")
    library.add("invoice", example.text)
    library.add("bills", library.copied("invoice", "bills", '"My: bills"'))
    assert listed(library)["bills"].title == "My: bills"
    library.save("bills", library.switched("bills", on=False))
    assert names(library) == ["invoice"]
    drop(own, "audit", "after: [bills]")
    with pytest.raises(InputError, match="'audit' comes after it"):
        library.remove("bills")
    (own / "audit.md").unlink()
    library.remove("bills")
    assert "bills" not in listed(library)
    for refused in (
        lambda: library.remove("router"),
        lambda: library.copied("router", "second", "Second"),
        lambda: library.add("invoice", example.text),
        lambda: library.add("../x", example.text),
        lambda: library.save("router", library.switched("router", on=False)),
    ):
        with pytest.raises(InputError):
            refused()


def test_examples_are_complete(library: InstructionLibrary) -> None:
    examples = library.examples()
    assert {each.name for each in examples} == {"blank", "invoice", "travel"}
    for each in examples:
        library.check(each.name, each.text)
