import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.support.mail import raw_message
from tests.support.openai_server import ScriptedOpenAI, error

ADD = (
    *("account", "add", "--name", "Work", "--email", "me@x.example"),
    *("--imap-host", "127.0.0.1", "--imap-port", "9", "--security", "none"),
    *("--smtp-host", "127.0.0.1", "--smtp-port", "9", "--smtp-security", "none"),
    *("--username", "me", "--password-command", "echo secret"),
)


def test_wrong_usage_exits_with_2(run: Run) -> None:
    assert run("sinc").code == 2
    assert run("account", "add").code == 2
    assert run("triage", "--limit", "many").code == 2


def test_accounts_are_added_listed_and_removed(run: Run) -> None:
    assert run(*ADD).code == 0
    (account,) = run("--json", "account", "list").json["accounts"]
    assert account["imap"] == "127.0.0.1:9"
    assert account["secret"] == "command"
    again = run(*ADD)
    assert again.code == 1
    assert "already" in again.err
    assert run("account", "remove", "Work", "--yes").code == 0
    assert run("--json", "account", "list").json == {"accounts": []}


def test_a_secret_is_neither_shown_nor_kept_in_files(run: Run, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text("correct-horse-battery\n")
    run(*ADD[:-1], f"cat {kept}")
    checked = run("account", "check", "Work")
    assert checked.code == 1
    assert "127.0.0.1:9" in checked.err
    assert len(checked.err.strip().splitlines()) == 1
    for file in (tmp_path / "home").rglob("*"):
        assert not file.is_file() or b"correct-horse" not in file.read_bytes()
    assert "correct-horse" not in checked.out + checked.err


@pytest.mark.parametrize("command", [("sync",), ("account", "check")])
def test_a_server_that_is_not_there_is_one_line_and_code_1(
    run: Run, command: tuple[str, ...]
) -> None:
    run(*ADD)
    failed = run(*command)
    assert failed.code == 1
    assert len(failed.err.strip().splitlines()) == 1


def test_show_reads_a_file_without_any_account(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "one.eml"
    path.write_bytes(
        raw_message(
            "Olé",
            "Hola:\n\n¿vienes?\n\nOn Monday, Tom wrote:\n> older\n",
            Cc="Ann <ann@reed.example>",
        )
    )
    shown = run("--json", "show", path).json
    assert shown["envelope"]["subject"] == "Olé"
    assert "older" in shown["text"]
    assert "older" not in shown["own_text"]
    text = run("show", path)
    assert "Subject: Olé" in text.out
    assert "Cc:      Ann <ann@reed.example>" in text.out
    whole, _, own = text.out.partition("Without quotes:")
    assert "older" in whole
    assert "¿vienes?" in own
    assert "older" not in own
    missing = run("show", tmp_path / "two.eml")
    assert (missing.code, "two.eml" in missing.err) == (1, True)


def test_search_finds_nothing_politely(run: Run) -> None:
    assert run("search", "oak").out.strip() == "Nothing found."
    assert run("--json", "search", "oak").json["messages"] == []


def test_endpoints_are_added_changed_checked_and_removed(run: Run, tmp_path: Path) -> None:
    with ScriptedOpenAI(error(401)) as server:
        add = ("endpoint", "add", "lab", "--base-url", server.base_url, "--model", "m")
        assert run(*add).code == 0
        listed = run("--json", "endpoint", "list").json
        assert listed["default"] == "lab"
        checked = run("--json", "endpoint", "check", "lab")
    assert checked.code == 1
    assert any("key" in problem for problem in checked.json["problems"])
    assert run("endpoint", "limit", "lab", "--daily-tokens", 9, "--tokens-per-minute", 8).code == 0
    assert run("endpoint", "use", "on-device").code == 0
    again = run(*add[:-1], "other", "--key-variable", "LAB_KEY", "--timeout", 7)
    assert "Changed lab." in again.out
    assert run(*add).code == 0
    kept = run("--json", "endpoint", "limit", "lab").json
    assert (kept["daily_tokens"], kept["tokens_per_minute"]) == (9, 8)
    settings = (tmp_path / "home" / "settings.toml").read_text()
    assert ("LAB_KEY" in settings, "timeout = 7" in settings) == (True, True)
    assert run("--json", "endpoint", "list").json["default"] == "on-device"
    run(*add[:3], "--base-url", "https://elsewhere.example/v1", "--model", "m")
    assert "LAB_KEY" not in (tmp_path / "home" / "settings.toml").read_text()
    unknown = run("endpoint", "tier", "lab")
    assert (unknown.code, "Known: fast, default, strong." in unknown.err) == (1, True)
    assert run("endpoint", "remove", "lab").code == 0
    assert run("endpoint", "remove", "lab").code == 1
    wrong = run("endpoint", "add", "x", "--base-url", "localhost:11434", "--model", "m")
    assert (wrong.code, "http" in wrong.err) == (1, True)


def test_instructions_are_listed_shown_and_checked(run: Run, tmp_path: Path) -> None:
    names = {each["name"] for each in run("--json", "instructions", "list").json["instructions"]}
    assert names == {
        *("router", "classifier", "summarizer", "extractor", "reply-drafter", "reviewer")
    }
    text = run("--json", "instructions", "show", "router").json["text"]
    assert run("instructions", "check").code == 0
    broken = tmp_path / "router.md"
    broken.write_text(text.replace("temperature:", "temprature:"))
    refused = run("instructions", "check", "--file", broken)
    assert refused.code == 1
    line = 1 + text[: text.index("temperature:")].count("\n")
    assert f"router.md:{line}: " in refused.out


def test_a_broken_file_of_ones_own_leaves_the_last_good_version_in_force(
    run: Run, tmp_path: Path
) -> None:
    own = tmp_path / "home" / "instructions"
    own.mkdir(parents=True)
    (own / "summarizer.md").write_text("---\nname: [\n---\n")
    files = run("--json", "instructions", "list").json["instructions"]
    problem = next(each["problem"] for each in files if each["name"] == "summarizer")
    assert "summarizer.md:" in problem
    assert run("instructions", "check", "summarizer").code == 1


def test_evaluate_prints_one_json_object(run: Run, tmp_path: Path) -> None:
    rows = [
        {
            "id": "a",
            "from": "Tom <tom@x.example>",
            "to": "me@y.example",
            "subject": "Friday",
            "body": "Hi,\n\ncan you come on Friday at ten?\n\nTom",
            "category": "needs-reply",
            "accept": ["calendar", "personal"],
            "needs_reply": True,
        },
        {
            "id": "b",
            "raw": "From: news@shop.example\nTo: me@y.example\nSubject: Weekly\n"
            "List-Unsubscribe: <https://shop.example/u>\nList-Id: <w.shop.example>\n\nNews.",
            "category": "newsletter",
            "needs_reply": False,
        },
        {"id": "c", "subject": "No labels", "body": "…"},
    ]
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    figures = run("evaluate", path, "--json").json
    assert figures["messages"] == 3
    assert [row["id"] for row in figures["rows"]] == ["a", "b", "c"]
    assert set(figures["category"]) == {"accuracy", "lenient_accuracy", "macro_f1", "per_label"}
    assert figures["needs_reply"]["accuracy"] == 1.0
    assert sum(figures["coverage"].values()) == pytest.approx(1, abs=0.001)
    assert set(figures["rows"][0]) == {
        *("id", "category", "priority", "needs_reply", "tier", "confidence", "reason"),
        *("summary", "facts", "draft", "warnings", "expected", "right"),
    }


@pytest.mark.parametrize("line", ["{", '{"subject": "no id"}', '{"id": 1, "headers": []}'])
def test_a_row_that_cannot_be_read_is_named(run: Run, tmp_path: Path, line: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(f'{{"id": "a"}}\n{line}\n')
    failed = run("evaluate", path)
    assert failed.code == 1
    assert "set.jsonl:2:" in failed.err


def test_doctor_looks_at_everything(run: Run) -> None:
    found = {each["what"] for each in run("--json", "doctor").json["findings"]}
    needed = {"Python", "SQLite with FTS5", "Home", "Database", "Keyring", "On-device model"}
    assert found == needed | {"Found by meaning", "From week to week"}


def test_doctor_sees_a_damaged_database_and_what_was_set_aside(run: Run, tmp_path: Path) -> None:
    run("account", "list")
    database = tmp_path / "home" / "mail.db"
    whole = database.read_bytes()
    page = 16384
    database.write_bytes(whole[: -2 * page] + b"\xa5" * 2 * page)
    assert _finding(run, "Database")["needed"]
    assert "The database was damaged" in run("sync").err
    assert _finding(run, "Database")["fine"]
    assert "mail.db.damaged-" in _finding(run, "Set aside")["text"]


def _finding(run: Run, what: str) -> dict[str, Any]:
    (found,) = (each for each in run("--json", "doctor").json["findings"] if each["what"] == what)
    return dict(found)


def test_doctor_fails_only_when_something_needed_is_missing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMAILASSIST_MODELS", str(tmp_path / "none"))
    looked = run("--json", "doctor")
    found = {each["what"]: each for each in looked.json["findings"]}
    assert not found["On-device model"]["fine"]
    assert looked.code == 0
    (tmp_path / "home" / "settings.toml").write_text("model_file = '/nowhere.gguf'\n")
    assert run("doctor").code == 1
    monkeypatch.setattr("emailassist.engine.doctor.has_full_text_search", lambda: False)
    (tmp_path / "home" / "settings.toml").unlink()
    missing = run("--json", "doctor")
    assert missing.code == 1
    assert [each["what"] for each in missing.json["findings"] if each["needed"]] == [
        "SQLite with FTS5"
    ]


def test_the_home_is_closed_to_others(run: Run, tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        run(*ADD)
    finally:
        os.umask(before)
    home = tmp_path / "home"
    assert home.stat().st_mode & 0o777 == 0o700


def test_broken_settings_are_named_and_nothing_is_overwritten(run: Run, tmp_path: Path) -> None:
    settings = tmp_path / "home" / "settings.toml"
    settings.parent.mkdir()
    settings.write_text("undo_seconds = 'soon'\n")
    failed = run("endpoint", "list")
    assert failed.code == 1
    assert "settings.toml" in failed.err
    assert "undo_seconds" in failed.err
    assert settings.read_text() == "undo_seconds = 'soon'\n"


@pytest.mark.parametrize(
    "command",
    [("account", "list"), ("doctor",), ("search", "x"), ("sync",), ("demo", "--headless")],
)
def test_a_home_that_cannot_be_used_is_one_line_and_code_1(
    run: Run, command: tuple[str, ...]
) -> None:
    failed = run("--home", "/dev/null/home", *command)
    assert failed.code == 1
    assert "/dev/null/home" in failed.err
    assert len(failed.err.strip().splitlines()) == 1


def test_json_is_one_object_on_stdout_also_for_a_failure(run: Run) -> None:
    failed = run("--json", "show", "404")
    assert failed.code == 1
    assert "404" in failed.json["error"]
    assert "404" in failed.err


@pytest.mark.parametrize("number", ["9" * 30, "\u00b2", "0"])
def test_a_number_of_nothing_is_no_crash(run: Run, number: str) -> None:
    assert run("show", number).code == 1
    for command in ("show", "discard", "approve", "withdraw"):
        assert run("drafts", command, number).code == 2


@pytest.mark.parametrize(
    "changed",
    [
        ("--name", "a\udcff"),
        ("--display-name", "Me\nBcc: eve@evil.example"),
        ("--email", "me\udcff@x.example"),
        ("--imap-host", "h\x00st"),
    ],
)
def test_what_cannot_be_written_is_refused(run: Run, changed: tuple[str, str]) -> None:
    refused = run(*ADD, *changed)
    assert refused.code == 1
    assert len(refused.err.strip().splitlines()) == 1
    assert run("--json", "account", "list").json == {"accounts": []}


@pytest.mark.parametrize("url", ["http://", "http://h:99999/v1", "http://h:x/v1", "ftp://h/v1"])
def test_what_is_no_address_of_an_endpoint_is_refused(run: Run, url: str) -> None:
    refused = run("endpoint", "add", "lab", "--base-url", url, "--model", "m")
    assert (refused.code, url in refused.err) == (1, True)


def test_a_mail_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "one.eml"
    path.write_bytes(raw_message("Hi", "before \x1b]0;owned\x07 \x9b31m after\n"))
    shown = run("show", path)
    assert "before" in shown.out
    assert not set(shown.out) & set("\x1b\x07\x9b")


def test_every_broken_instruction_file_is_named(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "home" / "instructions"
    own.mkdir(parents=True)
    (own / "router.md").write_bytes(b"\xff\xfe\x00")
    (own / "summarizer.md").write_text("---\nnmae: summarizer\n---\nText\n")
    (own / "extractor.md").mkdir()
    os.mkfifo(own / "reviewer.md")
    refused = run("instructions", "check")
    assert refused.code == 1
    assert "router.md:1: the file is not UTF-8 text" in refused.out
    assert "summarizer.md:2: unknown field 'nmae'. Did you mean 'name'?" in refused.out
    assert "extractor.md:1: " in refused.out
    assert "reviewer.md:1: " in refused.out
    assert run("instructions", "check", "classifier").code == 0
    assert run("instructions", "check", "nobody").code == 1


def test_evaluating_with_a_broken_instruction_file_says_so(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "home" / "instructions"
    own.mkdir(parents=True)
    (own / "summarizer.md").write_text("---\nname: [\n---\n")
    rows = tmp_path / "set.jsonl"
    rows.write_text('{"id": "a", "subject": "Hi", "body": "Hello."}\n')
    done = run("evaluate", rows, "--json")
    assert done.code == 0
    assert done.json["messages"] == 1
    assert "summarizer.md:2" in done.err
    assert "last good version" in done.err


def test_an_endpoint_that_is_down_is_one_line_and_code_1(run: Run, tmp_path: Path) -> None:
    rows = tmp_path / "set.jsonl"
    rows.write_text("".join(f'{{"id": "{n}", "body": "Can you come?"}}\n' for n in range(30)))
    with ScriptedOpenAI(error(401)) as server:
        run("endpoint", "add", "lab", "--base-url", server.base_url, "--model", "m")
        failed = run("evaluate", rows)
        assert server.calls <= 4
    assert (failed.code, failed.out) == (1, "")
    assert "lab refused the key" in failed.err
    assert len(failed.err.strip().splitlines()) == 1
