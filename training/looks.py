"""Labelled mail as the classifier sees it.

Owns: which mail is learned from, and looking at it. Must not: learn.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path

from emailassist.domain.errors import LabelledSetError
from emailassist.domain.triage import Category, Priority
from emailassist.engine.labelled import LabelledRow, row_task
from emailassist.local.embeddings import Embedder
from emailassist.local.examples import example_texts
from emailassist.local.seen import Looker, Seen
from training.check import Row, read


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message with what it is; `accept` are further categories that would be right.

    `conversation` is the same for mail that must not be on both sides of a comparison. What is
    None was not labelled.
    """

    seen: Seen
    category: str
    accept: frozenset[str]
    needs_reply: bool | None
    priority: Priority | None
    lang: str
    conversation: str


def look_at(paths: Iterable[Path], embedder: Embedder) -> tuple[Labelled, ...]:
    """All rows of the files; raises LabelledSetError where one is unsound."""
    looker = Looker(embedder)
    return tuple(_looked(row, place, looker) for path in paths for place, row in read(path))


def look_at_strangers(folder: Path, embedder: Embedder) -> tuple[Labelled, ...]:
    """All rows of `strangers`; raises LabelledSetError where one is unsound."""
    looker = Looker(embedder)
    return tuple(_looked(row, place, looker) for place, row in strangers(folder))


def strangers(folder: Path) -> Iterator[tuple[str, Row | str]]:
    """Rows of the mailboxes in `folder`, with their places, that anybody would label so.

    `habits.json` names the senders whose mail is something else to the mailbox's owner.
    """
    habits = json.loads((folder / "habits.json").read_text(encoding="utf-8"))
    for name, senders in habits.items():
        for place, row in read(folder / name):
            address = "" if isinstance(row, str) else parseaddr(row.sender)[1]
            if not {address, address.rpartition("@")[2]} & set(senders):
                yield place, row


def _looked(row: Row | str, place: str, looker: Looker) -> Labelled:
    if isinstance(row, str):
        raise LabelledSetError(f"{place}: {row}")
    task = row_task(LabelledRow.model_validate(row.model_dump(by_alias=True)))
    return Labelled(
        looker.look(task),
        row.category,
        frozenset(row.accept),
        row.needs_reply,
        Priority(row.priority),
        row.lang,
        row.group or row.id,
    )


def look_at_examples(categories: tuple[Category, ...], embedder: Embedder) -> tuple[Labelled, ...]:
    """The categories' own texts: no header, no sender, no signs."""
    import numpy as np

    texts, labels = example_texts(categories)
    vectors = embedder.embed(texts).astype(np.float16)
    return tuple(
        Labelled(
            Seen(vector.tobytes(), frozenset(), "", "", "", known=False, subject=vector.tobytes()),
            categories[label].name,
            frozenset(),
            None,
            None,
            "",
            text,
        )
        for vector, label, text in zip(vectors, labels, texts, strict=True)
    )
