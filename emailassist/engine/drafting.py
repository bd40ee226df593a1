"""Drafts at the person's wish: other wordings, the texts a draft had, closest past replies.

Owns: what each wish changes in the store, the run that answers it, and cancelling it. Must not:
write a text (the team does), approve or send one, or put a new text in force unasked.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from difflib import SequenceMatcher

from emailassist.assistant.partial import partial_field
from emailassist.assistant.wishes import Wanted
from emailassist.domain.draft import Draft, DraftState, Proposal
from emailassist.domain.errors import DraftNotReady, DraftUnchanged
from emailassist.domain.events import ChangeSet, DraftPiece
from emailassist.domain.ids import DraftKey, MessageKey, VersionKey
from emailassist.domain.recall import PastReply
from emailassist.domain.refinement import Change, DraftVersion, Origin, Refinement
from emailassist.domain.task import TriageTask
from emailassist.domain.trace import Work
from emailassist.domain.triage import AgentRun
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.endpoints import Endpoints, Team
from emailassist.engine.recall import Recall
from emailassist.engine.triage import TriageJob
from emailassist.store import drafts, versions
from emailassist.store import triage as triage_store

MOST_SHOWN = 5
FRAME = 0.03
"""Seconds between two pieces that are told of a draft being written."""


class Drafting:
    """What the person asks of drafts, beyond editing them."""

    def __init__(
        self,
        store: Store,
        announcer: Announcer,
        endpoints: Endpoints,
        triage: TriageJob,
        recall: Recall,
    ) -> None:
        self._store = store
        self._announcer = announcer
        self._endpoints = endpoints
        self._triage = triage
        self._recall = recall
        self._running: dict[DraftKey, asyncio.Task[DraftVersion]] = {}

    async def refine(self, key: DraftKey, refinement: Refinement) -> DraftVersion:
        """Another text for a draft, kept as a version; the draft stays as it is.

        A second wish for the same draft ends the first. Raises NotFound, DraftNotReady,
        EndpointError, NeedsWritingModel, DraftUnchanged; CancelledError when it was stopped.
        """
        await self._end(key)
        task = asyncio.ensure_future(self._refine(key, refinement))
        self._running[key] = task
        try:
            return await task
        finally:
            if self._running.get(key) is task:
                del self._running[key]

    async def stop(self, key: DraftKey) -> None:
        """Stop what is being written for a draft, and the model's work on it."""
        await self._end(key)

    async def close(self) -> None:
        """Stop everything."""
        for key in list(self._running):
            await self._end(key)

    async def versions(self, key: DraftKey) -> tuple[DraftVersion, ...]:
        """All texts that a draft has and had, oldest first; raises NotFound."""
        return await self._store.read(versions.versions, key)

    async def use(self, key: VersionKey) -> Draft:
        """Put a version in the draft; what stood there stays a version. Raises DraftNotReady."""
        draft = await self._store.write(versions.use, key, _now())
        self._announcer.tell(ChangeSet(messages=draft.about, lists=True))
        return draft

    async def closest(self, key: MessageKey) -> tuple[PastReply, ...]:
        """The person's own replies that are closest to a message; raises NotFound."""
        return await self._recall.past_replies(await self._triage.task(key), MOST_SHOWN)

    async def _end(self, key: DraftKey) -> None:
        task = self._running.pop(key, None)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])

    async def _refine(self, key: DraftKey, refinement: Refinement) -> DraftVersion:
        draft = await self._store.read(drafts.draft, key)
        message = _answered(draft)
        known = await self._store.read(versions.versions, key)
        task = await self._triage.task(message)
        team = await self._endpoints.team(None)
        told = _Telling(self._announcer, key)
        try:
            wanted = _wanted(draft, refinement, known, told.hear)
            proposal = await self._written(team, task, message, wanted)
        finally:
            told.end()
        if proposal.body.strip() == draft.proposal.body.strip():
            raise DraftUnchanged
        version = await self._store.write(
            versions.add, key, refinement.change.value, refinement.detail, proposal, _now()
        )
        self._announcer.tell(ChangeSet(messages=draft.about))
        return version

    async def _written(
        self, team: Team, task: TriageTask, message: MessageKey, wanted: Wanted
    ) -> Proposal:
        runs: list[AgentRun] = []
        try:
            with team.tracer.trace(Work.REFINE, message):
                return await team.agents.redraft(task, wanted, runs.append)
        finally:
            await asyncio.shield(self._store.write(triage_store.keep_runs, message, runs, _now()))


class _Telling:
    """Tells what is being written, at most once a frame; what matters is the latest."""

    def __init__(self, announcer: Announcer, key: DraftKey) -> None:
        self._announcer = announcer
        self._key = key
        self._latest = ""
        self._timer: asyncio.TimerHandle | None = None

    def hear(self, answer: str) -> None:
        """The answer so far, as the model writes it."""
        self._latest = answer
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(FRAME, self._tell)

    def _tell(self) -> None:
        self._timer = None
        self._announcer.tell(DraftPiece(self._key, partial_field(self._latest, "body")))

    def end(self) -> None:
        """Nothing more is told."""
        if self._timer is not None:
            self._timer.cancel()


def _answered(draft: Draft) -> MessageKey:
    """The message that a draft answers; raises DraftNotReady where it cannot be rewritten."""
    if not draft.is_open:
        raise DraftNotReady(f"Draft {draft.key} is {draft.state.value}.")
    if draft.composition is not None:
        raise DraftNotReady(
            f"Draft {draft.key} was opened in the composer and is yours now.",
            hint="Only a reply that was not opened there can be rewritten.",
        )
    if draft.reply_to is None:
        raise DraftNotReady(f"Draft {draft.key} answers no message.")
    return draft.reply_to


def _wanted(
    draft: Draft,
    refinement: Refinement,
    known: tuple[DraftVersion, ...],
    listen: Callable[[str], None],
) -> Wanted:
    said = dict.fromkeys(each.detail for each in known if each.label == Change.SAY.value)
    own = _own_words(draft, known)
    return Wanted(refinement, draft.proposal, "\n".join(said), own, max(2, len(known) + 1), listen)


def _own_words(draft: Draft, known: tuple[DraftVersion, ...]) -> str:
    """What the person wrote into the text since a model or code last did."""
    body = draft.proposal.body
    if draft.state is not DraftState.EDITED or any(
        each.proposal.body == body and each.label != Origin.YOURS for each in known
    ):
        return ""
    made = [each.proposal.body for each in known if each.label != Origin.YOURS]
    if not made:
        return body
    words = body.split()
    matchers = (SequenceMatcher(None, before.split(), words, autojunk=False) for before in made)
    closest = max(matchers, key=lambda matcher: matcher.ratio())
    pieces = (
        " ".join(words[start:end])
        for tag, _, _, start, end in closest.get_opcodes()
        if tag in {"insert", "replace"}
    )
    return "\n".join(pieces)


def _now() -> datetime:
    return datetime.now(UTC)
