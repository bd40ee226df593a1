"""How much a model reads at once, as its server tells.

A prompt that is longer is cut by us, never by the server: some do it without a word.

Owns: asking the servers that people run for the size of the context. Must not: ask for a
completion, or wait long.

Sources: llama.cpp tools/server/README (`/props`), vLLM's OpenAI server (`max_model_len`), Ollama
docs/api.md (`/api/ps`, `/api/show`), LM Studio REST API v0 (`/api/v0/models`).
"""

import asyncio
import re
from collections.abc import Iterable, Mapping
from typing import Any

from openai import AsyncOpenAI

from emailassist.domain.endpoint import Endpoint, EndpointKind
from emailassist.llm.embedded import DEFAULT_CONTEXT
from emailassist.llm.prices import is_near
from emailassist.llm.purpose import Purpose

NEAR_CONTEXT = 4096
"""Tokens, where a server here does not tell: what Ollama and LM Studio begin with."""
FAR_CONTEXT = 8192
"""The same for a provider's model: none of today's reads less."""
OLLAMA_CONTEXT = 4096

_PATIENCE = 3.0
_SIZES = ("loaded_context_length", "max_model_len", "context_length", "context_window", "n_ctx")
_NUM_CTX = re.compile(r"^\s*num_ctx\s+(\d+)", re.MULTILINE)


def usual_context(endpoint: Endpoint, host: str) -> int:
    """Tokens to count on where nobody has said anything."""
    if endpoint.kind is EndpointKind.ON_DEVICE:
        return DEFAULT_CONTEXT
    return NEAR_CONTEXT if is_near(host) else FAR_CONTEXT


async def told_context(endpoint: Endpoint, client: AsyncOpenAI) -> int:
    """Tokens that the endpoint's model reads at once, as the server tells; 0 if it does not.

    Never raises for what a server does.
    """
    if endpoint.kind is EndpointKind.ON_DEVICE:
        return DEFAULT_CONTEXT
    told = client.with_options(default_headers=Purpose("Size of the context").headers())
    try:
        async with asyncio.timeout(_PATIENCE):
            return await _asked(_Server(told, endpoint.model))
    except Exception:  # noqa: BLE001 - whatever a foreign server can cause: it did not tell
        return 0


async def _asked(server: "_Server") -> int:
    row = await server.row("models")
    found = _size(row)
    if not server.is_near:
        return found
    owner = str(row.get("owned_by", ""))
    if owner == "llamacpp" or "meta" in row:
        props = await server.get("/props")
        return _number(_mapping(props.get("default_generation_settings")).get("n_ctx")) or found
    if owner == "library":
        return await _ollama(server)
    if owner in {"organization_owner", "organization-owner"}:
        return _size(await server.row("/api/v0/models")) or found
    return found


async def _ollama(server: "_Server") -> int:
    """What is loaded has a size; what is not will have that of its file, or the usual one.

    `OLLAMA_CONTEXT_LENGTH` of the server is only seen once the model is loaded.
    """
    running = _named(_rows((await server.get("/api/ps")).get("models")), server.model)
    if size := _number(running.get("context_length")):
        return size
    shown = await server.post("/api/show", {"model": server.model})
    own = _NUM_CTX.search(str(shown.get("parameters", "")))
    return int(own.group(1)) if own else OLLAMA_CONTEXT


class _Server:
    """GET and POST at a server, below its /v1 or at its root."""

    def __init__(self, client: AsyncOpenAI, model: str) -> None:
        self.model = model
        self._client = client
        self._root = str(client.base_url).rstrip("/").removesuffix("/v1")

    @property
    def is_near(self) -> bool:
        return is_near(self._client.base_url.host)

    async def get(self, path: str) -> dict[str, Any]:
        return _mapping(await self._client.get(self._url(path), cast_to=object))

    async def post(self, path: str, body: Mapping[str, str]) -> dict[str, Any]:
        return _mapping(await self._client.post(self._url(path), cast_to=object, body=body))

    async def row(self, path: str) -> dict[str, Any]:
        """The model's row in a list of models; of a single one without a name."""
        rows = _rows((await self.get(path)).get("data"))
        if not self.model and rows:
            return rows[0]
        return _named(rows, self.model)

    def _url(self, path: str) -> str:
        return f"{self._root}{path}" if path.startswith("/") else path


def _named(rows: Iterable[dict[str, Any]], name: str) -> dict[str, Any]:
    wanted = {name, f"{name}:latest"}
    return next(
        (row for row in rows if {row.get("id"), row.get("name"), row.get("model")} & wanted), {}
    )


def _size(row: Mapping[str, Any]) -> int:
    places = (row, _mapping(row.get("meta")))
    return next((size for p in places for n in _SIZES if (size := _number(p.get(n)))), 0)


def _rows(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: Any) -> int:
    return value if isinstance(value, int) and value > 0 else 0
