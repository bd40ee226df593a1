"""A message's bytes as a flat, bounded list of leaf parts.

Owns: the one walk that numbers the parts, so that a part found while parsing is found again
by its position. Must not: decide which part is the text to read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from emailassist.mime import headers
from emailassist.mime.charset import clean, decode
from emailassist.mime.containers import held, is_tnef, signed_message
from emailassist.mime.leaf import Leaf, leaf_of
from emailassist.mime.split import Entity, Splitter, read_fields

MAX_PARTS = 1_000
MAX_SIGNATURES = 3
"""Signatures around signatures that are looked into."""
_TEXTS = frozenset({"text/plain", "text/html"})
_BLOCKS = re.compile(rb"\r?\n(?:[ \t]*\r?\n)+")


@dataclass(frozen=True, slots=True)
class Tree:
    """The message itself, its leaves and what was wrong."""

    root: Entity
    leaves: tuple[Leaf, ...]
    defects: tuple[str, ...]


def read(raw: bytes) -> Tree:
    """Take a message apart. Never raises; limits are told as defects.

    What winmail.dat, S/MIME and uuencoded text hold comes after all parts of the message.
    """
    source = raw.lstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf")
    splitter = Splitter(source, 2 * MAX_PARTS)
    root = splitter.split()
    leaves = _opened(list(_walk(root, source)), MAX_SIGNATURES)
    defects = splitter.defects
    if len(leaves) > MAX_PARTS:
        defects = [f"The message has more than {MAX_PARTS} parts; the rest is left out.", *defects]
    numbered = tuple(leaf.at(number) for number, leaf in enumerate(leaves[:MAX_PARTS]))
    return Tree(root, numbered, tuple(dict.fromkeys(defects)))


def report_text(data: bytes) -> str:
    """The fields of a delivery status or a disposition notification (RFC 3464, RFC 8098)."""
    blocks = (
        "\n".join(f"{name}: {headers.decoded(value)}" for name, value in read_fields(block + b"\n"))
        for block in _BLOCKS.split(data.strip(b"\r\n"))
    )
    return "\n\n".join(block for block in blocks if block) or clean(decode(data, "utf-8"))


def _opened(leaves: list[Leaf], signatures: int) -> list[Leaf]:
    """The leaves, and behind them what some of them hold."""
    kept: list[Leaf] = []
    inner: list[Leaf] = []
    has_text = any(leaf.content_type in _TEXTS and _is_written(leaf) for leaf in leaves)
    for leaf in leaves[: MAX_PARTS + 1]:
        signed = signed_message(leaf) if signatures else None
        found = held(leaf)
        if signed:
            found = _opened(
                list(_walk(Splitter(signed, MAX_PARTS).split(), signed)), signatures - 1
            )
        elif has_text and is_tnef(leaf):
            # Beside a text of the message the one in winmail.dat is a copy.
            found = [each for each in found if each.disposition or each.content_type not in _TEXTS]
        inner += found
        kept.append(replace(leaf, opened=bool(found) and is_tnef(leaf)))
    return [*kept, *inner]


def _is_written(leaf: Leaf) -> bool:
    return leaf.disposition != "attachment" and bool(leaf.beginning(10_000)[0].strip())


def _walk(root: Entity, source: bytes) -> Iterator[Leaf]:
    # A part, its alternative, whether it is first and whether it is in a related.
    waiting: list[tuple[Entity, int | None, bool, bool]] = [(root, None, True, False)]
    while waiting:
        entity, alternative, first, related = waiting.pop()
        if entity.parts is None:
            yield leaf_of(entity, source, alternative=alternative, first=first, related=related)
            continue
        if entity.kind == "multipart/alternative" and alternative is None:
            alternative = id(entity)
        waiting += [
            (child, alternative, number == 0, entity.kind == "multipart/related")
            for number, child in reversed(list(enumerate(entity.parts)))
        ]
