"""Mail text as it may be shown to a model: without what gives orders to a program, bounded.

Owns: removing and cutting. Must not: warn about it (`local.warnings` does) or change the
message that the person reads.
"""

from dataclasses import dataclass

from emailassist.local.injection import injection_signs
from emailassist.local.sentences import split_sentences

READ = 18_000
"""Characters that are looked through; of longer texts only head and tail are ever shown."""
_HEAD_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Cut:
    """A text too long for its budget: its beginning, its end, and how much lies between."""

    head: str
    left_out: int = 0
    tail: str = ""

    @property
    def text(self) -> str:
        return f"{self.head}\n\n{self.tail}" if self.tail else self.head


def fenced(text: str) -> tuple[str, int]:
    """The text without orders to a program, and how many passages were taken out.

    From a sentence that gives such an order everything to the end of its paragraph goes: the
    order's details follow it. At most `READ` characters come back.
    """
    text = cut(text, READ).text if len(text) > READ else text
    if not injection_signs(text):
        return text, 0
    kept: list[str] = []
    removed = 0
    for paragraph in text.split("\n\n"):
        allowed = _allowed(paragraph)
        removed += allowed != paragraph
        if allowed.strip():
            kept.append(allowed)
    cleaned = "\n\n".join(kept)
    if removed and not injection_signs(cleaned):
        return cleaned, removed
    return "", removed + 1  # spread over paragraphs or encoded: nothing of it can be trusted


def _allowed(paragraph: str) -> str:
    if not injection_signs(paragraph):
        return paragraph
    for sentence in split_sentences(paragraph):
        if injection_signs(sentence.text):
            return paragraph[: sentence.start].rstrip()
    return ""


def cut(text: str, budget: int) -> Cut:
    """At most `budget` characters: head and tail, broken at white space."""
    text = text.strip()
    if len(text) <= budget:
        return Cut(text)
    head = text[: int(budget * _HEAD_SHARE)]
    tail = text[len(text) - (budget - len(head)) :]
    head = head[: max(head.rfind(" "), head.rfind("\n"), len(head) - 60)].rstrip()
    gaps = [place for place in (tail.find(" "), tail.find("\n")) if 0 <= place < 60]
    tail = tail[min(gaps, default=0) :].lstrip()
    return Cut(head, len(text) - len(head) - len(tail), tail)
