from emailassist.domain.task import TriageTask
from emailassist.local.evidence import signs_of
from emailassist.local.reasons import reason_for
from tests.local.conftest import MakeTask


def _reason(task: TriageTask, category: str) -> str:
    return reason_for(task, category, signs_of(task))


def test_a_question_is_quoted(make_task: MakeTask) -> None:
    reason = _reason(make_task("Hi Clara,\n\nis the gate open?"), "needs-reply")
    assert reason == "It asks: “is the gate open?”"


def test_a_task_is_quoted(make_task: MakeTask) -> None:
    reason = _reason(make_task("Please water the plants on Friday."), "to-do")
    assert reason == "It asks you to do something: “Please water the plants on Friday.”"


def test_another_category_names_its_strongest_sign(make_task: MakeTask) -> None:
    task = make_task("Backup ok.", sender="no-reply@x.example")
    assert _reason(task, "notification") == "A program sent it."


def test_nothing_is_made_up_where_only_the_wording_decides(make_task: MakeTask) -> None:
    assert _reason(make_task("All is well."), "calendar") == ""
    assert _reason(make_task("All is well."), "a-category-of-mine") == ""


def test_a_warning_that_decided_is_the_reason(make_task: MakeTask) -> None:
    task = make_task("Please use our new bank account details from now on.")
    assert "changed bank details" in _reason(task, "spam-phishing")
