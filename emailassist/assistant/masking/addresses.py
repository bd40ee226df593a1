"""E-mail addresses in a text, also those written so that programs miss them.

Owns: plain, international (RFC 6531) and spelled-out forms ("name (at) host (dot) com").
Must not: look up whether a domain exists.
"""

import re
from collections.abc import Iterator
from typing import Final

from emailassist.assistant.masking.found import Found, Kind

_LOCAL: Final = r"(?:\"[^\"\s@]{1,64}\"|\w(?:[\w.+%&'=~$-]{0,300}[\w+~-])?)"
_LABEL: Final = r"\w(?:[\w-]{0,61}\w)?"
_TOP: Final = r"(?:xn--[a-z0-9-]{2,50}|[^\W\d_]{2,24})"
_DOMAIN: Final = rf"(?:{_LABEL}\.){{1,20}}{_TOP}"
_PLAIN: Final = re.compile(
    rf"(?<![\w+%])(?P<local>{_LOCAL})@"
    rf"(?P<host>{_DOMAIN}|\[[\da-f.:]{{3,45}}\]|localhost)(?!\w)",
    re.IGNORECASE,
)
_SPACED: Final = re.compile(
    r"(?<![\w.+%])(?P<local>\w[\w.+-]{0,60})(?: @ |@ )"
    r"(?P<host>(?:[\w-]{1,63}\.){1,8}[a-z]{2,6})(?![\w.]\w)",
    re.IGNORECASE,
)
_USUAL_TOP: Final = (
    r"(?:com|org|net|edu|gov|mil|int|info|biz|name|pro|app|dev|cloud|online|shop|site|xyz|example"
    r"|test|cat|gal|eus|london|berlin|paris|[a-z]{2})"
)
_SAID_TOP: Final = r"(?:com|org|net|edu|gov|io|co|info|biz|eu|es|fr|de|it|uk|us|me|dev|app)"
_AT: Final = (
    r"(?: ?[\[({<] ?(?:at|arroba|arobase|chez|klammeraffe|a|@|ät) ?[\])}>] ?| _?at_ | -at- )"
)
_DOT: Final = r"(?:\.| ?[\[({<] ?(?:dot|punto|point|punkt|pt|\.) ?[\])}>] ?| dot )"
_SPELLED: Final = re.compile(
    rf"(?<![\w.+%])(?P<local>\w[\w.+-]{{0,60}}(?:{_DOT}[\w+-]{{1,40}}){{0,3}}?){_AT}"
    rf"(?P<host>{_LABEL}(?:{_DOT}{_LABEL}){{0,3}}{_DOT}{_USUAL_TOP})(?!\w)",
    re.IGNORECASE,
)
_SPOKEN: Final = tuple(
    re.compile(
        rf"(?<![\w.+%])(?P<local>\w[\w.+-]{{0,60}}(?: {dot} [\w+-]{{1,40}}){{0,3}}?) {at} "
        rf"(?P<host>{_LABEL}(?: {dot} {_LABEL}){{0,3}} {dot} {_SAID_TOP})(?!\w)",
        re.IGNORECASE,
    )
    for at, dot in (("at", "dot"), ("arroba", "punto"), ("arobase", "point"))
)
_NAMED_HOST: Final = r"(?:[\w-]{1,63}\.){1,8}[a-z]{2,6}"
_SPOKEN_AT: Final = re.compile(
    r"(?<![\w.+%])(?P<local>(?=[\w+-]{0,60}[._\d])\w[\w.+-]{0,60}) at "
    rf"(?P<host>{_NAMED_HOST})(?!\w)|"
    r"(?<![\w.+%])(?P<l2>\w[\w.+-]{0,60}) (?:arroba|arobase) "
    rf"(?P<h2>{_NAMED_HOST})(?!\w)",
    re.IGNORECASE,
)
_DOT_WORD: Final = re.compile(_DOT, re.IGNORECASE)
_PARAMETER: Final = re.compile(r"^[a-z]{1,12}=(?=[^=]+$)", re.IGNORECASE)
_FORMS: Final = (_PLAIN, _SPELLED, _SPACED, *_SPOKEN, _SPOKEN_AT)


def find_addresses(text: str) -> Iterator[Found]:
    """Every address; the value is the address in small letters."""
    for pattern in _FORMS:
        for match in pattern.finditer(text):
            groups = {key: value for key, value in match.groupdict().items() if value}
            local = groups.get("local") or groups["l2"]
            host = groups.get("host") or groups["h2"]
            start, local = _without_scheme(match.start(), local)
            value = f"{_DOT_WORD.sub('.', local)}@{_DOT_WORD.sub('.', host)}".casefold()
            yield Found(Kind.EMAIL, start, match.end(), value)


def _without_scheme(start: int, local: str) -> tuple[int, str]:
    """A quote sign or the name of a parameter before the address does not belong to it."""
    bare = _PARAMETER.sub("", local).lstrip("'=&")
    return start + len(local) - len(bare), bare
