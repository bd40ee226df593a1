"""Where the agents run: the configured endpoints, the on-device model, and teams on them.

Owns: the settings about models in force, the model child's life, and making a team. Must not:
ask a model anything itself (assistant and llm do).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from emailassist import settings as settings_file
from emailassist.assistant.confidential import Confidentiality
from emailassist.assistant.instructions import ModelTier
from emailassist.assistant.library import InstructionLibrary
from emailassist.assistant.tracer import Tracer
from emailassist.credentials.secrets import Secrets
from emailassist.domain.account import SecretKind
from emailassist.domain.egress import Departure
from emailassist.domain.endpoint import ON_DEVICE, Endpoint, EndpointKind, EndpointReport
from emailassist.domain.errors import SettingsError
from emailassist.domain.recall import Recalled
from emailassist.domain.task import TriageTask
from emailassist.domain.trace import Trace
from emailassist.domain.triage import Tier
from emailassist.domain.usage import Call
from emailassist.engine.cascade import Cascade, Deciding
from emailassist.engine.device import DeviceModel
from emailassist.local.apart import ApartEncoder
from emailassist.local.embeddings import AvailableEncoder, Embedder
from emailassist.local.judge import Judge
from emailassist.local.recent import RecentVectors
from emailassist.local.rulebook import Rulebook
from emailassist.paths import Paths, shipped
from emailassist.settings import Settings

if TYPE_CHECKING:
    from emailassist.engine.batch_agents import AnsweredAgents, GatheringAgents
    from emailassist.engine.lookup import Lookup
    from emailassist.engine.workshop import TeamAgents, Workshop
    from emailassist.llm.batch_server import BatchServer
    from emailassist.llm.budget import Accounts
    from emailassist.llm.cache import Answers
    from emailassist.llm.ledger import Ledger

T = TypeVar("T")

_UNSURE_BELOW = 0.2
"""Confidence of the last tier under which its guess is shown as unsure.

On labelled mail about six in ten guesses between 0.2 and 0.3 are right, and hardly any below.
"""


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return usable and parts.scheme in {"http", "https"} and text.isprintable() and " " not in text


def _noted(settings: Settings, checked: Endpoint, report: EndpointReport) -> Settings:
    """With what a check found, unless the endpoint was changed or removed meanwhile."""
    if checked.kind is EndpointKind.ON_DEVICE:
        return settings.with_report(report)
    if checked not in settings.endpoints:
        return settings
    if report.reachable and report.writes != checked.writes:
        settings = settings.with_endpoint(replace(checked, writes=report.writes))
    return settings.with_report(report)


async def _shipped_rules() -> Rulebook:
    return Rulebook()


def _forgotten(_trace: Trace) -> None:
    """Nobody keeps traces."""


@dataclass(frozen=True, slots=True)
class Team:
    """What a triage runs on; `at_once` messages in parallel."""

    cascade: Cascade
    agents: "TeamAgents"
    at_once: int
    tracer: Tracer


@dataclass(frozen=True, slots=True)
class Trial:
    """Instructions and a classifier that are tried, in the place of those in force."""

    library: InstructionLibrary
    judge: Judge


class Endpoints:
    """The endpoints of one home. Belongs to the engine's event loop once it runs.

    Raises SettingsError at once if the settings cannot be read.
    """

    def __init__(
        self,
        paths: Paths,
        secrets: Secrets,
        library: InstructionLibrary,
        *,
        models: Path,
        embedder: Embedder | None = None,
    ) -> None:
        self.settings = settings_file.load(paths.settings)
        self._paths = paths
        self._secrets = secrets
        self._library = library
        self.device = DeviceModel(models, lambda: self.settings)
        self._price_files = (paths.prices, shipped("resources") / "prices.toml")
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="local")
        self._workshop: Workshop | None = None
        self.take_trace: Callable[[Trace], None] = _forgotten
        """Who is given the traces of what agents do."""
        self._opening = asyncio.Lock()
        self.ledger: Ledger | None = None
        """Where it is written down what leaves; without one, nothing does."""
        self.answers: Answers | None = None
        """Where answers are kept, so that none is paid for twice."""
        self.accounts: Accounts | None = None
        """Where it is written down what models cost; without it, budgets are not kept."""
        self._encoder = ApartEncoder(embedder or AvailableEncoder())
        self.embedder: Embedder = RecentVectors(self._encoder)
        """The one encoder of the program, for any thread that may wait."""
        self.judge = Judge(library.categories, self.embedder)
        """Tier 2.0; only `on_worker` may ask it."""
        self.rules: Callable[[], Awaitable[Rulebook]] = _shipped_rules
        """The rules in force; the engine gives them."""
        self.recall: Callable[[TriageTask], Awaitable[Recalled]] | None = None
        """What of the person's own is close to a message; the engine gives it."""
        self.shelf: Lookup | None = None
        """Where agents look things up."""

    async def all(self) -> tuple[Endpoint, ...]:
        """The on-device model first; raises SettingsError."""
        settings = await self.current()
        return (settings.endpoint(ON_DEVICE), *settings.endpoints)

    async def current(self) -> Settings:
        """Put in force what the settings file says now; raises SettingsError."""
        return await self._put_in_force(
            await asyncio.to_thread(settings_file.load, self._paths.settings)
        )

    async def change(self, edit: Callable[[Settings], Settings]) -> None:
        """Make a change on disk and put it in force; raises SettingsError, NotFound."""
        await self._put_in_force(
            await asyncio.to_thread(settings_file.change, self._paths.settings, edit)
        )

    async def add(self, endpoint: Endpoint, secret: str | None) -> None:
        """Add or replace an endpoint; raises SettingsError, SecretUnavailable."""
        if not _is_address(endpoint.base_url):
            raise SettingsError(
                f"“{endpoint.base_url}” is not the address of an endpoint.",
                hint="It starts with http:// or https:// and mostly ends with /v1.",
            )
        if not (endpoint.name.isprintable() and endpoint.model.isprintable()):
            raise SettingsError("The name or the model contains characters that cannot be written.")
        self.settings.with_endpoint(endpoint)  # refuses a name before its key is kept
        if secret is not None:
            await asyncio.to_thread(self._secrets.keep, endpoint.secret, secret)
        await self.change(lambda settings: settings.with_endpoint(endpoint))
        if self._workshop is not None:
            await self._workshop.forget(endpoint.name)

    async def remove(self, name: str) -> None:
        """Remove an endpoint and its key; raises NotFound, SettingsError."""
        endpoint = (await self.current()).endpoint(name)
        await self.change(lambda settings: settings.without_endpoint(name))
        if self._workshop is not None:
            await self._workshop.forget(name)
        if endpoint.secret.kind is SecretKind.KEYRING:
            await asyncio.to_thread(self._secrets.forget, endpoint.secret)

    async def team(self, name: str | None, trial: Trial | None = None) -> Team:
        """A team whose every tier is that endpoint (None: those of the settings).

        Raises NotFound, SettingsError, EndpointError.
        """
        judge = trial.judge if trial else self.judge
        settings = await self.current()
        tiers = self._tiers(settings, name)
        workshop = await self._open_workshop()
        if name:
            workshop.require_allowed(tiers[ModelTier.DEFAULT][0])
        used = {each for endpoints in tiers.values() for each in endpoints}
        await workshop.learn(used, elsewhere=not self._confidentiality().keeps_any)
        rulebook = await self.rules()
        cascade = Cascade(
            {Tier.RULES: rulebook.decide, Tier.CLASSIFIER: judge},
            self.on_worker,
            target_precision=settings.target_precision,
            floor=_UNSURE_BELOW,
            tracer=workshop.tracer,
            rulebook=rulebook,
            taught=judge.taught,
            insisted=judge.insisted,
            needed=judge.needed,
            categories=(trial.library if trial else self._library).categories,
        )
        usual = tiers[ModelTier.DEFAULT][0]
        at_once = 1 if usual.kind is EndpointKind.ON_DEVICE else usual.max_concurrent
        agents = workshop.agents(tiers, (trial.library, judge) if trial else None)
        return Team(cascade, agents, at_once, workshop.tracer)

    async def cheap(self, trial: Trial, *, classifier: bool) -> Cascade:
        """The rules, and the classifier if wanted, with nobody to ask after them."""
        settings, rulebook = await self.current(), await self.rules()
        tiers: dict[Tier, Deciding] = {Tier.RULES: rulebook.decide}
        if classifier:
            tiers[Tier.CLASSIFIER] = trial.judge
        return Cascade(
            tiers,
            self.on_worker,
            target_precision=settings.target_precision,
            floor=_UNSURE_BELOW,
            rulebook=rulebook,
            taught=trial.judge.taught if classifier else None,
            insisted=trial.judge.insisted if classifier else None,
            needed=trial.judge.needed,
            categories=trial.library.categories,
        )

    async def served_by(self, name: str | None) -> Endpoint:
        """The endpoint that is asked first; raises NotFound, SettingsError."""
        tiers = self._tiers(await self.current(), name)
        return (await self._open_workshop()).first_asked(tiers)

    async def is_remote(self, endpoint: Endpoint) -> bool:
        """Whether text goes to another machine for it."""
        return (await self._open_workshop()).is_remote(endpoint)

    async def money(self, endpoint: Endpoint, tokens: tuple[int, int]) -> float | None:
        """US dollars for tokens read and written there; None: nobody knows."""
        return (await self._open_workshop()).money(endpoint, tokens)

    async def preview(self, task: TriageTask) -> tuple[Departure, ...]:
        """What might be sent to other machines if this were triaged now; nothing is.

        Raises SettingsError, NotFound.
        """
        tiers = self._tiers(await self.current(), None)
        return await (await self._open_workshop()).preview(task, tiers)

    async def gathering(
        self, name: str | None, asked_at: datetime
    ) -> "tuple[Endpoint, GatheringAgents]":
        """Who gathers requests for a batch, and the endpoint that it is for.

        Raises NotFound, SettingsError, EndpointError.
        """
        tiers = self._tiers(await self.current(), name)
        workshop = await self._open_workshop()
        endpoint = workshop.first_asked(tiers)
        if endpoint.kind is EndpointKind.ON_DEVICE:
            raise SettingsError(
                "The model on this machine takes no batches, and costs nothing.",
                hint="Choose the endpoint of a server with --endpoint or in the settings.",
            )
        workshop.require_allowed(endpoint)
        return endpoint, workshop.gathering(tiers, asked_at)

    async def answered(
        self, name: str | None, answers: Mapping[str, bytes], asked_at: datetime
    ) -> "AnsweredAgents":
        """A team whose first requests a batch has answered; `aclose` it. Raises as `team`."""
        tiers = self._tiers(await self.current(), name)
        return (await self._open_workshop()).answered(tiers, answers, asked_at)

    async def batch_money(self, name: str, tokens: tuple[int, int, int]) -> float | None:
        """US dollars for tokens read, written and cached in a batch; None: nobody knows."""
        endpoint = (await self.current()).endpoint(name)
        return (await self._open_workshop()).batch_money(endpoint, tokens)

    async def reserve(self, worst: Call) -> int:
        """Reserve in the accounts what a batch may use; raises EndpointOverBudget, NotFound."""
        endpoint = (await self.current()).endpoint(worst.endpoint)
        return await (await self._open_workshop()).reserve(endpoint, worst)

    async def settle(self, reservation: int, call: Call | None) -> None:
        """Replace what was reserved by what was used."""
        if self.accounts is not None:
            await self.accounts.settle(reservation, call)

    async def batch_server(self, name: str) -> "BatchServer":
        """The batches of an endpoint; raises NotFound, SettingsError."""
        endpoint = (await self.current()).endpoint(name)
        return (await self._open_workshop()).batch_server(endpoint)

    def _tiers(self, settings: Settings, name: str | None) -> dict[ModelTier, tuple[Endpoint, ...]]:
        return {
            tier: tuple(
                self.device.as_checked(each)
                for each in ([settings.endpoint(name)] if name else settings.endpoints_of(tier))
            )
            for tier in ModelTier
        }

    def _confidentiality(self) -> Confidentiality:
        settings = self.settings
        return Confidentiality(
            everything=settings.local_only,
            mask=settings.mask_remote,
            senders=settings.local_senders,
            categories=settings.local_categories,
        )

    async def check(self, name: str) -> EndpointReport:
        """Try what the endpoint can do, and remember whether it writes."""
        endpoint = (await self.current()).endpoint(name)
        report = await (await self._open_workshop()).check(endpoint)
        if endpoint.kind is EndpointKind.ON_DEVICE:
            writing = str(self.device.file() or "") if report.writes else ""
            await self.change(lambda settings: replace(settings, writing_model=writing))
        await self.change(lambda settings: _noted(settings, endpoint, report))
        return report

    async def model_here(self) -> Path | None:
        """The on-device model's file of the settings as they are now; raises ModelMissing."""
        await self.current()
        return await asyncio.to_thread(self.device.file)

    async def _put_in_force(self, settings: Settings) -> Settings:
        before, self.settings = self.settings, settings
        if self._workshop is not None:
            self._workshop.local_only = settings.local_only
            self._put_terms(self._workshop)
            if settings.model_file != before.model_file:
                await self._workshop.stop_model()
        return settings

    async def close(self) -> None:
        """Close every connection and end the model's process."""
        if self._workshop is not None:
            await self._workshop.close()
        self._worker.shutdown(wait=False, cancel_futures=True)
        await asyncio.to_thread(self._encoder.close)

    def on_worker(self, work: Callable[[], T]) -> Awaitable[T]:
        """Do CPU work on the one thread that the local models belong to.

        It goes on there in the context of the asker, and so in its trace.
        """
        inside = copy_context()
        return asyncio.get_running_loop().run_in_executor(self._worker, inside.run, work)

    async def _open_workshop(self) -> "Workshop":
        async with self._opening:
            if self._workshop is None:
                self._workshop = await asyncio.to_thread(self._build_workshop)
                self._workshop.local_only = self.settings.local_only
            await asyncio.to_thread(self._workshop.read_prices, self._price_files)
            self._put_terms(self._workshop)
            return self._workshop

    def _put_terms(self, workshop: "Workshop") -> None:
        workshop.put_terms(
            self.settings.budget, self.settings.reports, keep_answers=self.settings.answer_cache
        )

    def _build_workshop(self) -> "Workshop":
        # The agents SDK takes seconds to import: only here, on a thread that may block.
        from emailassist.engine.workshop import Workshop

        return Workshop(
            self._library,
            self._secrets.read,
            self.device.file,
            self._worker,
            self.judge,
            self.take_trace,
            self.ledger,
            self.answers,
            self.accounts,
            self._confidentiality,
            self._recalled,
            self.shelf,
        )

    async def _recalled(self, task: TriageTask) -> Recalled:
        return await self.recall(task) if self.recall is not None else Recalled()
