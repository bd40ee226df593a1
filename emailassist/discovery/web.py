"""Fetching autoconfiguration files.

Owns: the addresses they are at, and the bounds of a fetch: https only, also after redirects, with
limits of size and time. Must not: tell anybody more than the domain.
"""

import asyncio
from typing import TYPE_CHECKING

from emailassist import tls
from emailassist.discovery.autoconfig import LARGEST

if TYPE_CHECKING:
    import httpx2

SECONDS = 8.0
"""For one file as a whole."""
ISPDB = "https://autoconfig.thunderbird.net/v1.1/"
"""Mozilla's list of providers; the domain is put behind it."""
_MOST_REDIRECTS = 3


class FetchError(Exception):
    """There is no such file, or it could not be had."""


class Web:
    """HTTPS with the certificates of the system; `transport` replaces the network in tests."""

    def __init__(self, transport: "httpx2.AsyncBaseTransport | None" = None) -> None:
        self._transport = transport

    async def fetch(self, url: str) -> bytes:
        """The file at that address; raises FetchError."""
        import httpx2  # takes time: not before somebody adds an account

        try:
            async with asyncio.timeout(SECONDS), self._client() as client:
                return await _fetch(client, url)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:  # also the time-out
            raise FetchError(url) from error

    def _client(self) -> "httpx2.AsyncClient":
        import httpx2

        return httpx2.AsyncClient(
            transport=self._transport,
            verify=tls.verifying(),
            follow_redirects=False,
            timeout=SECONDS,
            headers={"User-Agent": "emailassist", "Accept": "text/xml, application/xml"},
        )


async def _fetch(client: "httpx2.AsyncClient", url: str) -> bytes:
    for _ in range(_MOST_REDIRECTS + 1):
        if not url.startswith("https://"):
            break
        async with client.stream("GET", url) as response:
            if response.is_redirect and response.next_request is not None:
                url = str(response.next_request.url)
                continue
            if response.status_code != 200:
                break
            return await _body(response)
    raise FetchError(url)


async def _body(response: "httpx2.Response") -> bytes:
    data = bytearray()
    async for piece in response.aiter_bytes():
        data += piece
        if len(data) > LARGEST:
            raise FetchError("the file is too large")
    return bytes(data)


def own_addresses(domain: str) -> tuple[str, ...]:
    """Where a domain's own file is; without the address, which Thunderbird would send along."""
    return (
        f"https://autoconfig.{domain}/mail/config-v1.1.xml",
        f"https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml",
    )
