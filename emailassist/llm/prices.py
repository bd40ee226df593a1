"""What models cost.

Owns: reading price tables and finding a model's price. Must not: know who pays, or count.
"""

import fnmatch
import ipaddress
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, TypeAdapter, ValidationError

from emailassist.domain.endpoint import Endpoint, EndpointKind
from emailassist.domain.errors import SettingsError
from emailassist.domain.mistakes import toml_mistake
from emailassist.llm.guard import is_loopback

Dollars = Annotated[float, Field(ge=0, le=100_000)]

_NEAR = (".local", ".lan", ".internal", ".home.arpa", ".localdomain")
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars a million tokens of a model; `model` is a pattern as for file names.

    `host` limits it to servers there. `cached_input` None: as `input`. `context` is how many tokens
    such a model reads at once, 0 where it depends on the server.
    """

    model: str
    input: Dollars
    output: Dollars
    cached_input: Dollars | None = None
    host: str = "*"
    context: Annotated[int, Field(ge=0)] = 0
    as_of: date | None = None
    source: str = ""

    def money(self, input_tokens: int, output_tokens: int, cached_tokens: int = 0) -> float:
        """US dollars for that many tokens; the cached ones are part of the input."""
        cached = self.input if self.cached_input is None else self.cached_input
        fresh = max(0, input_tokens - cached_tokens)
        spent = fresh * self.input + cached_tokens * cached + output_tokens * self.output
        return spent / _MILLION


FREE = Price("*", 0.0, 0.0, source="runs here")


@dataclass(frozen=True, slots=True)
class PriceTable:
    """Prices, the first that fits counts."""

    rows: tuple[Price, ...] = ()

    def of(self, endpoint: Endpoint) -> Price | None:
        """The price of an endpoint's model: None if it is not known, FREE if nobody is paid.

        A server on this machine or in the same network may pass requests on to a provider, so
        that a model with a known name has its price there too.
        """
        if endpoint.kind is EndpointKind.ON_DEVICE:
            return FREE
        host = _host(endpoint.base_url)
        found = self._found(endpoint.model, host)
        if found is None and is_near(host):
            return FREE
        return found

    def _found(self, model: str, host: str) -> Price | None:
        names = {model.casefold(), model.casefold().rpartition("/")[2]}
        for row in self.rows:
            fits = any(fnmatch.fnmatchcase(name, row.model.casefold()) for name in names)
            if fits and fnmatch.fnmatchcase(host, row.host.casefold()):
                return row
        return None


@dataclass(frozen=True, slots=True)
class _File:
    price: tuple[Price, ...] = ()


_ADAPTER = TypeAdapter(_File)


def read_prices(paths: Iterable[Path]) -> PriceTable:
    """The tables in these files, earlier ones first; one that is not there has no rows.

    Raises SettingsError.
    """
    return PriceTable(tuple(row for path in paths for row in _rows(path)))


def _rows(path: Path) -> tuple[Price, ...]:
    if not path.exists():
        return ()
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        return _ADAPTER.validate_python(tomllib.loads(text)).price
    except tomllib.TOMLDecodeError as error:
        found = toml_mistake(text, error)
        raise SettingsError(f"{path}, {found.sentences}", hint=found.hint or _HINT) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}", hint=_HINT) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{path}: {place}: {first['msg']}", hint=_HINT) from error


_HINT = "Correct the file, or move it away to have the prices that come with the program."


def is_near(host: str) -> bool:
    """Whether a server there is on this machine or in the same network, as far as a name tells."""
    if is_loopback(host) or host.endswith(_NEAR):
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").casefold()
    except ValueError:
        return ""
