from typing import NoReturn

import pytest

from emailassist.assistant.checks import check_summary, sources_of
from emailassist.assistant.confidential import Confidentiality
from emailassist.domain.address import Address
from emailassist.domain.task import SentReply, Turn
from tests.assistant.conftest import MakeTask


def _unasked() -> NoReturn:
    raise AssertionError("the classifier was asked")


@pytest.mark.parametrize(
    ("kept", "stays"),
    [
        ("tom@reed.example", True),
        ("TOM@Reed.Example", True),
        ("@reed.example", True),
        ("example", True),  # the whole top level, if somebody wants that
        ("eed.example", False),
        ("other@reed.example", False),
    ],
)
def test_a_sender_is_known_by_address_or_domain(task: MakeTask, kept: str, stays: bool) -> None:
    asked = task(sender="Tom Reed <tom@reed.example>")
    assert Confidentiality(senders=(kept,)).local_only(asked, _unasked) is stays


def test_a_thread_in_which_they_wrote_stays_too(task: MakeTask) -> None:
    turn = Turn(Address("", "doctor@clinic.example"), None, mine=False, text="x")
    rules = Confidentiality(senders=("clinic.example",))
    assert rules.local_only(task(thread=(turn,)), _unasked)
    assert not rules.local_only(task(), _unasked)


def test_what_i_wrote_to_them_sets_no_example_elsewhere(task: MakeTask) -> None:
    replies = (SentReply(("doctor@clinic.example",), "a"), SentReply(("bob@x.example",), "b"))
    shown = Confidentiality(senders=("clinic.example",)).without_their_words(
        task(sent_replies=replies)
    )
    assert shown.sent_replies == replies[1:]


@pytest.mark.parametrize(
    ("scores", "stays"),
    [
        ({"health": 0.9, "fyi": 0.1}, True),
        ({"health": 0.06, "fyi": 0.94}, True),
        ({"health": 0.01, "fyi": 0.99}, False),
    ],
)
def test_what_could_be_of_a_kept_category_stays(
    task: MakeTask, scores: dict[str, float], stays: bool
) -> None:
    assert Confidentiality(categories=("health",)).local_only(task(), lambda: scores) is stays


def test_a_made_up_token_is_no_summary(task: MakeTask) -> None:
    sources = sources_of(task(), language="en")
    assert check_summary("‹?› asks about the oak boards.", sources, language="en").problems
