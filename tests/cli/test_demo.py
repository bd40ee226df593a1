import json
import os
import shlex
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.conftest import Run

pytestmark = pytest.mark.timeout(180)


def _demo(home: Path, *arguments: str | Path) -> "subprocess.Popen[str]":
    command: list[str | Path] = [sys.executable, "-m", "emailassist", "--home", home]
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    return subprocess.Popen(  # noqa: S603
        [*command, "demo", "--headless", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


@dataclass(frozen=True)
class Survivor:
    """A home whose demo was killed twice and then came to its end."""

    home: Path
    report: Path
    out: str


@pytest.fixture(scope="module")
def survivor(tmp_path_factory: pytest.TempPathFactory) -> Survivor:
    """The first kill hits while mail comes in, the second while what is left is triaged."""
    folder = tmp_path_factory.mktemp("demo")
    home, report = folder / "home", folder / "report.json"
    for seconds in (2.0, 4.5):
        with _demo(home) as killed:
            time.sleep(seconds)
            killed.send_signal(signal.SIGKILL)
            assert killed.wait() == -signal.SIGKILL
    with _demo(home, "--report", report) as finishing:
        out, _ = finishing.communicate(timeout=120)
        assert finishing.returncode == 0
    return Survivor(home, report, out)


def test_the_demo_reports_against_the_expected_labels_and_drafts_can_be_sent(
    run: Run, tmp_path: Path, survivor: Survivor
) -> None:
    home = ("--home", survivor.home)
    assert survivor.home.stat().st_mode & 0o777 == 0o700
    figures = json.loads(survivor.report.read_text())
    assert figures["messages"] == len(figures["rows"]) >= 60
    assert figures["category"]["accuracy"] is not None
    assert all(row["summary"] for row in figures["rows"])
    drafts = run(*home, "--json", "drafts", "list").json["drafts"]
    assert drafts
    (command,) = [part for part in survivor.out.split("`") if part.endswith("drafts list")]
    assert shlex.split(command)[1:3] == ["--home", str(survivor.home)]
    assert run(*shlex.split(command)[1:]).code == 0
    assert "drafts approve" not in survivor.out
    number = str(drafts[0]["number"])
    refused = run(*home, "drafts", "approve", number)
    assert (refused.code, "fill in" in refused.err) == (1, True)
    assert run(*home, "--json", "drafts", "show", number).json["choices"]
    assert run(*home, "drafts", "discard", number).code == 0
    left = run(*home, "--json", "drafts", "list").json["drafts"]
    assert len(left) == len(drafts) - 1
    found = run(*home, "--json", "search", "Clara").json["messages"]
    assert found
    assert run(*home, "export", tmp_path / "out", "--format", "mbox").code == 0
    assert run(*home, "export", tmp_path / "out").code == 1


def test_kills_at_any_moment_lose_nothing(run: Run, survivor: Survivor) -> None:
    figures = json.loads(survivor.report.read_text())
    assert [row["id"] for row in figures["rows"] if "problem" in row] == []
    arguments = ("--json", "search", "Vidal", "--limit", "1000")
    boxes = run("--home", survivor.home, *arguments).json["messages"]
    assert boxes
    assert len({each["key"] for each in boxes}) == len(boxes)
