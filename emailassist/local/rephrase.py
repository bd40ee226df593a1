"""What code can change of a draft without a model: its fixed phrases.

Owns: finding greeting, thanks, answers and sign-off of a skeleton again, in whatever language,
and putting others in their place. Must not: touch what the person wrote, or pretend to change a
text in which it knows no phrase.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Final

from emailassist.domain.draft import Choice, Claim, ClaimSource, Proposal, SourceKind
from emailassist.domain.refinement import Change, Refinement
from emailassist.local.asks import AskKind
from emailassist.local.greetings import addressee_of, is_greeting, is_sign_off
from emailassist.local.language import UNKNOWN, detect
from emailassist.local.registers import FORMAL, WARM, Register
from emailassist.local.reply_phrases import GAP, PHRASES

_BLANK: Final = re.compile(r"\n[ \t]*\n")
_NUMBER: Final = re.compile(r"‹(\d+)")
_TELLING: Final = re.compile(
    r"^\W*(?:(?:please )?(?:say|tell (?:him|her|them)|answer|reply|write)(?: that)?"
    r"|di(?:le|les)?(?: que)?|responde(?:le)?(?: que)?|dis(?:[- ]lui|[- ]leur)?(?: que)?"
    r"|réponds(?: que)?|sag(?:e)?(?: ihm| ihr| ihnen)?(?: dass)?)[\s:,]+",
    re.IGNORECASE,
)


def rephrased(proposal: Proposal, refinement: Refinement) -> Proposal | None:
    """The draft changed as asked, or None where that takes a model that writes."""
    match refinement.change:
        case Change.LANGUAGE:
            return _in_language(proposal, refinement.detail)
        case Change.FORMAL:
            return _in_register(proposal, FORMAL)
        case Change.WARMER:
            return _in_register(proposal, WARM)
        case Change.SHORTER:
            return _shorter(proposal)
        case Change.SAY:
            return _saying(proposal, refinement.detail)
        case _:
            return None


def _in_language(proposal: Proposal, language: str) -> Proposal | None:
    """Every phrase in that language; None if any other line says something."""
    if language not in PHRASES or language == proposal.language:
        return None
    markers = {choice.marker for choice in proposal.choices}
    lines: list[str] = []
    for line in proposal.body.split("\n"):
        first = not "".join(lines).strip()
        said = _greeted(line.strip(), language) if first and is_greeting(line) else None
        said = said or _translated(line, language, markers)
        if said is None:
            return None
        lines.append(said)
    choices = tuple(_choice_in(choice, language) for choice in proposal.choices)
    return replace(proposal, body="\n".join(lines), language=language, choices=choices, claims=())


def _translated(line: str, language: str, markers: set[str]) -> str | None:
    """The line in that language, as it is if it is in none, None if it is in another."""
    bare = line.strip()
    if not bare or bare.startswith(">"):
        return line
    if bare in markers:
        return _marker_in(bare, language)
    for pattern, kind, place in _patterns():
        found = pattern.fullmatch(bare)
        if found is not None:
            return _with_fill(_phrase(language, kind, place), found.groups())
    if is_sign_off(bare):
        return f"{PHRASES[language].signoff}{',' if bare.endswith(',') else ''}"
    is_name = len(bare.split()) <= 3 and bare[:1].isupper() and bare[-1:].isalpha()
    return line if is_name else None


def _greeted(line: str, language: str) -> str:
    name, words = addressee_of(line), PHRASES[language]
    return words.greeting.format(name=name) if name else words.greeting_unnamed


def _phrase(language: str, kind: AskKind | None, place: int) -> str:
    words = PHRASES[language]
    return words.thanks if kind is None else words.options[kind][place]


def _with_fill(phrase: str, fills: tuple[str, ...]) -> str:
    """What the person put in the gap stands in the gap of the other language."""
    return phrase.replace(GAP, fills[0], 1) if fills else phrase


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], AskKind | None, int], ...]:
    """Every phrase of every language, with its gap open or filled."""
    found: list[tuple[re.Pattern[str], AskKind | None, int]] = []
    for words in PHRASES.values():
        found.append((re.compile(re.escape(words.thanks)), None, 0))
        for kind, options in words.options.items():
            for place, option in enumerate(options):
                pattern = re.escape(option).replace(re.escape(GAP), "(.{1,300}?)")
                found.append((re.compile(pattern), kind, place))
    for table in (FORMAL, WARM):
        found += [(re.compile(re.escape(each.thanks)), None, 0) for each in table.values()]
    return tuple(found)


def _choice_in(choice: Choice, language: str) -> Choice:
    for words in PHRASES.values():
        for kind, options in words.options.items():
            if options == choice.options:
                marker = _marker_in(choice.marker, language)
                return Choice(marker, choice.ask, PHRASES[language].options[kind])
    return choice


def _marker_in(marker: str, language: str) -> str:
    number = _NUMBER.match(marker)
    return PHRASES[language].marker.format(number=number[1]) if number else marker


def _in_register(proposal: Proposal, registers: Mapping[str, Register]) -> Proposal | None:
    register = registers.get(proposal.language)
    if register is None:
        return None
    thanks = {words.thanks for words in PHRASES.values()}
    thanks |= {each.thanks for table in (FORMAL, WARM) for each in table.values()}
    lines = proposal.body.split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip()), -1)
    for at, line in enumerate(lines):
        bare = line.strip()
        if at == first and is_greeting(bare):
            name = addressee_of(bare)
            lines[at] = register.greeting.format(name=name) if name else register.greeting_unnamed
        elif bare in thanks:
            lines[at] = register.thanks
        elif is_sign_off(bare):
            lines[at] = f"{register.signoff}{',' if bare.endswith(',') else ''}"
    return _if_changed(proposal, "\n".join(lines))


def _shorter(proposal: Proposal) -> Proposal | None:
    """Without the thanks, and without the questions that are answered."""
    thanks = {words.thanks for words in PHRASES.values()}
    kept = []
    for block in _BLANK.split(proposal.body):
        lines = block.split("\n")
        if block.strip() in thanks:
            continue
        if lines[0].startswith(">") and len(lines) > 1 and "‹" not in block:
            lines = lines[1:]
        kept.append("\n".join(lines))
    return _if_changed(proposal, "\n\n".join(kept))


def _saying(proposal: Proposal, words: str) -> Proposal | None:
    """The person's words in the place of the first answer that is open, if the language fits."""
    said = " ".join(_TELLING.sub("", words).split())
    choices = proposal.open_choices
    if not said or not choices or detect(said) not in {proposal.language, UNKNOWN}:
        return None
    said = said[:1].upper() + said[1:]
    said = said if said.endswith((".", "!", "?")) else f"{said}."
    start = proposal.body.index(choices[0].marker)
    changed = proposal.with_body(proposal.body.replace(choices[0].marker, said, 1))
    source = ClaimSource(SourceKind.PERSON, quote=words)
    claim = Claim(said, start, start + len(said), source)
    return replace(changed, claims=(*changed.claims, claim))


def _if_changed(proposal: Proposal, body: str) -> Proposal | None:
    return proposal.with_body(body) if body != proposal.body else None
