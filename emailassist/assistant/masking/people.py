"""Whose names occur: told from header fields, and from greetings, sign-offs and quoted headers.

Owns: which words are somebody's names, and finding them again however they are written. Must
not: guess names from capital letters alone, or take those of organisations.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from emailassist.assistant.dates import folded
from emailassist.assistant.grounding_words import HONORIFICS, ORDINARY
from emailassist.assistant.masking.found import Found, Kind
from emailassist.assistant.masking.name_words import ALSO_WORDS, NEVER_NAMES, PARTICLES, ROLES
from emailassist.domain.address import Address
from emailassist.local.greetings import addressee_of, is_sign_off

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]{2,})?")
_CAPITAL: Final = r"[A-ZÀ-ÖØ-Þ][\w'’.-]{0,25}"
_NAMED: Final = re.compile(
    rf"(?:^|[\s>,;:(\"'])(?P<name>{_CAPITAL}(?: (?:{_CAPITAL}|de|del|la|van|von|der|di|da)){{0,4}})"
    r"[\"']? ?[<(\[](?:mailto:)?[^\s<>]+@"
)
_FIELD: Final = re.compile(
    r"^[>\s*]*(?:from|to|cc|de|para|[àa]|von|an|sent by|enviado por|envoyé par)\s*:\**\s*"
    rf"[\"']?(?P<name>{_CAPITAL}(?: {_CAPITAL}){{1,4}})",
    re.IGNORECASE | re.MULTILINE,
)
_LISTED: Final = re.compile(
    r"^[>\s*-]{0,8}(?:attendees|participants|invitees|guests|author|organi[sz]er|contact|present"
    r"|asistentes|participantes|invitados|autor|organizador|contacto"
    r"|invités|auteur|organisateur|teilnehmer|organisator)\s?:\**\s?(?P<names>[^\n]{3,400})",
    re.IGNORECASE | re.MULTILINE,
)
_WHOLE_NAME: Final = re.compile(
    rf"\s*(?P<name>{_CAPITAL}(?: (?:{_CAPITAL}|de|del|la|van|von|der|di|da)){{1,4}})\s*(?:[<(].*)?"
)
_ROLE_PART: Final = re.compile(r"[^a-z]+")
_LONGEST_SIGNATURE: Final = 4
_LOOKED_AT: Final = 6000
_NO_NAME: Final = frozenset(folded(word) for word in ORDINARY | HONORIFICS | NEVER_NAMES)


class People:
    """The names known so far; more become known as texts are read. Not thread-safe."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}

    def meet(self, address: Address) -> None:
        """Learn the name of somebody in a header field."""
        name = address.name.strip("'\" ")
        if name and not _is_organisation(name, address.email):
            self._learn(_in_order(name))

    def learn(self, name: str) -> None:
        """Learn a name that is known to be a person's."""
        self._learn(name)

    def read(self, text: str) -> None:
        """Learn whom a text greets, who signs it, and whom its quoted headers name."""
        text = text if len(text) <= _LOOKED_AT else f"{text[:4000]}\n{text[-2000:]}"
        greeted = addressee_of(text)
        if greeted:
            self._learn(greeted)
        for name in _signing(text):
            self._learn(name)
        for pattern in (_NAMED, _FIELD):
            for match in pattern.finditer(text):
                if not _is_organisation(match["name"], ""):
                    self._learn(match["name"])

        for match in _LISTED.finditer(text):
            for part in re.split(r"[,;]| (?:and|y|et|und) ", match["names"]):
                named = _WHOLE_NAME.fullmatch(part)
                if named and not _is_organisation(named["name"], ""):
                    self._learn(named["name"])

    def find(self, text: str) -> Iterator[Found]:
        """Every place where a known name stands."""
        if not self._kinds:
            return
        words = list(_WORD.finditer(text))
        names = [self._kinds.get(folded(word.group())) for word in words]
        for place, (word, kind) in enumerate(zip(words, names, strict=True)):
            if kind is None:
                continue
            value = folded(word.group())
            near = any(names[max(0, place - 1) : place] + names[place + 1 : place + 2])
            if value not in ALSO_WORDS or _stands_for_a_name(word, text, beside=near):
                yield Found(kind, word.start(), word.end(), value)

    def _learn(self, name: str) -> None:
        kind = Kind.NAME
        for word in _WORD.finditer(name):
            value = folded(word.group())
            if len(value) > 1 and value not in _NO_NAME and value not in PARTICLES:
                self._kinds.setdefault(value, kind)
                kind = Kind.SURNAME


def _in_order(name: str) -> str:
    """First name first, also of 'Ruiz, Marta'."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last}" if comma and first.strip() else name


def _is_organisation(name: str, email: str) -> bool:
    """Whether a sender's name is no person's: by its words, its mailbox or its own domain."""
    words = [folded(word.group()) for word in _WORD.finditer(name)]
    local, _, domain = email.casefold().partition("@")
    if not words or len(words) > 5 or "@" in name or ROLES & set(words):
        return True
    if ROLES & set(_ROLE_PART.split(folded(local))):
        return True
    labels = {label.replace("-", "") for label in domain.split(".")[:-1]}
    if folded(local) == words[0]:
        return False  # marta@martaruiz.example
    runs = {"".join(words[:end]) for end in range(2, len(words) + 1)}
    return bool(runs & labels) or (len(words) == 1 and any(words[0] in each for each in labels))


def _stands_for_a_name(word: re.Match[str], text: str, *, beside: bool) -> bool:
    """Whether a word that is also an ordinary one is the name here: 'Mark' in mid-sentence."""
    if not word.group()[0].isupper():
        return False
    before = text[: word.start()].rstrip(" \"'“«(*>")
    return beside or (bool(before) and before[-1] not in ".!?:;…\n\x00") or _alone(word, text)


def _alone(word: re.Match[str], text: str) -> bool:
    """Whether it is all of its line, as under a sign-off, or its line greets."""
    start, end = text.rfind("\n", 0, word.start()) + 1, text.find("\n", word.end())
    line = text[start : end if end >= 0 else len(text)].strip(" ,.!-—>*")
    return line == word.group() or addressee_of(line) == word.group()


def _signing(text: str) -> Iterator[str]:
    """The short lines of capitalised words that follow a sign-off."""
    lines = [line.strip(" >*-—,") for line in text.splitlines() if line.strip(" >*-—,")]
    for line, following in pairwise(lines):
        words = following.split()
        if (
            is_sign_off(line)
            and 0 < len(words) <= _LONGEST_SIGNATURE
            and all(word[0].isupper() for word in words)
            and not _is_organisation(following, "")
        ):
            yield following
