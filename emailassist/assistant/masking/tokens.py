"""What stands for personal data in what a model reads and writes.

A token is a word of ASCII capitals, an underscore and a number: EMAIL_1, NAME_2. Models copy
such words as they copy identifiers; no bracket or sign in them could be dropped, translated or
taken for one of the places that a draft leaves open, and JSON needs no escape for them.

Owns: giving out tokens within one conversation, and reading what a model made of them. Must
not: find personal data.
"""

import re
from collections.abc import Iterator
from typing import Final

from emailassist.assistant.masking.found import Found, Kind

UNKNOWN: Final = "‹?›"
"""Stands where a model made a token up: a gap, which only the person can fill in."""

_INVENTED: Final = "PERSON|ADDRESS|COMPANY|ORG|LOCATION|PLACE|DATE|AMOUNT|URL|MAIL|NUMBER"
"""What models make up after the pattern of the others; nothing is ever behind one."""
_KINDS: Final = "|".join([*(kind.value for kind in Kind), _INVENTED])
_CORE: Final = rf"(?P<kind>{_KINDS})\\{{0,4}}_(?P<number>\d{{1,6}})(?![\d_])"
_BEGIN: Final = r"(?:(?<![A-Za-z0-9_])|(?<=\\[nrtbf])|(?<=\\u[0-9a-fA-F]{4}))"
_TOKEN: Final = re.compile(
    rf"{_BEGIN}(?:(?P<open>\[{{1,2}}|\{{{{1,2}}|‹|«|`{{1,3}}|<(?!EMAIL)) ?)?{_CORE}"
    r"(?(open) ?(?:\]{1,2}|\}{1,2}|›|»|`{1,3}|>))",
    re.IGNORECASE,
)
_LIKE_ONE: Final = re.compile(rf"(?<![A-Za-z0-9_]){_CORE}", re.IGNORECASE)
_UNFINISHED: Final = re.compile(
    r"(?:\\(?:u[0-9a-fA-F]{0,4}|[nrtbf])?)?(?:\[{1,2}|\{1,2}|‹|«|`{1,3}|<)? ?"
    r"(?:(?<![A-Za-z0-9_])|(?<=\\[nrtbf])|(?<=\\u[0-9a-fA-F]{4}))"
    r"[A-Za-z]{0,8}(?:\\{0,4}_|\\{1,4})?\d{0,6} ?(?:\]{1,2}|\}{1,2}|›|»|`{1,3}|>)?$"
)
_LONGEST: Final = 40


class Tokens:
    """The tokens of one conversation: the same value has the same token in all of it."""

    def __init__(self) -> None:
        self._tokens: dict[tuple[Kind, str], str] = {}
        self._written: dict[str, str] = {}
        self._counts: dict[Kind, int] = {}

    def token(self, found: Found, written: str) -> str:
        """The token for that value; `written` is put in its place if it is new."""
        key = (found.kind, found.value)
        if key not in self._tokens:
            self._counts[found.kind] = self._counts.get(found.kind, 0) + 1
            self._tokens[key] = f"{found.kind}_{self._counts[found.kind]}"
            self.write(self._tokens[key], written)
        return self._tokens[key]

    def write(self, token: str, written: str) -> None:
        """Have a token restored in this form from now on; it needs no escape in JSON."""
        self._written[token] = " ".join(written.replace("\\", "").replace('"', "").split())

    def values(self) -> dict[str, str]:
        """What every token stands for."""
        return dict(self._written)

    def restored(self, text: str, *, after: int = 0) -> str:
        """The text with its tokens replaced by what they stand for; `after` is where it begins.

        Whatever a model did to a token (brackets, small letters, a Markdown escape) it is
        read; one that it made up becomes a gap.
        """
        pieces: list[str] = []
        for match in _TOKEN.finditer(text, after):
            token = f"{match['kind'].upper()}_{int(match['number'])}"
            pieces += [text[after : match.start()], self._written.get(token, UNKNOWN)]
            after = match.end()
        return "".join([*pieces, text[after:]])


class Restoring:
    """Restores a text that comes in pieces: what may be half a token waits for its rest."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._before = ""
        self._waiting = ""

    def feed(self, piece: str) -> str:
        """What can be said for sure now."""
        text = self._waiting + piece
        tail = _UNFINISHED.search(text, max(0, len(text) - _LONGEST))
        end = tail.start() if tail else len(text)
        self._waiting = text[end:]
        return self._said(text[:end])

    def end(self) -> str:
        """What still waited."""
        rest, self._waiting = self._waiting, ""
        return self._said(rest)

    def _said(self, text: str) -> str:
        known = self._before
        self._before = (known + text)[-8:]
        return self._tokens.restored(known + text, after=len(known))


def find_look_alikes(text: str) -> Iterator[Found]:
    """Words of the text itself that would be taken for tokens."""
    for match in _LIKE_ONE.finditer(text):
        yield Found(Kind.WORD, match.start(), match.end(), match.group())
