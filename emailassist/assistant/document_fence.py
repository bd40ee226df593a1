"""Fences in the document that a model is given, around what in it speaks to a program.

Owns: which of its fields the sender of a message chose, and looking at all of them together.
Must not: know what a role is shown (`prompt` does).
"""

from collections.abc import Callable, Iterator
from typing import Any

from emailassist.assistant.fencing import NOTE, fence, fenced, is_fenced
from emailassist.local.injection import suspicion

_BEFORE = frozenset({"text", "text_end", "quoted", "my_notes"})
"""Fenced as a whole before they are cut to what a role is shown."""
_OURS = frozenset(
    {
        *("me", "i_said", "draft", "my_replies", "my_openings_and_closings", "my_usual_words"),
        *("language", "date", "received", "start", "end"),
    }
)
"""What the person or this program wrote. Everything else came from outside, or through a model."""
_WORD = 12
_PEOPLE = frozenset({"from", "to", "cc", "reply_to", "organizer"})


def fenced_document(data: dict[str, Any]) -> dict[str, Any]:
    """The document with fences in the sender's words; in all of them if an order is spread."""
    made = _changed(data, "", lambda text, key: text if key in _BEFORE else fenced(text))
    words = tuple(_words(made, ""))
    if not any(map(is_fenced, words)):
        spread = suspicion(" ".join(words))
        if not spread:
            return dict(made)
        made = _changed(data, "", lambda text, key: _part(text, key, certain=spread.certain))
    return {"note": NOTE, **made}


def _part(text: str, key: str, *, certain: bool) -> str:
    """A piece of what only together speaks to a program; a word alone is no sentence."""
    alone = " " not in text and (key in _PEOPLE or len(text) < _WORD)
    return text if alone else fence(text, certain=certain)


def _changed(value: Any, key: str, change: Callable[[str, str], str]) -> Any:
    if isinstance(value, str):
        return change(value, key)
    if isinstance(value, list):
        return [_changed(item, key, change) for item in value]
    if isinstance(value, dict):
        return {
            name: item if name in _OURS else _changed(item, name, change)
            for name, item in value.items()
        }
    return value


def _words(value: Any, key: str) -> Iterator[str]:
    """What came from outside, in the order in which a model reads it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _words(item, key)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name not in _OURS:
                yield from _words(item, name)
