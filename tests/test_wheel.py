"""The built wheel in an empty environment: everything it needs is in it or declared.

What it declares is linked from the environment of the tests, where pip has put it: to unpack and
compile it once more would take a minute.
"""

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

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


def _declared(wheel: metadata.Distribution) -> Iterator[metadata.Distribution]:
    """What has to be installed with it, and with that in turn."""
    todo, seen = [Requirement(line) for line in wheel.requires or ()], set[tuple[str, str]]()
    while todo:
        requirement = todo.pop()
        for extra in ("", *requirement.extras):
            wanted = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
            if not wanted or (requirement.name, extra) in seen:
                continue
            seen.add((requirement.name, extra))
            found = metadata.distribution(requirement.name)
            yield found
            for line in found.requires or ():
                further = Requirement(line)
                if further.marker is None or further.marker.evaluate({"extra": extra}):
                    further.marker = None
                    todo.append(further)


def _link(found: metadata.Distribution, site: Path) -> None:
    """Link what that distribution has in the folder of packages."""
    for name in {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
        target = site / name
        if not target.exists():
            target.symlink_to(Path(str(found.locate_file(name))))


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an environment with the wheel and what it declares, no more."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    _run(*pip, "wheel", "--no-deps", "--wheel-dir", folder, ROOT)
    (wheel,) = folder.glob("emailassist-*.whl")
    venv.create(folder / "venv", with_pip=False)
    commands = folder / "venv" / "bin"
    target = ("--python", commands / "python")
    _run(*pip, *target, "install", "--no-deps", "--no-index", wheel)
    own = str(folder / "venv")
    site = Path(sysconfig.get_path("purelib", vars={"base": own, "platbase": own}))
    (program,) = metadata.distributions(name="emailassist", path=[str(site)])
    for each in _declared(program):
        _link(each, site)
    _run(*pip, *target, "check")
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
