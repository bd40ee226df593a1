"""The models that agents run on, as the person chooses them.

Owns: telling what was changed. Must not: know what an endpoint is made of (`Endpoints` does).
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from emailassist.assistant.instructions import ModelTier
from emailassist.domain.endpoint import ON_DEVICE, Endpoint, EndpointReport
from emailassist.domain.events import ChangeSet
from emailassist.engine.announcer import Announcer
from emailassist.engine.endpoints import Endpoints
from emailassist.engine.jobs import Jobs
from emailassist.engine.model_fetch import fetch_model


class Models:
    """The endpoints of one home, and the model on this machine."""

    def __init__(self, endpoints: Endpoints, jobs: Jobs, announcer: Announcer) -> None:
        self._endpoints = endpoints
        self._jobs = jobs
        self._announcer = announcer

    async def all(self) -> tuple[Endpoint, ...]:
        """All endpoints, the on-device model first."""
        return await self._endpoints.all()

    async def default(self) -> str:
        """The name of the endpoint that triage uses."""
        return (await self._endpoints.current()).default_endpoint

    async def add(self, endpoint: Endpoint, secret: str | None) -> None:
        """Add an endpoint, or put it in the place of one whose limits stay in force.

        A given key goes to its place. Raises SettingsError.
        """
        for old in await self._endpoints.all():
            if old.name == endpoint.name:
                endpoint = endpoint.with_limits_of(old)
        await self._endpoints.add(endpoint, secret)
        self._changed()

    async def change(self, name: str, edit: Callable[[Endpoint], Endpoint]) -> None:
        """Change an endpoint; its key stays. Raises NotFound, SettingsError."""
        endpoint = (await self._endpoints.current()).endpoint(name)
        await self._endpoints.add(edit(endpoint), None)
        self._changed()

    async def require(self, name: str) -> Endpoint:
        """The endpoint of that name; raises NotFound."""
        return (await self._endpoints.current()).endpoint(name)

    async def tiers(self) -> dict[str, tuple[str, ...]]:
        """The endpoints of each tier in the order in which they are tried."""
        settings = await self._endpoints.current()
        return {
            tier.value: tuple(each.name for each in settings.endpoints_of(tier))
            for tier in ModelTier
        }

    async def writes(self, tier: str) -> bool:
        """Whether a model of that tier can be trusted with free text."""
        settings = await self._endpoints.current()
        endpoints = settings.endpoints_of(ModelTier(tier))
        return any(self._endpoints.device.as_checked(each).writes for each in endpoints)

    async def set_tier(self, tier: str, names: Sequence[str]) -> None:
        """Try these endpoints in this order for a tier; none: those of the default tier.

        Raises NotFound, SettingsError.
        """
        await self._endpoints.change(lambda settings: settings.with_tier(tier, names))
        self._changed()

    async def last_check(self, name: str) -> EndpointReport | None:
        """What the last check of an endpoint found."""
        return (await self._endpoints.current()).report_of(name)

    async def remove(self, name: str) -> None:
        """Remove an endpoint; raises NotFound."""
        await self._endpoints.remove(name)
        self._changed()

    async def use(self, name: str) -> None:
        """Triage with that endpoint from now on; raises NotFound."""
        await self._endpoints.change(lambda each: replace(each, default_endpoint=name))
        self._changed()

    async def check(self, name: str) -> EndpointReport:
        """Try what an endpoint can do; fetches the on-device model when it is missing."""
        if name == ON_DEVICE:
            await self.fetch()
        report = await self._endpoints.check(name)
        self._changed()
        return report

    async def fetch(self) -> Path:
        """Fetch the on-device model unless it is here; raises ModelMissing."""
        return await fetch_model(self._jobs, self._endpoints)

    async def notice(self) -> str:
        """What the person should know about the default model, or ''."""
        return self._endpoints.device.notice()

    def _changed(self) -> None:
        self._announcer.tell(ChangeSet(endpoints=True))
