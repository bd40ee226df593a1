"""Specialists that a person adds as files, on a scripted model."""

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from emailassist.assistant.library import InstructionLibrary
from emailassist.assistant.relevance import relevant
from emailassist.domain.finding import NOWHERE, FoundValue, Part
from emailassist.domain.triage import AgentRun, WarningKind
from tests.assistant.conftest import SHIPPED, MakeTask, MakeTeam
from tests.assistant.role_model import PLAN, RoleModel

BILL = (
    "Dear Clara,\n\nplease find attached invoice 2026-0042 over 1.249,00 EUR.\n"
    "Please pay within 14 days to DE89 3704 0044 0532 0130 00.\n\nAcme Timber Ltd\n"
)
INVOICE = {
    "vendor": "acme  timber ltd",
    "number": "2026-0042",
    "amount": 1249,
    "currency": "EUR",
    "due_date": "2026-12-03",
    "quotes": [{"field": "due_date", "quote": "within 14 days"}],
}
ASKED = PLAN | {"needs_reply": False, "category": "receipt", "specialists": ["invoice"]}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The person's folder, with the example for invoices dropped in."""
    folder = tmp_path / "own"
    folder.mkdir()
    shutil.copy(SHIPPED / "examples" / "invoice.md", folder)
    return folder


def drop(own: Path, name: str, *fields: str, prop: str = "note: {type: string}") -> None:
    head = f"name: {name}\nwhen: always\noutput: {{type: object, properties: {{{prop}}}}}"
    text = "\n".join(["---", head, *fields, "---", "Look.", ""])
    (own / f"{name}.md").write_text(text, encoding="utf-8")


def model_for(invoice: Any = INVOICE, **more: Any) -> RoleModel:
    said = {"invoice": [invoice]} | {name: [say] for name, say in more.items()}
    plan = ASKED | {"specialists": list(said)}
    return RoleModel({"TriagePlan": [plan], **said}, delay=0.001)


async def test_a_dropped_in_file_finds_what_it_declares(
    own: Path, team: MakeTeam, task: MakeTask, runs: list[AgentRun]
) -> None:
    model = model_for()
    answer = await team(model).triage(task(BILL, "Your invoice"))
    [finding] = answer.findings
    assert (finding.agent, finding.title, finding.by_patterns) == ("invoice", "Invoice", False)
    own_text = task(BILL).message.own_text
    told = {each.name: each for each in finding.values}
    assert {name: each.value for name, each in told.items()} == {
        "vendor": "acme timber ltd",
        "number": "2026-0042",
        "amount": "1249",
        "currency": "EUR",
        "due_date": "2026-12-03",
    }
    for each in finding.values:
        assert own_text[each.start : each.end] == each.quote
    assert told["amount"].quote == "1.249,00"
    assert told["due_date"].quote == "within 14 days"
    assert [each.name for each in finding.values if not each.is_sure] == ["due_date"]
    assert told["number"].title == "Invoice number"
    assert "invoice: the message is or brings an invoice" in model.instructions["TriagePlan"]
    [run] = [run for run in runs if run.agent == "invoice"]
    assert (run.model, run.cost.model_calls) == ("scripted", 1)


async def test_what_is_not_in_the_message_is_kept_but_marked(
    own: Path, team: MakeTeam, task: MakeTask
) -> None:
    lies = INVOICE | {
        "vendor": "Evil Corp 7",
        "amount": 9999.5,
        "quotes": [{"field": "vendor", "quote": "Dear Clara"}, {"field": "amount", "quote": "x"}],
    }
    [finding] = (await team(model_for(lies)).triage(task(BILL))).findings
    vendor, amount = finding.values[0], finding.values[2]
    assert vendor == FoundValue("vendor", "Vendor", "Evil Corp 7", stated=False)
    assert (amount.value, amount.start, amount.is_in_message) == ("9999.5", NOWHERE, False)


async def test_other_parts_of_a_message_bear_values(
    own: Path, team: MakeTeam, task: MakeTask
) -> None:
    said = {"vendor": "Tom Reed", "number": "INV-77"}
    message = task("Please pay.\n", "Invoice inv 77", From="Tom Reed <tom@example.org>")
    [finding] = (await team(model_for(said)).triage(message)).findings
    assert [(each.part, each.quote) for each in finding.values] == [
        (Part.SENDER, "Tom Reed"),
        (Part.SUBJECT, "inv 77"),
    ]


async def test_a_bad_answer_is_repaired_once(own: Path, team: MakeTeam, task: MakeTask) -> None:
    bad = INVOICE | {"due_date": "soon"}
    model = RoleModel({"TriagePlan": [ASKED], "invoice": [bad, INVOICE]})
    answer = await team(model).triage(task(BILL))
    assert len(answer.findings) == 1
    assert "must be a date written as YYYY-MM-DD" in json.dumps(model.inputs["invoice"][1])


@pytest.mark.parametrize("said", [{"vendor": ["x"]}, {"surprise": 1}, "Sure! It is an invoice."])
async def test_an_unusable_answer_costs_only_its_own_finding(
    own: Path, team: MakeTeam, task: MakeTask, said: Any
) -> None:
    answer = await team(model_for(said)).triage(task(BILL))
    assert answer.findings == ()
    assert answer.verdict.category == "receipt"
    told = [each.text for each in answer.warnings if each.kind is WarningKind.MODEL]
    assert any(each.startswith("“Invoice” gave no usable answer") for each in told)


async def test_they_work_side_by_side_or_after_each_other(
    own: Path, team: MakeTeam, task: MakeTask
) -> None:
    drop(own, "audit", "after: [invoice]")
    drop(own, "other")
    model = model_for(audit={"note": "Acme"}, other={"note": "EUR"})
    model.delay = 0.1
    answer = await team(model).triage(task(BILL))
    assert {finding.agent for finding in answer.findings} == {"invoice", "audit", "other"}
    assert model.asked[-1] == "audit"
    assert model.peak == 2
    given = json.dumps(model.inputs["audit"][0])
    assert "2026-0042" in given
    assert "answers" in given
    assert "answers" not in json.dumps(model.inputs["other"][0])


async def test_asking_one_asks_whom_it_comes_after(
    own: Path, team: MakeTeam, task: MakeTask
) -> None:
    drop(own, "audit", "after: [invoice]")
    says: dict[str, list[Any]] = {
        "TriagePlan": [ASKED | {"specialists": ["audit"]}],
        "invoice": [INVOICE],
        "audit": [{"note": "Acme"}],
    }
    answer = await team(RoleModel(says)).triage(task(BILL))
    assert [finding.agent for finding in answer.findings] == ["invoice", "audit"]


async def test_one_that_takes_too_long_is_given_up(
    own: Path, team: MakeTeam, task: MakeTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(own, "slow", "timeout: 1")
    model = model_for(slow={"note": "x"})
    model.delay = 0.05
    timeout = asyncio.timeout
    monkeypatch.setattr(asyncio, "timeout", lambda s: timeout(s and s / 100))
    answer = await team(model).triage(task(BILL))
    assert [finding.agent for finding in answer.findings] == ["invoice"]
    assert any("took longer than 1 seconds" in each.text for each in answer.warnings)


async def test_without_a_model_that_writes_patterns_fill_in_what_is_beyond_doubt(
    own: Path, team: MakeTeam, task: MakeTask
) -> None:
    [finding] = (await team(model_for(), writes=False).triage(task(BILL))).findings
    assert finding.by_patterns
    told = {each.name: each.value for each in finding.values}
    assert (told["amount"], told["currency"]) == ("1249.00", "EUR")
    assert "vendor" not in told
    assert all(each.is_sure for each in finding.values)


def test_words_tell_for_whom_a_message_is(
    own: Path, library: InstructionLibrary, task: MakeTask
) -> None:
    shutil.copy(SHIPPED / "examples" / "travel.md", own)

    def names(body: str, subject: str) -> list[str]:
        told = relevant(library.agents().specialists, task(body, subject).message)
        return [agent.name for agent in told]

    assert names(BILL, "From Acme") == ["invoice"]
    assert names("Your flight to Rome is confirmed.\n", "Booking") == ["travel"]
    assert names("Shall we have dinner on Friday?\n", "Dinner") == []


async def test_a_message_that_rules_decide_is_still_looked_at(
    own: Path, team: MakeTeam, task: MakeTask
) -> None:
    model = model_for()
    looked = await team(model).look(task(BILL, "Your receipt"))
    assert [finding.agent for finding in looked.findings] == ["invoice"]
    assert model.asked == ["invoice"]
    assert (await team(model).look(task())).findings == ()
    assert model.asked == ["invoice"]


async def test_those_switched_off_are_not_asked(
    own: Path, library: InstructionLibrary, team: MakeTeam, task: MakeTask
) -> None:
    library.save("invoice", library.switched("invoice", on=False))
    model = model_for()
    assert (await team(model).triage(task(BILL))).findings == ()
    assert "invoice:" not in model.instructions["TriagePlan"]


async def test_journeys_have_many_legs(own: Path, team: MakeTeam, task: MakeTask) -> None:
    shutil.copy(SHIPPED / "examples" / "travel.md", own)
    text = (
        "Your booking K7XQ2P is confirmed.\n\nIB 3171 Madrid to London, 3 December 2026 at 14:30\n"
        "IB 3172 London to Madrid, 5 December 2026 at 9:15\n"
    )
    legs = [
        {"what": "IB3171", "from": "Madrid", "to": "London", "starts": "2026-12-03T14:30"},
        {"what": "IB3172", "from": "London", "to": "Paris", "starts": "2026-12-05T09:15"},
    ]
    said = {"booking": "K7XQ2P", "status": "booked", "traveller": "n/a", "legs": legs}
    says: dict[str, list[Any]] = {
        "TriagePlan": [ASKED | {"specialists": ["travel"]}],
        "travel": [said],
    }
    [finding] = (await team(RoleModel(says)).triage(task(text, "Your flight"))).findings
    told = {each.name: each for each in finding.values}
    assert "traveller" not in told
    assert told["legs[1].starts"].title == "Leg 2: Starts"
    assert told["legs[0].what"].quote == "IB 3171"
    assert told["legs[0].starts"].quote == "3 December 2026 at 14:30"
    assert [name for name, each in told.items() if not each.is_sure] == ["status", "legs[1].to"]
