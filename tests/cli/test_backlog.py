"""`emailassist triage --batch` from counting to triaged mail."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_acting import access, keys
from tests.support.batch_api import BatchApi
from tests.support.capable import capable
from tests.support.openai_server import ScriptedOpenAI

__all__ = ["access", "keys"]


@pytest.mark.usefixtures("keys")
def test_a_backlog_is_ordered_after_a_yes_and_collected_later(run: Run, tmp_path: Path) -> None:
    api = BatchApi(capable, at_once=False)
    with ScriptedOpenAI(api, handles_get=True) as server:
        added = run(
            "endpoint", "add", "cluster", "--base-url", server.base_url, "--model", "scripted"
        )
        assert added.code == 0, added.err
        asked = run("triage", "--batch", given="n\n")
        assert (asked.code, "3 messages can be triaged" in asked.err) == (0, True)
        assert (api.batches, "--yes" in asked.out) == ({}, True)
        ordered = run("--json", "triage", "--batch", "--yes").json
        assert [each["state"] for each in ordered["batches"]] == ["submitted"]
        assert "with the server" in run("triage", "--batch", "--status").out
        api.finish("batch_1")
        done = run("--json", "triage", "--batch").json
        assert [(each["triaged"], each["open"]) for each in done["batches"]] == [(3, False)]
        assert len(api.batches) == 1
        assert "0 messages can be triaged" in run("triage", "--batch").out
        refused = run("triage", "--batch", "--cancel", "1")
        assert (refused.code, "has ended" in refused.err) == (1, True)


def test_a_file_for_a_batch_runner(run: Run, keys: list[str], tmp_path: Path) -> None:
    with ScriptedOpenAI(capable) as server:
        run("endpoint", "add", "cluster", "--base-url", server.base_url, "--model", "scripted")
        path = tmp_path / "in.jsonl"
        arguments = ("triage", "--batch", "--endpoint", "cluster", "--limit", "2")
        written = run(*arguments, "--write", path)
        assert (written.code, written.out) == (0, f"2 requests written to {path}.\n")
        assert server.calls == 0
        assert {json.loads(line)["url"] for line in path.read_text().splitlines()} == {
            "/v1/chat/completions"
        }
    assert run("triage", "--write", path).code == 1
    assert run("triage", "--batch", "--write", path, "--status").code == 1
    assert run("triage", "--batch", "--collect", tmp_path / "none").code == 1
    assert "in a file" in run("triage", "--batch", "--status").out
