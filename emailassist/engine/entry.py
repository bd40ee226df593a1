"""The parts that let the person into their mailboxes, put together from what is shipped.

Owns: which resources and folders they use. Must not: do anything itself.
"""

from dataclasses import dataclass
from functools import partial

from emailassist import settings as settings_file
from emailassist.credentials.secrets import Secrets
from emailassist.discovery.cache import Cache
from emailassist.discovery.dns import Dns
from emailassist.discovery.presets import read_presets
from emailassist.discovery.search import Search
from emailassist.discovery.web import Web
from emailassist.engine.credentials import Authorization, Credentials
from emailassist.engine.server_search import ServerSearch
from emailassist.oauth.servers import read_servers
from emailassist.paths import Paths, shipped
from emailassist.settings import Settings


@dataclass(frozen=True, slots=True)
class Entry:
    """Logging in, and finding where to."""

    credentials: Credentials
    servers: ServerSearch


def entry(paths: Paths, secrets: Secrets) -> Entry:
    """Both, over the settings as they are whenever they are needed."""

    def settings() -> Settings:
        return settings_file.load(paths.settings)

    resources = shipped("resources")
    presets = read_presets(resources / "providers")
    authorization = Authorization(
        read_servers(resources / "oauth.toml"),
        settings,
        partial(settings_file.change, paths.settings),
        secrets,
    )
    search = Search(presets, Dns(), Web(), Cache(paths.discovery))
    return Entry(
        Credentials(secrets, authorization, presets),
        ServerSearch(search, lambda: settings().ispdb),
    )
