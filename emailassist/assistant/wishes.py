"""How a person's wish for another draft is put to a drafting agent.

Owns: the words for each change, and what a changed draft may not lose. Must not: ask a model.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from emailassist.domain.refinement import Change, Refinement

_KEEP = (
    "Keep everything else that it says, its language, every gap ‹…› that is still open, and what "
    "stands where a gap was."
)
_WISHES: Mapping[Change, str] = MappingProxyType(
    {
        Change.AGAIN: 'Write another version of "draft" in other words.',
        Change.SHORTER: 'Make "draft" about half as long.',
        Change.LONGER: 'Make "draft" more detailed, without adding any fact or promise.',
        Change.WARMER: 'Make "draft" warmer and more personal.',
        Change.FORMAL: 'Make "draft" more formal and polite.',
    }
)
_LANGUAGES: Mapping[str, str] = MappingProxyType(
    {
        "en": "English",
        "es": "Spanish",
        "fr": "French",
        "de": "German",
        "it": "Italian",
        "pt": "Portuguese",
        "nl": "Dutch",
        "ca": "Catalan",
        "pl": "Polish",
        "sv": "Swedish",
    }
)
_GAP = re.compile("‹[^›\n]*›")


def wish_for(refinement: Refinement, body: str) -> str:
    """The request, to stand after the document: it comes from the person, not from mail."""
    if refinement.change is Change.SAY:
        said = " ".join(refinement.detail.split())
        what = 'Change "draft" so that it says this' if body.strip() else "Write a reply that says"
        return f"The user wants: “{said}”. {what}, and nothing that the user has not said."
    if refinement.change is Change.LANGUAGE:
        name = _LANGUAGES.get(refinement.detail, refinement.detail)
        return f'Write "draft" in {name}. {_KEEP.replace("its language, ", "")}'
    if not body.strip():
        return ""
    return f"{_WISHES[refinement.change]} {_KEEP}"


def lost_gaps(refinement: Refinement, before: str, after: str) -> tuple[str, ...]:
    """What is wrong where a change answered in the person's place, or asks them again."""
    open_before, open_after = (len(_GAP.findall(text)) for text in (before, after))
    if refinement.change is Change.SAY or not before.strip() or open_before == open_after:
        return ()
    if open_after < open_before:
        return ("It lost a gap that only the user can fill; put it back.",)
    return ("It has a new gap where the draft had text; keep that text.",)
