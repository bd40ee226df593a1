"""What the person wants to stay on this machine, whatever endpoint is configured.

Owns: deciding from sender, thread, category in force and the local classifier's guess whether
anything about a message may leave. Must not: send, or be the only bar (`llm.guard` is one too).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from emailassist.domain.address import Address
from emailassist.domain.task import TriageTask
from emailassist.local.rules import apply_rules

COULD_BE = 0.05
"""Probability from which a category counts as possible. Low: a wrong guess costs a worse
answer here, and a secret there."""


@dataclass(frozen=True, slots=True)
class Confidentiality:
    """The person's wishes.

    `everything`: nothing at all may leave. `mask`: personal data is masked before a model
    elsewhere sees it. `senders` are addresses or domains, `categories` names of categories, of
    which nothing may leave.
    """

    everything: bool = False
    mask: bool = True
    senders: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    @property
    def keeps_any(self) -> bool:
        """Whether there can be messages of which nothing may leave."""
        return self.everything or bool(self.senders or self.categories)

    def local_only(self, task: TriageTask, scores: Callable[[], Mapping[str, float]]) -> bool:
        """Whether this message is for this machine; `scores` is the local classifier's word.

        It is only asked where categories matter and nothing else decided.
        """
        if self.everything or self._names(_everybody(task)):
            return True
        return self._category_stays(task, scores)

    def without_their_words(self, task: TriageTask) -> TriageTask:
        """The task without the replies that I wrote to these senders: they set no example."""
        kept = tuple(
            each for each in task.sent_replies if not any(self.covers(who) for who in each.to)
        )
        past = tuple(
            each
            for each in task.recalled.replies
            if not any(self.covers(who.email) for who in each.to)
        )
        return replace(task, sent_replies=kept, recalled=replace(task.recalled, replies=past))

    def covers(self, address: str) -> bool:
        """Whether an address, or the domain that it belongs to, is among the senders."""
        whole = address.strip().casefold()
        domain = whole.rpartition("@")[2]
        return any(
            whole == wanted if "@" in wanted else f".{domain}".endswith(f".{wanted}")
            for wanted in (each.strip().casefold().lstrip("@") for each in self.senders)
            if wanted
        )

    def _names(self, people: Iterable[Address | None]) -> bool:
        return any(person is not None and self.covers(person.email) for person in people)

    def _category_stays(self, task: TriageTask, scores: Callable[[], Mapping[str, float]]) -> bool:
        if not self.categories:
            return False
        if task.category:
            return task.category in self.categories
        ruled = apply_rules(task)
        if ruled is not None and ruled.category in self.categories:
            return True
        guessed = scores()
        return any(guessed.get(name, 0.0) >= COULD_BE for name in self.categories)


def _everybody(task: TriageTask) -> Iterable[Address | None]:
    """Whose words, or words to whom, a prompt about the message may hold."""
    envelope = task.message.envelope
    yield envelope.sender
    yield from (*envelope.reply_to, *envelope.to, *envelope.cc)
    yield from (turn.sender for turn in task.thread)
