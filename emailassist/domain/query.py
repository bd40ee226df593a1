"""What a person types into the search field, understood.

Owns: the language of a search and its reading. Must not: search, or refuse anything: what is
no operator is words, and what a date or a size does not say is words too.

    anna invoice            both words; the last one may be only a beginning
    "see you on monday"     just these words in this order
    from:anna -subject:re   in one place; not there
    anna OR ben invoice     either name, and the word
    is:unread after:7d      properties and dates, see query_words.py
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from emailassist.domain import query_words
from emailassist.domain.query_words import Mark, Operator, Part


@dataclass(frozen=True, slots=True)
class Words:
    """These words, one after the other; with `beginning` the last may go on.

    `quoted`: just these, and nothing that only means the same.
    """

    text: str
    part: Part = Part.ANYWHERE
    beginning: bool = False
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """The message has that property."""

    mark: Mark


@dataclass(frozen=True, slots=True)
class Dated:
    """From the beginning of `since` up to the beginning of `until`, in the person's time zone."""

    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class InCategory:
    """Triage put it into a category whose name begins so."""

    name: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """It has that keyword, whatever its case."""

    name: str


@dataclass(frozen=True, slots=True)
class InMailbox:
    """It lies in a mailbox with that role, or whose name has these words."""

    name: str


@dataclass(frozen=True, slots=True)
class Larger:
    """It has more octets."""

    octets: int


Test = Words | Marked | Dated | InCategory | Labelled | InMailbox | Larger


@dataclass(frozen=True, slots=True)
class Literal:
    """A test, or its opposite."""

    test: Test
    negated: bool = False


Clause = tuple[Literal, ...]
"""At least one of them holds."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How an operator at `start` up to `end` of the text was understood.

    `literal` is None when it was not; `value` is '' while it is still being typed.
    """

    start: int
    end: int
    operator: Operator
    value: str
    literal: Literal | None


@dataclass(frozen=True, slots=True)
class Query:
    """A search: every clause holds. `text` is what was typed."""

    text: str = ""
    clauses: tuple[Clause, ...] = ()
    readings: tuple[Reading, ...] = ()

    def __bool__(self) -> bool:
        """Whether it asks for anything yet."""
        return bool(self.clauses)

    @property
    def about(self) -> str:
        """The words that may also be meant otherwise: neither quoted nor of an operator.

        '' while they tell nothing yet, as a word does that has only begun.
        """
        words = [
            literal.test.text
            for clause in self.clauses
            if _is_about(clause)
            for literal in clause
            if isinstance(literal.test, Words)
        ]
        tells = any(_weight(word) >= _TELLING for word in words)
        return " ".join(words) if tells else ""

    @property
    def narrowing(self) -> "Query":
        """The rest, which holds of everything that is found."""
        return replace(self, clauses=tuple(each for each in self.clauses if not _is_about(each)))


_TELLING = 3
"""Letters; those of scripts without spaces, from this one on, are half a word."""
_FIRST_UNSPACED = "\u3005"


def _weight(word: str) -> int:
    return sum(1 + (letter >= _FIRST_UNSPACED) for letter in word if letter.isalpha())


def _is_about(clause: Clause) -> bool:
    return all(
        isinstance(each.test, Words)
        and each.test.part is Part.ANYWHERE
        and not (each.test.quoted or each.negated)
        for each in clause
    )


_TOKEN = re.compile(
    r"(?P<minus>-(?=[^\s-]))?(?:(?P<name>[^\W\d_]+):)?"
    r'(?:"(?P<quoted>[^"]*)(?P<closed>"|\Z)|(?P<plain>[^\s"]+))?'
)
_EITHER = {"OR", "ODER", "OU"}
_NOT = "NOT"
_AND = "AND"


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    text: str
    negated: bool
    operator: Operator | None
    value: str
    quoted: bool


def parse(text: str, today: date) -> Query:
    """Read a search; `today` is what relative dates count from. Never raises."""
    text = _clean(text)
    clauses: list[Clause] = []
    readings: list[Reading] = []
    joining = negating = False
    tokens = list(_tokens(text))
    for token in tokens:
        if _is_word(token, _EITHER):
            joining = True
        elif _is_word(token, {_NOT, _AND}):
            negating = token.text == _NOT
        else:
            literal = _literal(token, today, negated=token.negated or negating)
            if token.operator is not None:
                readings.append(_reading(token, token.operator, literal))
            if literal is not None and joining and clauses:
                clauses[-1] = (*clauses[-1], literal)
            elif literal is not None:
                clauses.append((literal,))
            joining = negating = False
    return Query(text, _with_open_end(tuple(clauses), tokens), tuple(readings))


def _clean(text: str) -> str:
    """Without what no mail holds and no database takes: lone surrogates, control characters."""
    whole = text.encode("utf-8", "replace").decode()
    return re.sub(r"[\x00-\x1f\x7f]", " ", whole)


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found.end() == at:
            at += 1
            continue
        at = found.end()
        name = found["name"]
        operator = query_words.operator(name) if name else None
        quoted = found["quoted"]
        value = (quoted if quoted is not None else found["plain"]) or ""
        if name and operator is None:
            value = f"{name}:{value}"
        yield _Token(
            found.start(),
            at,
            found.group(),
            found["minus"] is not None,
            operator,
            value.strip(),
            bool(found["closed"]),
        )


def _is_word(token: _Token, words: set[str]) -> bool:
    return token.text in words


def _literal(token: _Token, today: date, *, negated: bool) -> Literal | None:
    """What the token asks; None while nothing follows the operator."""
    if not token.value:
        return None
    if token.operator is None:
        return Literal(Words(token.value, quoted=token.quoted), negated)
    found = _test(token, token.operator, today)
    if found is None:
        return Literal(Words(f"{token.operator}:{token.value}"), negated)
    return Literal(found.test, found.negated != negated)


def _test(token: _Token, operator: Operator, today: date) -> Literal | None:
    value = token.value
    part = query_words.PARTS.get(operator)
    if part is not None:
        if (operator, value.casefold()) == (Operator.FROM, "me") and not token.quoted:
            return Literal(Marked(Mark.MINE))
        return Literal(Words(value, part, beginning=not token.quoted))
    match operator:
        case Operator.CATEGORY:
            return Literal(InCategory(value))
        case Operator.LABEL:
            return Literal(Labelled(value))
        case Operator.IN:
            return Literal(InMailbox(value))
        case Operator.IS | Operator.HAS:
            return _property(value)
        case Operator.LARGER | Operator.SMALLER:
            octets = query_words.octets(value)
            return None if octets is None else Literal(Larger(octets), operator is Operator.SMALLER)
        case _:
            return _dated(operator, value, today)


def _property(value: str) -> Literal | None:
    found = query_words.mark(value)
    return None if found is None else Literal(Marked(found[0]), negated=not found[1])


def _dated(operator: Operator, value: str, today: date) -> Literal | None:
    period = query_words.period(value, today)
    if period is None:
        return None
    since, until = period
    if operator is Operator.BEFORE:
        return Literal(Dated(None, since))
    if operator is Operator.AFTER:
        return Literal(Dated(since, None))
    return Literal(Dated(since, until))


def _reading(token: _Token, operator: Operator, literal: Literal | None) -> Reading:
    """An operator whose value became words was not understood."""
    if literal is not None and isinstance(literal.test, Words):
        literal = literal if operator in query_words.PARTS else None
    return Reading(token.start, token.end, operator, token.value, literal)


def _with_open_end(clauses: tuple[Clause, ...], tokens: list[_Token]) -> tuple[Clause, ...]:
    """The last word may be only a beginning: the person may still be typing it."""
    if not clauses or not tokens:
        return clauses
    last = clauses[-1][-1]
    if not isinstance(last.test, Words) or tokens[-1].quoted or last.test.beginning:
        return clauses
    if tokens[-1].value != last.test.text:
        return clauses
    opened = Literal(Words(last.test.text, last.test.part, beginning=True), last.negated)
    return (*clauses[:-1], (*clauses[-1][:-1], opened))
