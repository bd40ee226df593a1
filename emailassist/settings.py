"""The person's settings: one TOML file, read and written as a whole.

The person and other processes may change the file at any time, so what was read before is never
written back: every change is made to what the file says now.

Owns: defaults, names and checks of settings. Must not: hold secrets (only where they are).
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import tomli_w
from filelock import FileLock
from pydantic import Field, TypeAdapter, ValidationError

from emailassist.domain.endpoint import ON_DEVICE, Endpoint, EndpointKind
from emailassist.domain.errors import NotFound, SettingsError
from emailassist.domain.oauth import OAuthClient


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings with their defaults.

    `undo_seconds`: how long an approved reply waits before it goes out. `target_precision`:
    the confidence a cheaper tier needs to decide alone. `triage_unasked`: how many of the newest
    messages are triaged after each synchronisation; `sync_minutes`: how often the window looks
    for new mail (0: only when asked). `connections`: the most IMAP connections that an account may
    have at a time; `push`: whether one of them, of two or more, waits for the server to tell of
    new mail; `whole_message_mb`: the size over which only the start of a message is fetched
    unasked (0: none is too large). `local_only`: no request leaves this machine. `model_file`: a
    GGUF file to use instead of the one that is fetched; `writing_model`: the one that a check has
    proved able to write. `fast_endpoint` and `strong_endpoint`: where agents with these tiers
    run, if not on `default_endpoint`.
    `html_alternative`: what is sent says the same as HTML too; `save_approved`: an approved draft
    goes to the server's drafts, for another program to send.
    `mirror_triage`: what triage says is written to the server as keywords, for other programs.
    `ispdb`: whether Mozilla may be asked for the servers of a domain when an account is set up.
    `oauth_clients`: what emailassist is called where people sign in with OAuth 2.
    """

    undo_seconds: Annotated[int, Field(ge=0, le=3600)] = 10
    triage_unasked: Annotated[int, Field(ge=0)] = 200
    sync_minutes: Annotated[int, Field(ge=0, le=1440)] = 5
    connections: Annotated[int, Field(ge=1, le=20)] = 3
    whole_message_mb: Annotated[int, Field(ge=0, le=2000)] = 10
    push: bool = True
    target_precision: Annotated[float, Field(ge=0.5, le=1)] = 0.95
    local_only: bool = False
    model_file: str = ""
    writing_model: str = ""
    default_endpoint: str = ON_DEVICE
    fast_endpoint: str = ""
    strong_endpoint: str = ""
    html_alternative: bool = False
    save_approved: bool = False
    mirror_triage: bool = False
    endpoints: tuple[Endpoint, ...] = ()
    ispdb: bool = True
    oauth_clients: tuple[OAuthClient, ...] = ()

    def endpoint(self, name: str) -> Endpoint:
        """The endpoint of that name; raises NotFound."""
        if name == ON_DEVICE:
            return Endpoint(name=ON_DEVICE, kind=EndpointKind.ON_DEVICE)
        for endpoint in self.endpoints:
            if endpoint.name == name:
                return endpoint
        known = ", ".join([ON_DEVICE, *(each.name for each in self.endpoints)])
        raise NotFound(f"There is no endpoint named “{name}”.", hint=f"Known: {known}.")

    def endpoint_of(self, tier: str) -> Endpoint:
        """The endpoint of the tier `fast`, `default` or `strong`; raises NotFound."""
        own = {"fast": self.fast_endpoint, "strong": self.strong_endpoint}.get(tier)
        return self.endpoint(own or self.default_endpoint)

    def with_endpoint(self, endpoint: Endpoint) -> "Settings":
        """With that endpoint added, or put in the place of the one of the same name."""
        if endpoint.name == ON_DEVICE or not endpoint.name.strip():
            raise SettingsError(f"An endpoint cannot be named “{endpoint.name}”.")
        others = tuple(each for each in self.endpoints if each.name != endpoint.name)
        return replace(self, endpoints=(*others, endpoint))

    def without_endpoint(self, name: str) -> "Settings":
        """Without that endpoint; if it was the default, the on-device model is again.

        A tier that had it for its own has the default one.
        """
        gone = self.endpoint(name)
        if gone.kind is EndpointKind.ON_DEVICE:
            raise SettingsError("The on-device model cannot be removed.")
        return replace(
            self,
            endpoints=tuple(each for each in self.endpoints if each.name != name),
            default_endpoint=ON_DEVICE if self.default_endpoint == name else self.default_endpoint,
            fast_endpoint="" if self.fast_endpoint == name else self.fast_endpoint,
            strong_endpoint="" if self.strong_endpoint == name else self.strong_endpoint,
        )

    def with_oauth_client(self, client: OAuthClient) -> "Settings":
        """With that client id, in the place of another one for the same provider."""
        others = tuple(each for each in self.oauth_clients if each.name != client.name)
        return replace(self, oauth_clients=(*others, client))

    def check(self) -> None:
        """Raises NotFound when a tier's endpoint is not there."""
        for tier in ("fast", "default", "strong"):
            self.endpoint_of(tier)


_ADAPTER = TypeAdapter(Settings)


def load(path: Path) -> Settings:
    """The settings of that file, or the defaults where there is none; raises SettingsError."""
    if not path.exists():
        return Settings()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        settings = _ADAPTER.validate_python(data)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}", hint=_HINT) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{path}: {place}: {first['msg']}", hint=_HINT) from error
    unknown = set(data) - set(Settings.__slots__)
    if unknown:
        names = ", ".join(sorted(unknown))
        raise SettingsError(f"{path}: unknown setting: {names}", hint=_HINT)
    settings.check()
    return settings


def change(path: Path, edit: Callable[[Settings], Settings]) -> Settings:
    """Make a change to what the file says now, and return what it says then.

    Blocks while another process makes one. Raises SettingsError, and what `edit` raises.
    """
    try:
        with FileLock(path.with_suffix(".lock"), timeout=_LOCK_SECONDS):
            before = load(path)
            after = edit(before)
            after.check()
            if after != before:
                _save(path, after)
            return after
    except OSError as error:  # also when the lock is not free in time
        reason = error.strerror or "another process is writing it"
        raise SettingsError(
            f"{path} cannot be written: {reason}.",
            hint="Check that the disk is not full and the folder can be written to.",
        ) from error


def _save(path: Path, settings: Settings) -> None:
    """Write the file as a whole, so that a crash leaves the old or the new one."""
    data: dict[str, Any] = _ADAPTER.dump_python(settings, mode="json")
    fresh = path.with_suffix(".new")
    fresh.write_text(tomli_w.dumps(data), encoding="utf-8")
    fresh.replace(path)


_LOCK_SECONDS = 10.0
_HINT = "Correct the file, or move it away to start with the defaults."
