"""The models of the scripted engine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from emailassist.domain.endpoint import ON_DEVICE, Endpoint, EndpointKind, EndpointReport
from emailassist.domain.events import ChangeSet, Event


def endpoint_report(name: str, model: str, **changes: Any) -> EndpointReport:
    """What a check found at a server that can do everything; `changes` are its fields."""
    plain = EndpointReport(
        endpoint=name,
        reachable=True,
        model=model,
        json_schema=True,
        writes=True,
        prompt_rate=500.0,
        generation_rate=42.0,
        first_token_seconds=0.25,
    )
    return replace(plain, **changes)


class FakeModels:
    """Endpoints in memory; calls are noted."""

    def __init__(self, note: Callable[..., Awaitable[None]], tell: Callable[[Event], None]) -> None:
        self._note = note
        self._tell = tell
        self.all_endpoints: tuple[Endpoint, ...] = (Endpoint(ON_DEVICE, EndpointKind.ON_DEVICE),)
        self.chosen = ON_DEVICE
        self.report = endpoint_report(ON_DEVICE, "small", writes=False)
        self.words = ""
        self.can_write = True
        self.reports: dict[str, EndpointReport] = {}

    async def all(self) -> tuple[Endpoint, ...]:
        await self._note("endpoints")
        return self.all_endpoints

    async def default(self) -> str:
        await self._note("default_endpoint")
        return self.chosen

    async def writes(self, tier: str) -> bool:
        await self._note("writes", tier)
        return self.can_write

    async def last_check(self, name: str) -> EndpointReport | None:
        return self.reports.get(name)

    async def change(self, name: str, edit: Callable[[Endpoint], Endpoint]) -> None:
        await self._note("change_endpoint", name)
        self.all_endpoints = tuple(
            edit(each) if each.name == name else each for each in self.all_endpoints
        )

    async def add(self, endpoint: Endpoint, secret: str | None) -> None:
        await self._note("add_endpoint", endpoint, secret)
        self.all_endpoints = (*self.all_endpoints, endpoint)
        self._tell(ChangeSet(endpoints=True))

    async def remove(self, name: str) -> None:
        await self._note("remove_endpoint", name)
        self.all_endpoints = tuple(each for each in self.all_endpoints if each.name != name)

    async def use(self, name: str) -> None:
        await self._note("set_default_endpoint", name)
        self.chosen = name

    async def check(self, name: str) -> EndpointReport:
        await self._note("check_endpoint", name)
        return self.report

    async def notice(self) -> str:
        await self._note("model_notice")
        return self.words
