import json
from pathlib import Path

from tests.cli.conftest import Run
from tests.quality.documented import documented, paths

ROWS = [
    {
        "id": "news",
        "raw": "From: news@shop.example\nTo: me@y.example\nSubject: Weekly\n"
        "List-Unsubscribe: <https://shop.example/u>\nList-Id: <w.shop.example>\n\nNews.",
        "category": "newsletter",
    },
    {"id": "ask", "from": "Tom <tom@x.example>", "body": "Can you come?", "category": "fyi"},
]

SEVERAL = ("ways[]", "pairs[]")
"""What stands in the JSON of several ways only."""


def test_ways_are_compared_and_what_was_measured_is_kept(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(map(json.dumps, ROWS)))
    both = run("evaluate", path, "--compare", "rules", "--compare", "local", "--json").json
    assert [each["way"] for each in both["ways"]] == ["rules", "local"]
    rules, local = both["ways"]
    assert (rules["unsure"], local["unsure"], local["model_calls"]) == (1, 0, 0)
    assert {"rules", "guess"} == set(local["tiers"])
    assert local["among_labels"]["labels"] == ["fyi", "newsletter"]
    way = both["ways"][1]
    of_way = {name: way[name] for name in ("way", "title", "versions")}
    listed = paths({"ways": [of_way], "pairs": both["pairs"]})
    assert listed == {name for name in documented() if name.startswith(SEVERAL)}
    outside = {"messages", "left_out", "report", "at", "set", "notes", "ways", "pairs"}
    assert outside == set(both)
    (pair,) = both["pairs"]
    assert pair["may_be_chance"]
    assert pair["sentence"]

    alone = run("evaluate", path, "--rules-only").out
    assert "This set knows 2 of your 10 categories; among these: accuracy" in alone
    kept = run("--json", "quality", "reports").json["reports"]
    assert [len(each["ways"]) for each in kept] == [1, 2]
    assert kept[0]["set"] == {"kind": "file", "path": str(path)}
    assert "Rules alone" in run("quality", "reports").out
    assert "not enough triaged mail" in run("quality", "drift").out
    assert "not enough triaged mail" in " ".join(run("doctor").out.split())
    ways = run("--json", "quality", "ways").json["ways"]
    assert [each["way"] for each in ways] == ["usual", "rules", "local", "endpoint:on-device"]


def test_only_some_categories_may_be_answered(run: Run, tmp_path: Path) -> None:
    """Also rules say none of the others."""
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(map(json.dumps, [ROWS[0], {**ROWS[1], "accept": ["personal"]}])))
    some = ("evaluate", path, "--categories", "fyi, spam-phishing")
    found = run(*some, "--no-llm", "--json").json
    assert {row["category"] for row in found["rows"]} <= {"fyi", "spam-phishing"}
    assert "rules" not in found["tiers"]
    assert found["set"]["categories"] == ["fyi", "spam-phishing"]
    assert found["notes"] == [
        "Only “fyi”, “spam-phishing” could be answered.",
        "There is no category “newsletter” here: messages with such a label count as wrong.",
    ]
    assert "rules" in run("evaluate", path, "--no-llm", "--json").json["tiers"]
    assert "Known: needs-reply, " in run("evaluate", path, "--categories", "fyi,none").err
    assert "two categories" in run("evaluate", path, "--categories", "fyi").err


def test_what_cannot_be_measured_is_said(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text('{"id": "a"}')
    assert "--sample or --corrections" in run("evaluate").err
    assert "Only one of them" in run("evaluate", path, "--sample").err
    assert "one at a time" in run("evaluate", path, "--no-llm", "--rules-only").err
    alone = run("evaluate", path, "--compare", "bananas").err
    assert "compare “bananas” with: give --compare at least twice" in alone
    assert "--compare rules --compare local" in alone
    odd = run("evaluate", path, "--compare", "rules", "--compare", "router@00")
    assert "“router@00” is no way" in odd.err
    assert "usual, rules, local, endpoint:on-device" in odd.err
    assert "`quality ways` lists them" in odd.err
    assert "from 20 on" in run("evaluate", "--corrections").err


def test_every_key_is_documented_and_odd_rows_lose_no_others(run: Run, tmp_path: Path) -> None:
    """What stands in the JSON is what the manual says, no more and no less."""
    path = tmp_path / "set.jsonl"
    labels = {"category": "fyi", "needs_reply": True, "priority": "Normal"}
    fraud = {
        "from": "PayPal <security@paypa1.example>",
        "subject": "Your account is suspended",
        "body": "Confirm your password within 24 hours: http://192.0.2.7/paypal.com/login",
    }
    lines = [json.dumps(each) for each in (ROWS[0], ROWS[1] | labels, {"id": 3} | fraud | labels)]
    path.write_text("\r\n".join([lines[0], '{"subject": "no id"}', *lines[1:], "{"]))
    done = run("evaluate", path, "--categories", "fyi,newsletter,spam-phishing", "--json")
    assert done.code == 1
    assert "set.jsonl:2: “id” is missing." in done.err
    found = done.json
    assert [row["id"] for row in found["rows"]] == ["news", "ask", "3"]
    assert found["left_out"] == [
        {"line": 2, "problem": "“id” is missing."},
        {"line": 5, "problem": "The line is no JSON object."},
    ]
    assert "2 rows of the file cannot be read and are left out: lines 2, 5." in found["notes"]
    assert set(found["tiers"]) <= {"rules", "classifier", "guess"}  # no agent was there
    assert {row["tier"] for row in found["rows"]} == set(found["tiers"])

    several = {name for name in documented() if name.startswith(SEVERAL)}
    assert paths(found) == documented() - several - {"rows[].problem"}  # where triage fails


def test_wrong_rows_and_unknown_labels_are_named(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(map(json.dumps, [ROWS[0], {**ROWS[1], "category": "unheard"}])))
    said = run("evaluate", path, "--wrong", "1").out
    assert "There is no category “unheard” here" in said
    assert "Wrong, 1 of 1:\n  ask: " in said
    assert "Taken for another: unheard as " in said
    assert "expected unheard" in said
    assert "saved" not in said
    said = "There is no category “unheard” here: messages with such a label count as wrong."
    assert run("--json", "evaluate", path).json["notes"] == [said]
    both = run("evaluate", path, "--compare", "rules", "--compare", "local", "--json").json
    assert both["notes"] == [said]
    rows = run("--json", "evaluate", path).json["rows"]
    assert [row["right"] for row in rows] == [True, False]
    assert rows[1]["expected"]["category"] == "unheard"

    path.write_text("row")
    assert "set.jsonl:1: The line is no JSON object." in run("evaluate", path).err.replace("\n", "")
    assert "No such file or directory." in run("evaluate", tmp_path / "no").err
