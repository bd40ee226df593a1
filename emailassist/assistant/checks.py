"""What code can check of a model's words before anyone sees them.

Owns: the sources of a message, and the checks of drafts, summaries and facts against them.
Must not: call a model. Pure; a problem is a sentence that a model or a person can act on.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from emailassist.assistant.fencing import trusted
from emailassist.assistant.grounding import Kind, Sources, Unsupported, unsupported
from emailassist.assistant.masking.tokens import UNKNOWN as UNKNOWN_TOKEN
from emailassist.assistant.names import word_parts
from emailassist.assistant.outputs import SUMMARY_LENGTH, FactOut
from emailassist.domain.address import Address
from emailassist.domain.draft import Choice
from emailassist.domain.task import SentReply, TriageTask
from emailassist.domain.triage import Fact
from emailassist.local.facts import find_facts
from emailassist.local.greetings import addressee_of, is_greeting, is_sign_off
from emailassist.local.injection import suspicion, suspicious_passages
from emailassist.local.language import UNKNOWN, detect

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|&(?:nbsp|amp|lt|gt|#\d{1,6});")
_PREAMBLE = re.compile(
    r"\A(?:(?:subject|asunto|objet|betreff|to|para|cc|bcc)\s?:[^\n]*\n+)+", re.IGNORECASE
)
_PLACEHOLDER = re.compile(r"\[[^\[\]\n]{2,60}\]|\{\{?[^{}\n]{2,60}\}?\}|‹[^‹›\n]{0,80}›|_{3,}")
_GAP_MARKS = str.maketrans("‹›", "''")
_UNFOUNDED = "The model's own reason is left out: the message does not bear it out."
_MOST_GAPS = 2
_COPIED_WORDS = 8
_COPIED_SHARE = 0.5
_SHORTEST_COPY = 25
_MOST_PROBLEMS = 6
_LONG_WORD = re.compile(r"[A-Za-zÀ-ɏ]{4,}")
_ROOT = 5
_FEWEST_WORDS = 4
_OTHER_SHARE = 0.75


@dataclass(frozen=True, slots=True)
class CheckedText:
    """A text as it may be shown, what only the person can fill in, and what is wrong with it."""

    text: str
    gaps: tuple[Choice, ...] = ()
    problems: tuple[str, ...] = ()


def sources_of(task: TriageTask, *, language: str) -> Sources:
    """Everything a draft or summary may take from; never hidden text or orders to a program."""
    message = task.message
    own = trusted(message.own_text)
    texts = [
        trusted(message.envelope.subject),
        own,
        *(trusted(text) for text in (message.text, message.quoted, message.signature)),
        *people_of(task),
        *(trusted(turn.text) for turn in task.thread),
        *(trusted(item.filename) for item in message.attachments),
        *events_of(task),
        *habits_of(task.sent_replies),
        task.recalled.said,
        task.recalled.kept,
        *(trusted(passage.text) for passage in task.recalled.passages),
    ]
    facts = find_facts(own, language=language, written_at=task.written_at)
    return Sources("\n".join(texts), task.written_at, tuple(_iso_days(facts)))


def people_of(task: TriageTask) -> Iterator[str]:
    """Names and addresses of everybody in the conversation."""
    envelope = task.message.envelope
    addresses: list[Address | None] = [envelope.sender, *envelope.reply_to, *envelope.to]
    addresses += [*envelope.cc, *task.me.addresses, *(turn.sender for turn in task.thread)]
    for address in addresses:
        if address is not None:
            yield f"{address.name} {address.email}"
    yield task.me.name


def events_of(task: TriageTask) -> Iterator[str]:
    """What the message's calendar parts say."""
    for event in task.message.calendar:
        yield trusted(f"{event.summary}\n{event.location}")
        for moment in (event.start, event.end):
            if moment is not None:
                yield f"{moment:%Y-%m-%d %H:%M}"


def habits_of(replies: Sequence[SentReply]) -> Iterator[str]:
    """Lines of mine that come again and again, or stand under a sign-off.

    What I once wrote to somebody else is no source.
    """
    seen: dict[str, int] = {}
    for reply in replies:
        lines = [line.strip() for line in reply.text.splitlines() if line.strip()]
        signed = next((i for i, line in enumerate(lines) if is_sign_off(line)), len(lines))
        yield from lines[signed : signed + 4]
        for line in dict.fromkeys(lines):
            seen[line] = seen.get(line, 0) + 1
    yield from (line for line, times in seen.items() if times > 1 and not is_greeting(line))


def _iso_days(facts: Iterable[Fact]) -> Iterator[date]:
    for fact in facts:
        try:
            yield date.fromisoformat(fact.value[:10])
        except ValueError:
            continue


def check_draft(
    body: str, task: TriageTask, sources: Sources, *, language: str, choices: Sequence[Choice] = ()
) -> CheckedText:
    """Tidy a draft and list what is wrong with it.

    `choices` come with a draft that code put together: then language and gaps are its own.
    """
    if choices:
        return CheckedText(body, tuple(choices), tuple(_sentences(body, sources, language)))

    def bears(ask: str) -> bool:
        return not unsupported(ask, sources, language=language)

    text, gaps = _with_gaps(_PREAMBLE.sub("", body.replace("**", "")).strip(), bears)
    problems = [
        *_form_problems(text, language),
        *_sentences(text, sources, language),
        *_perspective_problems(text, task),
    ]
    return CheckedText(text, gaps, tuple(problems[:_MOST_PROBLEMS]))


def with_gaps_for(body: str, sources: Sources, *, language: str) -> str | None:
    """The draft with a gap for everything that no source has; None if that is too much of it."""
    found = unsupported(body, sources, language=language)
    if not found or len(found) > _MOST_GAPS:
        return None
    for item in reversed(found):
        body = f"{body[: item.start]}‹{item.kind}›{body[item.end :]}"
    return body


def names_a_place(text: str, sources: Sources, language: str) -> bool:
    """Whether there is a link or address in it that no source has."""
    found = unsupported(text, sources, language=language)
    return any(item.kind in (Kind.LINK, Kind.EMAIL) for item in found)


def check_summary(
    text: str, sources: Sources, *, language: str, longest: int = SUMMARY_LENGTH
) -> CheckedText:
    """Put a summary on one line and list what is wrong with it."""
    line = " ".join(text.replace("**", "").split())
    bare = line.translate(_GAP_MARKS)  # a summary has no gaps in which anything may stand
    problems = [*_form_problems(line, language), *_sentences(bare, sources, language)]
    if UNKNOWN_TOKEN in line:
        problems.append("It names somebody or something that was made up.")
    if _of_other_words(bare, sources):
        problems.append("Most of its words do not occur in the message.")
    if len(line) > longest:
        problems.append(f"It is longer than {longest} characters.")
    return CheckedText(line, problems=tuple(problems[:_MOST_PROBLEMS]))


def checked_reason(reason: str, sources: Sources) -> str:
    """A model's reason for a category as it may be shown, or that it may not."""
    line = " ".join(reason.split())
    bare = line.translate(_GAP_MARKS)
    wrong = [*_form_problems(line, UNKNOWN), *_sentences(bare, sources, UNKNOWN)]
    return _UNFOUNDED if line and (wrong or UNKNOWN_TOKEN in line) else line


def _with_gaps(body: str, bears: Callable[[str], bool]) -> tuple[str, tuple[Choice, ...]]:
    """Placeholders of any style become numbered gaps, each a choice without options.

    What a placeholder says is kept if the sources bear it out.
    """
    gaps: list[Choice] = []

    def numbered(found: re.Match[str]) -> str:
        ask = found.group().strip("[]{}‹›_ ")
        ask = ask if ask and bears(ask) else "?"
        marker = f"‹{len(gaps) + 1}: {ask}›"
        gaps.append(Choice(marker, ask, ()))
        return marker

    return _PLACEHOLDER.sub(numbered, body), tuple(gaps)


def _form_problems(text: str, language: str) -> Iterator[str]:
    if not any(char.isalpha() for char in text):
        yield "It is empty."
    if _TAG.search(text):
        yield "It contains HTML; write plain text."
    if suspicion(text).certain:
        yield "It speaks of instructions to an assistant."
    written_in = detect(_PLACEHOLDER.sub("", text))
    if language != UNKNOWN and written_in not in {language, UNKNOWN}:
        yield f"It is written in '{written_in}', but must be in '{language}'."


def _sentences(text: str, sources: Sources, language: str) -> Iterator[str]:
    written_in = language if language != UNKNOWN else detect(text)
    seen: set[str] = set()
    for item in unsupported(text, sources, language=written_in):
        if item.text.casefold() not in seen:
            seen.add(item.text.casefold())
            yield _said(item)


def _of_other_words(text: str, sources: Sources) -> bool:
    """Whether a line says something else than the message, in whatever words.

    3.6 % of the subjects that people wrote for others' mail (AESLC) would fail, as "i need these
    booked please" does; what an order of the sender's makes a model say nearly always does.
    """
    roots = {part[:_ROOT] for word in _LONG_WORD.findall(text) for part in word_parts(word)}
    known = {word[:_ROOT] for word in sources.words}
    return len(roots) >= _FEWEST_WORDS and len(roots - known) >= _OTHER_SHARE * len(roots)


def _said(item: Unsupported) -> str:
    return f"The {item.kind} “{item.text[:80]}” does not occur in the conversation."


def _perspective_problems(text: str, task: TriageTask) -> Iterator[str]:
    """Small models like to send a message back to where it came from."""
    sender = task.message.envelope.sender
    greeted = addressee_of(text).casefold()
    mine = {part.casefold() for part in task.me.name.split()}
    theirs = {part.casefold() for part in (sender.name if sender else "").split()}
    if greeted and greeted in mine - theirs:
        yield f"It greets {task.me.name}, who is to send it."
    if _copied(text, task.message.own_text):
        yield "It repeats the message instead of answering it."


def _copied(text: str, original: str) -> bool:
    words, known = text.casefold().split(), original.casefold().split()
    if len(words) < _SHORTEST_COPY:
        return False
    theirs = set(_runs(known))
    ours = list(_runs(words))
    return sum(run in theirs for run in ours) >= _COPIED_SHARE * len(ours)


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    for start in range(len(words) - _COPIED_WORDS + 1):
        yield tuple(words[start : start + _COPIED_WORDS])


def located_facts(
    quoted: Iterable[FactOut], task: TriageTask, *, language: str
) -> tuple[tuple[Fact, ...], int]:
    """The facts whose text stands in the message, with their places, and how many do not.

    What certainly speaks to a program states nothing.

    Of several places the one counts where the patterns of this program read such a fact too,
    and only there a value is kept: a model's arithmetic on dates and amounts is not trusted.
    """
    text = task.message.own_text
    known = find_facts(text, language=language, written_at=task.written_at)
    barred = [each for each in suspicious_passages(text) if each.certain]
    found: dict[tuple[int, int], Fact] = {}
    lost = 0
    for fact in quoted:
        free = [
            place
            for place in _places(fact.text, text)
            if place not in found and not any(each.touches(*place) for each in barred)
        ]
        if not free:
            lost += 1
            continue
        alike = [each for each in known if each.kind is fact.kind]
        place = next((p for p in free if any(_overlap(each, p) for each in alike)), free[0])
        value = next((each.value for each in alike if _overlap(each, place)), "")
        found[place] = Fact(fact.kind, text[slice(*place)], *place, value)
    return tuple(found[place] for place in sorted(found)), lost


def _places(quote: str, text: str) -> list[tuple[int, int]]:
    """Where the quote stands: exactly, or with other white space."""
    words = quote.split()
    if not words:
        return []
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    return [found.span() for found in pattern.finditer(text)]


def _overlap(fact: Fact, place: tuple[int, int]) -> bool:
    return fact.start < place[1] and place[0] < fact.end
