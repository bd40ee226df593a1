from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_the_life_of_an_agent_of_ones_own(run: Run) -> None:
    assert [e["name"] for e in run("--json", "instructions", "examples").json["examples"]] == [
        *("blank", "invoice", "travel")
    ]
    assert run("--json", "instructions", "new", "invoice").json["fields"][0] == "vendor"
    assert "filled in by patterns" in " ".join(run("instructions", "list").out.split())
    assert "switched off" in run("instructions", "off", "invoice").out
    oldest = run("--json", "instructions", "versions", "invoice").json["versions"][-1]
    lines = run("instructions", "diff", "invoice", "--against", oldest["digest"][:12]).out
    assert "- enabled: true\n+ enabled: false\n" in lines
    assert run("instructions", "restore", "invoice", "--version", oldest["digest"]).code == 0
    assert run("--json", "instructions", "copy", "invoice", "bills").json["enabled"] is True
    assert run("instructions", "remove", "invoice").out == "invoice is removed.\n"
    listed = run("--json", "instructions", "list").json["instructions"]
    assert [each["name"] for each in listed if each["is_own"]] == ["bills"]


def test_a_broken_file_is_named_with_its_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "trips.md"
    text = "---\nname: trips\nwhen: trips\noutput:\n  properties:\n    a: {type: sring}\n---\nX"
    file.write_text(text, encoding="utf-8")
    told = run("instructions", "new", "trips", "--file", file)
    assert (told.code, told.err[:17]) == (1, "trips.md:6: unkno")
    assert "Did you mean 'string'?" in told.err
    assert run("instructions", "check", "--file", file).code == 1
    own = tmp_path / "home" / "instructions" / "trips.md"
    own.parent.mkdir(exist_ok=True)
    own.write_text(text.replace("when:", "titel: Trips\nwhen:").replace("}\n", "}\n    b: {}\n"))
    for arguments in (("--file", own), ("trips",), ()):
        checked = run("instructions", "check", *arguments)
        assert (checked.code, checked.err) == (1, "")
        places = [line.split()[0] for line in checked.out.splitlines()]
        assert places == ["trips.md:3:", "trips.md:7:", "trips.md:8:"]
    own.write_text("---\nname: trips\nrole: extract\nwhne: x\nmodel: large\n---\n{{ usr }}")
    problems = run("--json", "instructions", "check").json["problems"]
    assert [each[:11] for each in problems] == ["trips.md:4:", "trips.md:5:", "trips.md:7:"]
    own.unlink()
    assert run("instructions", "remove", "router").code == 1


def test_instructions_are_changed_in_an_editor_or_from_a_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf "\\nBe brief.\\n" >> "$1"\n', encoding="utf-8")
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    assert run("instructions", "edit", "summarizer", "--note", "shorter").code == 0
    assert run("instructions", "show", "summarizer").out.rstrip().endswith("Be brief.")
    assert "shorter" in run("instructions", "versions", "summarizer").out
    monkeypatch.setenv("VISUAL", "true")
    assert "left as they are" in run("instructions", "edit", "summarizer").err
    monkeypatch.setenv("VISUAL", "no-such-editor")
    assert "could not be used" in run("instructions", "edit", "summarizer").err
    file = tmp_path / "text.md"
    file.write_text("---\nname: summarizer\nrole: nothing\n---\nX", encoding="utf-8")
    assert run("instructions", "edit", "summarizer", "--file", file).code == 1
    assert run("instructions", "show", "summarizer").out.rstrip().endswith("Be brief.")
