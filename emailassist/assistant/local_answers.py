"""What this machine answers in each role without any language model.

Owns: joining the functions of `local` into the agents' output types. Must not: import the SDK.
The on-device model speaks through it, and it stands in where a model's answer is unusable.
"""

from collections.abc import Mapping
from dataclasses import replace

from emailassist.assistant.checks import check_draft, sources_of
from emailassist.assistant.instructions import AgentRole
from emailassist.assistant.library import InstructionLibrary
from emailassist.assistant.outputs import (
    CONVERSATION_LENGTH,
    MOST_FACTS,
    REASON_LENGTH,
    SUMMARY_LENGTH,
    ChoiceOut,
    Classification,
    ConversationOut,
    DraftOut,
    Extraction,
    FactOut,
    Review,
    SummaryOut,
    TriagePlan,
)
from emailassist.assistant.relevance import relevant
from emailassist.domain.address import Address
from emailassist.domain.task import TriageTask
from emailassist.local.asks import body_of, waits_for_me
from emailassist.local.embeddings import AvailableEncoder
from emailassist.local.facts import find_facts
from emailassist.local.judge import Judge
from emailassist.local.priority import why
from emailassist.local.reasons import reason_for
from emailassist.local.reply import skeleton
from emailassist.local.summary import best_sentence

_WORTH_EXTRACTING = 40
"""Characters; shorter texts hold no facts worth a list."""


class LocalAnswers:
    """Answers by rules, patterns and the text classifier.

    All methods are CPU work: call them from one worker thread, never on the event loop.
    """

    def __init__(self, library: InstructionLibrary, judge: Judge | None = None) -> None:
        self._library = library
        self._judge = judge or Judge(library.categories, AvailableEncoder())

    def plan(self, task: TriageTask, *, language: str) -> TriagePlan:
        agents = self._library.agents()
        names = {role: agent.name for role, agent in agents.items() if agent.enabled}
        verdict = self.classification(task)
        wanted = [AgentRole.SUMMARIZE]
        if len(body_of(task)) >= _WORTH_EXTRACTING:
            wanted.append(AgentRole.EXTRACT)
        if verdict.needs_reply:
            wanted.append(AgentRole.DRAFT)
        return TriagePlan(
            **verdict.model_dump(),
            language=language,
            summary=self.summary(task).text,
            specialists=(
                *(names[role] for role in wanted if role in names),
                *(agent.name for agent in relevant(agents.specialists, task.message)),
            ),
        )

    def scores(self, task: TriageTask) -> Mapping[str, float]:
        """Probability of every category in force."""
        return self._judge.guess(task).categories

    def classification(self, task: TriageTask) -> Classification:
        guess, signs = self._judge.guess(task), self._judge.look(task).signs
        category = guess.category
        priority = max(guess.priority, key=lambda each: guess.priority[each])
        title = next(c.title for c in self._library.categories() if c.name == category)
        said = reason_for(task, category, signs) or f"It reads like the examples of “{title}”."
        return Classification(
            category=category,
            priority=priority,
            needs_reply=waits_for_me(task, category),
            confidence=guess.confidence,
            reason=f"{said} {why(signs, category, priority)}"[:REASON_LENGTH],
        )

    def summary(self, task: TriageTask) -> SummaryOut:
        text = best_sentence(task) or task.message.envelope.subject.strip() or "…"
        return SummaryOut(text=text[:SUMMARY_LENGTH])

    def conversation(self, task: TriageTask) -> ConversationOut:
        """Who said what, a sentence of each message: the newer ones after what there was."""
        said = [line for line in task.so_far.splitlines() if line]
        for turn in task.unfolded:
            message = replace(task.message, own_text=turn.text, text=turn.text, calendar=())
            said.append(_said(turn.sender, best_sentence(replace(task, message=message))))
        own = self.summary(task).text
        said.append(_said(task.message.envelope.sender, own))
        kept = ""
        for line in reversed(said):
            longer = f"{line}\n{kept}".rstrip()
            if kept and len(longer) > CONVERSATION_LENGTH:
                break
            kept = longer
        return ConversationOut(text=own, conversation=kept[:CONVERSATION_LENGTH])

    def extraction(self, task: TriageTask, *, language: str) -> Extraction:
        facts = find_facts(task.message.own_text, language=language, written_at=task.written_at)
        return Extraction(
            facts=tuple(
                FactOut(kind=fact.kind, text=fact.text[:300], value=fact.value[:120])
                for fact in facts[:MOST_FACTS]
            )
        )

    def draft(self, task: TriageTask, *, language: str) -> DraftOut | None:
        """A skeleton with the answers left to choose; None if there is nothing to answer."""
        proposal = skeleton(task, language=language)
        if proposal is None:
            return None
        choices = (
            ChoiceOut(marker=choice.marker, ask=choice.ask[:400], options=choice.options)
            for choice in proposal.choices
        )
        return DraftOut(body=proposal.body, choices=tuple(choices), language=proposal.language)

    def review(self, task: TriageTask, draft: str, *, language: str) -> Review:
        checked = check_draft(draft, task, sources_of(task, language=language), language=language)
        problems = tuple(problem[:REASON_LENGTH] for problem in checked.problems)
        return Review(ok=not problems, problems=problems)


def _said(sender: Address | None, sentence: str) -> str:
    return f"{sender.label}: {sentence}" if sender else sentence
