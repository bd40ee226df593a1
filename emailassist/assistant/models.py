"""The `agents.Model` for an endpoint.

Owns: choosing between the on-device model and a server's, one wrapper per endpoint. Must not:
read settings or secrets, or open connections (the client does, on first use).
"""

from collections.abc import Callable
from typing import Protocol

from agents import OpenAIChatCompletionsModel
from openai import AsyncOpenAI

from emailassist.assistant.dialect import Dialect
from emailassist.assistant.on_device import OnDeviceModel
from emailassist.assistant.roles import ChosenModel
from emailassist.assistant.translated import TranslatedModel
from emailassist.domain.endpoint import ON_DEVICE, Endpoint, EndpointKind, EndpointReport
from emailassist.llm.contexts import usual_context
from emailassist.llm.guard import is_loopback

_AROUND = 1500
"""Tokens that a context holds beside the mail at least: instructions and the answer."""
_REPAIR = 0.7
"""The rest also has to hold an answer that could not be used, and what was wrong with it."""
_MOST = 6000
_LEAST = 300
_OPENAI_HOST = "api.openai.com"


class Clients(Protocol):
    """Where the client of an endpoint comes from (`llm.clients`)."""

    def client(self, endpoint: Endpoint) -> AsyncOpenAI: ...


class Models:
    """Models by endpoint, kept so that each learns its server's dialect once."""

    def __init__(self, clients: Clients, on_device: OnDeviceModel) -> None:
        self.report_of: Callable[[str], EndpointReport | None] = _unchecked
        """What a check has found out about an endpoint, by its name."""
        self.context_of: Callable[[Endpoint], int] = _unknown
        """How many tokens a model reads at once, as its server or the person says; 0: unknown."""
        self._clients = clients
        self._on_device = ChosenModel(ON_DEVICE, on_device, writes=False)
        self._served: dict[Endpoint, TranslatedModel] = {}

    @property
    def on_device(self) -> ChosenModel:
        """Rules, patterns and the classifier: always there."""
        return self._on_device

    def chosen(self, endpoint: Endpoint) -> ChosenModel:
        """The model of an endpoint.

        The embedded model only speaks for itself if it proved able to write.
        """
        embedded = endpoint.kind is EndpointKind.ON_DEVICE
        if embedded and not endpoint.writes:
            return self._on_device
        model = self._model(endpoint)
        told = self.context_of(endpoint) or usual_context(endpoint, model.host)
        context = min(told, model.context_seen or told)
        return ChosenModel(
            endpoint.name,
            model,
            writes=endpoint.writes,
            budget=mail_budget(context),
            remote=not is_loopback(model.host),
            model_name=endpoint.model,
        )

    def forget(self, name: str) -> None:
        """Drop the models of an endpoint whose client is closed."""
        self._served = {each: model for each, model in self._served.items() if each.name != name}

    def _model(self, endpoint: Endpoint) -> TranslatedModel:
        if endpoint not in self._served:
            client = self._clients.client(endpoint)
            official = client.base_url.host == _OPENAI_HOST
            self._served[endpoint] = TranslatedModel(
                OpenAIChatCompletionsModel(endpoint.model or "default", client),
                endpoint.name,
                host=client.base_url.host,
                dialect=Dialect.checked(self.report_of(endpoint.name)),
                keep_at_provider=False if official else None,
            )
        return self._served[endpoint]


def mail_budget(context: int) -> int:
    """Tokens of mail that fit into a context of that many tokens."""
    return max(_LEAST, min(_MOST, int((context - _AROUND) * _REPAIR)))


def _unchecked(_name: str) -> None:
    """No endpoint has been checked."""


def _unknown(_endpoint: Endpoint) -> int:
    return 0
