"""Every way in which an endpoint can fail ends in a defined state with a sentence."""

import re
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path

import httpx2
import pytest

from emailassist.domain.endpoint import Endpoint
from emailassist.domain.errors import DraftUnchanged, EmailAssistError
from emailassist.domain.ids import MessageKey
from emailassist.domain.refinement import Change, Refinement
from emailassist.domain.triage import WarningKind, Written
from emailassist.domain.views import Listing, MessageDetail, TriageState
from emailassist.llm import clients
from emailassist.llm.errors import translate
from emailassist.llm.retry import RetryPolicy
from tests.imap.certificates import make_certificates
from tests.support import capable
from tests.support.containment import Mail, World
from tests.support.openai_server import (
    Reply,
    ScriptedOpenAI,
    Seen,
    answer_json,
    completion,
    drop,
    error,
    garbage,
    half,
    stream,
)

TOO_LONG = error(400, "the request exceeds the context", kind="exceed_context_size_error")
PROXY = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
NO_CHOICES = {"id": "1", "object": "chat.completion", "choices": []}
ENDLESS = Reply(
    headers={"content-type": "application/json", "transfer-encoding": "chunked"},
    body=b" " * 4096,
    then="hang",
)
REFUSED = answer_json(
    {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted",
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": None, "refusal": "I will not."},
            }
        ],
    }
)


@dataclass(frozen=True)
class Failure:
    """What the server does, what the person is told, and how many requests that may take.

    `told` is looked for in the problem if the message stays untriaged, else in the warnings.
    """

    name: str
    reply: Reply | Callable[[Endpoint], Endpoint]
    told: str
    calls: int = 1
    replaced: bool = False
    """What code finds stands in for the model's answer."""


FAILURES = [
    Failure("down", lambda it: replace(it, base_url=f"http://127.0.0.1:{_closed()}/v1"),
            r"No connection to hostile", 0),
    Failure("no such host", lambda it: replace(it, base_url="http://nowhere.invalid/v1"),
            r"host of hostile cannot be found", 0),
    Failure("slow", Reply(delay=30), r"did not answer in time"),
    Failure("half, then silence", half(completion("x" * 2000), then="hang"), r"did not answer"),
    Failure("endless", ENDLESS, r"did not answer in time"),
    Failure("connection lost", drop(), r"No connection to hostile, or it was lost", 4),
    Failure("401", error(401), r"refused the key"),
    Failure("403", error(403), r"refused the key"),
    Failure("404", error(404), r"has no model named 'scripted'"),
    Failure("500", error(500), r"trouble of its own \(status 500\)", 4),
    Failure("a proxy's 502", Reply(502, body=PROXY), r"trouble of its own \(status 502\)", 4),
    Failure("a proxy's page", garbage(PROXY), r"not a usable answer"),
    Failure("half an answer", half(completion("x" * 2000)), r"lost before the answer came"),
    Failure("huge", completion("x" * 3_000_000), r"more than 2,000 kB"),
    Failure("redirect", Reply(302, {"location": "http://evil.example/"}), r"redirect"),
    Failure("no choices", answer_json(NO_CHOICES), r"without content"),
    Failure("invalid JSON", garbage(b'{"choices": [{'), r"not a usable answer"),
    Failure("deeply nested", garbage(b"[" * 200_000), r"not a usable answer"),
    Failure("no JSON in it", completion("Sure! Here you are."), r"wrong form", 2, replaced=True),
    Failure("wrong schema", completion({"a": 1}), r"wrong form", 2, replaced=True),
    Failure("empty", completion(""), r"wrong form", 2, replaced=True),
    Failure("refusal", REFUSED, r"declined to answer", 1, replaced=True),
    Failure("context overflow", TOO_LONG, r"longer than the model of hostile can read"),
    Failure("429", error(429, headers={"retry-after": "60"}), r"no more requests.*60 seconds"),
    Failure("429 without a time", error(429), r"takes no more requests", 4),
    Failure("quota", error(429, code="insufficient_quota"), r"quota is used up", 4),
]  # fmt: skip


def _closed() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Script:
    """Answers well until the agent that is to fail asks about its message."""

    def __init__(self) -> None:
        self.reply: Reply | None = None
        self.while_drafting = False
        self.failed = 0

    def __call__(self, seen: Seen) -> Reply:
        if self.reply is None or capable.drafts(seen) is not self.while_drafting:
            return capable.capable(seen)
        self.failed += 1
        return self.reply


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries without their waits."""
    monkeypatch.setattr(clients, "_policy", lambda _: RetryPolicy(first_wait=0.001))


@pytest.mark.usefixtures("impatient")
async def test_every_failure_ends_in_a_state_and_a_sentence(tmp_path: Path) -> None:
    script = Script()
    mails = [Mail(f"{number}", capable.question(number)) for number in range(40)]
    wrong: list[str] = []
    async with World(tmp_path, mails, script) as world:
        keys = list(await world.engine.list_keys(Listing()))
        pointer = Pointer(world)
        for failure in FAILURES:
            script.reply = failure.reply if isinstance(failure.reply, Reply) else None
            for drafting in (False, True):
                if drafting and not (failure.replaced or failure.name in WHILE_DRAFTING):
                    continue
                script.while_drafting, script.failed = drafting, 0
                await pointer.at(failure)
                detail = await _triaged(world, keys.pop())
                wrong += [
                    f"{failure.name}, {'drafting' if drafting else 'routing'}: {problem}"
                    for problem in _problems(failure, detail, script.failed, drafting=drafting)
                ]
    assert not wrong, "\n".join(wrong)


SILENT = {"slow", "half, then silence", "endless", "an endless stream"}
"""Where the time-out is waited for."""
WHILE_DRAFTING = {"slow", "500", "half an answer", "context overflow"}
"""What also fails after the router was answered; `test_a_draft_stays_…` tries the others."""
STREAMS = [
    Failure("half a stream", stream(["{", '"body": "Hi'], then="drop", done=False), r"lost", 4),
    Failure("a stream that stops", stream(['{"body": "Hi'], done=False), r"complete|usable", 2),
    Failure("an endless stream", stream(["a"] * 9, then="hang", done=False), r"did not answer"),
    Failure("a huge stream", stream(["x" * 9_000] * 300), r"more than 2,000 kB"),
]


@pytest.mark.usefixtures("impatient")
async def test_a_draft_stays_as_it_is_whatever_fails_when_it_is_to_change(tmp_path: Path) -> None:
    script = Script()
    wrong: list[str] = []
    async with World(tmp_path, [Mail("0", capable.question(0))], script) as world:
        await world.engine.triage()
        [before] = await world.engine.drafts()
        pointer = Pointer(world)
        script.while_drafting = True
        for failure in (*STREAMS, *FAILURES):
            if not isinstance(failure.reply, Reply):
                continue
            script.reply, script.failed = failure.reply, 0
            await pointer.at(failure)
            with pytest.raises(EmailAssistError) as told:
                await world.engine.drafting.refine(before.key, Refinement(Change.SHORTER))
            # What is no stream at all is an answer of the wrong form, and asked for once more.
            if not re.search(f"{failure.told}|no usable draft", told.value.reason):
                wrong.append(f"{failure.name} tells {told.value.reason!r}")
            if script.failed > max(failure.calls, 2):
                wrong.append(f"{failure.name} takes {script.failed} requests")
        assert await world.engine.drafts() == (before,)
        script.reply = None
        await pointer.at(STREAMS[0])
        with pytest.raises(DraftUnchanged):
            await world.engine.drafting.refine(before.key, Refinement(Change.SHORTER))
    assert not wrong, "\n".join(wrong)


async def test_a_certificate_that_nobody_knows_is_told(tmp_path: Path) -> None:
    made = make_certificates(tmp_path)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(made.certificate, made.key)
    client = httpx2.AsyncClient(trust_env=False)
    with ScriptedOpenAI(tls=tls) as server:
        try:
            with pytest.raises(httpx2.ConnectError) as refused:
                await client.post(server.base_url)
        finally:
            await client.aclose()
    assert translate(refused.value, "hostile").reason.startswith("No secure connection to hostile")


class Pointer:
    """Sets the endpoint as a failure needs it, new only where the old one will not do."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._now: Endpoint | None = None

    async def at(self, failure: Failure) -> None:
        wanted = replace(self._world.endpoint, timeout=0.4 if failure.name in SILENT else 20)
        busy = False
        if isinstance(failure.reply, Reply):
            busy = failure.reply.status == HTTPStatus.TOO_MANY_REQUESTS  # it knows of a pause
        else:
            wanted = failure.reply(wanted)
        if wanted != self._now:
            await self._world.engine.models.add(wanted, None)
        self._now = None if busy else wanted


async def _triaged(world: World, key: MessageKey) -> MessageDetail:
    finished = await world.engine.triage(keys=[key])
    detail = await world.engine.detail(key)
    if detail.triage_problem:
        assert finished.problem, "the job does not say what went wrong"
    return detail


def _problems(failure: Failure, detail: MessageDetail, calls: int, *, drafting: bool) -> list[str]:
    triage, found = detail.triage, []
    if failure.replaced:
        notes = triage.warnings if triage else ()
        said = " ".join(each.text for each in notes if each.kind is WarningKind.MODEL)
        if triage is None or detail.row.triage is not TriageState.DONE:
            found.append(f"not triaged: {detail.triage_problem}")
        written = detail.draft.proposal.written if detail.draft else None
        if drafting and written is not Written.SKELETON:
            found.append(f"the draft is {written}")
    elif drafting:
        said = detail.triage_problem
        if triage is None or detail.row.triage is not TriageState.DONE:
            found.append("what the router said is lost")
        if detail.draft is not None:
            found.append("there is a draft")
    else:
        said = detail.triage_problem
        if triage is not None or detail.row.triage is not TriageState.FAILED:
            found.append(f"the state is {detail.row.triage}")
    if not re.search(failure.told, said):
        found.append(f"told: {said!r}")
    # Where the router gives nothing of use, the classifier is asked as well.
    if calls > failure.calls * (2 if failure.replaced and not drafting else 1):
        found.append(f"{calls} requests")
    return found
