"""Nothing leaves this machine: the interpreter is the witness, not our own code."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


STAYS = ("nothing configured", "nothing leaves", "this sender stays", "this category stays")


def run_scenes() -> dict[str, Any]:
    """What was tried in each scene, in a process with a key and the SDK's own defaults."""
    without = {"http_proxy", "https_proxy", "all_proxy", "openai_agents_disable_tracing"}
    environment = {key: value for key, value in os.environ.items() if key.lower() not in without}
    done = subprocess.run(  # our own code
        [sys.executable, "-m", "tests.privacy.guarded"],
        env=environment | {"OPENAI_API_KEY": "sk-test", "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=170,
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return dict(json.loads(done.stdout))


@pytest.mark.timeout(180)
def test_what_is_to_stay_here_reaches_nobody() -> None:
    scenes = run_scenes()
    for name in STAYS:
        told = scenes[name]
        assert told["tried"] == [], name
        assert (told["state"], told["problem"]) == ("done", ""), name
        assert told["written down"] == 0, name
    alone = scenes["nothing configured"]
    assert alone["doctor"] > 0
    assert (alone["summary"], alone["draft"]) == ("extracted", "skeleton")
    assert {"ask", "date"} <= set(alone["facts"])
    assert (alone["found"], alone["corrected"], alone["measured"]) == (1, "person", 1)
    assert "nothing may leave this machine" in scenes["nothing leaves"]["check"]
    assert scenes["nothing leaves"]["preview"] == 0
    assert scenes["preview"]["preview"] > 0
    assert scenes["preview"]["tried"] == []
    # The SDK's upload of traces, also with agents as tools and with streams.
    assert scenes["agents as tools and streams"]["tried"] == []
    # The witness would have noticed: a model elsewhere, allowed; the ledger knew of it before.
    assert any("models.example" in each for each in scenes["control: a model elsewhere"]["tried"])
    assert scenes["control"]["written down"] > 0
