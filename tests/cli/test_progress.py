from io import StringIO
from pathlib import Path
from typing import Any, cast

import pytest
from rich.console import Console

from emailassist.cli import session
from emailassist.cli.session import Session
from emailassist.domain.events import Event, Finished, Job, Progress
from emailassist.engine.engine import Engine


class Telling:
    """An engine with nothing but events."""

    def __init__(self) -> None:
        self.tell: Any = None

    async def start(self, *, owning: bool) -> None:
        assert not owning

    async def stop(self) -> None:
        """Nothing runs."""

    def subscribe(self, show: Any) -> Any:
        self.tell = show
        return lambda: None


def test_a_job_has_one_bar_however_often_it_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "_seen", lambda: True)
    engine, shown = Telling(), StringIO()

    async def work(_: Engine) -> None:
        events: list[Event] = [Progress(Job.SYNC, done, 9, "Fetching") for done in range(9)]
        for event in (*events, Finished(Job.SYNC, "Done.")):
            engine.tell(event)

    each = Session(
        home=tmp_path,
        home_was_given=True,
        as_json=False,
        open_engine=lambda _: cast("Engine", engine),
        open_window=cast("Any", None),
        err=Console(file=shown, force_terminal=True),
    )
    each.run(work)
    assert 0 < shown.getvalue().count("Fetching") < 9
