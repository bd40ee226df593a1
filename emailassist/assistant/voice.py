"""How the person writes, as a drafting agent is shown it: short and little.

Owns: which of their replies set an example, and how much of them. Must not: show a model what
was written to others (`scrub` takes it out).
"""

from collections.abc import Sequence
from typing import Any

from emailassist.assistant.fencing import cut
from emailassist.assistant.grounding import Sources
from emailassist.assistant.scrub import without_others
from emailassist.domain.task import SentReply, TriageTask
from emailassist.local.language import detect
from emailassist.local.style import examples_of, language_of, usual_words

WHOLE = 2
"""Replies that are shown with their text."""
LENGTH = 300
"""Characters of such a reply."""
_FORM_LENGTH = 160
_CLOSE = 5


def voice(task: TriageTask, language: str, sources: Sources | None = None) -> dict[str, Any]:
    """The entries of a document about the person's manner in this language.

    `sources` say what belongs to the conversation; without them no text of a reply is shown.
    """
    sender = task.correspondent
    them = sender.key if sender else ""
    spoken = [reply for reply in task.sent_replies if language_of(reply) == language]
    forms = examples_of(spoken, language=language, correspondent=them)
    whole = _closest(task, language, them, spoken) if sources is not None else ()
    return {
        "my_replies": [
            {"to": [them] if to_them else [], "text": cut(text, LENGTH).text}
            for to_them, text in _shown(whole, sources)
        ],
        "my_openings_and_closings": [
            {"to": [them] if them in form.to else [], "text": form.text[:_FORM_LENGTH]}
            for form in forms
        ],
        "my_usual_words": usual_words(spoken, correspondent=them) or None,
    }


def _closest(
    task: TriageTask, language: str, them: str, spoken: Sequence[SentReply]
) -> Sequence[tuple[bool, str]]:
    """Replies to something alike, those to this very person first; else the newest to them."""
    close = [
        (reply.same_person and bool(them), reply.text)
        for reply in task.recalled.replies[:_CLOSE]
        if detect(reply.text) == language
    ]
    found = sorted(close, key=lambda each: not each[0])
    found += [(True, reply.text) for reply in spoken if them and them in reply.to]
    return tuple({text: (to_them, text) for to_them, text in found}.values())[:WHOLE]


def _shown(
    whole: Sequence[tuple[bool, str]], sources: Sources | None
) -> Sequence[tuple[bool, str]]:
    if sources is None:
        return ()
    return [
        (to_them, text if to_them else without_others(text, sources)) for to_them, text in whole
    ]
