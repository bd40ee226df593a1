"""The files of batch jobs: JSON Lines as OpenAI's Batch API and `vllm run-batch` take them.

A request is `{"custom_id", "method", "url", "body"}`, an answer `{"custom_id", "response":
{"status_code", "body"}, "error"}` (https://platform.openai.com/docs/guides/batch,
https://docs.vllm.ai/en/stable/examples/offline_inference/openai_batch).

Owns: writing and reading these lines, the names of requests, and how large a file may be. Must
not: trust what a file says: whatever it holds, reading it ends.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from emailassist.domain.backlog import BatchAnswer, BatchRequest
from emailassist.llm.completions import Asked, CompletionReader, Tokens, decoded

PATH = "/v1/chat/completions"

MOST_REQUESTS = 50_000
MOST_BYTES = 200_000_000
"""What OpenAI takes in one file."""

_SAID = 160


def name_of(address: str, body: bytes) -> str:
    """The name of a request: all that its answer depends on, and the same each time."""
    digest = hashlib.sha256()
    for part in (address.encode(), body):
        digest.update(len(part).to_bytes(8, "big") + part)
    return f"emailassist-{digest.hexdigest()[:40]}"


def line(request: BatchRequest) -> bytes:
    """That request as a line."""
    head = json.dumps({"custom_id": request.name, "method": "POST", "url": PATH})
    return head[:-1].encode() + b', "body": ' + request.body + b"}\n"


def lines(requests: Iterable[BatchRequest]) -> Iterator[bytes]:
    """Every request once: messages that are the same share theirs."""
    seen = set[str]()
    for request in requests:
        if request.name not in seen:
            seen.add(request.name)
            yield line(request)


def answers(data: bytes) -> Iterator[BatchAnswer]:
    """The answers of a file; lines that are none are left out."""
    for raw in data.splitlines():
        try:
            row = json.loads(raw)
        except (ValueError, RecursionError):
            continue
        if not isinstance(row, dict) or not row.keys() & {"response", "error"}:
            continue  # a request, for example
        if isinstance(row.get("custom_id"), str):
            yield _answer(row["custom_id"], row)


def _answer(name: str, row: dict[str, Any]) -> BatchAnswer:
    response = row.get("response")
    if not isinstance(response, dict):
        return BatchAnswer(name, problem=_problem(row.get("error")))
    body = response.get("body")
    if response.get("status_code") != 200 or not isinstance(body, dict) or row.get("error"):
        said = body.get("error") if isinstance(body, dict) else None
        return BatchAnswer(name, problem=_problem(row.get("error") or said))
    return BatchAnswer(name, json.dumps(body).encode())


def _problem(error: object) -> str:
    said = error.get("message") if isinstance(error, dict) else error
    words = " ".join(str(said).split()) if isinstance(said, str) else ""
    return words[:_SAID] or "no answer"


def used_by(completion: bytes) -> Tokens:
    """What an answer says that it used."""
    reader = CompletionReader(Asked("", 0, 0))
    answer = decoded(completion)
    if answer is not None:
        reader.whole(answer)
    return reader.used()
