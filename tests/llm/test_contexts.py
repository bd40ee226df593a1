"""How servers tell the size of a context; answers as their documentation shows them."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from emailassist.llm.clients import Clients
from emailassist.llm.contexts import told_context
from tests.llm.conftest import MakeEndpoint
from tests.support.openai_server import Reply, ScriptedOpenAI, Seen, answer_json, error

MODELS = "/v1/models"


def listed(**row: Any) -> dict[str, Any]:
    return {"object": "list", "data": [{"id": "other"}, {"id": "scripted", **row}]}


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        ({MODELS: listed(owned_by="vllm", max_model_len=32768)}, 32768),
        (
            {
                MODELS: listed(owned_by="llamacpp", meta={"n_ctx_train": 131072}),
                "/props": {"default_generation_settings": {"n_ctx": 8192}},
            },
            8192,
        ),
        (
            {
                MODELS: listed(owned_by="library"),
                "/api/ps": {"models": [{"name": "scripted", "context_length": 16384}]},
            },
            16384,
        ),
        (
            {
                MODELS: listed(owned_by="library"),
                "/api/ps": {"models": []},
                "/api/show": {"parameters": 'stop "<|im_end|>"\nnum_ctx     12288'},
            },
            12288,
        ),
        (
            {
                MODELS: listed(owned_by="library"),
                "/api/ps": {"models": []},
                "/api/show": {"model_info": {"llama.context_length": 131072}},
            },
            4096,
        ),
        (
            {
                MODELS: listed(owned_by="organization_owner"),
                "/api/v0/models": listed(max_context_length=40960, loaded_context_length=5120),
            },
            5120,
        ),
        ({MODELS: listed(owned_by="somebody")}, 0),
        ({MODELS: {"data": None}}, 0),
        ({}, 0),
    ],
    ids=[
        *("vllm", "llama.cpp", "ollama-loaded", "ollama-file", "ollama-usual", "lm-studio"),
        *("unknown", "odd", "404"),
    ],
)
async def test_what_servers_say_of_their_context(
    endpoint: MakeEndpoint, clients: Clients, says: Mapping[str, Any], expected: int
) -> None:
    def script(seen: Seen) -> Reply:
        return answer_json(says[seen.path]) if seen.path in says else error(404)

    with ScriptedOpenAI(script, handles_get=True) as server:
        asked = replace(endpoint(), base_url=server.base_url)
        assert await told_context(asked, clients.client(asked)) == expected
        if "/api/show" in says:
            (shown,) = [seen for seen in server.seen if seen.method == "POST"]
            assert json.loads(shown.raw) == {"model": "scripted"}
