"""What a message asks for, and whether its sender expects an answer from me.

Owns: finding sentences that ask (en, es, fr, de) and judging who they are for.
Must not: choose a category or write an answer.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from emailassist.domain.task import TriageTask
from emailassist.domain.triage import Fact, FactKind
from emailassist.local import ask_words as words
from emailassist.local import cues, order_words, polite_words, question_words
from emailassist.local.conduct import are_conduct, is_notice
from emailassist.local.greetings import addressee_of, greets_a_group
from emailassist.local.injection import suspicion
from emailassist.local.sentences import Sentence, split_sentences
from emailassist.local.traits import Standing, Traits, is_reply_subject, traits_of

_MAX_SENTENCE: Final = 600
_MAX_ASKS: Final = 20
_QUOTED_LINE: Final = re.compile(r"^\s*[>|]")
_POINT: Final = re.compile(r"(?:[-*•–·]|\(?\d{1,2}[.)]|[a-zA-Z][.)])[ \t]")
_STOP: Final = re.compile(r"[.!?…]\s|\n\s*\n")
_CLAUSE: Final = 200
"""Characters."""
_CITED: Final = re.compile(r'(?<=\w )(?:"[^"]{8,}"|“[^”]{8,}”|«[^»]{8,}»)')
_RESPONSE_FREE_LENGTH: Final = 2
_QUOTE_MAX: Final = 90
_LONG: Final = 3_000
_FEW: Final = 3
_SHORT: Final = 400


_ASKS_NOTHING: Final = (
    polite_words.COURTESY,
    polite_words.NO_REPLY_NEEDED,
    polite_words.PERMISSION,
)
_UNANSWERED: Final = frozenset({"newsletter", "marketing", "spam-phishing"})
"""Categories whose mail asks many things and waits for no answer."""
_WAITING: Final = "needs-reply"
_DEED_IS_ANSWER: Final = frozenset({"to-do", "calendar", "receipt", "notification"})
"""Categories of mail that is answered by doing what it says."""


class AskKind(StrEnum):
    """What would answer an ask."""

    YES_NO = "yes-no"
    """Whether I come, agree or have time."""
    WHETHER = "whether"
    """Whether something is so."""
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
        if self.directly or self.kind not in {AskKind.INFORM, AskKind.YES_NO, AskKind.WHETHER}:
            return False
        flat = self.sentence.flat
        wanted = words.ANSWER_WANTED.search(flat)
        return wanted is not None and not question_words.INDIRECT.search(flat, wanted.end())


@dataclass(frozen=True, slots=True)
class ReplyDecision:
    """Whether an answer is expected, how sure that is, and why.

    `deed`: no answer in words is asked for, but something to be done, and of me personally.
    `open`: nothing in it says either; what the message is as a whole may still say so.
    """

    needed: bool
    confidence: float
    reason: str
    deed: bool = False
    open: bool = False


def find_asks(text: str) -> tuple[Fact, ...]:
    """Sentences of the text that ask or request, with their exact spans."""
    return tuple(_as_fact(ask.sentence) for ask in read_asks(text))


def _as_fact(sentence: Sentence) -> Fact:
    """Without the sign before a point of a list."""
    sign = _POINT.match(sentence.text)
    start = sign.end() if sign else 0
    return Fact(FactKind.ASK, sentence.text[start:], sentence.start + start, sentence.end)


@lru_cache(maxsize=256)
def read_asks(text: str) -> tuple[Ask, ...]:
    """Asks in the order of the text, at most twenty; of a list that is asked for, each point."""
    found: list[Ask] = []
    wanted: AskKind | None = None
    for sentence in split_sentences(text):
        ask = _ask_in(sentence)
        if wanted is not None and _POINT.match(sentence.text):
            if found and found[-1].sentence.text.endswith(":"):
                found.pop()  # its points say more
            found.append(ask or Ask(sentence, wanted, directly=False))
            continue
        wanted = _list_of(sentence, ask)
        if ask is not None:
            found.append(ask)
    return tuple(found[:_MAX_ASKS])


def _list_of(sentence: Sentence, ask: Ask | None) -> AskKind | None:
    """What would answer the points of a list that the sentence introduces, if they are asked."""
    if not sentence.text.endswith(":"):
        return None
    if ask is not None and ask.kind is not AskKind.ACTION:
        return ask.kind
    if words.THINGS_WANTED.search(sentence.flat):
        return AskKind.INFORM
    if ask is not None:
        return ask.kind
    return AskKind.INFORM if words.LIST_WANTED.search(sentence.flat) else None


def _ask_in(sentence: Sentence) -> Ask | None:
    flat = _own_words(sentence.flat[:_MAX_SENTENCE])
    if (
        _QUOTED_LINE.match(sentence.text)
        or sum(char.isalpha() for char in flat) <= _RESPONSE_FREE_LENGTH
    ):
        return None
    if _asks_nothing(flat):
        return None
    question = flat.rstrip("\"'”»)] ").endswith(("?", "\uff1f")) or bool(
        question_words.UNMARKED_QUESTION.match(flat)
    )
    request = words.REQUEST.search(flat) is not None
    inform = words.ANSWER_WANTED.search(flat) is not None
    if not (question or request or inform or order_words.IMPERATIVE.search(flat)):
        return None
    if suspicion(sentence.text).certain:
        return None  # it speaks to a program, not to me
    return Ask(sentence, _kind(flat, question=question, request=request, inform=inform), question)


def _own_words(flat: str) -> str:
    """Without what the sentence only cites: a title, or what somebody said."""
    left = _CITED.sub(" ", flat)
    return left if sum(char.isalpha() for char in left) > _RESPONSE_FREE_LENGTH else flat


def _asks_nothing(flat: str) -> bool:
    """Whether it is a mere courtesy or the like; what is asked before a courtesy is asked."""
    found = [match for pattern in _ASKS_NOTHING if (match := pattern.search(flat))]
    return any(not question_words.DIRECT.search(flat[: match.start()]) for match in found)


def _kind(flat: str, *, question: bool, request: bool, inform: bool) -> AskKind:
    if question_words.PRESENCE.search(flat) and (question or inform) and not _asks_open(flat):
        return AskKind.CHOICE if _offers_choice(flat) else AskKind.YES_NO
    if words.SENDING.search(flat) and (inform or (question and request)):
        return AskKind.SEND
    if inform:
        return AskKind.INFORM
    if not question or (request and not _asks_for_a_word(flat)):
        return AskKind.ACTION
    if _asks_open(flat):
        return AskKind.OPEN
    return AskKind.CHOICE if _offers_choice(flat) else AskKind.WHETHER


def _asks_for_a_word(flat: str) -> bool:
    """Whether a request has the form of a question about wishes, or goes on with an open one."""
    return question_words.PREFERENCE.search(flat) is not None or (
        question_words.GOES_ON_OPEN.search(flat) is not None
    )


def _offers_choice(flat: str) -> bool:
    return flat.endswith("?") and question_words.ALTERNATIVE.search(flat) is not None


def _asks_open(flat: str) -> bool:
    last_clause = flat.split(", ")[-1] if flat.endswith("?") else flat
    if question_words.YES_NO_START.search(last_clause):
        return False
    return question_words.OPEN_QUESTION.search(flat) is not None


def needs_reply(task: TriageTask) -> tuple[bool, float, str]:
    """Whether somebody expects an answer from me: decision, confidence in it, reason."""
    decision = decide_reply(task, traits_of(task))
    return decision.needed, decision.confidence, decision.reason


def waits_for_me(task: TriageTask, category: str) -> bool:
    """Whether somebody waits to hear from me, by what the message asks and what it is.

    Who asks me personally to do something wants to hear of it, unless it is a mere task.
    """
    if category in _UNANSWERED:
        return False
    decision = decide_reply(task, traits_of(task))
    if decision.needed:
        return True
    if not decision.deed:
        return category == _WAITING and decision.open
    # Somebody who writes back about a meeting does not just announce it.
    talks = category == "calendar" and is_reply_subject(task.message.envelope.subject)
    return talks or category not in _DEED_IS_ANSWER


def decide_reply(task: TriageTask, traits: Traits) -> ReplyDecision:
    """`needs_reply` for a caller that has read the traits already."""
    settled = _settled_without_text(task, traits)
    if settled is not None:
        return settled
    text = body_of(task)
    if _needs_none(text[:4_000]):
        return ReplyDecision(
            needed=False, confidence=0.9, reason="It says that no answer is needed."
        )
    if _is_automatic_reply(task, text):
        return ReplyDecision(needed=False, confidence=0.93, reason="It is an automatic reply.")
    if polite_words.BUTTONS.search(text):
        return ReplyDecision(needed=False, confidence=0.85, reason="It is answered by a button.")
    asks = read_asks(_parts_that_ask(text))
    answerable = [ask for ask in asks if ask.wants_words]
    if not answerable:
        return _without_question(task, traits, text, asks)
    other = _meant_for_another(task, traits, text)
    if other:
        return ReplyDecision(needed=False, confidence=0.7, reason=other)
    direct = any(ask.directly for ask in answerable)
    confidence = 0.88 if direct and traits.standing is Standing.ALONE else 0.8 if direct else 0.72
    if traits.discussion_list:
        return ReplyDecision(
            needed=False, confidence=0.6, reason="It asks the whole mailing list, not you."
        )
    return ReplyDecision(needed=True, confidence=confidence, reason=_asks(answerable[0]))


def _without_question(
    task: TriageTask, traits: Traits, text: str, asks: Sequence[Ask]
) -> ReplyDecision:
    subject = task.message.envelope.subject.rstrip()
    asks_in_subject = subject.endswith("?") and not is_reply_subject(subject)
    if asks_in_subject and not traits.bulk and len(text) < _SHORT:
        return ReplyDecision(needed=True, confidence=0.65, reason="The subject is a question.")
    deed = bool(asks) and _asks_personally(task, traits, text)
    reason = _asks(asks[0]) if deed else "Nothing in it asks for an answer."
    is_open = not asks and not traits.bulk
    return ReplyDecision(needed=False, confidence=0.8, reason=reason, deed=deed, open=is_open)


def _asks(ask: Ask) -> str:
    return f"It asks: “{shortened(ask.sentence.flat)}”"


def _settled_without_text(task: TriageTask, traits: Traits) -> ReplyDecision | None:
    if task.me.is_me(task.message.envelope.sender):
        return ReplyDecision(needed=False, confidence=0.95, reason="You wrote it yourself.")
    if traits.by_program:
        return ReplyDecision(needed=False, confidence=0.95, reason="It was sent by a program.")
    answers = traits.in_thread or is_reply_subject(task.message.envelope.subject)
    if traits.mass or (not answers and _is_published(task, traits)):
        return ReplyDecision(
            needed=False, confidence=0.93, reason="It was sent to many people at once."
        )
    if traits.advertises and (traits.bulk or not _is_short(task)):
        return ReplyDecision(needed=False, confidence=0.85, reason="It advertises something.")
    return None


def _is_published(task: TriageTask, traits: Traits) -> bool:
    if traits.unsubscribe_offered or traits.publication:
        return True
    return traits.sender_issue and not _is_short(task)


def _is_short(task: TriageTask) -> bool:
    return len(body_of(task)) < _SHORT


def _needs_none(text: str) -> bool:
    """It says that no answer is needed, and not only in some case."""
    found = polite_words.NO_REPLY_NEEDED.search(text)
    while found is not None:
        before = _STOP.split(text[max(0, found.start() - _CLAUSE) : found.start()])[-1]
        if not polite_words.CONDITION.search(before):
            return True
        found = polite_words.NO_REPLY_NEEDED.search(text, found.end())
    return False


def _is_automatic_reply(task: TriageTask, text: str) -> bool:
    told = (task.message.envelope.subject, text[:200])
    away = polite_words.AWAY.search(" ".join(text[:600].split())) is not None
    return away or any(cues.AUTOMATIC.match(part) for part in told)


def _asks_personally(task: TriageTask, traits: Traits, text: str) -> bool:
    """Whether a deed is asked of me: of what is asked of many nobody says that it is done."""
    to_many = traits.bulk or traits.recipients > _FEW or greets_a_group(text)
    to_me = not to_many and not _meant_for_another(task, traits, text)
    return to_me and not bids_conduct(task, traits)


def bids_conduct(task: TriageTask, traits: Traits) -> bool:
    """Whether all that a notice asks is how everybody should go about things."""
    text = body_of(task)
    asks = read_asks(text) if is_notice(task, traits, text) else ()
    if not asks or any(ask.wants_words for ask in asks):
        return False
    return are_conduct((ask.sentence for ask in asks), task)


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
