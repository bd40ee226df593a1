"""Long threads are summed up step by step: new mail costs its own length, not the thread's."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from emailassist.assistant.instructions import AgentRole
from emailassist.assistant.prompt import document
from emailassist.assistant.prompt_reader import read_document
from emailassist.domain.address import Address
from emailassist.domain.task import TriageTask, Turn
from emailassist.domain.triage import AgentRun, Conversation, WarningKind, Written
from tests.assistant.conftest import MakeTask, MakeTeam, cost_of
from tests.assistant.role_model import LINE, PLAN, SUMMARY, RoleModel

TOM = Address("Tom Reed", "tom@reed.example")
CLARA = Address("Clara Vidal", "clara@tallernorte.example")
SO_FAR = "Tom asked for oak samples and Clara sent them."
CONVERSATION = SUMMARY | {"conversation": f"{SO_FAR} Tom needs 12 or 15 boards by Friday."}


def turns(count: int) -> tuple[Turn, ...]:
    start = datetime(2026, 11, 1, tzinfo=UTC)
    return tuple(
        Turn(
            CLARA if number % 2 else TOM,
            start + timedelta(days=number),
            mine=bool(number % 2),
            text=f"Turn {number}: " + "the samples of oak are on their way to you. " * 10,
        )
        for number in range(count)
    )


def said(task: TriageTask, role: AgentRole = AgentRole.SUMMARIZE) -> str:
    return document(task, role, language="en", budget=6000)


def test_what_is_summed_up_is_not_shown_again(task: MakeTask) -> None:
    short, long = (
        replace(task(thread=turns(count)), so_far=SO_FAR, folded=count - 1) for count in (5, 20)
    )
    assert abs(len(said(short)) - len(said(long))) < 20
    assert "Turn 19" in said(long)
    assert "Turn 18" not in said(long)
    assert read_document(said(long)).task.so_far == SO_FAR


def test_who_answers_sees_the_last_messages_all_the_same(task: MakeTask) -> None:
    given = replace(task(thread=turns(10)), so_far=SO_FAR, folded=10)
    shown = said(given, AgentRole.DRAFT)
    assert SO_FAR in shown
    assert ["Turn 7" in shown, "Turn 8" in shown, "Turn 9" in shown] == [False, True, True]


async def test_a_long_thread_is_summed_up_for_who_answers(
    team: MakeTeam, task: MakeTask, runs: list[AgentRun]
) -> None:
    model = RoleModel({"ConversationOut": [CONVERSATION]})
    answer = await team(model).triage(task(thread=turns(5)))
    assert answer.conversation == Conversation(CONVERSATION["conversation"], Written.MODEL)
    assert answer.summary.text == SUMMARY["text"]
    assert cost_of(runs).model_calls == 4


async def test_a_message_without_a_question_still_costs_one_call(
    team: MakeTeam, task: MakeTask, runs: list[AgentRun]
) -> None:
    plan = PLAN | {"category": "fyi", "needs_reply": False}
    answer = await team(RoleModel({"TriagePlan": [plan]})).triage(task(thread=turns(5)))
    assert answer.conversation is None
    assert answer.summary.text == LINE
    assert cost_of(runs).model_calls == 1


async def test_a_summary_with_something_new_in_it_is_not_kept(
    team: MakeTeam, task: MakeTask
) -> None:
    bad = SUMMARY | {"conversation": "Maria Lopez paid 900 EUR."}
    answer = await team(RoleModel({"ConversationOut": [bad]})).triage(task(thread=turns(3)))
    assert answer.conversation is not None
    assert answer.conversation.written is Written.EXTRACTED
    assert "Maria" not in answer.conversation.text
    assert [each.kind for each in answer.warnings] == [WarningKind.MODEL]


async def test_without_a_model_each_message_gives_a_sentence(
    team: MakeTeam, task: MakeTask
) -> None:
    given = replace(task(thread=turns(4)), so_far="Tom Reed: Hello.", folded=3)
    answer = await team().triage(given)
    assert answer.conversation is not None
    first, second, third = answer.conversation.text.splitlines()
    assert first == "Tom Reed: Hello."
    assert second.startswith("Clara Vidal: ")
    assert "12 or 15 boards" in third
    assert answer.conversation.written is Written.EXTRACTED


async def test_somebody_may_ask_for_it(team: MakeTeam, task: MakeTask) -> None:
    model = RoleModel({"ConversationOut": [CONVERSATION]})
    found = await team(model).sum_up(task(thread=turns(3)))
    assert found.text == CONVERSATION["conversation"]
    assert model.asked == ["ConversationOut"]
