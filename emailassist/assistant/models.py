"""The `agents.Model` for an endpoint.

Owns: choosing between the on-device model and a server's, one wrapper per endpoint. Must not:
read settings or secrets, or open connections (the client does, on first use).
"""

from typing import Protocol

from agents import OpenAIChatCompletionsModel
from openai import AsyncOpenAI

from emailassist.assistant.on_device import OnDeviceModel
from emailassist.assistant.roles import ChosenModel
from emailassist.assistant.translated import TranslatedModel
from emailassist.domain.endpoint import ON_DEVICE, Endpoint, EndpointKind
from emailassist.llm.guard import is_loopback

_EMBEDDED_BUDGET = 1800
"""Tokens of mail: a context of 4096 also holds instructions, a repair and the answer."""
_SERVER_BUDGET = 6000
_OPENAI_HOST = "api.openai.com"


class Clients(Protocol):
    """Where the client of an endpoint comes from (`llm.clients`)."""

    def client(self, endpoint: Endpoint) -> AsyncOpenAI: ...


class Models:
    """Models by endpoint, kept so that each learns its server's dialect once."""

    def __init__(self, clients: Clients, on_device: OnDeviceModel) -> None:
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
        budget = _EMBEDDED_BUDGET if embedded else _SERVER_BUDGET
        model = self._model(endpoint)
        return ChosenModel(
            endpoint.name,
            model,
            writes=endpoint.writes,
            budget=budget,
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
                keep_at_provider=False if official else None,
            )
        return self._served[endpoint]
