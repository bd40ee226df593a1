"""Chat completions as they go over the wire.

Owns: what a request may use, and reading an answer: its usage, its end, its reasoning. Must not:
judge what an answer says.
"""

import json
import math
from dataclasses import dataclass
from typing import Any

import httpx2

from emailassist.llm.thinking import ThinkingFilter, without_thinking
from emailassist.llm.tokens import CHARACTERS_PER_TOKEN, tokens_of

UNLIMITED_ANSWER = 4096
"""Tokens counted for an answer that the request sets no limit to."""

BILL = "emailassist"
"""The member of an answer's usage in which these layers tell the ones above what it cost."""

_ASKED = "emailassist.asked"
_PATH = "/chat/completions"
_REASONING = ("reasoning_content", "reasoning", "reasoning_details", "thinking")
_WHOLE = frozenset({"stop", "tool_calls", "function_call"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a completion and the most that it may use, in tokens."""

    model: str
    prompt_tokens: int
    answer_tokens: int

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.answer_tokens


async def asked_of(request: httpx2.Request) -> Asked | None:
    """What a request asks for, read once; None if it is for anything but a completion."""
    if request.method != "POST" or not request.url.path.endswith(_PATH):
        return None
    if _ASKED not in request.extensions:
        request.extensions[_ASKED] = _asked(await request.aread())
    found: Asked | None = request.extensions[_ASKED]
    return found


def _asked(content: bytes) -> Asked | None:
    try:
        body = json.loads(content)
        limit = body.get("max_tokens") or body.get("max_completion_tokens") or UNLIMITED_ANSWER
        sent = [body.get(name) for name in ("messages", "tools", "response_format")]
        prompt = json.dumps([part for part in sent if part], ensure_ascii=False)
        return Asked(str(body.get("model", "")), tokens_of(prompt), int(limit))
    except (ValueError, TypeError, AttributeError):
        return None


def is_stream(response: httpx2.Response) -> bool:
    """Whether an answer comes as server-sent events."""
    return "text/event-stream" in response.headers.get("content-type", "").casefold()


def decoded(data: bytes) -> dict[str, Any] | None:
    """An answer, or one event of a stream; None if it is no JSON object."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def encoded(value: dict[str, Any]) -> bytes:
    """As one line of JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Tokens:
    """What one answer used; `estimated`: the server did not say."""

    input: int
    output: int
    cached: int = 0
    reasoning: int = 0
    estimated: bool = False


class CompletionReader:
    """One answer, whole or piece by piece, whose reasoning it takes out on the way.

    `finish` is the model's own word on why it ended, '' before.
    """

    def __init__(self, asked: Asked) -> None:
        self.finish = ""
        self._asked = asked
        self._thinking = ThinkingFilter()
        self._characters = 0
        self._hidden = 0
        self._usage: dict[str, Any] = {}

    @property
    def is_whole(self) -> bool:
        """Whether it ended because the model had said all."""
        return self.finish in _WHOLE

    def whole(self, answer: dict[str, Any]) -> None:
        """Read a whole answer, and clean it."""
        self._note(answer)
        for choice in _choices(answer):
            message = choice.get("message")
            if isinstance(message, dict):
                self._hide_fields(message)
                text, hidden = without_thinking(_flat(message.get("content")) or "")
                self._characters += len(text) + hidden
                self._hidden += hidden
                if message.get("content") is not None:
                    message["content"] = text
                self._count_calls(message)

    def piece(self, event: dict[str, Any]) -> None:
        """Read one event of a stream, and clean it; its usage is kept back for the end."""
        self._note(event)
        event.pop("usage", None)
        for choice in _choices(event):
            delta = choice.get("delta")
            if isinstance(delta, dict):
                self._hide_fields(delta)
                said = _flat(delta.get("content")) or ""
                self._characters += len(said)
                before = self._thinking.hidden
                visible = self._thinking.feed(said)
                self._hidden += self._thinking.hidden - before
                if choice.get("finish_reason"):
                    visible += self._thinking.end()
                if visible or delta.get("content") is not None:
                    delta["content"] = visible
                self._count_calls(delta)

    def used(self) -> Tokens:
        """What it has used so far, estimated where the server said nothing."""
        given = self._usage
        estimate = int(self._characters / CHARACTERS_PER_TOKEN)
        hidden = int(self._hidden / CHARACTERS_PER_TOKEN)
        if not given:
            return Tokens(self._asked.prompt_tokens, estimate, 0, hidden, estimated=True)
        spent = _number(given.get("completion_tokens"))
        inside = _number(_member(given, "completion_tokens_details").get("reasoning_tokens"))
        cached = _number(_member(given, "prompt_tokens_details").get("cached_tokens"))
        cached = cached or _number(given.get("prompt_cache_hit_tokens"))
        read = min(_number(given.get("prompt_tokens")), _most(self._asked.prompt_tokens))
        # What it says that it used beyond all bounds must not use up a budget.
        spent = min(spent, _most(max(self._asked.answer_tokens, estimate)))
        inside = min(inside, spent)
        return Tokens(read, spent, min(cached, read), inside or min(hidden, spent))

    def _note(self, answer: dict[str, Any]) -> None:
        usage = answer.get("usage")
        if isinstance(usage, dict) and _number(usage.get("prompt_tokens")):
            self._usage = usage
        for choice in _choices(answer):
            self.finish = str(choice.get("finish_reason") or self.finish)

    def _hide_fields(self, message: dict[str, Any]) -> None:
        said = [_text_of(message.pop(name, None)) for name in _REASONING]
        # The same text may stand in two fields under two names.
        longest = max(map(len, said))
        self._hidden += longest
        self._characters += longest

    def _count_calls(self, message: dict[str, Any]) -> None:
        if calls := message.get("tool_calls"):
            self._characters += len(json.dumps(calls, ensure_ascii=False))


def _most(tokens: int) -> int:
    """More than a server can honestly have counted, given what we sent or were sent."""
    return 8 * tokens + 4096


def usage_of(tokens: Tokens, **bill: Any) -> dict[str, Any]:
    """The usage member of an answer; `bill` is for the layers above."""
    return {
        "prompt_tokens": tokens.input,
        "completion_tokens": tokens.output,
        "total_tokens": tokens.input + tokens.output,
        "prompt_tokens_details": {"cached_tokens": tokens.cached},
        "completion_tokens_details": {"reasoning_tokens": tokens.reasoning},
        BILL: bill,
    }


def _choices(answer: dict[str, Any]) -> list[dict[str, Any]]:
    choices = answer.get("choices")
    return [each for each in choices if isinstance(each, dict)] if isinstance(choices, list) else []


def _flat(content: Any) -> str | None:
    """Text that may have come as a list of parts, some of them reasoning."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        parts = [part for part in content if isinstance(part, dict)]
        return "".join(str(p.get("text", "")) for p in parts if p.get("type", "text") == "text")
    return None


def _text_of(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False) if value else ""


def _member(value: dict[str, Any], name: str) -> dict[str, Any]:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _number(value: Any) -> int:
    """What a server counts; nothing where it counts what cannot be (JSON knows ``1e999``)."""
    if not isinstance(value, int | float) or not 0 <= value < math.inf:
        return 0
    return int(value)
