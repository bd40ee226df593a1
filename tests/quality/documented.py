"""What docs/quality.md says stands in the JSON of an evaluation, and what does.

Owns: both as sets of paths. Must not: evaluate.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_PAGE = Path(__file__).parents[2] / "docs" / "quality.md"
_NAMED = {"per_label": "LABEL", "coverage": "TIER", "tiers": "TIER", "versions": "FILE"}
"""Objects whose keys are names of something, and what stands for these on the page."""


def documented() -> frozenset[str]:
    """Every path in the tables under “The figures as JSON”; `.x` goes on from a row's first."""
    text = _PAGE.read_text(encoding="utf-8").split("## The figures as JSON")[1]
    rows = re.findall(r"^\| (`.+?`) \|", text, re.MULTILINE)
    return frozenset(path for row in rows for path in _row(re.findall(r"`(.+?)`", row)))


def _row(names: list[str]) -> Iterator[str]:
    start = names[0].rpartition(".")[0]
    yield from (start + name if name.startswith(".") else name for name in names)


def paths(found: Any) -> frozenset[str]:
    """Every path in an object; a list of objects is `name[]`, and empty where another is not."""
    every = frozenset(_paths(found, ""))
    return frozenset(
        path for path in every if not any(other.startswith(f"{path}[]") for other in every)
    )


def _paths(found: Any, place: str) -> Iterator[str]:
    if isinstance(found, dict):
        name = _NAMED.get(place.rpartition(".")[2])
        for key, each in found.items():
            yield from _paths(each, f"{place}.{name or key}".strip("."))
    elif isinstance(found, list) and any(isinstance(each, dict) for each in found):
        for each in found:
            yield from _paths(each, f"{place}[]")
    else:
        yield place
