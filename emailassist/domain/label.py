"""Labels: IMAP keywords (RFC 9051 section 2.3.2) with names that people can read.

Owns: how a label is spelled as a keyword, and which keywords are labels. Must not: store any.
"""

import re

from emailassist.domain.errors import InputError

_NOT_IN_ATOM = re.compile(r'[^\x21-\x7e]|[(){%*"\\\]]')
_LONGEST = 60
MIRRORED = "$ea-"
"""How the keywords begin that mirror what triage says."""
_OF_PROGRAMS = {"junk", "nonjunk", "notjunk", "forwarded", "mdnsent", "redirected"}
"""What mail programs note for each other, spelled with or without a dollar sign."""


def keyword_of(label: str) -> str:
    """The keyword for a label: spaces as underscores, other than ASCII in UTF-7 (RFC 2152).

    Raises InputError for a label that cannot be one.
    """
    words = "_".join(label.split())
    keyword = _NOT_IN_ATOM.sub("_", words.encode("utf-7", "replace").decode("ascii"))
    if not words[:1].isalnum() or len(keyword) > _LONGEST or not is_label(keyword):
        raise InputError(
            f"“{label}” cannot be a label.",
            hint="A label is a short name that begins with a letter or a digit.",
        )
    return keyword


def label_of(keyword: str) -> str:
    """The label that a keyword spells; other programs' keywords are shown as they are."""
    try:
        words = keyword.encode("ascii").decode("utf-7")
    except UnicodeError:
        words = keyword
    shown = "".join(each if each.isprintable() else "�" for each in words)
    return shown.replace("_", " ").strip() or keyword


def is_label(flag: str) -> bool:
    """Whether a flag is a label of the person's, and not the protocol's or a program's."""
    return bool(flag) and flag[0] not in "\\$" and flag.casefold() not in _OF_PROGRAMS


def is_of_programs(flag: str) -> bool:
    """Whether a flag is a keyword that programs note for each other."""
    return not flag.startswith("\\") and not is_label(flag)


def is_mirrored(flags: frozenset[str]) -> bool:
    """Whether all of the flags mirror what triage says."""
    return bool(flags) and all(each.startswith(MIRRORED) for each in flags)


def labels_of(flags: frozenset[str]) -> tuple[str, ...]:
    """The labels among flags, sorted."""
    return tuple(sorted(label_of(each) for each in flags if is_label(each)))
