import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Run

pytestmark = pytest.mark.timeout(180)


def _demo(home: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "emailassist", "--home", str(home), "demo", "--headless"]
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    return subprocess.Popen([*command, *arguments], env=environment)  # noqa: S603


def test_the_demo_reports_against_the_expected_labels_and_drafts_can_be_sent(
    run: Run, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    done = run("demo", "--headless", "--report", report)
    assert done.code == 0
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700
    figures = json.loads(report.read_text())
    assert figures["messages"] == len(figures["rows"]) >= 60
    assert figures["category"]["accuracy"] is not None
    assert all(row["summary"] for row in figures["rows"])
    drafts = run("--json", "drafts", "list").json["drafts"]
    assert drafts
    (command,) = [part for part in done.out.split("`") if part.endswith("drafts list")]
    assert shlex.split(command)[1:3] == ["--home", str(tmp_path / "home")]
    assert run(*shlex.split(command)[3:]).code == 0
    assert "drafts approve" not in done.out
    number = str(drafts[0]["number"])
    refused = run("drafts", "approve", number)
    assert (refused.code, "fill in" in refused.err) == (1, True)
    assert run("--json", "drafts", "show", number).json["choices"]
    assert run("drafts", "discard", number).code == 0
    left = run("--json", "drafts", "list").json["drafts"]
    assert len(left) == len(drafts) - 1
    found = run("--json", "search", "Clara").json["messages"]
    assert found
    assert run("export", tmp_path / "out", "--format", "mbox").code == 0
    assert run("export", tmp_path / "out").code == 1


def test_kills_at_any_moment_lose_nothing(tmp_path: Path, run: Run) -> None:
    """The first while mail comes in, the second while what is left of it is triaged."""
    home = tmp_path / "home"
    for seconds in (2.0, 4.5):
        killed = _demo(home)
        time.sleep(seconds)
        killed.send_signal(signal.SIGKILL)
        assert killed.wait() == -signal.SIGKILL
    report = tmp_path / "report.json"
    assert _demo(home, "--report", str(report)).wait(timeout=120) == 0
    figures = json.loads(report.read_text())
    assert [row["id"] for row in figures["rows"] if "problem" in row] == []
    boxes = run("--json", "search", "Vidal", "--limit", "1000").json["messages"]
    assert len({each["key"] for each in boxes}) == len(boxes)
