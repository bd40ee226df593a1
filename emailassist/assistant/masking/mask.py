"""Masking what leaves about one conversation, and undoing it in what comes back.

Owns: the order in which a conversation's people and texts are read, so that its tokens are the
same in every call about it; replacing. Must not: call a model. CPU work, not thread-safe: one
worker thread at a time.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from emailassist.assistant.fencing import READ, cut
from emailassist.assistant.masking.addresses import find_addresses
from emailassist.assistant.masking.found import Found, Kind, View, apart
from emailassist.assistant.masking.links import WEB_ADDRESS, find_tracking
from emailassist.assistant.masking.numbers import find_accounts, find_cards, find_ids
from emailassist.assistant.masking.people import People
from emailassist.assistant.masking.phones import find_phones
from emailassist.assistant.masking.tokens import Restoring, Tokens, find_look_alikes
from emailassist.domain.address import Address
from emailassist.domain.task import TriageTask


@dataclass(frozen=True, slots=True)
class Masked:
    """A text as it may leave, and how many values of each kind were replaced in it."""

    text: str
    tokens: frozenset[str]


class Mask:
    """The tokens of one conversation."""

    def __init__(self, task: TriageTask | None = None) -> None:
        """`task` is read when something is first to be masked."""
        self._people = People()
        self._tokens = Tokens()
        self._unread = task

    def _read(self, task: TriageTask) -> None:
        """In the order of time, so that a thread that grows keeps its tokens."""
        self._people.learn(task.me.name)
        self.masked("\n".join([task.me.name, *(each.email for each in task.me.addresses)]))
        for turn in task.thread:
            self._meet([turn.sender])
            text = _bounded(turn.text)
            self._people.read(text)
            self.masked(text)
        self._read_message(task)

    def _meet(self, addresses: Iterable[Address | None]) -> None:
        for address in addresses:
            if address is not None:
                self._people.meet(address)
                self.masked(f"{address.name} {address.email}")

    def _read_message(self, task: TriageTask) -> None:
        message, envelope = task.message, task.message.envelope
        events = (event.organizer for event in message.calendar)
        self._meet((envelope.sender, *envelope.reply_to, *envelope.to, *envelope.cc, *events))
        for text in (message.own_text, message.quoted, message.signature):
            self._people.read(_bounded(text))
        self.masked(_bounded(envelope.subject))
        self._prefer(_bounded(message.own_text))

    def _prefer(self, text: str) -> None:
        """Restore values as this text writes them: what is quoted from it must be found there."""
        view = View.of(text)
        seen: set[str] = set()
        for item in self._found(view.text):
            start, end = view.span(item.start, item.end)
            token = self._tokens.token(item, text[start:end])
            if token not in seen:
                self._tokens.write(token, text[start:end])
                seen.add(token)

    def masked(self, text: str) -> Masked:
        """The text with tokens for all personal data found in it."""
        unread, self._unread = self._unread, None
        if unread is not None:
            self._read(unread)
        view = View.of(text)
        pieces: list[str] = []
        tokens: set[str] = set()
        at = 0
        for item in self._found(view.text):
            start, end = view.span(item.start, item.end)
            token = self._tokens.token(item, view.text[item.start : item.end])
            tokens.add(token)
            pieces += [text[at:start], token]
            at = end
        return Masked("".join([*pieces, text[at:]]), frozenset(tokens))

    def restored(self, text: str) -> str:
        """What a model said, with the values back in their places."""
        return self._tokens.restored(text)

    def restoring(self) -> Restoring:
        """The same for an answer that comes in pieces."""
        return Restoring(self._tokens)

    def values(self) -> Mapping[str, str]:
        """What every token stands for."""
        return self._tokens.values()

    def _found(self, text: str) -> list[Found]:
        return apart([*find_look_alikes(text), *personal_data(text), *self._people.find(text)])


def _bounded(text: str) -> str:
    """What of a text a prompt can hold at most."""
    return cut(text, READ).text if len(text) > READ else text


def personal_data(text: str) -> list[Found]:
    """Personal data but names, in order; what is surest first where two overlap."""
    urls = [match.span() for match in WEB_ADDRESS.finditer(text)]

    def outside(found: Iterator[Found]) -> Iterator[Found]:
        """Digits in a link are no phone or card."""
        for item in found:
            if not any(start <= item.start < end for start, end in urls):
                yield item

    return apart(
        [
            *find_tracking(text),
            *find_addresses(text),
            *outside(find_accounts(text)),
            *outside(find_ids(text)),
            *outside(find_cards(text)),
            *outside(find_phones(text)),
        ]
    )


def counted(tokens: frozenset[str]) -> tuple[tuple[str, int], ...]:
    """How many values of each kind these tokens stand for; words that only look like one do not."""
    kinds = Counter(token.rpartition("_")[0] for token in tokens)
    return tuple((kind, kinds[kind]) for kind in Kind if kinds[kind] and kind is not Kind.WORD)
