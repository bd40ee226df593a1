"""Account set-up over parts that a test chooses."""

from collections.abc import Mapping
from pathlib import Path

from emailassist.credentials.secrets import Secrets
from emailassist.discovery.cache import Cache
from emailassist.discovery.presets import Presets
from emailassist.discovery.search import Search
from emailassist.domain.oauth import AuthorizationServer
from emailassist.engine.account_setup import AccountSetup
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.credentials import Authorization, Credentials
from emailassist.engine.server_search import ServerSearch
from emailassist.settings import Settings
from tests.discovery.parts import ScriptedNames, ScriptedWeb


def made_credentials(
    secrets: Secrets,
    *,
    settings: Settings | None = None,
    servers: Mapping[str, AuthorizationServer] | None = None,
    presets: Presets | None = None,
) -> Credentials:
    fixed = settings or Settings()
    authorization = Authorization(servers or {}, lambda: fixed, lambda edit: edit(fixed), secrets)
    return Credentials(secrets, authorization, presets or Presets([]))


def made_setup(
    store: Store, secrets: Secrets, credentials: Credentials | None = None
) -> AccountSetup:
    nowhere = Search(Presets([]), ScriptedNames(), ScriptedWeb().web(), Cache(Path("/nonexistent")))
    return AccountSetup(
        store,
        Announcer(),
        secrets,
        credentials or made_credentials(secrets),
        ServerSearch(nowhere, lambda: False),
    )
