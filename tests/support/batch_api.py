"""Files and batches of a scripted OpenAI server, as its Batch API has them.

    api = BatchApi(model)
    with ScriptedOpenAI(api, handles_get=True) as server: ...

`model` is a script that answers the requests of each batch; live completions go to it, too. A
batch is answered when `finish` is called, or at once with `at_once`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.support.openai_server import Reply, Script, Seen, answer_json, error

_PART = re.compile(rb'name="file"; filename="([^"]+)".*?\r\n\r\n(.*?)\r\n--', re.DOTALL)


@dataclass
class BatchApi:
    """The script; what it was asked for is in `files` (name and content by id) and `batches`."""

    model: Script
    at_once: bool = True
    only: int | None = None
    """How many requests of a batch are answered before it expires; None: all."""
    lose_order: bool = False
    """The next order arrives, but its answer gets lost."""
    live: list[Seen] = field(default_factory=list)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    batches: dict[str, dict[str, Any]] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)

    def __call__(self, seen: Seen) -> Reply:
        path = seen.path.split("?")[0].removeprefix("/v1/")
        kind, _, rest = path.partition("/")
        if kind == "files":
            return self._files(seen, rest)
        if kind == "batches":
            return self._batches(seen, rest)
        if kind == "models":
            return answer_json({"object": "list", "data": [{"id": "scripted"}]})
        self.live.append(seen)
        return self.model(seen)

    def finish(self, number: str) -> None:
        """Answer the batch's requests."""
        batch = self.batches[number]
        _, data = self.files[batch["input_file_id"]]
        requests = [json.loads(line) for line in data.splitlines()]
        whole = len(requests) if self.only is None else self.only
        batch["status"] = "completed" if whole == len(requests) else "expired"
        good: list[dict[str, Any]] = []
        bad: list[dict[str, Any]] = []
        for request in requests[:whole]:
            reply = self._answered(request["body"])
            body = json.loads(reply.body or b"{}")
            row = {
                "id": "r",
                "custom_id": request["custom_id"],
                "response": {"status_code": reply.status, "request_id": "q", "body": body},
                "error": None,
            }
            (good if reply.status == 200 else bad).append(row)
        for request in requests[whole:]:
            lost = {"code": "batch_expired", "message": "This request could not be executed."}
            bad.append({"custom_id": request["custom_id"], "response": None, "error": lost})
        for name, rows in (("output_file_id", good), ("error_file_id", bad)):
            if rows:
                batch[name] = self._keep(name, "\n".join(map(json.dumps, rows)).encode())

    def lines(self) -> Iterator[dict[str, Any]]:
        """The requests of all batches."""
        for batch in self.batches.values():
            _, data = self.files[batch["input_file_id"]]
            yield from map(json.loads, data.splitlines())

    def _answered(self, body: dict[str, Any]) -> Reply:
        raw = json.dumps(body).encode()
        headers = {"content-type": "application/json"}
        return self.model(Seen("POST", "/v1/chat/completions", headers, raw, 0.0))

    def _files(self, seen: Seen, rest: str) -> Reply:
        number, _, what = rest.partition("/")
        if seen.method == "POST":
            found = _PART.search(seen.raw)
            assert found is not None
            return answer_json(self._file(self._keep(found[1].decode(), found[2])))
        if not number:
            return _listed([self._file(each) for each in self.files])
        if number not in self.files:
            return error(404, "no such file")
        if seen.method == "DELETE":
            self.deleted.append(number)
            return answer_json({"id": number, "object": "file", "deleted": True})
        content = self.files[number][1] if what == "content" else b"{}"
        return Reply(body=content, headers={"content-type": "application/octet-stream"})

    def _keep(self, name: str, data: bytes) -> str:
        number = f"file-{len(self.files) + 1}"
        self.files[number] = (name, data)
        return number

    def _file(self, number: str) -> dict[str, Any]:
        name, data = self.files[number]
        return {
            "id": number,
            "object": "file",
            "filename": name,
            "bytes": len(data),
            "created_at": 1,
            "purpose": "batch",
            "status": "processed",
        }

    def _batches(self, seen: Seen, rest: str) -> Reply:
        number, _, what = rest.partition("/")
        if not number and seen.method == "GET":
            return _listed(list(self.batches.values()))
        if not number:
            number = f"batch_{len(self.batches) + 1}"
            asked = seen.body
            self.batches[number] = {
                "id": number,
                "object": "batch",
                "status": "in_progress",
                "created_at": 1,
                **asked,
            }
            if self.at_once:
                self.finish(number)
            if self.lose_order:
                self.lose_order = False
                return Reply(body=None, then="drop")
        if number not in self.batches:
            return error(404, "no such batch")
        batch = self.batches[number]
        if what == "cancel":
            self.finish(number)
            batch["status"] = "cancelled"
        return answer_json(batch)


def _listed(rows: list[dict[str, Any]]) -> Reply:
    return answer_json({"object": "list", "data": rows, "has_more": False})
