"""All that the local classifier sees of a message.

Owns: the costly step, taken once for a message: its text as a vector, the signs that it shows
and who sent it. Must not: score, or hold anything of the text that can be read.
"""

import re
import zlib
from dataclasses import dataclass
from typing import Final

from emailassist.domain.message import ParsedMessage
from emailassist.domain.task import TriageTask
from emailassist.local.asks import body_of
from emailassist.local.embeddings import Embedder, mail_text
from emailassist.local.evidence import signs_of
from emailassist.local.priority import pressures
from emailassist.local.traits import Traits

_MAX_LIST_ID: Final = 255
"""Octets, RFC 2919 section 3."""
_WORD: Final = re.compile(r"[^\W_]+")
_DIGIT: Final = re.compile(r"\d")
_LONG: Final = 6
"""Characters from which on a word with two digits is the name of one thing, as numbers are."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as the classifier knows it; can be stored and passed to another process.

    `vector` is the text's in float16 and `subject` that of the subject alone, empty when not
    known; `words` are two octets for each of the subject's words. `sender` is an `Address.key`;
    `list_id` the identifier of RFC 2919. `known`: the person has written to this sender before.
    """

    vector: bytes
    signs: frozenset[str]
    sender: str
    domain: str
    list_id: str
    known: bool
    subject: bytes = b""
    words: bytes = b""


class Looker:
    """Looks at messages: some 20 ms for one, nearly all of it the vector.

    Not thread-safe, as the embedder need not be.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def look(self, task: TriageTask, traits: Traits | None = None, vector: bytes = b"") -> Seen:
        """What there is to see; `vector` is the one kept of this message's `mail_text`, if any."""
        sender = task.message.envelope.sender
        return Seen(
            vector=vector or self._vector(mail_text(task.message.envelope.subject, body_of(task))),
            signs=signs_of(task, traits) | pressures(task),
            sender=sender.key if sender else "",
            domain=sender.domain if sender else "",
            list_id=list_id_of(task.message),
            known=task.known_sender,
            subject=self._vector(task.message.envelope.subject),
            words=words_of(task.message.envelope.subject),
        )

    def _vector(self, text: str) -> bytes:
        import numpy as np

        vector: bytes = self._embedder.embed([text])[0].astype(np.float16).tobytes()
        return vector


def list_id_of(message: ParsedMessage) -> str:
    """The list's identifier without its description and angle brackets, '' where there is none."""
    named = message.header("List-Id")
    return named.rpartition("<")[2].partition(">")[0].strip().casefold()[:_MAX_LIST_ID]


def words_of(subject: str) -> bytes:
    """Hashes of a subject's words in their order, each once; numbers are all one word.

    So mail that a program fills in for each order has the same words but for what is in it.
    """
    words = map(_masked, _WORD.findall(subject.casefold()))
    hashes = (zlib.crc32(word.encode("utf-8", "replace")) & 0xFFFF for word in words)
    return b"".join(each.to_bytes(2, "little") for each in dict.fromkeys(hashes))


def _masked(word: str) -> str:
    digits = len(_DIGIT.findall(word))
    return "0" if digits == len(word) or (digits > 1 and len(word) >= _LONG) else word
