import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.timeout(120)


def _children(pid: int) -> list[int]:
    """Processes below that one (Linux)."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return found


def _listens(pid: int) -> bool:
    """Whether it would do something of its own when it is told to end (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text()
    (caught,) = (line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught, 16) >> (signal.SIGTERM - 1) & 1)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("after", ["database", "triage"])
def test_closing_stops_everything_within_two_seconds(tmp_path: Path, after: str) -> None:
    home = tmp_path / "home"
    program = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "emailassist", "--home", str(home), "demo"],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    awaited = home / ("mail.db" if after == "database" else "demo")
    deadline = time.monotonic() + 30
    while not (awaited.exists() and _listens(program.pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(2.5 if after == "database" else 6)
    below = _children(program.pid)
    started = time.monotonic()
    program.send_signal(signal.SIGTERM)
    assert program.wait(timeout=20) == 0
    assert time.monotonic() - started < 2.5
    assert [pid for pid in below if Path(f"/proc/{pid}").exists()] == []
