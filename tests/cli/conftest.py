import functools
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer import Typer, testing
from typer.main import get_command

from emailassist.app import open_engine
from emailassist.cli.main import command_line


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        data = json.loads(self.out)
        assert isinstance(data, dict)
        return data


Run = Callable[..., Ran]


def no_window(home: Path, *, screenshot: Path | None = None, closing: bool = False) -> int:
    raise AssertionError("no command of these tests opens a window")


@pytest.fixture(scope="session")
def app() -> Iterator[Typer]:
    """All commands, read from their functions once and not for each run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(testing, "_get_command", functools.cache(get_command))
        yield command_line(open_engine, no_window)


@pytest.fixture
def run(tmp_path: Path, app: Typer) -> Run:
    def invoke(*arguments: str | Path, given: str = "") -> Ran:
        words: Sequence[str] = ["--home", str(tmp_path / "home"), *map(str, arguments)]
        result = testing.CliRunner().invoke(app, words, input=given)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    return invoke
