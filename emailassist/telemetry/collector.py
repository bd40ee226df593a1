"""An OpenTelemetry collector, told over OTLP/HTTP through the guard of model requests.

Owns: the request. Must not: go past `llm.guard`: "nothing leaves this machine" and the egress
ledger hold for a collector on another machine as for a model there.
"""

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

import httpx2

from emailassist.domain.errors import EmailAssistError, EndpointError, SettingsError
from emailassist.domain.trace import Trace
from emailassist.llm.guard import GuardedTransport, is_loopback
from emailassist.llm.ledger import Ledger
from emailassist.llm.purpose import Purpose
from emailassist.telemetry.spans import encoded

_NAME = "The OpenTelemetry collector"
_TIMEOUT = 10.0
_PATH = "/v1/traces"
"""OTLP/HTTP's default path, https://opentelemetry.io/docs/specs/otlp/#otlphttp-request."""


class Collector:
    """The collector at `address`; with `content` it is told prompts and answers.

    Raises SettingsError if that is no address.
    """

    def __init__(
        self,
        address: str,
        *,
        content: bool,
        version: str,
        local_only: Callable[[], bool],
        ledger: Ledger | None,
    ) -> None:
        self._url, host = _url(address)
        self._remote = not is_loopback(host)
        self._content = content
        self._version = version
        self._client = httpx2.AsyncClient(
            transport=GuardedTransport(
                httpx2.AsyncHTTPTransport(),
                endpoint=_NAME,
                timeout=_TIMEOUT,
                local_only=local_only,
                ledger=ledger,
                answer_limit=100_000,
            ),
            timeout=None,  # the guard's deadline holds
            follow_redirects=False,
            trust_env=False,
        )

    async def send(self, traces: Sequence[Trace]) -> None:
        """Tell these traces, except those that may not leave; raises EndpointError."""
        told = [each for each in traces if not (self._remote and each.local_only)]
        if not told:
            return
        body = encoded(told, version=self._version, content=self._content)
        reason = "Traces with prompts and answers" if self._content else "Traces without mail text"
        headers = {"content-type": "application/x-protobuf", **Purpose(reason).headers()}
        try:
            answer = await self._client.post(self._url, content=body, headers=headers)
        except EmailAssistError:
            raise
        except httpx2.HTTPError as error:
            raise EndpointError(
                f"{_NAME} cannot be reached.", hint="Check its address in the settings."
            ) from error
        if answer.is_error:
            raise EndpointError(f"{_NAME} answers with status {answer.status_code}.")

    async def aclose(self) -> None:
        """Close the connection."""
        await self._client.aclose()


def _url(address: str) -> tuple[str, str]:
    wrong = SettingsError(
        f"“{address}” is not the address of an OpenTelemetry collector.",
        hint="It looks like http://localhost:4318.",
    )
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise wrong from error
    if not host or port == 0 or parts.scheme not in {"http", "https"} or parts.username:
        raise wrong
    path = parts.path.rstrip("/")
    return parts._replace(path=path if path.endswith(_PATH) else path + _PATH).geturl(), host
