"""What a draft states, and what bears each statement.

Owns: finding names, numbers, dates, links, promises, answers and statements in a draft, with the
text that each comes from. Must not: change the draft or call a model. Pure and bounded.

Names, numbers and the like are borne by a text that has them (`grounding`). An answer or a
promise is borne only by what the person said or wrote; any other sentence by a text that has most
of its telling words. What is borne by nothing says so.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from emailassist.assistant.bearers import Bearer
from emailassist.assistant.claim_words import ANSWER, NO, POLITE, YES
from emailassist.assistant.grounding import Kind, Sources, Unsupported, unsupported
from emailassist.domain.draft import Claim, ClaimSource, SourceKind
from emailassist.domain.triage import FactKind
from emailassist.local.closeness import shared, words_of
from emailassist.local.facts import find_facts
from emailassist.local.greetings import is_greeting, is_sign_off
from emailassist.local.language import detect
from emailassist.local.sentences import Sentence, split_sentences

MOST = 60
_NOTHING = Sources("", datetime(1, 1, 1, tzinfo=UTC))
_NUMBER = re.compile(r"\b\d+\b")
_GAP = re.compile("‹[^›\n]*›")
_LEAST_SHARE = 0.6
_LEAST_WORDS = 2
_LONGEST_QUOTE = 200


def claims_in(body: str, bearers: Sequence[Bearer], *, language: str) -> tuple[Claim, ...]:
    """Every claim of a draft in its order; `language` (ISO 639-1) is that of the draft."""
    said = [each for each in split_sentences(body) if not each.flat.startswith(">")]
    items = list(_items(body, said, bearers, language))
    sentences = list(_sentences(said, items, bearers, language))
    found = [*(each for each in items if not _told_by(each, sentences)), *sentences]
    return tuple(sorted(found, key=lambda claim: (claim.start, -claim.end)))[:MOST]


def _told_by(item: Claim, sentences: Sequence[Claim]) -> bool:
    """What nothing bears, or the person's word, need not be said again of a part of a sentence."""
    return item.source.kind in {SourceKind.NONE, SourceKind.PERSON} and any(
        each.source.kind is item.source.kind and each.start <= item.start < each.end
        for each in sentences
    )


def _items(
    body: str, said: Sequence[Sentence], bearers: Sequence[Bearer], language: str
) -> Iterator[Claim]:
    """Names, numbers, dates, times, links and addresses; not whom it greets or who signs."""
    everything = unsupported(body, _NOTHING, language=language)
    lacking = [
        {(each.start, each.end) for each in unsupported(body, one.sources, language=language)}
        for one in bearers
    ]
    formal = [each for each in said if is_greeting(each.flat) or is_sign_off(each.flat)]
    signature = _signature(body)
    for item in everything:
        place = (item.start, item.end)
        bearing = next(
            (one for one, missing in zip(bearers, lacking, strict=True) if place not in missing),
            None,
        )
        in_form = item.start >= signature or any(
            each.start <= item.start < each.end for each in formal
        )
        if bearing is not None and item.kind is Kind.CURRENCY:
            continue  # the number beside it says more
        if bearing is None or not in_form:
            yield Claim(item.text, *place, _source(bearing, item, language))


def _signature(body: str) -> int:
    """Where the sign-off begins."""
    at = 0
    found = len(body)
    for line in body.splitlines(keepends=True):
        if is_sign_off(line):
            found = at
        at += len(line)
    return found


def _source(bearer: Bearer | None, item: Unsupported, language: str) -> ClaimSource:
    if bearer is None:
        return ClaimSource(SourceKind.NONE)
    return replace(bearer.source, quote=_quote(bearer, item.text, language))


def _quote(bearer: Bearer, text: str, language: str) -> str:
    """The sentence that has it, as it is written or in another form."""
    sentences = split_sentences(bearer.sources.text)
    flat = text.casefold()
    for sentence in sentences:
        if flat in sentence.text.casefold():
            return sentence.flat[:_LONGEST_QUOTE]
    for sentence in sentences[:80]:
        alone = Sources(sentence.text, bearer.sources.written_at, ())
        if not unsupported(text, alone, language=language):
            return sentence.flat[:_LONGEST_QUOTE]
    return ""


def _sentences(
    said: Sequence[Sentence], items: Sequence[Claim], bearers: Sequence[Bearer], language: str
) -> Iterator[Claim]:
    """Sentences that answer, promise or state something."""
    for sentence in said:
        flat = sentence.flat
        if is_greeting(flat) or is_sign_off(flat) or flat.endswith("?") or _GAP.search(flat):
            continue
        if _promises(sentence, language) or ANSWER.search(flat):
            yield _claim(sentence, _person_source(flat, bearers, language))
        elif not POLITE.search(flat) and len(words_of(flat)) >= _LEAST_WORDS:
            inside = [each for each in items if sentence.start <= each.start < sentence.end]
            yield from _stated(sentence, inside, bearers)


def _promises(sentence: Sentence, language: str) -> bool:
    facts = find_facts(sentence.text, language=language, written_at=_NOTHING.written_at)
    return any(fact.kind is FactKind.PROMISE for fact in facts)


def _stated(
    sentence: Sentence, inside: Sequence[Claim], bearers: Sequence[Bearer]
) -> Iterator[Claim]:
    bearing = _best(sentence.flat, bearers)
    if bearing is not None:
        # What its names and numbers are borne by says more than the sentence as a whole.
        if not inside:
            yield _claim(sentence, bearing)
        return
    yield _claim(sentence, ClaimSource(SourceKind.NONE))


def _claim(sentence: Sentence, source: ClaimSource) -> Claim:
    return Claim(sentence.text, sentence.start, sentence.end, source)


def _person_source(flat: str, bearers: Sequence[Bearer], language: str) -> ClaimSource:
    """What the person said or wrote that bears an answer or a promise of theirs."""
    mine = [each for each in bearers if each.mine]
    for bearer in mine:
        if bearer.source.kind is SourceKind.PERSON and _agrees(flat, bearer, language):
            return bearer.source
    return _best(flat, mine) or ClaimSource(SourceKind.NONE)


def _agrees(flat: str, bearer: Bearer, language: str) -> bool:
    """Whether what the person said for this draft says yes or no as the sentence does.

    In another language only that can be compared.
    """
    said = bearer.sources.text
    words = (*words_of(flat), *_NUMBER.findall(flat))
    if words and shared(words, said) / len(words) >= _LEAST_SHARE:
        return True
    if flat.casefold().strip(" .!") in " ".join(said.casefold().split()):
        return True
    same_way = bool(YES.search(flat)) == bool(YES.search(said)) and bool(NO.search(flat)) == bool(
        NO.search(said)
    )
    return same_way and (bool(YES.search(said) or NO.search(said)) or detect(said) != language)


def _best(flat: str, bearers: Sequence[Bearer]) -> ClaimSource | None:
    """The bearer with most of the sentence's telling words, if there is one."""
    words = words_of(flat)
    if len(words) < _LEAST_WORDS:
        return None
    found: ClaimSource | None = None
    best = _LEAST_SHARE
    for bearer in bearers:
        share = shared(words, bearer.sources.text) / len(words)
        if share >= best and (found is None or share > best):
            best, found = share, replace(bearer.source, quote=_closest(words, bearer))
    return found


def _closest(words: Sequence[str], bearer: Bearer) -> str:
    sentences = split_sentences(bearer.sources.text)
    closest = max(sentences, key=lambda each: shared(words, each.text), default=None)
    return closest.flat[:_LONGEST_QUOTE] if closest else ""
