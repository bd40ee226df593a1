from typing import Any, cast

from emailassist.assistant.instructions import ModelTier
from emailassist.assistant.wishes import Wanted
from emailassist.domain.task import TriageTask
from emailassist.engine.workshop import Chosen, TeamAgents

BACKGROUND = cast("Chosen", {ModelTier.DEFAULT: ("background",)})
AWAITED = cast("Chosen", {ModelTier.DEFAULT: ("awaited",)})


async def test_what_a_person_waits_for_goes_before_the_background() -> None:
    on: list[str] = []

    class Asked:
        def __init__(self, chosen: Any) -> None:
            (self.models,) = chosen[ModelTier.DEFAULT]

        async def _note(self, *_: object, **__: object) -> None:
            on.append(self.models)

        triage = sum_up = redraft = _note

    def build(chosen: Chosen, _: object) -> Any:
        return Asked(chosen)

    agents = TeamAgents(build, BACKGROUND, AWAITED, None)
    task = cast("TriageTask", None)
    await agents.triage(task, lambda _: None)
    await agents.sum_up(task, lambda _: None)
    await agents.redraft(task, cast("Wanted", None), lambda _: None)
    assert on == ["background", "awaited", "awaited"]
