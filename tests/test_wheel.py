"""The built wheel in an empty environment: everything it needs is in it or declared."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.timeout(300)


def _run(*command: str | Path, **environment: str) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(  # noqa: S603
        [*map(str, command)],
        env=clean | environment,
        cwd="/",
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an empty environment with nothing but the wheel installed."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    _run(*pip, "wheel", "--no-deps", "--wheel-dir", folder, ROOT)
    (wheel,) = folder.glob("emailassist-*.whl")
    venv.create(folder / "venv", with_pip=False)
    commands = folder / "venv" / "bin"
    target = ("--python", commands / "python")
    _run(*pip, *target, "install", "--constraint", ROOT / "constraints.txt", wheel)
    return commands


def test_the_command_line_works_on_shipped_data(installed: Path, tmp_path: Path) -> None:
    command = installed / "emailassist"
    assert "demo" in _run(command, "--help")
    listed = _run(command, "--home", tmp_path / "home", "instructions", "list")
    assert "reply-drafter" in listed


def test_desktops_can_list_it(installed: Path) -> None:
    share = installed.parent / "share"
    entry = (share / "applications/emailassist.desktop").read_text()
    assert "Exec=emailassist" in entry
    assert (share / "icons/hicolor/scalable/apps/emailassist.svg").is_file()


def test_the_window_starts_offscreen_on_the_sample_mailbox(installed: Path, tmp_path: Path) -> None:
    picture = tmp_path / "window.png"
    _run(
        installed / "emailassist",
        *("--home", tmp_path / "home", "demo", "--headless", "--screenshot", picture),
        QT_QPA_PLATFORM="offscreen",
    )
    assert picture.stat().st_size > 20_000
