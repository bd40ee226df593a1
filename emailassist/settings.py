"""The person's settings: one TOML file, read and written as a whole.

The person and other processes may change the file at any time, so what was read before is never
written back: every change is made to what the file says now.

Owns: defaults, names and checks of settings. Must not: hold secrets (only where they are).
"""

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import tomli_w
from filelock import FileLock
from pydantic import Field, TypeAdapter, ValidationError

from emailassist.domain.endpoint import ON_DEVICE, Budget, Endpoint, EndpointKind, EndpointReport
from emailassist.domain.errors import NotFound, SettingsError
from emailassist.domain.meaning import LearnWhen
from emailassist.domain.mistakes import toml_mistake
from emailassist.domain.oauth import OAuthClient

_TIERS = ("fast", "default", "strong")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings with their defaults.

    `undo_seconds`: how long an approved reply waits before it goes out. `target_precision`: the
    share of what a cheaper tier decides alone that is to be right. `triage_unasked`: how many of
    the newest messages are triaged after each synchronisation; `sync_minutes`: how often the window
    looks for new mail (0: only when asked). `connections`: the most IMAP connections that an
    account may have at a time; `push`: whether one of them, of two or more, waits for the server to
    tell of new mail; `whole_message_mb`: the size over which only the start of a message is fetched
    unasked (0: none is too large). `local_only`: no request leaves this machine. `model_file`: a
    GGUF file to use instead of the one that is fetched; `writing_model`: the one that a check has
    proved able to write. `fast_endpoint` and `strong_endpoint`: where agents with these tiers run,
    if not on `default_endpoint`; the `…_fallbacks` of a tier are asked in their order when the one
    before cannot be used. `daily_money` to `monthly_tokens`: the most that models on other machines
    or with a price may cost, in US dollars and tokens (0: no limit). `answer_cache`: answers are
    kept on this machine, so that none is paid for twice, up to `answer_cache_mb` megabytes for
    `answer_cache_days` days. `reports`: what checks found. `html_alternative`: what is sent says
    the same as HTML too; `save_approved`: an approved draft goes to the server's drafts, for
    another program to send. `mirror_triage`: what triage says is written to the server as keywords,
    for other programs. `ispdb`: whether Mozilla may be asked for the servers of a domain when an
    account is set up. `oauth_clients`: what emailassist is called where people sign in with OAuth
    2. `mask_remote`: personal data is masked before a model elsewhere sees it; of messages from
    `local_senders` (addresses, domains) and in `local_categories` nothing is sent to one at all.
    `learn_from_deeds`: what the person does to messages teaches the classifier, as corrections
    always do. `ledger_days`, `ledger_mb`: how long, and up to what size, it is kept what was sent.
    `notes_folders`: folders of Markdown, text and PDF files that drafts may take from. `trace_days`
    and `trace_mb`: for how long, and up to which size, it is kept how messages were decided (0
    days: not at all). `otel_collector`: the address of an OpenTelemetry collector that hears of it
    (empty: none does), with `otel_content` of prompts and answers as well. `metrics_port`: where on
    this machine Prometheus may ask for figures (0: nowhere). `meaning_when`: when it may be learnt
    in the background what mail is about.
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
    default_fallbacks: tuple[str, ...] = ()
    fast_fallbacks: tuple[str, ...] = ()
    strong_fallbacks: tuple[str, ...] = ()
    daily_money: Annotated[float, Field(ge=0, le=100_000)] = 0.0
    monthly_money: Annotated[float, Field(ge=0, le=1_000_000)] = 0.0
    daily_tokens: Annotated[int, Field(ge=0, le=2_000_000_000)] = 0
    monthly_tokens: Annotated[int, Field(ge=0, le=2_000_000_000)] = 0
    answer_cache: bool = True
    answer_cache_mb: Annotated[int, Field(ge=1, le=10_000)] = 100
    answer_cache_days: Annotated[int, Field(ge=1, le=3650)] = 30
    html_alternative: bool = False
    save_approved: bool = False
    mirror_triage: bool = False
    endpoints: tuple[Endpoint, ...] = ()
    ispdb: bool = True
    oauth_clients: tuple[OAuthClient, ...] = ()
    reports: tuple[EndpointReport, ...] = ()
    notes_folders: tuple[str, ...] = ()
    trace_days: Annotated[int, Field(ge=0, le=3650)] = 14
    trace_mb: Annotated[int, Field(ge=1, le=10_000)] = 100
    otel_collector: str = ""
    otel_content: bool = False
    metrics_port: Annotated[int, Field(ge=0, le=65535)] = 0
    mask_remote: bool = True
    local_senders: tuple[str, ...] = ()
    local_categories: tuple[str, ...] = ()
    learn_from_deeds: bool = True
    ledger_days: Annotated[int, Field(ge=1, le=3650)] = 365
    ledger_mb: Annotated[int, Field(ge=1, le=10_000)] = 50
    meaning_when: LearnWhen = LearnWhen.MAINS

    @property
    def budget(self) -> Budget:
        """That of the whole program."""
        return Budget(self.daily_money, self.monthly_money, self.daily_tokens, self.monthly_tokens)

    def endpoint(self, name: str) -> Endpoint:
        """The endpoint of that name; raises NotFound."""
        if name == ON_DEVICE:
            return Endpoint(name=ON_DEVICE, kind=EndpointKind.ON_DEVICE)
        for endpoint in self.endpoints:
            if endpoint.name == name:
                return endpoint
        known = ", ".join([ON_DEVICE, *(each.name for each in self.endpoints)])
        raise NotFound(f"There is no endpoint named “{name}”.", hint=f"Known: {known}.")

    def endpoints_of(self, tier: str) -> tuple[Endpoint, ...]:
        """Those of `fast`, `default` or `strong`, in the order they are tried in; raises NotFound.

        A tier without its own has those of the default one, after fallbacks of its own.
        """
        own, fallbacks = self._tiers()[tier]
        usual, more = self._tiers()["default"]
        names = (own, *fallbacks) if own else (usual, *(fallbacks or more))
        return tuple(self.endpoint(name) for name in dict.fromkeys(names))

    def with_tier(self, tier: str, names: Sequence[str]) -> "Settings":
        """With these endpoints for a tier, in order; none: as the default one.

        `""` in the first place is the first one of the default tier. Raises NotFound,
        SettingsError.
        """
        if tier not in _TIERS:
            raise NotFound(f"There is no tier “{tier}”.", hint=f"Known: {', '.join(_TIERS)}.")
        first, *others = tuple(dict.fromkeys(names)) or ("",)
        if tier == "default" and not first:
            raise SettingsError("The default tier needs an endpoint.")
        for name in (*([first] if first else []), *others):
            self.endpoint(name)
        fields = {f"{tier}_endpoint": first, f"{tier}_fallbacks": tuple(others)}
        return replace(self, **fields)  # type: ignore[arg-type]  # both fields are of their types

    def report_of(self, name: str) -> EndpointReport | None:
        """What the last check of that endpoint found."""
        return next((each for each in self.reports if each.endpoint == name), None)

    def with_report(self, report: EndpointReport) -> "Settings":
        """With what a check found, in the place of what an earlier one did."""
        others = tuple(each for each in self.reports if each.endpoint != report.endpoint)
        return replace(self, reports=(*others, report))

    def with_endpoint(self, endpoint: Endpoint) -> "Settings":
        """With that endpoint added, or put in the place of the one of the same name.

        What a check found is forgotten if it was about another server or model.
        """
        if endpoint.name == ON_DEVICE or not endpoint.name.strip():
            raise SettingsError(f"An endpoint cannot be named “{endpoint.name}”.")
        others = tuple(each for each in self.endpoints if each.name != endpoint.name)
        old = next((each for each in self.endpoints if each.name == endpoint.name), endpoint)
        same = (old.base_url, old.model) == (endpoint.base_url, endpoint.model)
        reports = tuple(each for each in self.reports if same or each.endpoint != endpoint.name)
        return replace(self, endpoints=(*others, endpoint), reports=reports)

    def without_endpoint(self, name: str) -> "Settings":
        """Without that endpoint; the next of each tier takes its place there.

        With none left, the default one is the on-device model again, and a tier that had it for
        its own has the default one.
        """
        gone = self.endpoint(name)
        if gone.kind is EndpointKind.ON_DEVICE:
            raise SettingsError("The on-device model cannot be removed.")
        settings = self
        for tier, (own, fallbacks) in self._tiers().items():
            left = [each for each in (own, *fallbacks) if each != name]
            usual = [ON_DEVICE] if tier == "default" else []
            settings = settings.with_tier(tier, left or usual)
        return replace(
            settings,
            endpoints=tuple(each for each in self.endpoints if each.name != name),
            reports=tuple(each for each in self.reports if each.endpoint != name),
        )

    def _tiers(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        return {
            "fast": (self.fast_endpoint, self.fast_fallbacks),
            "default": (self.default_endpoint, self.default_fallbacks),
            "strong": (self.strong_endpoint, self.strong_fallbacks),
        }

    def with_oauth_client(self, client: OAuthClient) -> "Settings":
        """With that client id, in the place of another one for the same provider."""
        others = tuple(each for each in self.oauth_clients if each.name != client.name)
        return replace(self, oauth_clients=(*others, client))

    def with_local_sender(self, sender: str) -> "Settings":
        """With that address or domain among those of which nothing may leave.

        Raises SettingsError if it is neither.
        """
        name = sender.strip().casefold().lstrip("@")
        _require_sender(name)
        return replace(self, local_senders=tuple(dict.fromkeys((*self.local_senders, name))))

    def without_local_sender(self, sender: str) -> "Settings":
        """Without that address or domain; raises NotFound."""
        name = sender.strip().casefold().lstrip("@")
        if name not in self.local_senders:
            raise NotFound(f"“{sender}” is not among the senders that stay on this machine.")
        return replace(self, local_senders=tuple(e for e in self.local_senders if e != name))

    def with_local_categories(self, names: Sequence[str]) -> "Settings":
        """With just these as the categories of which nothing may leave."""
        return replace(self, local_categories=tuple(dict.fromkeys(names)))

    def check(self) -> None:
        """Raises NotFound for an endpoint of a tier, SettingsError for a value that is none."""
        for tier in _TIERS:
            self.endpoints_of(tier)
        for sender in self.local_senders:
            _require_sender(sender)
        if self.otel_collector and not self.otel_collector.startswith(("http://", "https://")):
            raise SettingsError(
                f"“{self.otel_collector}” is not the address of an OpenTelemetry collector.",
                hint="It looks like http://localhost:4318.",
            )


def _require_sender(name: str) -> None:
    if not _SENDER.fullmatch(name):
        raise SettingsError(
            f"“{name}” is neither an e-mail address nor a domain.",
            hint="It looks like ana@example.org or example.org.",
        )


_ADAPTER = TypeAdapter(Settings)


def load(path: Path) -> Settings:
    """The settings of that file, or the defaults where there is none; raises SettingsError."""
    if not path.exists():
        return Settings()
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
        settings = _ADAPTER.validate_python(data)
    except tomllib.TOMLDecodeError as error:
        found = toml_mistake(text, error)
        raise SettingsError(f"{path}, {found.sentences}", hint=found.hint or _HINT) from error
    except (OSError, UnicodeDecodeError) as error:
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
    data: dict[str, Any] = _ADAPTER.dump_python(settings, mode="json", exclude_none=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(tomli_w.dumps(data), encoding="utf-8")
    fresh.replace(path)


_SENDER = re.compile(r"(?:[^\s@<>,;]+@)?(?:[\w-]+\.)+[\w-]{2,}")
_LOCK_SECONDS = 10.0
_HINT = "Correct the file, or move it away to start with the defaults."
