"""What a request costs on its way down and its answer on the way up."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx2
import openai
import pytest

from emailassist.domain.endpoint import Budget, Endpoint
from emailassist.domain.errors import (
    EndpointMisbehaved,
    EndpointOverBudget,
    EndpointRateLimited,
    EndpointUnreachable,
)
from emailassist.domain.usage import Call, Exceeded, KeptAnswer, Period
from emailassist.llm.clients import Clients, Terms
from emailassist.llm.errors import translate
from emailassist.llm.gated import until_allowed
from emailassist.llm.prices import Price, PriceTable
from emailassist.llm.purpose import Purpose
from emailassist.llm.retry import Clock
from tests.llm.conftest import KEY, MakeEndpoint, no_model, no_wait
from tests.support.openai_server import (
    Reply,
    ScriptedOpenAI,
    completion,
    drop,
    error,
    half,
    hang,
    in_turn,
    stream,
)

PRICES = PriceTable((Price("scripted", 1.0, 10.0, cached_input=0.1),))


class Books:
    """Accounts and answers in memory; `exceeded` refuses."""

    def __init__(self) -> None:
        self.open: dict[int, Call] = {}
        self.settled: list[Call | None] = []
        self.hits: list[Call] = []
        self.kept: dict[str, KeptAnswer] = {}
        self.exceeded: Exceeded | None = None
        self.budgets: list[str] = []

    async def reserve(
        self, worst: Call, budgets: Sequence[tuple[str, Budget]], /
    ) -> int | Exceeded:
        self.budgets = [name for name, _ in budgets]
        if self.exceeded is not None:
            return self.exceeded
        number = len(self.open) + len(self.settled) + 1
        self.open[number] = worst
        return number

    async def settle(self, reservation: int, call: Call | None, /) -> None:
        self.open.pop(reservation)
        self.settled.append(call)

    async def reused(self, call: Call, /) -> None:
        self.hits.append(call)

    async def find(self, key: str, run: str, /) -> KeptAnswer | None:
        return self.kept.get(key)

    async def keep(self, key: str, answer: KeptAnswer, /) -> None:
        self.kept[key] = answer

    async def reject(self, runs: Sequence[str], /) -> None:
        self.kept = {key: each for key, each in self.kept.items() if each.run not in runs}


@pytest.fixture
def books() -> Books:
    return Books()


@asynccontextmanager
async def opened(books: Books, **terms: Any) -> AsyncIterator[Clients]:
    made = Clients(
        lambda _source: KEY,
        embedded=no_model(),
        answers=books,
        accounts=books,
        terms=Terms(prices=PRICES, **terms),
        clock=Clock(sleep=no_wait),
    )
    yield made
    await made.aclose()


@pytest.fixture
async def clients(books: Books) -> AsyncIterator[Clients]:
    async with opened(books) as made:
        yield made


async def ask(
    client: openai.AsyncOpenAI, text: str = "hello", *, fresh: bool = False, run: str = "r1"
) -> Any:
    return await client.chat.completions.create(
        model="scripted",
        messages=[{"role": "user", "content": text}],
        max_tokens=100,
        extra_headers=Purpose("Category", run=run, fresh=fresh).headers(),
    )


async def read(client: openai.AsyncOpenAI, text: str = "hello") -> tuple[str, Any]:
    said, usage = "", None
    pieces = await client.chat.completions.create(
        model="scripted",
        messages=[{"role": "user", "content": text}],
        stream=True,
        extra_headers=Purpose("Draft", run="r2").headers(),
    )
    async with pieces:
        async for piece in pieces:
            usage = piece.usage or usage
            if piece.choices:
                assert not getattr(piece.choices[0].delta, "reasoning_content", None)
                said += piece.choices[0].delta.content or ""
    return said, usage


async def problem_of(asking: Any) -> Exception:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever it is, it is translated
        await asking
    return translate(caught.value, "scripted")


def with_usage(reply: Reply, usage: str) -> Reply:
    body = reply.body or b""
    start = body.index(b'"usage"')
    return replace(reply, body=body[:start] + b'"usage": ' + usage.encode() + b"}")


async def test_a_call_is_reserved_at_its_worst_and_settled_as_the_server_says(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients, books: Books
) -> None:
    usage = '{"prompt_tokens": 1000, "completion_tokens": 50, "prompt_tokens_details": '
    server.script = in_turn(
        with_usage(completion("yes"), usage + '{"cached_tokens": 600}, "total_tokens": 1050}')
    )
    answer = await ask(clients.client(endpoint()))
    (call,) = books.settled
    assert call is not None
    assert (call.agent, call.input_tokens, call.cached_tokens, call.output_tokens) == (
        *("Category", 1000, 600, 50),
    )
    assert call.money == pytest.approx((400 * 1.0 + 600 * 0.1 + 50 * 10.0) / 1e6)
    assert not call.estimated
    assert answer.usage.prompt_tokens_details.cached_tokens == 600
    assert answer.usage.emailassist["money"] == pytest.approx(call.money)


async def test_a_server_that_says_nothing_is_estimated_with_its_reasoning(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients, books: Books
) -> None:
    thought = "<think>" + "what could it be " * 20 + "</think>\n\nInvoice."
    server.script = in_turn(with_usage(completion(thought), "null"))
    answer = await ask(clients.client(endpoint()))
    assert answer.choices[0].message.content == "Invoice."
    (call,) = books.settled
    assert call is not None
    assert call.estimated
    assert call.output_tokens > 100


@pytest.mark.parametrize(
    ("reply", "counted"),
    [
        (error(400), False),
        (error(500), False),
        (drop(), True),
        (half(completion("a long answer that is cut")), True),
        (hang(), True),
    ],
    ids=["400", "500", "drop", "half", "hang"],
)
async def test_what_may_have_been_computed_is_counted(
    server: ScriptedOpenAI,
    endpoint: MakeEndpoint,
    clients: Clients,
    books: Books,
    reply: Reply,
    counted: bool,
) -> None:
    server.script = in_turn(reply)
    await problem_of(ask(clients.client(endpoint(timeout=0.3))))
    assert not books.open
    assert [call is not None for call in books.settled] == [counted]


async def test_nothing_is_sent_over_the_budget(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients, books: Books
) -> None:
    books.exceeded = Exceeded("", Period.DAY, in_money=True, limit=2.0, spent=1.99)
    clients.terms = replace(clients.terms, budget=Budget(daily_money=2.0))
    own = replace(endpoint(), budget=Budget(monthly_tokens=1000))
    problem = await problem_of(ask(clients.client(own)))
    assert isinstance(problem, EndpointOverBudget)
    assert "$1.99 of $2.00" in problem.reason
    assert "tomorrow" in problem.hint
    assert books.budgets == ["", "scripted"]
    assert server.calls == 0


async def test_money_cannot_be_limited_where_the_price_is_not_known(
    books: Books, endpoint: MakeEndpoint
) -> None:
    async with opened(books, budget=Budget(daily_money=2.0)) as clients:
        elsewhere = replace(endpoint(), base_url="https://api.example.com/v1", model="unheard-of")
        problem = await problem_of(ask(clients.client(elsewhere)))
    assert isinstance(problem, EndpointOverBudget)
    assert "prices.toml" in problem.hint


async def test_an_answer_is_not_paid_for_twice(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients, books: Books
) -> None:
    server.script = in_turn(completion("first"), completion("second"), completion("third"))
    client = clients.client(endpoint())
    first, again = await ask(client), await ask(client, run="r9")
    assert first.choices[0].message.content == again.choices[0].message.content == "first"
    assert server.calls == 1
    assert again.usage.total_tokens == 0
    assert again.usage.emailassist["cached"]
    assert [hit.output_tokens for hit in books.hits] == [5]
    assert (await ask(client, "else")).choices[0].message.content == "second"
    assert (await ask(client, fresh=True)).choices[0].message.content == "third"
    clients.terms = replace(clients.terms, keep_answers=False)
    assert (await ask(client)).choices[0].message.content == "third"


async def test_a_stream_is_kept_when_it_ended_properly(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients, books: Books
) -> None:
    pieces = ["<thi", "nk>hm", "</think>", "Good ", "day < you"]
    server.script = in_turn(stream(pieces, done=False), stream(pieces), completion("no"))
    client = clients.client(endpoint())
    with pytest.raises(EndpointMisbehaved, match="before its answer was complete"):
        await read(client)
    assert books.kept == {}
    first, usage = await read(client)
    assert first == "Good day < you"
    assert usage.emailassist["estimated"]
    again, usage = await read(client)
    assert (again, usage.total_tokens, server.calls) == (first, 0, 2)
    assert [call is not None for call in books.settled] == [True, True]


@pytest.mark.parametrize(
    "reply",
    [
        completion("cut", finish_reason="length"),
        completion("bad", finish_reason="content_filter"),
        Reply(body=b'{"choices": []}'),
    ],
)
async def test_only_whole_answers_are_kept(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients, books: Books, reply: Reply
) -> None:
    server.script = in_turn(reply)
    await ask(clients.client(endpoint()))
    assert books.kept == {}


async def test_leaving_a_stream_settles_what_came(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients, books: Books
) -> None:
    server.script = in_turn(stream(["one ", "two "], then="hang", done=False))
    pieces = await clients.client(endpoint()).chat.completions.create(
        model="scripted", messages=[{"role": "user", "content": "x"}], stream=True, max_tokens=5000
    )
    await anext(aiter(pieces))
    await pieces.close()
    (call,) = books.settled
    assert call is not None
    assert call.output_tokens < 10
    assert await asyncio.to_thread(server.wait_until, lambda: server.disconnects == 1)


async def test_a_busy_server_is_not_hammered(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, books: Books
) -> None:
    """After a refusal everybody waits, and then not all of them come at once."""
    refused = 0

    def script(_: Any) -> Reply:
        nonlocal refused
        refused += 1
        if refused <= 8:
            return error(429, headers={"retry-after": "3"})
        return completion("ok", delay=0.01)

    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(0.02)

    server.script = script
    clients = Clients(lambda _: KEY, embedded=no_model(), clock=Clock(sleep=sleep))
    many: Endpoint = endpoint(max_concurrent=8)
    await asyncio.gather(*(ask(clients.client(many), str(n)) for n in range(8)))
    await clients.aclose()
    assert server.calls == 16
    assert set(slept) == {3.0}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "6m0s"}, 360.0),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "20ms"}, 0.02),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "1.5"}, 1.5),
        ({"x-ratelimit-remaining-tokens": "9", "x-ratelimit-reset-tokens": "1m"}, 0.0),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "soon"}, 0.0),
        ({}, 0.0),
    ],
)
def test_what_a_server_says_of_its_limits(headers: dict[str, str], seconds: float) -> None:
    assert until_allowed(httpx2.Headers(headers)) == pytest.approx(seconds)


async def test_a_long_pause_that_the_server_asks_for_is_kept_without_asking_again(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients
) -> None:
    server.script = in_turn(error(429, headers={"retry-after": "600"}))
    client = clients.client(endpoint())
    for _ in range(3):
        assert isinstance(await problem_of(ask(client)), EndpointRateLimited)
    assert server.calls == 1


async def test_a_crash_of_the_connection_before_sending_costs_nothing(
    endpoint: MakeEndpoint, clients: Clients, books: Books
) -> None:
    nobody = replace(endpoint(), base_url="http://127.0.0.1:9/v1")
    assert isinstance(await problem_of(ask(clients.client(nobody))), EndpointUnreachable)
    assert books.settled == [None]
