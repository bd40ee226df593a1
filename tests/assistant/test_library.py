import subprocess
import sys
from pathlib import Path

import pytest

from emailassist.assistant.instructions import AgentRole, digest_of
from emailassist.assistant.library import InstructionLibrary
from emailassist.domain.errors import InstructionError, NotFound

SHIPPED = Path(__file__).parents[2] / "instructions"


def own_copy(tmp_path: Path, name: str) -> Path:
    folder = tmp_path / "own"
    folder.mkdir(exist_ok=True)
    return folder / f"{name}.md"


def test_the_shipped_team(library: InstructionLibrary) -> None:
    listed = library.all()
    assert [file.role for file in listed] == [role.value for role in AgentRole]
    assert not any(file.edited or file.problem for file in listed)
    assert "spam-phishing" in {category.name for category in library.categories()}


def test_saving_puts_a_copy_in_force(library: InstructionLibrary, tmp_path: Path) -> None:
    text = library.text("summarizer") + "\nBe brief.\n"
    saved = library.save("summarizer", text)
    assert (saved.edited, saved.digest) == (True, digest_of(text))
    assert library.agents()[AgentRole.SUMMARIZE].digest == digest_of(text)
    assert own_copy(tmp_path, "summarizer").read_text(encoding="utf-8") == text
    assert [path.name for path in (tmp_path / "own").glob("[!.]*")] == ["summarizer.md"]
    assert InstructionLibrary(SHIPPED, tmp_path / "own").text("summarizer") == text


def test_a_broken_text_is_refused_with_its_line(library: InstructionLibrary) -> None:
    before = library.text("summarizer")
    with pytest.raises(InstructionError) as caught:
        library.save("summarizer", before.replace("temperature: 0.1", "temperature: warm"))
    assert caught.value.line == 7
    assert library.text("summarizer") == before


def test_the_role_stays(library: InstructionLibrary) -> None:
    with pytest.raises(InstructionError) as caught:
        library.check("summarizer", "---\nname: summarizer\nrole: draft\n---\nText")
    assert caught.value.line == 3


def test_restoring(library: InstructionLibrary) -> None:
    shipped = library.text("summarizer")
    library.save("summarizer", shipped + "\nMore.\n")
    assert not library.restore("summarizer").edited
    assert library.text("summarizer") == shipped
    library.restore("summarizer")


def test_unknown_names(library: InstructionLibrary) -> None:
    for use in (library.text, library.restore):
        with pytest.raises(NotFound):
            use("../../etc/passwd")
    with pytest.raises(NotFound):
        library.save("nobody", "---\nname: nobody\nrole: draft\n---\nText")


def test_a_copy_broken_elsewhere_keeps_the_last_good_version(
    library: InstructionLibrary, tmp_path: Path
) -> None:
    good = library.text("summarizer") + "\nMine.\n"
    library.save("summarizer", good)
    own_copy(tmp_path, "summarizer").write_text("---\nname: oops", encoding="utf-8")
    file = next(file for file in library.all() if file.name == "summarizer")
    assert file.digest == digest_of(good)
    assert "summarizer.md:2" in file.problem
    assert library.text("summarizer") == "---\nname: oops"


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"", b"---\nname: summarizer\nrole: draft\n---\nX"]
)
def test_a_copy_broken_from_the_start_leaves_the_shipped_one(
    tmp_path: Path, content: bytes
) -> None:
    own_copy(tmp_path, "summarizer").write_bytes(content)
    library = InstructionLibrary(SHIPPED, tmp_path / "own")
    file = next(file for file in library.all() if file.name == "summarizer")
    assert file.problem
    assert file.digest == digest_of((SHIPPED / "summarizer.md").read_text(encoding="utf-8"))


def test_mending_the_copy_takes_effect(library: InstructionLibrary, tmp_path: Path) -> None:
    own_copy(tmp_path, "router").write_text("broken", encoding="utf-8")
    assert next(file for file in library.all() if file.name == "router").problem
    mended = (SHIPPED / "router.md").read_text(encoding="utf-8") + "\nMended.\n"
    own_copy(tmp_path, "router").write_text(mended, encoding="utf-8")
    assert library.agents()[AgentRole.ROUTE].digest == digest_of(mended)


def test_a_second_agent_of_a_role_is_shown_but_not_used(
    library: InstructionLibrary, tmp_path: Path
) -> None:
    own_copy(tmp_path, "other").write_text(
        "---\nname: other\nrole: draft\n---\nText", encoding="utf-8"
    )
    file = next(file for file in library.all() if file.name == "other")
    assert "already an agent with role 'draft'" in file.problem
    assert library.agents()[AgentRole.DRAFT].name == "reply-drafter"


def test_categories_follow_the_classifiers_file(library: InstructionLibrary) -> None:
    text = library.text("classifier").replace("name: receipt", "name: bills")
    library.save("classifier", text)
    assert "bills" in {category.name for category in library.categories()}


def test_an_incomplete_installation_says_so(tmp_path: Path) -> None:
    with pytest.raises(InstructionError, match="no instruction file for route"):
        InstructionLibrary(tmp_path, tmp_path / "own").all()


def test_listing_instructions_does_not_load_the_sdk() -> None:
    code = (
        "import sys; import emailassist.assistant.library, emailassist.assistant.grounding;"
        "sys.exit('agents' in sys.modules or 'openai' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False)  # noqa: S603  # our own code
    assert done.returncode == 0
