"""What `make demo` does around the program, with a program that only notes how it is called."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROGRAM = """#!/bin/sh
echo "$@" >> "$CALLS"
[ "$1" != model ] || exit "$FETCH_CODE"
"""


@pytest.mark.parametrize("code", [0, 1])
def test_the_demo_starts_whether_or_not_the_model_can_be_fetched(tmp_path: Path, code: int) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name, text in (
        *((".venv/bin/emailassist", PROGRAM), (".venv/bin/python", "#!/bin/sh\n")),
        *(("scripts/system-packages", "#!/bin/sh\n"), ("pyproject.toml", "")),
        *(("constraints.txt", ""), (".venv/.installed", "")),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
    calls = tmp_path / "calls"
    made = subprocess.run(  # the Makefile of the project
        ["make", "demo"],  # noqa: S607  # as a person types it
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "CALLS": str(calls), "FETCH_CODE": str(code)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0
    assert calls.read_text().split("\n")[:2] == ["model fetch", "demo"]
    assert ("without" in made.stderr) == bool(code)
