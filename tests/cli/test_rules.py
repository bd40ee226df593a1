from pathlib import Path

from tests.cli.conftest import Run


def test_the_life_of_a_rule_of_ones_own(run: Run, tmp_path: Path) -> None:
    said = "mail from my landlord is personal and urgent"
    tried = run("--json", "rules", "try", said).json
    assert tried["meaning"] == (
        "Mail from “landlord” belongs to “Personal” and has priority urgent."
    )
    assert tried["matching"] == []
    assert run("rules", "add", said, given="n\n").code == 1
    added = run("rules", "add", said, "--from", "l@home.example", "--yes")
    assert added.out.startswith("landlord is in force; it has ruled on 0 messages.")
    listed = run("--json", "rules", "list").json["rules"]
    assert (listed[0]["info"]["name"], listed[0]["own"], listed[0]["on"]) == (
        "landlord",
        True,
        True,
    )
    assert run("rules", "off", "landlord").out == "landlord is off.\n"
    assert run("rules", "off", "bait").code == 0
    off = {e["info"]["name"] for e in run("--json", "rules", "list").json["rules"] if not e["on"]}
    assert off == {"landlord", "bait"}
    assert run("rules", "check").out == "No problem; it has 1 rule of your own.\n"
    assert run("rules", "remove", "landlord").code == 0
    assert run("rules", "on", "landlord").code == 1


def test_what_is_wrong_is_said(run: Run, tmp_path: Path) -> None:
    told = run("rules", "add", "mail from ana@example.org is purple", "--yes")
    assert (told.code, "does not say what" in told.err) == (1, True)
    file = tmp_path / "rules.toml"
    file.write_text('[[rule]]\nname = "a"\nfrom = "b"\n\ncategory = "purple"\n')
    told = run("rules", "check", file)
    assert (told.code, told.err[:38]) == (1, "rules.toml:5: there is no category “pu")
    (tmp_path / "home").mkdir(exist_ok=True)
    (tmp_path / "home" / "rules.toml").write_text("off = 3")
    told = run("rules", "list")
    assert (told.code, "rules.toml:1" in told.err) == (0, True)


def test_a_rule_is_shown_with_its_reason_and_a_name_that_nobody_bears_is_told(run: Run) -> None:
    assert "iTIP" in run("rules", "show", "calendar-part").out
    assert "no rule" in run("rules", "show", "nonsense").err
    tried = run("rules", "try", "mail from my landlord is urgent")
    assert tried.err == ""
    assert tried.out.startswith(
        "Mail from “landlord” has priority urgent. Nobody called “landlord”"
    )
    said = run("--json", "rules", "try", "mail from ana@home is urgent").json["about"]
    assert said.startswith("“ana@home” is a part of an address; say all of it, or “ana@”")
