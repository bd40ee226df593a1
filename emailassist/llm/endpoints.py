"""Known model servers, so that a person types a name instead of an address.

Owns: reading the presets file and making an `Endpoint` from one. Must not: connect.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from emailassist.domain.account import SecretSource
from emailassist.domain.endpoint import Endpoint, EndpointKind


@dataclass(frozen=True, slots=True)
class Preset:
    """A known server; `model` may be '' where it depends on what the person has loaded."""

    name: str
    title: str
    base_url: str
    model: str
    needs_key: bool
    max_concurrent: int

    def endpoint(self, *, model: str, secret: SecretSource, timeout: float = 60.0) -> Endpoint:
        """An endpoint at this server; `timeout` in seconds."""
        return Endpoint(
            name=self.name,
            kind=EndpointKind.OPENAI_COMPATIBLE,
            base_url=self.base_url,
            model=model or self.model,
            secret=secret,
            timeout=timeout,
            max_concurrent=self.max_concurrent,
        )


def read_presets(path: Path) -> tuple[Preset, ...]:
    """The presets of resources/endpoints.json, in the file's order."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    return tuple(Preset(**row) for row in rows)
