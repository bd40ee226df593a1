"""What the agents cost besides the model: time, calls and tokens of a message.

The endpoint is a scripted server that answers every call after the same time, so that the peer of
each figure is what the calls alone would take: the longest chain of them for one message, all of
them over the slots for many. Tokens are counted by the embedded model's own tokenizer.

python -m benchmarks.agents [--messages N] [--slots N] [--latency SECONDS]
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2

from benchmarks.homes import fill
from emailassist.app import open_engine
from emailassist.domain.account import SecretKind, SecretSource
from emailassist.domain.endpoint import Endpoint, EndpointKind
from emailassist.domain.errors import ModelMissing
from emailassist.domain.ids import MessageKey
from emailassist.domain.mailbox import Role
from emailassist.engine.engine import Engine
from emailassist.llm import modelfile
from emailassist.llm.embedded import EmbeddedServer
from tests.support.mail import raw_message
from tests.support.openai_server import Reply, ScriptedOpenAI, Seen, completion

ASKING = """\
Hello Clara,

thank you for the samples that you sent us in week {n}. We have looked at them with the whole team
and everybody agrees that the oak is the better choice for the meeting room, because it is lighter
and goes well with the floor that we already have. The walnut is beautiful, but it would make the
room too dark in winter, and two colleagues were worried about the price.

Before we order, there are a few things that we would like to clear up with you. Could you tell me
by Friday whether the boards can be delivered in the week of 14 December, and whether {n} boards
are enough for a table of four metres? We also need to know if the price of 249,00 EUR per board
includes the oil finish, or whether that comes on top of it.

If it helps, I can come by your workshop on Tuesday afternoon with the drawings, so that we can
look at the edges and at the legs together. My colleague Maria Lopez will join us, since she is
responsible for the furniture budget this year and has to sign the order in the end.

Many thanks and best wishes,
Tom Reed
"""
TELLING = ASKING.replace("Could you tell me\nby Friday whether", "The plan says whether").replace(
    "?", "."
)
PLAN = {
    "category": "needs-reply",
    "priority": "normal",
    "needs_reply": True,
    "reason": "Tom asks.",
    "confidence": 0.9,
    "language": "en",
    "summary": "Tom writes about the boards for the meeting room.",
    "specialists": ["summarizer", "extractor", "reply-drafter"],
}
NO_REPLY = {"category": "fyi", "needs_reply": False, "specialists": []}
DRAFT = {
    "body": "Hi Tom,\n\nThanks for your message. About the boards: ‹are they enough?›\n\nBest,"
}


class Model:
    """Answers by what is asked for, always after the same time."""

    def __init__(self, latency: float) -> None:
        self.latency = latency

    def __call__(self, seen: Seen) -> Reply:
        fields = seen.schema.get("properties", {})
        answer: Mapping[str, object] = {}
        if "specialists" in fields:
            answer = PLAN | ({} if "Could you tell me" in seen.prompt else NO_REPLY)
        elif "body" in fields:
            answer = DRAFT
        elif "problems" in fields:
            answer = {"ok": True, "problems": []}
        return completion(answer, delay=self.latency, prompt_tokens=1, completion_tokens=1)


def mails(bodies: Sequence[str]) -> Iterator[bytes]:
    """A message for each of these texts, a minute apart."""
    start = datetime(2026, 11, 1, tzinfo=UTC)
    for number, body in enumerate(bodies, 1):
        yield raw_message(
            f"Oak samples {number}",
            body.format(n=number),
            message_id=f"<{number}@reed.example>",
            date=f"{start + timedelta(minutes=number):%a, %d %b %Y %H:%M:%S +0000}",
        )


async def opened(home: Path, server: ScriptedOpenAI, slots: int) -> Engine:
    """An engine that asks that server, warm."""
    engine = open_engine(home)
    await engine.start()
    endpoint = Endpoint(
        name="scripted",
        kind=EndpointKind.OPENAI_COMPATIBLE,
        base_url=server.base_url,
        model="scripted",
        secret=SecretSource(SecretKind.NONE),
        max_concurrent=slots,
    )
    await engine.models.add(endpoint, None)
    await engine.models.use("scripted")
    return engine


async def timed(engine: Engine, keys: Sequence[MessageKey]) -> float:
    """Seconds that triaging these messages takes."""
    started = time.perf_counter()
    finished = await engine.triage(keys=keys)
    if finished.problem:
        raise SystemExit(finished.problem)
    return time.perf_counter() - started


async def one_by_one(server: ScriptedOpenAI, latency: float, runs: int) -> None:
    """Wall time of a message beyond its longest chain of calls; its calls."""
    for name, body, chain in (("needs a reply", ASKING, 3), ("needs none", TELLING, 1)):
        with tempfile.TemporaryDirectory() as home:
            keys = fill(Path(home), {Role.INBOX: mails([body] * (runs + 2))})
            engine = await opened(Path(home), server, 4)
            await timed(engine, keys[:2])
            took, calls = [], []
            for key in keys[2:]:
                before = server.calls
                took.append(await timed(engine, [key]))
                calls.append(server.calls - before)
            await engine.stop()
        median, ideal = statistics.median(took), chain * latency
        say(
            f"{name:14} {max(calls)} calls, {median:.3f} s beside {ideal:.3f} s of its calls: "
            f"{100 * (median - ideal) / ideal:+.1f} %"
        )


async def many(server: ScriptedOpenAI, latency: float, slots: int, messages: int) -> None:
    """Throughput at many slots beside what the slots allow."""
    with tempfile.TemporaryDirectory() as home:
        keys = fill(Path(home), {Role.INBOX: mails([ASKING, TELLING] * (messages // 2 + slots))})
        engine = await opened(Path(home), server, slots)
        await timed(engine, keys[: 2 * slots])
        before = server.calls
        took = await timed(engine, keys[2 * slots :])
        calls = server.calls - before
        await engine.stop()
    ideal = calls * latency / slots
    say(
        f"{slots} slots      {len(keys) - 2 * slots} messages, {calls} calls in {took:.1f} s; "
        f"the slots alone {ideal:.1f} s: {100 * ideal / took:.0f} %"
    )


async def tokens(prompts: Sequence[Sequence[str]]) -> None:
    """Prompt tokens of each call, and how many begin as the same call about other mail does."""
    with tempfile.TemporaryDirectory() as fetched:
        try:
            model = await modelfile.fetch(Path(fetched))
        except ModelMissing as missing:
            say(f"tokens         not counted: {missing.reason}")
            return
        server = EmbeddedServer(lambda: model)
        try:
            child = await server.start()
            async with httpx2.AsyncClient(headers=child.headers, trust_env=False) as client:

                async def count(text: str) -> int:
                    answer = await client.post(
                        f"{child.base_url.removesuffix('/v1')}/tokenize", json={"content": text}
                    )
                    return len(answer.json()["tokens"])

                total = shared = 0
                for one, other in prompts:
                    total += await count(one)
                    shared += await count(prefix(one, other))
        finally:
            await server.stop()
    say(f"tokens         {total} in {len(prompts)} prompts; {shared} of them a shared beginning")


def prefix(one: str, other: str) -> str:
    """The beginning that two texts share."""
    length = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return one[:length]


async def prompts_of(server: ScriptedOpenAI) -> list[list[str]]:
    """The prompts of all calls about one mail of 200 words, each with that about another."""
    with tempfile.TemporaryDirectory() as home:
        other = ASKING.replace("Hello Clara", "Dear Clara")
        keys = fill(Path(home), {Role.INBOX: mails([ASKING, other])})
        engine = await opened(Path(home), server, 1)
        found = []
        for key in keys:
            begun = len(server.seen)
            await timed(engine, [key])
            found.append([seen.prompt for seen in server.seen[begun:] if seen.method == "POST"])
        await engine.stop()
    return [list(pair) for pair in zip(*found, strict=True)]


def say(line: str) -> None:
    """One line of the report."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def measure(messages: int, slots: int, latency: float) -> None:
    """All of it."""
    with ScriptedOpenAI(Model(latency)) as server:
        await one_by_one(server, latency, runs=15)
        await many(server, latency, slots, messages)
        server.script = Model(0)
        await tokens(await prompts_of(server))


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=600)
    parser.add_argument("--slots", type=int, default=16)
    parser.add_argument("--latency", type=float, default=0.3)
    options = parser.parse_args()
    asyncio.run(measure(options.messages, options.slots, options.latency))


if __name__ == "__main__":
    main()
