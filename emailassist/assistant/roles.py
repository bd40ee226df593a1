"""An SDK agent for each role, built from its instruction file.

Owns: which output type and guardrails a role has. Must not: run an agent.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from agents import (
    Agent,
    GuardrailFunctionOutput,
    InputGuardrail,
    Model,
    ModelSettings,
    OutputGuardrail,
    RunContextWrapper,
    Tool,
    TResponseInputItem,
)
from typing_extensions import override

from emailassist.assistant.checks import check_draft, check_summary
from emailassist.assistant.grounding import Sources
from emailassist.assistant.instructions import AgentRole, Instructions
from emailassist.assistant.masked import MaskedModel
from emailassist.assistant.masking.mask import Mask
from emailassist.assistant.output_schema import TolerantOutput
from emailassist.assistant.outputs import (
    CONVERSATION_LENGTH,
    SUMMARY_LENGTH,
    Answer,
    ConversationOut,
    DraftOut,
    Extraction,
    Review,
    SummaryOut,
    WrittenDraft,
    classification_type,
    described,
    plan_type,
)
from emailassist.assistant.roster import Roster
from emailassist.assistant.schema_shown import DeclaredOutput, in_words
from emailassist.assistant.tracer import Tracer, Untraced
from emailassist.domain.task import TriageTask
from emailassist.domain.triage import Category, TriageWarning
from emailassist.llm.purpose import Purpose
from emailassist.local import warnings

Result = TypeVar("Result")

_ASKED_FOR = (AgentRole.SUMMARIZE, AgentRole.EXTRACT, AgentRole.DRAFT)


@dataclass(frozen=True, slots=True)
class ChosenModel:
    """A model to run agents on. `writes`: it can be trusted with free text (found by probing).

    `name` is the endpoint's, `model_name` what its server calls the model; `budget` how many
    tokens of a message fit beside the instructions. `remote`: it runs on another machine.
    """

    name: str
    model: Model
    writes: bool
    budget: int = 6000
    remote: bool = False
    model_name: str = ""


@dataclass
class Case:
    """The message that the agents of one triage work on: the SDK's run context."""

    task: TriageTask
    language: str
    read_sources: Callable[[], Sources]
    """Blocks for some milliseconds: `sources` is first asked for on the worker."""
    executor: Executor
    mask: Mask | None = None
    """Stands before every model on another machine; None where the person wants none."""
    local_only: bool = False
    """Nothing about this message may leave this machine."""
    kept_categories: tuple[str, ...] = ()
    """Of messages in these nothing may leave from when that is known."""
    warnings: tuple[TriageWarning, ...] | None = None
    """Filled by the router's input guardrail, the first time that it runs."""
    tracer: Tracer = field(default_factory=Untraced)
    covers: Callable[[str], bool] = lambda _email: False
    """Whether mail with that address is to stay here, and out of what agents look up."""
    looked_up: int = 0
    """How often an agent has used a tool."""

    @cached_property
    def sources(self) -> Sources:
        """What may be taken for true in an answer; tools add what they found."""
        return self.read_sources()


@dataclass
class RoleAgent(Agent[Case]):
    """An agent that is made anew for every message.

    The SDK looks over what it is given each time, type hints included, which takes longer than
    asking; here mypy has done it.
    """

    @override
    def __post_init__(self) -> None:
        """Nothing is left to be checked."""


def build_agent(
    instructions: Instructions,
    chosen: ChosenModel,
    case: Case,
    *,
    team: Roster,
    now: datetime,
    run: str = "",
    tools: Sequence[Tool] = (),
) -> Agent[Case]:
    """The agent of one role for one message; `run` identifies it in the trace."""
    categories = team[AgentRole.CLASSIFY].categories
    specialists = tuple(agent.name for agent in _specialists(team))
    prompt = instructions.render(_values(case, categories, team, now))
    schema: TolerantOutput[Answer] | DeclaredOutput
    if instructions.schema is not None:
        schema = DeclaredOutput(instructions.name, instructions.schema)
        told = in_words(instructions.schema)
    else:
        schema = _schema(
            instructions.role,
            categories,
            specialists,
            writes=chosen.writes,
            conversing=case.task.is_long_conversation,
        )
        told = described(schema.shown, prompt)
    return RoleAgent(
        name=instructions.name,
        instructions=f"{prompt}\n\n{told}",
        model=_masked(chosen, case),
        model_settings=ModelSettings(
            temperature=instructions.temperature,
            max_tokens=instructions.max_output_tokens,
            preserve_raw_usage=True,
            extra_headers=Purpose(
                instructions.title, case.task.key, run, local_only=case.local_only
            ).headers(),
        ),
        tools=list(tools),
        output_type=schema,
        input_guardrails=_input_guardrails(instructions.role),
        output_guardrails=_output_guardrails(instructions.role, writes=chosen.writes),
    )


def _masked(chosen: ChosenModel, case: Case) -> Model:
    """What is said to a model elsewhere goes through the mask."""
    if chosen.remote and case.mask is not None:
        return MaskedModel(chosen.model, case.mask, case.executor)
    return chosen.model


def _schema(
    role: AgentRole,
    categories: tuple[Category, ...],
    specialists: tuple[str, ...],
    *,
    writes: bool,
    conversing: bool,
) -> TolerantOutput[Answer]:
    """Only code of ours may bring choices with a draft."""
    if role is AgentRole.DRAFT and not writes:
        return TolerantOutput[Answer](DraftOut, shown=WrittenDraft)
    names = tuple(category.name for category in categories)
    outputs: dict[AgentRole, Callable[[], type[Answer]]] = {
        AgentRole.ROUTE: lambda: plan_type(specialists, names),
        AgentRole.CLASSIFY: lambda: classification_type(names),
        AgentRole.SUMMARIZE: lambda: ConversationOut if conversing else SummaryOut,
        AgentRole.EXTRACT: lambda: Extraction,
        AgentRole.DRAFT: lambda: WrittenDraft,
        AgentRole.REVIEW: lambda: Review,
    }
    return TolerantOutput[Answer](outputs[role]())


def _values(
    case: Case,
    categories: tuple[Category, ...],
    team: Roster,
    now: datetime,
) -> dict[str, object]:
    me = case.task.me
    return {
        "user": {
            "name": me.name or "the user",
            "addresses": ", ".join(address.email for address in me.addresses),
        },
        "today": f"{now:%A, %Y-%m-%d}",
        "language": case.language,
        "categories": [
            {"name": c.name, "title": c.title, "description": c.description} for c in categories
        ],
        "specialists": [
            {"name": agent.name, "title": agent.title, "when": agent.when}
            for agent in _specialists(team)
        ],
    }


def _specialists(team: Roster) -> Iterator[Instructions]:
    """Those whom the router may ask; a second look at the category is not its to wish for."""
    for role, agent in team.items():
        if agent.enabled and role in _ASKED_FOR:
            yield agent
    yield from team.specialists


def _input_guardrails(role: AgentRole) -> list[InputGuardrail[Case]]:
    if role is not AgentRole.ROUTE:
        return []
    return [InputGuardrail(_note_warnings, name="injection and phishing", run_in_parallel=False)]


async def _note_warnings(
    context: RunContextWrapper[Case],
    _agent: Agent[Case],
    _given: str | list[TResponseInputItem],
) -> GuardrailFunctionOutput:
    """Look at the message as it came before any model sees what is left of it.

    It never stops the run: the prompt has been cleaned, and a person wants such mail triaged.
    """
    case = context.context
    if case.warnings is None:
        case.warnings = await on_worker(case, lambda: warnings.inspect(case.task.message))
    return GuardrailFunctionOutput(output_info=case.warnings, tripwire_triggered=False)


def _output_guardrails(role: AgentRole, *, writes: bool) -> list[OutputGuardrail[Case]]:
    """A sentence that code took from the mail needs no check of where it comes from."""
    if role is AgentRole.DRAFT:
        return [OutputGuardrail(_check_draft, name="grounding of the draft")]
    if role is AgentRole.SUMMARIZE and writes:
        return [OutputGuardrail(_check_summary, name="grounding of the summary")]
    return []


async def _check_draft(
    context: RunContextWrapper[Case], _agent: Agent[Case], output: WrittenDraft
) -> GuardrailFunctionOutput:
    case = context.context
    choices = output.choices if isinstance(output, DraftOut) else ()
    checked = await on_worker(
        case,
        lambda: check_draft(
            output.body,
            case.task,
            case.sources,
            language=case.language,
            choices=tuple(choice.to_choice() for choice in choices),
        ),
    )
    return GuardrailFunctionOutput(checked, tripwire_triggered=bool(checked.problems))


async def _check_summary(
    context: RunContextWrapper[Case], _agent: Agent[Case], output: SummaryOut
) -> GuardrailFunctionOutput:
    case = context.context
    texts = [(output.text, SUMMARY_LENGTH)]
    if isinstance(output, ConversationOut):
        texts.append((output.conversation, CONVERSATION_LENGTH))
    checked = await on_worker(
        case,
        lambda: [
            check_summary(text, case.sources, language=case.language, longest=longest)
            for text, longest in texts
        ],
    )
    problems = tuple(problem for each in checked for problem in each.problems)
    whole = replace(checked[0], problems=problems)
    return GuardrailFunctionOutput(whole, tripwire_triggered=bool(problems))


async def on_worker(case: Case, work: Callable[[], Result]) -> Result:
    """Do CPU work off the event loop, on the case's one worker thread."""
    return await asyncio.get_running_loop().run_in_executor(case.executor, work)
