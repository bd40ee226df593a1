"""Parts of a search that a test scripts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from emailassist.discovery.cache import Cache
from emailassist.discovery.dns import DnsError, Target
from emailassist.discovery.presets import Presets, read_presets
from emailassist.discovery.search import Search, Stage
from emailassist.discovery.web import Web

PRESETS = read_presets(Path(__file__).parents[2] / "resources" / "providers")


@dataclass
class ScriptedNames:
    """DNS by table; `silent` answers nothing at all."""

    srv_records: Mapping[str, tuple[Target, ...]] = field(default_factory=dict)
    mx_records: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    silent: bool = False

    async def srv(self, name: str) -> tuple[Target, ...]:
        if self.silent:
            raise DnsError
        return self.srv_records.get(name, ())

    async def mx(self, domain: str) -> tuple[str, ...]:
        if self.silent:
            raise DnsError
        return self.mx_records.get(domain, ())


@dataclass
class ScriptedWeb:
    """Files by address; `asked` are the requests as they would go out."""

    files: Mapping[str, bytes | str] = field(default_factory=dict)
    asked: list[httpx2.Request] = field(default_factory=list)

    def web(self) -> Web:
        return Web(httpx2.MockTransport(self._answer))

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        found = self.files.get(str(request.url))
        if found is None:
            return httpx2.Response(404)
        if isinstance(found, str):
            return httpx2.Response(302, headers={"Location": found})
        return httpx2.Response(200, content=found)


def search(
    folder: Path,
    names: ScriptedNames | None = None,
    web: ScriptedWeb | None = None,
    presets: Presets = PRESETS,
) -> Search:
    return Search(
        presets, names or ScriptedNames(), (web or ScriptedWeb()).web(), Cache(folder / "cache")
    )


async def all_stages(searching: Search, email: str, *, ispdb: bool = True) -> list[Stage]:
    return [stage async for stage in searching.stages(email, ispdb=ispdb)]


AUTOCONFIG = b"""<?xml version="1.0"?>
<clientConfig version="1.1"><emailProvider id="example.org">
  <incomingServer type="pop3"><hostname>pop.example.org</hostname><port>995</port>
    <socketType>SSL</socketType><username>%EMAILADDRESS%</username></incomingServer>
  <incomingServer type="imap"><hostname>in.host.example</hostname><port>993</port>
    <socketType>SSL</socketType><username>%EMAILLOCALPART%</username></incomingServer>
  <incomingServer type="imap"><hostname>in.host.example</hostname><port>143</port>
    <socketType>plain</socketType><username>%EMAILLOCALPART%</username></incomingServer>
  <outgoingServer type="smtp"><hostname>OUT.host.example</hostname><port>587</port>
    <socketType>STARTTLS</socketType><username>%EMAILADDRESS%</username></outgoingServer>
</emailProvider></clientConfig>"""
