"""One agent asked once, and again if its answer cannot be used, as long as it gets better.

Owns: running an SDK agent with its guardrails, counting calls, tokens and time even when it
fails, and the rounds of repair. Must not: know what the roles are or replace an answer.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from agents import (
    Agent,
    AgentHookContext,
    AgentsException,
    ItemHelpers,
    ModelRefusalError,
    ModelResponse,
    OutputGuardrailTripwireTriggered,
    RunConfig,
    RunContextWrapper,
    RunHooks,
    Runner,
    TResponseInputItem,
    UserError,
)
from agents.result import RunResultBase
from openai.types.responses import ResponseOutputMessage
from typing_extensions import override

from emailassist.assistant.bills import calls_of, cost_of
from emailassist.assistant.translated import AnswerCutOffError
from emailassist.domain.triage import Cost, Outcome

_LONGEST_ECHO = 4000
_LONGEST_PROBLEM = 500
_CONFIG = RunConfig(
    trace_include_sensitive_data=False,  # what was said is noted by `watched`, for our trace alone
    tracing={"include_task_and_turn_spans": False},
    workflow_name="triage",
)

Out = TypeVar("Out")
Context = TypeVar("Context")
Run = TypeVar("Run")


@dataclass(frozen=True, slots=True)
class Asked(Generic[Out]):
    """What came of it. `output` is None if no answer was usable; `problem` says why.

    `problem` is for the model and may hold its own words; `told` is for the person and holds
    none but those that a check of ours quotes. `checked` is what the output guardrail made of
    the last answer, `rejected` an answer that kept its shape but did not pass.
    """

    output: Out | None
    outcome: Outcome
    problem: str = ""
    told: str = ""
    checked: Any = None
    rejected: Out | None = None
    refused: bool = False
    """The model declined to answer: asking again would be of no use."""
    objected: str = ""
    """What was wrong with the answer before, for the person as `told` is."""
    faults: int = 0
    """How many problems there are; an answer without the right form has more than any other."""


class Meter(RunHooks[Any]):
    """Counts what the model cost, also in runs that fail.

    A call that was begun and gave nothing usable counts as one; attempts that the client below
    repeated by itself do not.
    """

    def __init__(self) -> None:
        self.calls = 0
        self._unanswered = 0
        self._spent = Cost()
        self.last_text = ""
        self._started = time.monotonic()
        self.begun = asyncio.Event()
        """Whether the first turn is under way."""

    @override
    async def on_agent_start(self, context: AgentHookContext[Any], agent: Agent[Any]) -> None:
        self.begun.set()

    @override
    async def on_llm_start(
        self,
        context: RunContextWrapper[Any],
        agent: Agent[Any],
        system_prompt: str | None,
        input_items: list[TResponseInputItem],
    ) -> None:
        self._unanswered += 1

    @override
    async def on_llm_end(
        self, context: RunContextWrapper[Any], agent: Agent[Any], response: ModelResponse
    ) -> None:
        self._unanswered -= 1
        self.calls += calls_of(response)
        self._spent += cost_of(response.usage, response.raw_usage)
        self.last_text = "".join(
            ItemHelpers.extract_text(item) or ""
            for item in response.output
            if isinstance(item, ResponseOutputMessage)
        )

    def count_cut_off(self, error: AnswerCutOffError) -> None:
        """Count an answer that never reached the run because it was cut off."""
        self._spent += error.cost

    @property
    def cost(self) -> Cost:
        seconds = time.monotonic() - self._started
        return self._spent + Cost(self.calls + self._unanswered, seconds=seconds)


Listener = Callable[[str], None]
"""Hears the whole answer as far as it is written."""

MOST_TOOL_TURNS = 3
"""Times that an agent may ask for tools before it has to answer."""

Opinion = Callable[[Any, Any], Awaitable[Sequence[str]]]
"""Says what is wrong with an answer that passed the guardrails, given it and what they made of
it; nothing if nothing is."""

_UNTRUE, _FORMLESS = 100, 10_000
"""What a check of ours finds weighs more than what a reviewer says, and less than no answer."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How an answer is got: in at most how many turns, and who hears of it as it comes."""

    turns: int
    listen: Listener | None


async def ask(
    agent: Agent[Context],
    prompt: str,
    context: Context,
    *,
    record: Callable[[Outcome, Cost], None],
    opinion: Opinion | None = None,
    rounds: int = 1,
    listen: Listener | None = None,
    max_turns: int = 1 + MOST_TOOL_TURNS,
) -> Asked[Any]:
    """Ask, and while the answer cannot be used again with what was wrong, at most `rounds` times.

    An answer with no fewer faults than the one before ends it, and the better one is returned.
    EndpointError goes through. `record` is called exactly once, whatever happens. With `listen`
    the answer is streamed. `max_turns`: calls of the model for one answer of an agent with tools.
    """
    meter = Meter()
    outcome = Outcome.FAILED
    way = _Way(max_turns if agent.tools else 1, listen)
    try:
        best = await _judged(await _attempt(agent, prompt, context, meter, way), opinion)
        for _ in range(rounds):
            if best.output is not None or best.refused:
                break
            given = _again(prompt, best, meter)
            asked = await _judged(await _attempt(agent, given, context, meter, way), opinion)
            if asked.output is None and asked.faults >= best.faults:
                best = replace(best, objected=best.told)
                break
            best = replace(asked, outcome=_after_repair(asked), objected=best.told)
        outcome = best.outcome
        return best
    finally:
        record(outcome, meter.cost)


async def _judged(asked: Asked[Any], opinion: Opinion | None) -> Asked[Any]:
    if asked.output is None or opinion is None:
        return asked
    problems = await opinion(asked.output, asked.checked)
    if not problems:
        return asked
    return Asked(
        None,
        Outcome.UNUSABLE,
        " ".join(problems),
        "the reviewer objects",
        asked.checked,
        asked.output,
        faults=len(problems),
    )


def _after_repair(asked: Asked[Any]) -> Outcome:
    return Outcome.UNUSABLE if asked.output is None else Outcome.REPAIRED


async def _attempt(
    agent: Agent[Context],
    given: str | list[TResponseInputItem],
    context: Context,
    meter: Meter,
    way: "_Way",
) -> Asked[Any]:
    try:
        result = await _run(agent, given, context, meter, way)
    except OutputGuardrailTripwireTriggered as tripped:
        found = tripped.guardrail_result
        checked = found.output.output_info
        problems = getattr(checked, "problems", ())
        problem = " ".join(problems)
        return Asked(
            None,
            Outcome.UNUSABLE,
            problem,
            problem,
            checked,
            found.agent_output,
            faults=_UNTRUE + len(problems),
        )
    except UserError:
        raise  # the SDK was used wrongly: a bug of ours
    except ModelRefusalError as error:
        said = error.refusal[:_LONGEST_PROBLEM]
        return Asked(None, Outcome.UNUSABLE, said, "it declined to answer", refused=True)
    except AgentsException as error:
        if isinstance(error, AnswerCutOffError):
            meter.count_cut_off(error)
        said = str(error)[:_LONGEST_PROBLEM]
        told = "its answer has the wrong form"
        return Asked(None, Outcome.UNUSABLE, said, told, faults=_FORMLESS)
    results = result.output_guardrail_results
    checked = results[0].output.output_info if results else None
    return Asked(result.final_output, Outcome.ANSWERED, checked=checked)


async def _run(
    agent: Agent[Context],
    given: str | list[TResponseInputItem],
    context: Context,
    meter: Meter,
    way: "_Way",
) -> RunResultBase:
    turns, listen = way.turns, way.listen
    if listen is None:
        meter.begun.clear()
        run = Runner.run(
            agent, given, context=context, max_turns=turns, hooks=meter, run_config=_CONFIG
        )
        return await _cancelled_in_a_turn(asyncio.create_task(run), meter.begun)
    result = Runner.run_streamed(
        agent, given, context=context, max_turns=turns, hooks=meter, run_config=_CONFIG
    )
    written = ""
    try:
        async for event in result.stream_events():
            if event.type != "raw_response_event":
                continue
            if event.data.type == "response.created":
                written = ""
            elif event.data.type == "response.output_text.delta":
                written += event.data.delta
                listen(written)
    finally:
        result.cancel()  # leaving the loop alone would let the run go on
    return result


async def _cancelled_in_a_turn(run: "asyncio.Task[Run]", begun: asyncio.Event) -> Run:
    """What the run gives; if this is cancelled, so is the run, once its first turn has begun.

    The SDK hands that turn's coroutine to a task: cancelled before it begins, nobody awaits it.
    """
    try:
        return await asyncio.shield(run)
    finally:
        if not run.done():
            beginning = asyncio.create_task(begun.wait())
            try:
                await asyncio.wait({run, beginning}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                beginning.cancel()
                run.cancel()
            await asyncio.wait({run})


def _again(prompt: str, asked: Asked[Any], meter: Meter) -> list[TResponseInputItem]:
    """The same beginning, so that the server's cache of it holds; then what was wrong."""
    return [
        {"role": "user", "content": prompt},
        {"role": "assistant", "content": meter.last_text[:_LONGEST_ECHO] or "{}"},
        {
            "role": "user",
            "content": f"That answer cannot be used: {asked.problem} Give a corrected answer.",
        },
    ]
