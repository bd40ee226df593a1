import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import platformdirs
import pytest

from emailassist.domain.account import SecretKind, SecretSource
from emailassist.domain.endpoint import ON_DEVICE, Endpoint, EndpointKind
from emailassist.domain.errors import ModelMissing
from emailassist.llm import modelfile
from emailassist.llm.clients import Clients
from emailassist.llm.embedded import EmbeddedServer
from emailassist.llm.retry import Clock
from tests.support.ledger import LedgerInMemory
from tests.support.openai_server import ScriptedOpenAI

MakeEndpoint = Callable[..., Endpoint]
KEY = "sk-test-0123456789"


@pytest.fixture(scope="session")
def model_path() -> Path:
    """The small model, fetched once into a cache that outlives the test run."""
    configured = os.environ.get("EMAILASSIST_TEST_MODELS")
    cache = Path(configured) if configured else platformdirs.user_cache_path("emailassist-tests")
    try:
        return asyncio.run(modelfile.fetch(cache))
    except ModelMissing as missing:
        if os.environ.get("CI"):
            raise
        pytest.skip(missing.reason)


@pytest.fixture
def server() -> Iterator[ScriptedOpenAI]:
    with ScriptedOpenAI() as running:
        yield running


@pytest.fixture
def endpoint(server: ScriptedOpenAI) -> MakeEndpoint:
    """Makes an endpoint at the scripted server."""

    def make(
        *, name: str = "scripted", timeout: float = 5.0, max_concurrent: int = 4, key: bool = True
    ) -> Endpoint:
        return Endpoint(
            name=name,
            kind=EndpointKind.OPENAI_COMPATIBLE,
            base_url=server.base_url,
            model="scripted",
            secret=SecretSource(SecretKind.ENVIRONMENT if key else SecretKind.NONE, "THE_KEY"),
            timeout=timeout,
            max_concurrent=max_concurrent,
        )

    return make


async def no_wait(_seconds: float) -> None:
    await asyncio.sleep(0)


def no_model() -> EmbeddedServer:
    """An on-device model whose file was not fetched."""
    return EmbeddedServer(lambda: None)


@pytest.fixture
async def clients() -> AsyncIterator[Clients]:
    """Clients that do not really wait between attempts."""
    made = Clients(
        lambda _source: KEY,
        embedded=no_model(),
        ledger=LedgerInMemory(),
        clock=Clock(sleep=no_wait),
    )
    yield made
    await made.aclose()


@pytest.fixture(scope="module")
async def embedded(model_path: Path, anyio_backend: str) -> AsyncIterator[EmbeddedServer]:
    running = EmbeddedServer(lambda: model_path)
    yield running
    await running.stop()


@pytest.fixture
def on_device() -> Endpoint:
    return Endpoint(ON_DEVICE, EndpointKind.ON_DEVICE)
