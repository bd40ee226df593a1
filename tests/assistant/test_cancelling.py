"""A run that is cancelled leaves nothing behind, whichever step it was at."""

import asyncio
import gc
import warnings

import pytest
from agents import Agent

from emailassist.assistant.output_schema import TolerantOutput
from emailassist.assistant.outputs import Classification
from emailassist.assistant.runs import ask
from emailassist.domain.triage import Cost, Outcome
from tests.assistant.role_model import RoleModel

STEPS = 24
"""More than there are until the model is asked."""


@pytest.mark.parametrize("answers", [0, 1])
async def test_a_run_can_be_cancelled_at_every_step(answers: int) -> None:
    """The first time that it is asked, or when it has given an answer without use."""
    ended: list[tuple[Outcome, Cost]] = []
    with warnings.catch_warnings(record=True, action="always") as heard:
        for steps in range(STEPS * answers, STEPS * (answers + 1)):
            model = _answering(answers)
            agent = Agent[None](
                "classifier", output_type=TolerantOutput(Classification), model=model
            )
            run = asyncio.create_task(
                ask(agent, "Which?", None, record=lambda *each: ended.append(each))
            )
            for _ in range(steps):
                await asyncio.sleep(0)
            run.cancel()
            with pytest.raises(asyncio.CancelledError):
                await run
            assert model.active == 0
        gc.collect()
    assert [str(each.message) for each in heard] == []
    assert {outcome for outcome, _ in ended} == {Outcome.FAILED}
    assert ended[-1][1].model_calls == 1 + answers  # the last of them had asked the model


def _answering(times: int) -> RoleModel:
    """Says so often what is no answer, then nothing."""
    model = RoleModel({"Classification": ["garbage"]})

    def slow_down(_role: str) -> None:
        model.delay = 30 if len(model.asked) > times else 0

    model.on_call = slow_down
    return model
