"""The settings part of the scripted engine."""

from __future__ import annotations

from collections.abc import Callable

from emailassist.domain.errors import SettingsError
from emailassist.settings import Settings


class FakePreferences:
    """Settings in memory; `refusal` is raised by the next change."""

    def __init__(self) -> None:
        self.settings = Settings()
        self.refusal: SettingsError | None = None

    async def current(self) -> Settings:
        return self.settings

    async def change(self, edit: Callable[[Settings], Settings]) -> None:
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal
        self.settings = edit(self.settings)
