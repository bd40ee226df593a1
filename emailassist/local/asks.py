"""What a message asks for, and whether its sender expects an answer from me.

Owns: finding sentences that ask (en, es, fr, de) and judging who they are for.
Must not: choose a category or write an answer.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from emailassist.domain.task import TriageTask
from emailassist.domain.triage import Fact, FactKind
from emailassist.local import ask_words as words
from emailassist.local import polite_words
from emailassist.local.greetings import addressee_of
from emailassist.local.injection import suspicion
from emailassist.local.sentences import Sentence, split_sentences
from emailassist.local.traits import Standing, Traits, traits_of

_MAX_SENTENCE: Final = 600
_MAX_ASKS: Final = 20
_QUOTED_LINE: Final = re.compile(r"^\s*[>|]")
_RESPONSE_FREE_LENGTH: Final = 2
_QUOTE_MAX: Final = 90
_LONG: Final = 3_000


class AskKind(StrEnum):
    """What would answer an ask."""

    YES_NO = "yes-no"
    CHOICE = "choice"
    OPEN = "open"
    INFORM = "inform"
    SEND = "send"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Ask:
    """One sentence that asks; `directly` when it has the form of a question."""

    sentence: Sentence
    kind: AskKind
    directly: bool

    @property
    def wants_words(self) -> bool:
        """An answer in words is expected, not only a deed."""
        return self.directly or self.kind is not AskKind.ACTION

    @property
    def only_waits(self) -> bool:
        """It says that, or by when, an answer is wanted, and not to what."""
        if self.directly or self.kind not in {AskKind.INFORM, AskKind.YES_NO}:
            return False
        flat = self.sentence.flat
        wanted = words.ANSWER_WANTED.search(flat)
        return wanted is not None and not words.INDIRECT.search(flat, wanted.end())


@dataclass(frozen=True, slots=True)
class ReplyDecision:
    """Whether an answer is expected, how sure that is, and why."""

    needed: bool
    confidence: float
    reason: str


def find_asks(text: str) -> tuple[Fact, ...]:
    """Sentences of the text that ask or request, with their exact spans."""
    return tuple(
        Fact(FactKind.ASK, ask.sentence.text, ask.sentence.start, ask.sentence.end)
        for ask in read_asks(text)
    )


@lru_cache(maxsize=256)
def read_asks(text: str) -> tuple[Ask, ...]:
    """Asks in the order of the text, at most twenty."""
    found: list[Ask] = []
    for sentence in split_sentences(text):
        ask = _ask_in(sentence)
        if ask is not None:
            found.append(ask)
    return tuple(found[:_MAX_ASKS])


def _ask_in(sentence: Sentence) -> Ask | None:
    flat = sentence.flat[:_MAX_SENTENCE]
    if (
        _QUOTED_LINE.match(sentence.text)
        or sum(char.isalpha() for char in flat) <= _RESPONSE_FREE_LENGTH
    ):
        return None
    if polite_words.COURTESY.search(flat) or polite_words.NO_REPLY_NEEDED.search(flat):
        return None
    question = flat.rstrip("\"'”»)] ").endswith(("?", "\uff1f"))
    request = words.REQUEST.search(flat) is not None
    inform = words.ANSWER_WANTED.search(flat) is not None
    if not (question or request or inform or words.IMPERATIVE.search(flat)):
        return None
    if suspicion(sentence.text).certain:
        return None  # it speaks to a program, not to me
    return Ask(sentence, _kind(flat, question=question, request=request, inform=inform), question)


def _kind(flat: str, *, question: bool, request: bool, inform: bool) -> AskKind:
    if words.PRESENCE.search(flat) and (question or inform) and not _asks_open(flat):
        return AskKind.CHOICE if _offers_choice(flat) else AskKind.YES_NO
    if words.SENDING.search(flat) and (inform or (question and request)):
        return AskKind.SEND
    if inform:
        return AskKind.INFORM
    if request:
        return AskKind.ACTION
    if not question:
        return AskKind.ACTION
    if _asks_open(flat):
        return AskKind.OPEN
    return AskKind.CHOICE if _offers_choice(flat) else AskKind.YES_NO


def _offers_choice(flat: str) -> bool:
    return flat.endswith("?") and words.ALTERNATIVE.search(flat) is not None


def _asks_open(flat: str) -> bool:
    last_clause = flat.split(", ")[-1] if flat.endswith("?") else flat
    if words.YES_NO_START.search(last_clause):
        return False
    return words.OPEN_QUESTION.search(flat) is not None


def needs_reply(task: TriageTask) -> tuple[bool, float, str]:
    """Whether somebody expects an answer from me: decision, confidence in it, reason."""
    decision = decide_reply(task, traits_of(task))
    return decision.needed, decision.confidence, decision.reason


def decide_reply(task: TriageTask, traits: Traits) -> ReplyDecision:
    """`needs_reply` for a caller that has read the traits already."""
    settled = _settled_without_text(task, traits)
    if settled is not None:
        return settled
    text = body_of(task)
    if polite_words.NO_REPLY_NEEDED.search(text[:4_000]):
        return ReplyDecision(
            needed=False, confidence=0.9, reason="It says that no answer is needed."
        )
    asks = [ask for ask in read_asks(_parts_that_ask(text)) if ask.wants_words]
    subject_asks = task.message.envelope.subject.rstrip().endswith("?")
    if not asks:
        return _without_asks(text, subject_asks=subject_asks, traits=traits)
    other = _meant_for_another(task, traits, text)
    if other:
        return ReplyDecision(needed=False, confidence=0.7, reason=other)
    direct = any(ask.directly for ask in asks)
    confidence = 0.88 if direct and traits.standing is Standing.ALONE else 0.8 if direct else 0.72
    if traits.discussion_list:
        return ReplyDecision(
            needed=False, confidence=0.6, reason="It asks the whole mailing list, not you."
        )
    return ReplyDecision(
        needed=True, confidence=confidence, reason=f"It asks: “{shortened(asks[0].sentence.flat)}”"
    )


def _settled_without_text(task: TriageTask, traits: Traits) -> ReplyDecision | None:
    if task.me.is_me(task.message.envelope.sender):
        return ReplyDecision(needed=False, confidence=0.95, reason="You wrote it yourself.")
    if traits.by_program:
        return ReplyDecision(needed=False, confidence=0.95, reason="It was sent by a program.")
    if traits.mass or (not traits.in_thread and (traits.unsubscribe_offered or traits.publication)):
        return ReplyDecision(
            needed=False, confidence=0.93, reason="It was sent to many people at once."
        )
    if traits.advertises:
        return ReplyDecision(needed=False, confidence=0.85, reason="It advertises something.")
    return None


def _without_asks(text: str, *, subject_asks: bool, traits: Traits) -> ReplyDecision:
    if subject_asks and not traits.bulk and len(text) < 400:
        return ReplyDecision(needed=True, confidence=0.65, reason="The subject is a question.")
    return ReplyDecision(needed=False, confidence=0.8, reason="Nothing in it asks for an answer.")


def _meant_for_another(task: TriageTask, traits: Traits, text: str) -> str:
    """A sentence that says for whom the asks are, or '' when they may be for me."""
    if traits.standing is Standing.ALONE:
        return ""
    greeted = addressee_of(text)
    mine = {part.casefold() for part in task.me.name.split()}
    if greeted and mine and greeted.casefold() not in mine:
        return f"It is addressed to {greeted}, not to you."
    if traits.standing is Standing.COPIED and not greeted:
        return "You are only in copy."
    return ""


def _parts_that_ask(text: str) -> str:
    """Of a long text the beginning and the end: articles ask many things of nobody."""
    if len(text) <= _LONG:
        return text
    return f"{text[: _LONG // 2]}\n\n{text[-_LONG // 3 :]}"


def body_of(task: TriageTask) -> str:
    """What the sender wrote; the whole text when nothing of it counts as their own."""
    return (task.message.own_text.strip() and task.message.own_text) or task.message.text


def shortened(text: str, limit: int = _QUOTE_MAX) -> str:
    """One line of at most `limit` characters, cut at a word."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    cut = flat[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:.-")
    return f"{cut}…"
