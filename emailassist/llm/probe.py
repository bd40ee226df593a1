"""Finding out what an endpoint can do, by trying it.

Owns: the handful of requests behind `endpoint check` and their reading. Must not: judge by a
model's name, or take longer than it is given.
"""

import asyncio
import json
import secrets
import time
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx2
import openai
from openai import AsyncOpenAI

from emailassist.domain.account import SecretKind
from emailassist.domain.endpoint import Endpoint, EndpointKind, EndpointReport, SystemRole
from emailassist.domain.errors import (
    EndpointError,
    EndpointRateLimited,
    EndpointUnauthorized,
    EndpointUnreachable,
    WorldError,
)
from emailassist.llm.contexts import told_context
from emailassist.llm.errors import translate
from emailassist.llm.guard import is_loopback
from emailassist.llm.prices import FREE, Price
from emailassist.llm.purpose import Purpose
from emailassist.llm.writing import PASSES_NEEDED, TASKS, passes

SECONDS = 10.0
ON_DEVICE_SECONDS = 30.0
"""How long a check takes at most; a large model is slow on this machine, but worth knowing."""

ANSWER_TOKENS = 120
THINKING_TOKENS = 1500
"""For a model that has used up the first limit with reasoning and written nothing yet."""

_HOPELESS = (EndpointUnreachable, EndpointUnauthorized, EndpointRateLimited)
"""After these no further request is worth its time."""

_LIST = " ".join(f"Item {number} is a sheet of paper." for number in range(1, 21))
_SPEED_TOKENS = 48
_SCHEMA = {
    "type": "object",
    "properties": {
        "colour": {"type": "string", "enum": ["teal", "ochre"]},
        "size": {"type": "string", "enum": ["seven", "eleven"]},
    },
    "required": ["colour", "size"],
    "additionalProperties": False,
}
_FORMAT = {
    "type": "json_schema",
    "json_schema": {"name": "pick", "strict": True, "schema": _SCHEMA},
}

_TOOL = {
    "type": "function",
    "function": {
        "name": "pick",
        "description": "Picks a colour.",
        "parameters": {
            "type": "object",
            "properties": {"colour": {"type": "string"}},
            "required": ["colour"],
        },
    },
}

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Speed:
    """Tokens a second for reading and writing; seconds to the first token. 0: not measured."""

    prompt_rate: float = 0.0
    generation_rate: float = 0.0
    first_token_seconds: float = 0.0


async def check(
    endpoint: Endpoint,
    client: AsyncOpenAI,
    *,
    price: Price | None = None,
    seconds: float | None = None,
) -> EndpointReport:
    """Try the endpoint's model and report what it does; `problems` are sentences.

    Never raises for what the server does: one that cannot be reached is a report too.
    """
    report = EndpointReport(
        endpoint=endpoint.name,
        reachable=False,
        model=endpoint.model,
        json_schema=False,
        writes=False,
        prompt_rate=0.0,
        generation_rate=0.0,
        first_token_seconds=0.0,
        problems=_exposed_key(endpoint),
        listed=False,
        free=price is FREE,
        price_known=price is not None,
        input_price=price.input if price else 0.0,
        output_price=price.output if price else 0.0,
        price_as_of=price.as_of if price else None,
        checked_at=datetime.now(UTC).replace(microsecond=0),
    )
    allowed = seconds or (ON_DEVICE_SECONDS if endpoint.kind is EndpointKind.ON_DEVICE else SECONDS)
    purpose = Purpose("Check of the endpoint", fresh=True)
    known = client.with_options(default_headers=purpose.headers())
    probe = _Probe(endpoint, known, asyncio.get_running_loop().time() + allowed)
    try:
        report = await _listed(probe, endpoint, report)
        report = await _schema(probe, report)
        report = _judged(report, await probe.answers(report.model))
        speed = await probe.speed(report.model)
        report = replace(
            report,
            streams=speed.first_token_seconds > 0,
            prompt_rate=speed.prompt_rate,
            generation_rate=speed.generation_rate,
            first_token_seconds=speed.first_token_seconds,
        )
        report = await _features(probe, report)
        size = await probe.in_time(told_context(replace(endpoint, model=report.model), client))
        size = endpoint.context_tokens or size or (price.context if price else 0)
        report = replace(report, context_tokens=size)
    except WorldError as error:
        report = _with_problem(report, error.reason)
    return replace(
        report,
        temperature=probe.temperature,
        limit_field=probe.limit_field,
        reasons=probe.reasons,
    )


async def _features(probe: "_Probe", report: EndpointReport) -> EndpointReport:
    """What else the server takes; a refusal is an answer, too."""
    system, tools = await asyncio.gather(
        probe.system_role(report.model), probe.calls_tools(report.model)
    )
    return replace(report, system_role=system, tools=tools)


async def _listed(probe: "_Probe", endpoint: Endpoint, report: EndpointReport) -> EndpointReport:
    """Whether the endpoint answers and has the model; no model named means its first."""
    try:
        names = await probe.models()
    except _HOPELESS:
        raise
    except WorldError as error:
        names = ()
        report = _with_problem(report, error.reason)
    model = endpoint.model or next(iter(names), "")
    report = replace(report, reachable=True, model=model)
    if model in names:
        return replace(report, listed=True)
    return _with_problem(report, f"The endpoint does not list a model named {model!r}.")


async def _schema(probe: "_Probe", report: EndpointReport) -> EndpointReport:
    try:
        obeyed = _keeps_schema(await probe.ask(report.model, "Pick a colour and a size.", _FORMAT))
    except _HOPELESS:
        raise
    except WorldError:
        obeyed = False
    if obeyed:
        return replace(report, json_schema=True, json_object=True)
    report = replace(report, json_object=await probe.keeps_to_json(report.model))
    return _with_problem(report, "It does not keep to a JSON schema, so agents may fail.")


def _judged(report: EndpointReport, answers: tuple[str | WorldError, ...]) -> EndpointReport:
    """Whether it writes. A task that was not answered is not passed, but is told apart."""
    done = [
        isinstance(answer, str) and passes(task, answer)
        for task, answer in zip(TASKS, answers, strict=True)
    ]
    for reason in {answer.reason for answer in answers if isinstance(answer, WorldError)}:
        report = _with_problem(report, reason)
    if sum(done) >= PASSES_NEEDED:
        return replace(report, writes=True)
    names = ", ".join(task.name for task, passed in zip(TASKS, done, strict=True) if not passed)
    return _with_problem(
        report,
        f"It is not trusted to write: {sum(done)} of {len(TASKS)} small writing tasks were done "
        f"as asked (not {names}).",
    )


def _with_problem(report: EndpointReport, problem: str) -> EndpointReport:
    return replace(report, problems=(*report.problems, problem))


def _exposed_key(endpoint: Endpoint) -> tuple[str, ...]:
    url = httpx2.URL(endpoint.base_url)
    keyed = endpoint.secret.kind is not SecretKind.NONE
    if keyed and url.scheme == "http" and not is_loopback(url.host):
        return ("The key is sent without encryption: use an https address.",)
    return ()


def _keeps_schema(text: str) -> bool:
    try:
        value = json.loads(text)
    except ValueError:
        return False
    return (
        isinstance(value, dict)
        and set(value) == {"colour", "size"}
        and value["colour"] in {"teal", "ochre"}
        and value["size"] in {"seven", "eleven"}
    )


class _Probe:
    """The requests of one check; all of them end at `deadline` (loop time)."""

    def __init__(self, endpoint: Endpoint, client: AsyncOpenAI, deadline: float) -> None:
        self._name = endpoint.name
        self._client: Any = client  # options differ between servers, the signature knows one
        self._deadline = deadline
        self.limit_field = "max_tokens"
        self.temperature = True
        self.reasons = False
        if httpx2.URL(endpoint.base_url).host == "api.openai.com":  # saves two refusals
            self.limit_field, self.temperature = "max_completion_tokens", False

    async def models(self) -> tuple[str, ...]:
        """Names of the models that the endpoint lists."""
        listing = await self.in_time(self._client.models.list())
        try:
            return tuple(str(row.id) for row in listing.data)
        except (AttributeError, TypeError) as error:
            raise translate(error, self._name) from error

    async def ask(self, model: str, prompt: str, answer_format: object = None) -> str:
        """The answer's text; '' if even the larger limit went into reasoning."""
        chosen = {"response_format": answer_format} if answer_format else {}
        for limit in (ANSWER_TOKENS, THINKING_TOKENS):
            answer = await self.in_time(
                self._create(
                    limit, model=model, messages=[{"role": "user", "content": prompt}], **chosen
                )
            )
            try:
                text = answer.choices[0].message.content
                ran_out = answer.choices[0].finish_reason == "length"
            except (AttributeError, IndexError, TypeError) as error:
                raise translate(error, self._name) from error
            details = getattr(answer.usage, "completion_tokens_details", None)
            self.reasons = self.reasons or bool(getattr(details, "reasoning_tokens", 0))
            if text or not ran_out:
                return str(text or "")
        return ""

    async def keeps_to_json(self, model: str) -> bool:
        """Whether an answer can at least be kept to JSON of any form."""
        prompt = 'Answer with the JSON object {"colour": "teal", "size": "seven"} and no more.'
        try:
            return _keeps_schema(await self.ask(model, prompt, {"type": "json_object"}))
        except WorldError:
            return False

    async def system_role(self, model: str) -> SystemRole:
        """The role in which instructions are taken; raises nothing that the server causes."""
        for role in (SystemRole.SYSTEM, SystemRole.DEVELOPER):
            messages = [
                {"role": role.value, "content": "You are terse."},
                {"role": "user", "content": "Name a colour."},
            ]
            try:
                await self.in_time(self._create(8, model=model, messages=messages))
            except EndpointError as error:
                if error.is_down and not isinstance(error.__cause__, openai.BadRequestError):
                    return SystemRole.SYSTEM  # it is not the role that was refused
            else:
                return role
        return SystemRole.NONE

    async def calls_tools(self, model: str) -> bool:
        """Whether the model calls a tool when it is told to."""
        messages = [{"role": "user", "content": "Call the tool pick with the colour teal."}]
        try:
            answer = await self.in_time(
                self._create(ANSWER_TOKENS, model=model, messages=messages, tools=[_TOOL])
            )
            calls = answer.choices[0].message.tool_calls or ()
            return any("teal" in json.loads(call.function.arguments).values() for call in calls)
        except (WorldError, ValueError, AttributeError, IndexError, TypeError):
            return False

    async def answers(self, model: str) -> tuple[str | WorldError, ...]:
        """What the model writes for each task, or why there is nothing."""
        found = await asyncio.gather(
            *(self.ask(model, task.prompt) for task in TASKS), return_exceptions=True
        )
        for answer in found:
            if isinstance(answer, BaseException) and not isinstance(answer, WorldError):
                raise answer
        return tuple(answer for answer in found if isinstance(answer, str | WorldError))

    async def speed(self, model: str) -> Speed:
        """Rates from one streamed answer to a prompt of a few hundred tokens."""
        return await self.in_time(self._measure(model))

    async def _measure(self, model: str) -> Speed:
        # Begins with something new each time, so that no server has the prompt in its cache.
        prompt = f"List {secrets.token_hex(4)}: {_LIST} Now count from one to thirty in words."
        started = time.monotonic()
        first = last = 0.0
        pieces = prompt_tokens = output_tokens = 0
        stream = await self._create(
            _SPEED_TOKENS,
            model=model,
            messages=[{"role": "user", "content": prompt}],
            stream=True,
            stream_options={"include_usage": True},
        )
        async with stream:
            async for chunk in stream:
                if chunk.usage is not None:
                    prompt_tokens = chunk.usage.prompt_tokens
                    output_tokens = chunk.usage.completion_tokens
                if _has_text(chunk):
                    last = time.monotonic()
                    first = first or last
                    pieces += 1
        if pieces < 2:  # a rate needs two points in time
            return Speed(first_token_seconds=max(0.0, first - started))
        return Speed(
            prompt_rate=prompt_tokens / (first - started),
            generation_rate=(max(output_tokens, pieces) - 1) / max(last - first, 1e-3),
            first_token_seconds=first - started,
        )

    async def _create(self, limit: int, **asked: Any) -> Any:
        """A completion of at most `limit` tokens, in the fields that this server takes."""
        while True:
            options: dict[str, object] = {self.limit_field: limit}
            if self.temperature:
                options["temperature"] = 0
            try:
                return await self._client.chat.completions.create(**asked, **options)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                if not self._learns(f"{error.param} {error.message}".casefold()):
                    raise

    def _learns(self, said: str) -> bool:
        if self.limit_field == "max_tokens" and "max_completion_tokens" in said:
            self.limit_field = "max_completion_tokens"
            return True
        if self.temperature and "temperature" in said:
            self.temperature = False
            return True
        return False

    async def in_time(self, request: Awaitable[_Answer]) -> _Answer:
        """The answer, unless the check is over before; raises WorldError."""
        try:
            async with asyncio.timeout_at(self._deadline):
                return await request
        except Exception as error:
            raise translate(error, self._name) from error


def _has_text(chunk: Any) -> bool:  # a piece of a foreign server's answer
    if not chunk.choices:
        return False
    delta = chunk.choices[0].delta
    return bool(delta.content or getattr(delta, "reasoning_content", None))
