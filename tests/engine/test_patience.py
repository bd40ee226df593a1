import json
from pathlib import Path

import pytest

from emailassist import paths
from emailassist.app import open_engine
from emailassist.domain.endpoint import Endpoint, EndpointKind
from emailassist.domain.errors import (
    EndpointError,
    EndpointMisbehaved,
    EndpointUnreachable,
    PromptTooLong,
    SettingsError,
)
from emailassist.engine.labelled import LabelledRow
from emailassist.engine.patience import Patience
from emailassist.engine.workers import side_by_side
from tests.engine.conftest import ignore
from tests.support.mail import raw_message
from tests.support.openai_server import Reply, ScriptedOpenAI, completion, error, garbage

BAD = EndpointMisbehaved("x gave no usable answer.")


def test_one_that_is_down_is_not_asked_again() -> None:
    patience = Patience()
    down = EndpointUnreachable("x is down.")
    patience.failed(down)
    patience.failed(EndpointUnreachable("another"))
    assert patience.ended is down


def test_a_row_of_useless_answers_ends_it_but_single_ones_do_not() -> None:
    patience = Patience()
    for _ in range(40):
        patience.failed(PromptTooLong("too long"))
        patience.failed(BAD)
        patience.answered()
    assert patience.ended is None
    for _ in range(10):
        patience.failed(BAD)
    assert patience.ended is BAD


async def test_of_several_failures_the_persons_is_raised() -> None:
    async def work() -> None:
        raise SettingsError("The disk is full.")

    with pytest.raises(SettingsError, match="disk"):
        await side_by_side(work, 3)

    async def bug() -> None:
        raise KeyError

    with pytest.raises(ExceptionGroup):
        await side_by_side(bug, 2)


def rows(number: int) -> list[LabelledRow]:
    raw = raw_message(body="Hi Clara,\n\ncan you come on Friday?\n\nTom\n").decode()
    return [
        LabelledRow(id=str(n), sender="", raw=raw, category="needs-reply") for n in range(number)
    ]


def scripted(server: ScriptedOpenAI) -> Endpoint:
    return Endpoint(
        "scripted", EndpointKind.OPENAI_COMPATIBLE, base_url=server.base_url, model="m", timeout=5
    )


@pytest.mark.parametrize(("reply", "calls"), [(error(500), 16), (error(401), 4), (garbage(), 9)])
async def test_evaluating_on_an_endpoint_that_fails_ends_soon(
    tmp_path: Path, reply: Reply, calls: int
) -> None:
    engine = open_engine(tmp_path / "home")
    await engine.start(owning=False)
    with ScriptedOpenAI(reply) as server:
        await engine.models.add(scripted(server), None)
        with pytest.raises(EndpointError, match="scripted"):
            await engine.evaluate(rows(40), ignore, endpoint="scripted")
        assert 1 <= server.calls <= calls
    await engine.stop()


async def test_what_is_counted_is_what_the_server_saw(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "home")
    await engine.start(owning=False)
    cut_off = completion('{"text": "Tom as', completion_tokens=1_000)
    for reply in (completion("no JSON"), cut_off):
        with ScriptedOpenAI(reply) as server:
            await engine.models.add(scripted(server), None)
            figures = await engine.evaluate(rows(2), ignore, endpoint="scripted")
            assert figures["model_calls"] == server.calls > 0
            assert figures["tokens"] == server.tokens
    silent = json.loads(completion("{}").body or b"")
    del silent["usage"]
    with ScriptedOpenAI(Reply(body=json.dumps(silent).encode())) as server:
        await engine.models.add(scripted(server), None)
        figures = await engine.evaluate(rows(2), ignore, endpoint="scripted")
        assert figures["model_calls"] == server.calls > 0
        assert figures["tokens"] > 0, "what a server does not tell is estimated"
    with ScriptedOpenAI(garbage()) as server:
        await engine.models.add(scripted(server), None)
        figures = await engine.evaluate(rows(2), ignore, endpoint="scripted")
        assert figures["model_calls"] == server.calls == 2
        assert [row["category"] for row in figures["rows"]] == [None, None]
    await engine.stop()


async def test_no_log_holds_what_a_server_said(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "home")
    await engine.start(owning=False)
    with ScriptedOpenAI(error(400, "Bad mail: the walnut table")) as server:
        await engine.models.add(scripted(server), None)
        with pytest.raises(EndpointError, match="walnut"):
            await engine.evaluate(rows(1), ignore, endpoint="scripted")
        await engine.models.check("scripted")
    await engine.stop()
    log = paths.Paths(tmp_path / "home").log
    assert not log.exists() or "walnut" not in log.read_text()
