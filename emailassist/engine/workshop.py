"""The heavy part of `endpoints`: everything that needs the agents SDK and the model clients.

Owns: the clients, the model's process and the agents on them. Must not: be imported before
agents are needed (it loads for seconds), or know settings.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import httpx2

from emailassist.assistant.answer import AgentsAnswer, Looked
from emailassist.assistant.confidential import Confidentiality
from emailassist.assistant.desk import Recalling
from emailassist.assistant.instructions import AgentRole, ModelTier
from emailassist.assistant.library import InstructionLibrary
from emailassist.assistant.local_answers import LocalAnswers
from emailassist.assistant.models import Clients as SomeClients
from emailassist.assistant.models import Models
from emailassist.assistant.on_device import OnDeviceModel
from emailassist.assistant.roles import ChosenModel
from emailassist.assistant.team import Team
from emailassist.assistant.tools import Shelf
from emailassist.assistant.tracer import Tracer
from emailassist.assistant.tracing import keep_traces_local
from emailassist.assistant.wishes import Wanted
from emailassist.domain.account import SecretSource
from emailassist.domain.draft import Proposal
from emailassist.domain.egress import Departure
from emailassist.domain.endpoint import Budget, Endpoint, EndpointKind, EndpointReport
from emailassist.domain.task import TriageTask
from emailassist.domain.trace import Trace
from emailassist.domain.triage import AgentRun, Conversation, Outcome
from emailassist.domain.usage import Call
from emailassist.engine.batch_agents import AnsweredAgents, GatheringAgents
from emailassist.engine.cascade import Record
from emailassist.llm import probe
from emailassist.llm.batch_clients import AnsweredClients, GatheringClients, in_batch
from emailassist.llm.batch_server import BatchServer
from emailassist.llm.budget import Accounts
from emailassist.llm.cache import Answers
from emailassist.llm.clients import Clients, Urgent
from emailassist.llm.contexts import told_context
from emailassist.llm.embedded import EmbeddedServer
from emailassist.llm.gate import Urgency
from emailassist.llm.guard import is_loopback, nothing_leaves
from emailassist.llm.ledger import Ledger
from emailassist.llm.preview import PreviewClients
from emailassist.llm.prices import read_prices
from emailassist.local.judge import Judge

T = TypeVar("T")
Tried = tuple[InstructionLibrary, Judge]
Chosen = Mapping[ModelTier, tuple[ChosenModel, ...]]
"""The models of each tier, in the order in which they are tried."""


class Workshop:
    """Clients, the on-device model's process and teams. `model_file` may block and raise."""

    def __init__(
        self,
        library: InstructionLibrary,
        read_secret: Callable[[SecretSource], str],
        model_file: Callable[[], Path | None],
        worker: Executor,
        judge: Judge,
        take_trace: Callable[[Trace], None],
        ledger: Ledger | None,
        answers: Answers | None,
        accounts: Accounts | None,
        confidential: Callable[[], Confidentiality],
        recall: Recalling,
        shelf: Shelf | None,
    ) -> None:
        self.tracer: Tracer = keep_traces_local(take_trace)
        self._library = library
        self._worker = worker
        self._embedded = EmbeddedServer(model_file)
        self._clients = Clients(
            read_secret,
            embedded=self._embedded,
            ledger=ledger,
            answers=answers,
            accounts=accounts,
        )
        self._kept_answers = answers
        self._confidential = confidential
        self._answers = LocalAnswers(library, judge)
        self._recall = recall
        self._shelf = shelf
        self._on_device = OnDeviceModel(self._answers, worker)
        self._told: dict[Endpoint, int] = {}
        self._reports: Mapping[str, EndpointReport] = {}
        self._models = self._made(self._clients)
        self._awaited = self._made(Urgent(self._clients))
        """For what a person waits for."""

    @property
    def local_only(self) -> bool:
        """Whether every host but this machine is refused."""
        return self._clients.local_only

    @local_only.setter
    def local_only(self, value: bool) -> None:
        self._clients.local_only = value

    def put_terms(
        self, budget: Budget, reports: Sequence[EndpointReport], *, keep_answers: bool
    ) -> None:
        """Put in force what the program may cost, what checks found, if answers are kept."""
        self._reports = {report.endpoint: report for report in reports}
        self._clients.terms = replace(self._clients.terms, budget=budget, keep_answers=keep_answers)

    def read_prices(self, files: Sequence[Path]) -> None:
        """Take the prices of these files, earlier ones first; blocks. Raises SettingsError."""
        self._clients.terms = replace(self._clients.terms, prices=read_prices(files))

    async def learn(self, endpoints: Iterable[Endpoint], *, elsewhere: bool) -> None:
        """Ask those servers for the size of their contexts that nobody has said anything of.

        Without `elsewhere` only those on this machine: whether another one may be asked at all
        is not known before the message is.
        """
        new = {each for each in endpoints if not self._known_context(each)} - self._told.keys()
        asked = [
            each
            for each in new
            if each.kind is not EndpointKind.ON_DEVICE
            and (elsewhere or is_loopback(httpx2.URL(each.base_url).host))
        ]
        clients = [self._clients.client(each) for each in asked]
        found = await asyncio.gather(*map(told_context, asked, clients))
        self._told.update(zip(asked, found, strict=True))

    def _made(self, clients: SomeClients, on_device: OnDeviceModel | None = None) -> Models:
        models = Models(clients, on_device or self._on_device)
        models.report_of = self._report
        models.context_of = lambda each: self._known_context(each) or self._told.get(each, 0)
        return models

    def _report(self, name: str) -> EndpointReport | None:
        return self._reports.get(name)

    def _known_context(self, endpoint: Endpoint) -> int:
        """What the person, a check or the table of prices says."""
        report = self._reports.get(endpoint.name)
        price = self._clients.price(endpoint)
        said = (endpoint.context_tokens, report and report.context_tokens, price and price.context)
        return next((size for size in said if size), 0)

    def require_allowed(self, endpoint: Endpoint) -> None:
        """Raises EndpointError for another machine while nothing may leave this one."""
        host = httpx2.URL(endpoint.base_url).host
        if self.local_only and endpoint.base_url and not is_loopback(host):
            raise nothing_leaves(endpoint.name, host)

    def agents(
        self, tiers: Mapping[ModelTier, tuple[Endpoint, ...]], tried: Tried | None = None
    ) -> "TeamAgents":
        """The agents on these endpoints, those of a tier in the order in which they are tried.

        `tried` are instructions and a classifier in the place of those in force.
        """

        def chosen(models: Models) -> Chosen:
            return {
                tier: tuple(models.chosen(each) for each in endpoints)
                for tier, endpoints in tiers.items()
            }

        if tried is None:
            build, models, awaited = self._team, self._models, self._awaited
        else:
            answers = LocalAnswers(*tried)
            models = awaited = self._made(self._clients, OnDeviceModel(answers, self._worker))
            build = partial(self._team, library=tried[0], models=models, answers=answers)
        return TeamAgents(build, chosen(models), chosen(awaited), self._kept_answers)

    def _team(
        self,
        chosen: Chosen,
        record: Record,
        *,
        library: InstructionLibrary | None = None,
        models: Models | None = None,
        answers: LocalAnswers | None = None,
    ) -> Team:
        return Team(
            library or self._library,
            chosen.__getitem__,
            on_device=(models or self._models).on_device,
            answers=answers or self._answers,
            executor=self._worker,
            now=lambda: datetime.now().astimezone(),
            record=record,
            tracer=self.tracer,
            confidential=self._confidential,
            recall=self._recall,
            shelf=self._shelf,
        )

    def money(self, endpoint: Endpoint, tokens: tuple[int, int]) -> float | None:
        """US dollars for tokens read and written; None: nobody knows."""
        if endpoint.kind is EndpointKind.ON_DEVICE:
            return 0.0
        price = self._clients.price(endpoint)
        return price.money(*tokens) if price else None

    async def preview(
        self, task: TriageTask, tiers: Mapping[ModelTier, tuple[Endpoint, ...]]
    ) -> tuple[Departure, ...]:
        """What might be sent to other machines about a message; nothing is."""
        clients = PreviewClients()
        models = self._made(clients)
        chosen = {tier: (models.chosen(endpoints[0]),) for tier, endpoints in tiers.items()}
        await self._team(chosen, lambda _run: None).rehearse(task)
        return tuple(clients.seen)

    def gathering(
        self, tiers: Mapping[ModelTier, tuple[Endpoint, ...]], asked_at: datetime
    ) -> GatheringAgents:
        """Agents whose first requests are kept for a batch; nothing is sent."""
        clients = GatheringClients(self.first_asked(tiers))
        models = self._made(clients)
        chosen = {tier: (models.chosen(endpoints[0]),) for tier, endpoints in tiers.items()}
        return GatheringAgents(self._team(chosen, lambda _run: None), clients, asked_at)

    def answered(
        self,
        tiers: Mapping[ModelTier, tuple[Endpoint, ...]],
        answers: Mapping[str, bytes],
        asked_at: datetime,
    ) -> AnsweredAgents:
        """Agents whose first requests are answered from a batch; close them afterwards."""
        clients = AnsweredClients(self._clients, answers)
        models = self._made(clients)
        chosen = {
            tier: tuple(models.chosen(each) for each in endpoints)
            for tier, endpoints in tiers.items()
        }
        agents = TeamAgents(self._team, chosen, chosen, self._kept_answers)
        return AnsweredAgents(agents, clients, asked_at)

    def first_asked(self, tiers: Mapping[ModelTier, tuple[Endpoint, ...]]) -> Endpoint:
        """The endpoint that the router is asked at."""
        return tiers[self._library.agents()[AgentRole.ROUTE].model][0]

    def is_remote(self, endpoint: Endpoint) -> bool:
        """Whether text goes to another machine for it."""
        return endpoint.kind is not EndpointKind.ON_DEVICE and not is_loopback(
            httpx2.URL(endpoint.base_url).host
        )

    def batch_server(self, endpoint: Endpoint) -> BatchServer:
        """The batches of an endpoint."""
        return BatchServer(self._clients.client(endpoint, urgency=Urgency.BULK), endpoint.name)

    def batch_money(self, endpoint: Endpoint, tokens: tuple[int, int, int]) -> float | None:
        """US dollars for tokens read, written and cached in a batch; None: nobody knows."""
        price = in_batch(self._clients.price(endpoint))
        return price.money(*tokens) if price else None

    async def reserve(self, endpoint: Endpoint, worst: Call) -> int:
        """Reserve in the accounts what a batch may use; raises EndpointOverBudget."""
        return await self._clients.reserve(endpoint, worst)

    async def check(self, endpoint: Endpoint) -> EndpointReport:
        """Try what an endpoint can do."""
        client = self._clients.client(endpoint, urgency=Urgency.INTERACTIVE)
        try:
            return await probe.check(endpoint, client, price=self._clients.price(endpoint))
        finally:
            for models in (self._models, self._awaited):  # its dialect is known better now
                models.forget(endpoint.name)

    async def forget(self, name: str) -> None:
        """Drop the connections of an endpoint that changed; who still uses them is told."""
        self._models.forget(name)
        self._awaited.forget(name)
        self._told = {each: size for each, size in self._told.items() if each.name != name}
        await self._clients.forget(name)

    async def close(self) -> None:
        """Close connections and end the model's process."""
        await self._clients.aclose()
        await self._embedded.stop()

    async def stop_model(self) -> None:
        """End the model's process; the next request starts it with the file of then."""
        await self._embedded.stop()


class TeamAgents:
    """A team as the cascade's last tier."""

    def __init__(
        self,
        build: Callable[[Chosen, Record], Team],
        chosen: Chosen,
        awaited: Chosen,
        answers: Answers | None,
    ) -> None:
        self._build = build
        self._chosen = chosen
        self._awaited = awaited
        self._answers = answers

    @property
    def model(self) -> str:
        """The name of the default tier's first endpoint."""
        return self._chosen[ModelTier.DEFAULT][0].name

    async def triage(
        self, task: TriageTask, record: Record, *, asked_at: datetime | None = None
    ) -> AgentsAnswer:
        """Run the agents over one message; raises EndpointError."""
        return await self._asked(record, lambda team: team.triage(task, asked_at=asked_at))

    async def look(self, task: TriageTask, record: Record) -> Looked:
        """Run the specialists that a decided message seems to be for."""
        return await self._asked(record, lambda team: team.look(task))

    async def sum_up(self, task: TriageTask, record: Record) -> Conversation:
        """Sum up the thread before a message; raises EndpointError."""
        return await self._asked(record, lambda team: team.sum_up(task), self._awaited)

    async def redraft(self, task: TriageTask, wanted: Wanted, record: Record) -> Proposal:
        """Change a draft; raises EndpointError, NeedsWritingModel."""
        return await self._asked(record, lambda team: team.redraft(task, wanted), self._awaited)

    async def _asked(
        self,
        record: Record,
        work: Callable[[Team], Awaitable[T]],
        chosen: Chosen | None = None,
    ) -> T:
        """Answers that were of no use are not served again."""
        unusable: list[str] = []

        def note(run: AgentRun) -> None:
            if run.outcome is Outcome.UNUSABLE:
                unusable.append(run.run)
            record(run)

        try:
            return await work(self._build(chosen or self._chosen, note))
        finally:
            if unusable and self._answers is not None:
                await self._answers.reject(unusable)
