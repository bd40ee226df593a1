from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from emailassist.assistant.library import InstructionLibrary
from emailassist.assistant.local_answers import LocalAnswers
from emailassist.assistant.on_device import OnDeviceModel
from emailassist.assistant.roles import ChosenModel
from emailassist.assistant.team import Team
from emailassist.assistant.tracing import keep_traces_local
from emailassist.domain.address import Address
from emailassist.domain.endpoint import ON_DEVICE
from emailassist.domain.task import Person, SentReply, TriageTask, Turn
from emailassist.domain.triage import AgentRun, Cost
from emailassist.mime.parse import parse_message
from tests.assistant.role_model import RoleModel
from tests.support.mail import ME, raw_message

SHIPPED = Path(__file__).parents[2] / "instructions"
NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
ENGLISH = (
    "Hello Clara,\n\nThe oak samples are ready at 249,00 EUR. Could you tell me by Friday"
    " whether you want 12 or 15 boards?\n\nBest,\nTom Reed\n"
)
LONG = ENGLISH + "\n\n" + "The workshop is closed in the last week of the year. " * 30
"""Long enough to be summarised and searched by agents of their own."""
MakeTask = Callable[..., TriageTask]
MakeTeam = Callable[..., Team]


@pytest.fixture(scope="session", autouse=True)
def _no_tracing() -> None:
    keep_traces_local()


@pytest.fixture
def library(tmp_path: Path) -> InstructionLibrary:
    return InstructionLibrary(SHIPPED, tmp_path / "own")


@pytest.fixture(scope="session")
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as running:
        yield running


@pytest.fixture(scope="session")
def answers(tmp_path_factory: pytest.TempPathFactory) -> LocalAnswers:
    """Shared by the tests, because the classifier takes seconds to train."""
    return LocalAnswers(InstructionLibrary(SHIPPED, tmp_path_factory.mktemp("own")))


@pytest.fixture
def on_device(answers: LocalAnswers, executor: ThreadPoolExecutor) -> ChosenModel:
    return ChosenModel(ON_DEVICE, OnDeviceModel(answers, executor), writes=False)


@pytest.fixture
def task() -> MakeTask:
    def make(
        body: str = ENGLISH,
        subject: str = "Oak samples",
        *,
        thread: tuple[Turn, ...] = (),
        sent_replies: tuple[SentReply, ...] = (),
        answered: bool = False,
        **headers: str,
    ) -> TriageTask:
        return TriageTask(
            message=parse_message(raw_message(subject, body, **headers)),
            me=Person("Clara Vidal", (Address("Clara Vidal", ME.email),)),
            received_at=NOW,
            thread=thread,
            sent_replies=sent_replies,
            answered=answered,
        )

    return make


@pytest.fixture
def runs() -> list[AgentRun]:
    """Every run of an agent that has ended."""
    return []


def cost_of(runs: list[AgentRun]) -> Cost:
    """What the runs cost together."""
    return sum((run.cost for run in runs), Cost())


@pytest.fixture
def team(
    library: InstructionLibrary,
    on_device: ChosenModel,
    answers: LocalAnswers,
    executor: ThreadPoolExecutor,
    runs: list[AgentRun],
) -> MakeTeam:
    """A team on that model, or on the on-device one; it records into `runs`."""

    def make(
        model: RoleModel | None = None,
        *,
        writes: bool = True,
        fallback: RoleModel | None = None,
    ) -> Team:
        chosen = [ChosenModel("scripted", model, writes=writes)] if model else [on_device]
        if fallback:
            chosen.append(ChosenModel("fallback", fallback, writes=writes))
        return Team(
            library,
            lambda _tier: chosen,
            on_device=on_device,
            answers=answers,
            executor=executor,
            now=lambda: NOW,
            record=runs.append,
        )

    return make
