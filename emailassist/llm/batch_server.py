"""The Batch API of an endpoint (https://platform.openai.com/docs/api-reference/batch).

Owns: uploading, ordering, looking, cancelling and downloading, each as one call that can be made
again. Must not: keep a state: after a restart the server is asked.
"""

from collections.abc import AsyncIterable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from openai import AsyncOpenAI

from emailassist.domain.errors import EndpointError, NoBatches
from emailassist.llm.batch_lines import PATH
from emailassist.llm.errors import translate
from emailassist.llm.purpose import Purpose

_REFERENCE = "emailassist"
_ENDED = frozenset({"completed", "failed", "expired", "cancelled"})
_LOOKED_THROUGH = 1000
"""Files or batches of the account, newest first, among which one of ours is looked for."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """A batch as the server tells of it; `files` are those with answers and errors."""

    id: str
    status: str
    files: tuple[str, ...] = ()
    problem: str = ""
    done: int = 0

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will come."""
        return self.status in _ENDED


class BatchServer:
    """The batches of one endpoint. Each method raises EndpointError.

    `upload`, `find` and `order` raise NoBatches where the server does not know of any.
    """

    def __init__(self, client: AsyncOpenAI, endpoint: str) -> None:
        self._client: Any = client  # servers differ, the client's types know one
        self._name = endpoint

    async def upload(self, reference: str, data: bytes, purpose: Purpose) -> str:
        """The id of the file at the server; one that is there already is not sent again."""
        name = f"emailassist-{reference}.jsonl"
        with self._translating(_TAKES_NONE):
            listed = self._client.files.list(purpose="batch", extra_headers=_headers("look"))
            found = await _first(listed, lambda each: getattr(each, "filename", "") == name)
            given = found or await self._client.files.create(
                file=(name, data, "application/jsonl"),
                purpose="batch",
                extra_headers=purpose.headers(),
            )
            return str(given.id)

    async def find(self, reference: str) -> Ordered | None:
        """The batch that was ordered under that reference, if it was."""

        def is_it(each: Any) -> bool:
            return (getattr(each, "metadata", None) or {}).get(_REFERENCE) == reference

        with self._translating(_TAKES_NONE):
            listed = self._client.batches.list(limit=100, extra_headers=_headers("look"))
            found = await _first(listed, is_it)
            return _ordered(found) if found else None

    async def order(self, reference: str, file: str) -> Ordered:
        """Order the answers of an uploaded file; not repeated by itself."""
        headers = Purpose("Order a batch", once=True).headers()
        with self._translating(_TAKES_NONE):
            return _ordered(
                await self._client.batches.create(
                    input_file_id=file,
                    endpoint=PATH,
                    completion_window="24h",
                    metadata={_REFERENCE: reference},
                    extra_headers=headers,
                )
            )

    async def look(self, batch: str) -> Ordered:
        """How far a batch is."""
        with self._translating(_FORGOTTEN):
            return _ordered(
                await self._client.batches.retrieve(batch, extra_headers=_headers("look"))
            )

    async def cancel(self, batch: str) -> Ordered:
        """Have no more of it answered; what is answered already can still be fetched."""
        with self._translating(_FORGOTTEN):
            return _ordered(
                await self._client.batches.cancel(batch, extra_headers=_headers("cancel"))
            )

    async def download(self, file: str) -> bytes:
        """A file with answers or errors."""
        with self._translating(_FORGOTTEN):
            given = await self._client.files.content(file, extra_headers=_headers("fetch"))
            return bytes(given.content)

    async def forget(self, file: str) -> None:
        """Have the server delete a file."""
        with self._translating(_FORGOTTEN):
            await self._client.files.delete(file, extra_headers=_headers("delete"))

    @contextmanager
    def _translating(self, unknown: tuple[type[EndpointError], str, str]) -> Iterator[None]:
        """`unknown`: what it means that the server does not know what it is asked for."""
        try:
            yield
        except Exception as error:
            if getattr(error, "status_code", 0) not in {404, 405, 501}:
                raise translate(error, self._name) from error
            kind, said, hint = unknown
            raise kind(f"{self._name} {said}", hint=hint) from error


_TAKES_NONE = (
    NoBatches,
    "takes no batches.",
    "`emailassist triage` asks it message by message; `--batch --write FILE` writes a file for a "
    "program that runs batches by itself.",
)
_FORGOTTEN = (
    EndpointError,
    "does not know this batch any more.",
    "`emailassist triage --batch --cancel N`, given twice, frees its messages.",
)
_WORDS = {
    "look": "Look after a batch",
    "cancel": "Cancel a batch",
    "fetch": "Fetch the answers of a batch",
    "delete": "Delete the file of a batch",
}


def _headers(what: str) -> dict[str, str]:
    return Purpose(_WORDS[what]).headers()


async def _first(listed: AsyncIterable[Any], is_it: Callable[[Any], bool]) -> Any:
    """The newest that is it; None if it is not among those that are looked through."""
    looked = 0
    async for each in listed:
        if is_it(each):
            return each
        looked += 1
        if looked >= _LOOKED_THROUGH:
            break
    return None


def _ordered(told: Any) -> Ordered:  # what a foreign server says
    files = (getattr(told, "output_file_id", None), getattr(told, "error_file_id", None))
    errors = getattr(getattr(told, "errors", None), "data", None) or []
    said = " ".join(str(getattr(each, "message", "") or "") for each in errors[:3])
    counts = getattr(told, "request_counts", None)
    return Ordered(
        id=str(told.id),
        status=str(told.status),
        files=tuple(str(each) for each in files if each),
        problem=" ".join(said.split())[:300],
        done=int(getattr(counts, "completed", 0) or 0) + int(getattr(counts, "failed", 0) or 0),
    )
