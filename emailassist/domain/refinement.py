"""Other wordings of a draft, and the ones it had before.

Owns: what can be asked for, and a draft's versions. Must not: write or choose one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from emailassist.domain.draft import Proposal
from emailassist.domain.ids import DraftKey, VersionKey


class Change(StrEnum):
    """What is asked of a draft."""

    AGAIN = "again"
    SHORTER = "shorter"
    LONGER = "longer"
    WARMER = "warmer"
    FORMAL = "formal"
    LANGUAGE = "language"
    SAY = "say"


LANGUAGES: Mapping[str, str] = MappingProxyType(
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
        "da": "Danish",
        "no": "Norwegian",
        "fi": "Finnish",
        "cs": "Czech",
        "hu": "Hungarian",
        "ro": "Romanian",
        "el": "Greek",
        "tr": "Turkish",
        "uk": "Ukrainian",
        "ru": "Russian",
        "he": "Hebrew",
        "ar": "Arabic",
        "zh": "Chinese",
        "ja": "Japanese",
        "ko": "Korean",
    }
)
"""What a draft may be asked for in: the languages that are recognised in mail, by ISO 639-1."""


@dataclass(frozen=True, slots=True)
class Refinement:
    """A change with its `detail`: the language's ISO 639-1 code, or the person's own words."""

    change: Change
    detail: str = ""


class Origin(StrEnum):
    """Where a version comes from, if not from a change that was asked for."""

    FIRST = "first"
    """As triage proposed it."""
    YOURS = "yours"
    """As the person left it."""


@dataclass(frozen=True, slots=True)
class DraftVersion:
    """A text that a draft has or had; `label` is a `Change` or an `Origin`.

    `detail` is that of the change. `current`: it is the draft's text as it stands.
    """

    key: VersionKey
    draft: DraftKey
    label: str
    detail: str
    proposal: Proposal
    made_at: datetime
    current: bool = False
