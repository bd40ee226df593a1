import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.llm.retry import Clock, RetryingTransport, RetryPolicy, retry_after

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
Answer = httpx2.Response | Exception


@dataclass
class FakeTime:
    """A clock whose sleep only writes down for how long."""

    waits: list[float] = field(default_factory=list)
    passed: float = 0.0

    @property
    def clock(self) -> Clock:
        return Clock(
            monotonic=lambda: self.passed, now=lambda: NOW, sleep=self.sleep, jitter=lambda: 0.0
        )

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.passed += seconds


@dataclass
class Scripted:
    """Answers in turn; the last one again and again."""

    answers: list[Answer]
    calls: int = 0

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        answer = self.answers[min(self.calls, len(self.answers) - 1)]
        self.calls += 1
        if isinstance(answer, Exception):
            raise answer
        return answer


async def send(
    script: Callable[[httpx2.Request], httpx2.Response],
    time: FakeTime,
    policy: RetryPolicy | None = None,
) -> httpx2.Response:
    transport = RetryingTransport(httpx2.MockTransport(script), policy, time.clock)
    async with httpx2.AsyncClient(transport=transport) as http:
        return await http.post("http://127.0.0.1/v1", content=b"{}")


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
async def test_passing_trouble_is_tried_again_with_growing_waits(status: int) -> None:
    time, script = FakeTime(), Scripted([httpx2.Response(status)])
    response = await send(script, time)
    assert (response.status_code, script.calls) == (status, 4)
    assert time.waits == [0.5, 1.0, 2.0]


@pytest.mark.parametrize(
    "error",
    [
        httpx2.ConnectError("refused"),
        httpx2.ReadError("reset"),
        httpx2.RemoteProtocolError("closed without an answer"),
    ],
)
async def test_a_lost_connection_is_tried_again(error: Exception) -> None:
    time, script = FakeTime(), Scripted([error, error, httpx2.Response(200)])
    assert (await send(script, time)).status_code == 200
    assert script.calls == 3


async def test_connection_errors_end_after_four_attempts() -> None:
    time, script = FakeTime(), Scripted([httpx2.ConnectError("refused")])
    with pytest.raises(httpx2.ConnectError):
        await send(script, time)
    assert script.calls == 4


async def test_an_answer_that_does_not_come_is_not_asked_for_twice() -> None:
    time, script = FakeTime(), Scripted([httpx2.ReadTimeout("slow")])
    with pytest.raises(httpx2.ReadTimeout):
        await send(script, time)
    assert script.calls == 1


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 409, 422, 501])
async def test_other_statuses_are_final(status: int) -> None:
    time, script = FakeTime(), Scripted([httpx2.Response(status)])
    assert (await send(script, time)).status_code == status
    assert script.calls == 1


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": format_datetime(NOW + timedelta(seconds=12), usegmt=True)}, 12.0),
        ({"retry-after": format_datetime(NOW - timedelta(hours=1), usegmt=True)}, 0.0),
        ({"retry-after": "20"}, 20.0),
        ({"retry-after": "soon"}, 0.5),
        ({"retry-after": "-3"}, 0.5),
    ],
)
async def test_retry_after_is_honoured(headers: dict[str, str], wait: float) -> None:
    time = FakeTime()
    script = Scripted([httpx2.Response(429, headers=headers), httpx2.Response(200)])
    assert (await send(script, time)).status_code == 200
    assert time.waits == [wait]


@pytest.mark.parametrize(
    "headers",
    [
        {"retry-after": "21"},
        {"retry-after-ms": "20001"},
        {"retry-after": format_datetime(NOW + timedelta(minutes=5), usegmt=True)},
        {"x-should-retry": "false"},
    ],
)
async def test_a_longer_wait_than_the_cap_fails_at_once(headers: dict[str, str]) -> None:
    time, script = FakeTime(), Scripted([httpx2.Response(429, headers=headers)])
    assert (await send(script, time)).status_code == 429
    assert (script.calls, time.waits) == (1, [])


async def test_all_attempts_together_keep_to_the_overall_time() -> None:
    time = FakeTime()
    script = Scripted([httpx2.Response(503, headers={"retry-after": "15"})])
    await send(script, time, RetryPolicy(overall=40))
    assert time.waits == [15, 15]


async def test_the_body_is_sent_again_with_each_attempt() -> None:
    bodies: list[bytes] = []

    def script(request: httpx2.Request) -> httpx2.Response:
        bodies.append(request.content)
        return httpx2.Response(500 if len(bodies) < 3 else 200)

    await send(script, FakeTime())
    assert bodies == [b"{}", b"{}", b"{}"]


@given(st.integers(0, 12), st.floats(0, 1))
def test_backoff_stays_between_three_quarters_and_the_longest(attempt: int, jitter: float) -> None:
    policy = RetryPolicy()
    full = min(0.5 * 2**attempt, policy.longest_backoff)
    assert 0.75 * full <= policy.backoff(attempt, jitter) <= full


@given(st.text(st.characters(codec="latin-1"), max_size=40), st.sampled_from(["", "-ms"]))
def test_any_retry_after_is_read_without_an_error(value: str, suffix: str) -> None:
    headers = httpx2.Headers([(f"retry-after{suffix}".encode(), value.encode("latin-1"))])
    wait = retry_after(headers, NOW)
    assert wait is None or (math.isfinite(wait) and wait >= 0)
