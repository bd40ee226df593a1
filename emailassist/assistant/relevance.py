"""Which specialists a message seems to be for, judged by words alone.

Owns: the stand-in for the router where no model is asked. Must not: call a model. Pure; CPU
work.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from emailassist.assistant.dates import folded
from emailassist.assistant.instructions import Instructions
from emailassist.domain.message import ParsedMessage

_READ: Final = 6000
_ENOUGH: Final = 2
_OF_A_NAME: Final = 2
"""A word of the agent's name or title counts as two of its condition."""
_SHORTEST: Final = 4
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_ENDING: Final = re.compile(r"(?:ings?|ed|es|s|ations?|ation)$")
_SAYS_NOTHING: Final = {
    "about", "also", "answer", "anything", "asks", "been", "contain", "contains", "email",
    "expects", "from", "given", "gives", "have", "hold", "holds", "inside", "into", "mail",
    "mails", "message", "messages", "more", "only", "other", "person", "says", "sender", "sends",
    "some", "somebody", "someone", "something", "state", "states", "such", "tell", "tells",
    "than", "that", "their", "them", "there", "these", "they", "thing", "this", "those", "under",
    "wants", "what", "when", "where", "which", "while", "whose", "will", "with", "your",
}  # fmt: skip


def relevant(
    specialists: Iterable[Instructions], message: ParsedMessage
) -> tuple[Instructions, ...]:
    """Those whose name, title or condition has words that the message has, too."""
    names = " ".join(each.filename for each in message.attachments)
    text = folded(f"{message.envelope.subject}\n{message.own_text[:_READ]}\n{names}")
    words = set(_WORD.findall(text.replace("_", " ")))
    return tuple(agent for agent in specialists if _hits(agent, words) >= _ENOUGH)


def _hits(agent: Instructions, words: set[str]) -> int:
    named = set(_stems(f"{agent.name} {agent.title}"))
    told = set(_stems(agent.when)) - named
    return _OF_A_NAME * _met(named, words) + _met(told, words)


def _met(stems: Iterable[str], words: set[str]) -> int:
    return sum(any(word.startswith(stem) for word in words) for stem in stems)


def _stems(text: str) -> Iterator[str]:
    for word in _WORD.findall(folded(text.replace("-", " "))):
        if word not in _SAYS_NOTHING:
            stem = _ENDING.sub("", word)
            yield stem if len(stem) >= _SHORTEST else word
