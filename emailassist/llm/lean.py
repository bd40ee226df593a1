"""The OpenAI client without what we have no use for.

It walks the type hints of everything that may be in a request, to rename fields and to read files
into it. Ours are JSON as they stand, and a third of a call's time went into that.

Owns: asking for a completion as it is given. Must not: change a request or an answer.
"""

from functools import cached_property
from typing import Any

import openai
from openai import AsyncStream, Omit
from openai.resources.chat import AsyncChat, AsyncCompletions
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from typing_extensions import override


class LeanClient(openai.AsyncOpenAI):
    """`AsyncOpenAI` whose requests for completions are sent as they are."""

    @cached_property
    @override
    def chat(self) -> AsyncChat:
        return _Chat(self)


class _Chat(AsyncChat):
    @cached_property
    @override
    def completions(self) -> AsyncCompletions:
        return _Completions(self._client)


class _Completions(AsyncCompletions):
    @override
    async def create(  # type: ignore[override]  # one signature for what are many
        self,
        *,
        extra_headers: dict[str, str] | None = None,
        extra_query: dict[str, object] | None = None,
        extra_body: dict[str, object] | None = None,
        **given: Any,
    ) -> ChatCompletion | AsyncStream[ChatCompletionChunk]:
        body = {name: value for name, value in given.items() if not isinstance(value, Omit)}
        return await self._client.post(
            "/chat/completions",
            cast_to=ChatCompletion,
            body=body | (extra_body or {}),
            options={"headers": extra_headers or {}, "params": extra_query or {}},
            stream=bool(body.get("stream")),
            stream_cls=AsyncStream[ChatCompletionChunk],
        )
