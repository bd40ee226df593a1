"""A person's wish for another draft, and how it is put to a drafting agent.

Owns: the words for each change, and what a changed draft may not lose. Must not: ask a model, or
import the SDK: the engine knows wishes before it knows agents.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from emailassist.domain.draft import Proposal
from emailassist.domain.refinement import LANGUAGES, Change, Refinement

_KEEP = (
    "Keep everything else that it says, its language, every gap ‹…› that is still open, and what "
    "stands where a gap was."
)
_WISHES: Mapping[Change, str] = MappingProxyType(
    {
        Change.AGAIN: 'Write version {number} of "draft", in other words.',
        Change.SHORTER: 'Make "draft" about half as long.',
        Change.LONGER: 'Make "draft" more detailed, without adding any fact or promise.',
        Change.WARMER: 'Make "draft" warmer and more personal.',
        Change.FORMAL: 'Make "draft" more formal and polite.',
    }
)
_GAP = re.compile("‹[^›\n]*›")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Another draft: how it is to change, from what, and what the person said or wrote before.

    `number`: the how manieth of the draft's texts it is. `listen` hears the text as it is written.
    """

    refinement: Refinement
    current: Proposal
    said: str = ""
    kept: str = ""
    number: int = 2
    listen: Callable[[str], None] | None = None


def wish_for(refinement: Refinement, body: str, number: int) -> str:
    """The request, to stand after the document: it comes from the person, not from mail.

    `number` counts the draft's texts with the new one: no two requests for another are the same,
    so that no cache answers with one that there is already.
    """
    if refinement.change is Change.SAY:
        said = " ".join(refinement.detail.split())
        what = 'Change "draft" so that it says this' if body.strip() else "Write a reply with this"
        return f"The user wants: “{said}”. {what}, and nothing that the user has not said."
    if refinement.change is Change.LANGUAGE:
        name = LANGUAGES[refinement.detail]
        return f'Write "draft" in {name}. {_KEEP.replace("its language, ", "")}'
    if not body.strip():
        return ""
    return f"{_WISHES[refinement.change].format(number=number)} {_KEEP}"


def lost_gaps(refinement: Refinement, before: str, after: str) -> tuple[str, ...]:
    """What is wrong where a change answered in the person's place, or asks them again."""
    open_before, open_after = (len(_GAP.findall(text)) for text in (before, after))
    if refinement.change is Change.SAY or not before.strip() or open_before == open_after:
        return ()
    if open_after < open_before:
        return ("It lost a gap that only the user can fill; put it back.",)
    return ("It has a new gap where the draft had text; keep that text.",)
