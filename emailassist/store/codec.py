"""Dataclasses of the domain to JSON text and back.

Owns: the encoding of `*_json` columns and of times. Must not: know which column holds what.
"""

from collections.abc import Hashable
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")
Member = TypeVar("Member", bound=Enum)


class Unreadable(Exception):  # noqa: N818 - as the errors of the domain
    """A row does not hold any more what was written to it."""


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast(Any, kind))


def encode(kind: type[T], value: T) -> str:
    """JSON of a domain dataclass."""
    return _adapter(cast(Hashable, kind)).dump_json(value).decode()


def decode(kind: type[T], text: str) -> T:
    """The dataclass that `encode` wrote; raises Unreadable."""
    try:
        value: T = _adapter(cast(Hashable, kind)).validate_json(text)
    except ValidationError as error:
        raise Unreadable(f"{error.error_count()} errors in a {error.title}") from None
    return value


def member(kind: type[Member], value: str) -> Member:
    """The member of an enumeration with that value; raises Unreadable."""
    try:
        return kind(value)
    except ValueError:
        raise Unreadable(f"no {kind.__name__}") from None


def seconds(moment: datetime) -> int:
    """Whole seconds since the epoch."""
    return int(moment.timestamp())


def moment(value: float) -> datetime:
    """The aware UTC time of those seconds."""
    return datetime.fromtimestamp(value, UTC)
