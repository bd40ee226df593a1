"""Reasoning that a model writes into its answer, and leaving it out.

Owns: finding `<think>` passages in a text that comes in pieces. Must not: know where the pieces
come from.
"""

import re

_OPEN = re.compile(r"<(think(?:ing)?|reasoning)>", re.IGNORECASE)
_CLOSE = re.compile(r"</(?:think(?:ing)?|reasoning)>\s*", re.IGNORECASE)
_LONGEST_TAG = len("</reasoning>")


class ThinkingFilter:
    """Lets through what is not between the tags; a tag may be cut anywhere.

    `hidden` counts the characters that were left out.
    """

    def __init__(self) -> None:
        self.hidden = 0
        self._inside = False
        self._held = ""

    def feed(self, text: str) -> str:
        """The visible part of what is known by now."""
        visible: list[str] = []
        rest = self._held + text
        self._held = ""
        while rest:
            tag = (_CLOSE if self._inside else _OPEN).search(rest)
            if tag is None:
                kept, self._held = _split(rest)
                self._put(kept, visible)
                break
            self._put(rest[: tag.start()], visible)
            self._inside = not self._inside
            rest = rest[tag.end() :]
        return "".join(visible)

    def end(self) -> str:
        """What was held back because it might have been the beginning of a tag."""
        visible: list[str] = []
        self._put(self._held, visible)
        self._held = ""
        return "".join(visible)

    def _put(self, text: str, visible: list[str]) -> None:
        if self._inside:
            self.hidden += len(text)
        else:
            visible.append(text)


def without_thinking(text: str) -> tuple[str, int]:
    """A whole answer's visible text, and how many characters were left out.

    Some chat templates open the tag themselves, so that an answer only closes it.
    """
    close = _CLOSE.search(text)
    if close is not None and not _OPEN.search(text, 0, close.start()):
        return text[close.end() :], close.start()
    filtered = ThinkingFilter()
    visible = filtered.feed(text) + filtered.end()
    return (visible.lstrip() if filtered.hidden else visible), filtered.hidden


def _split(text: str) -> tuple[str, str]:
    """Text, and an end that may be the beginning of a tag."""
    start = text.rfind("<", max(0, len(text) - _LONGEST_TAG))
    if start < 0 or ">" in text[start:]:
        return text, ""
    return text[:start], text[start:]
