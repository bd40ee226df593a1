"""The person's settings as the window and the command line change them.

Owns: turning a name and a text into a setting. Must not: keep settings (the file does), or know
what they do.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from emailassist.domain.errors import NotFound, SettingsError
from emailassist.domain.events import ChangeSet
from emailassist.engine.announcer import Announcer
from emailassist.engine.endpoints import Endpoints
from emailassist.settings import Settings

PLAIN: dict[str, Any] = {
    field.name: field.type
    for field in fields(Settings)
    if field.name
    not in {"endpoints", "oauth_clients", "reports", "notes_folders"}
    | {"local_senders", "local_categories"}
    and not field.name.endswith("_fallbacks")
}
"""The settings that are one value each, with their types; the others have their own commands."""


class Preferences:
    """Reads and changes the settings; a change is in force at once."""

    def __init__(self, endpoints: Endpoints, announcer: Announcer) -> None:
        self._endpoints = endpoints
        self._announcer = announcer

    async def current(self) -> Settings:
        """What the file says now; raises SettingsError."""
        return await self._endpoints.current()

    async def change(self, edit: Callable[[Settings], Settings]) -> None:
        """Make a change on disk and put it in force; raises SettingsError, NotFound."""
        await self._endpoints.change(edit)
        self._announcer.tell(ChangeSet(endpoints=True))

    async def set(self, name: str, text: str) -> Settings:
        """Give the setting of that name the value that `text` spells.

        Raises NotFound, SettingsError.
        """
        value = _value(name, text)
        await self.change(lambda settings: replace(settings, **{name: value}))
        return await self.current()


def _value(name: str, text: str) -> Any:
    if name not in PLAIN:
        known = ", ".join(PLAIN)
        raise NotFound(f"There is no setting named “{name}”.", hint=f"Known: {known}.")
    try:
        return TypeAdapter(PLAIN[name]).validate_python(text)
    except ValidationError as error:
        reason = error.errors()[0]["msg"]
        raise SettingsError(f"“{text}” is no value for {name}: {reason}.") from error
