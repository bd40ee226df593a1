"""Where things are on disk: the person's home directory for emailassist and the shipped data.

Owns: names of files and folders. Must not: read, write or create any of them.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

HOME_VARIABLE = "EMAILASSIST_HOME"
MODELS_VARIABLE = "EMAILASSIST_MODELS"


@dataclass(frozen=True, slots=True)
class Paths:
    """Every path below one home; moving the home moves all state."""

    home: Path

    @property
    def database(self) -> Path:
        return self.home / "mail.db"

    @property
    def settings(self) -> Path:
        return self.home / "settings.toml"

    @property
    def instructions(self) -> Path:
        """The person's own copies of instruction files."""
        return self.home / "instructions"

    @property
    def log(self) -> Path:
        return self.home / "emailassist.log"

    @property
    def lock(self) -> Path:
        return self.home / "lock"

    @property
    def window_state(self) -> Path:
        return self.home / "window.ini"

    @property
    def demo(self) -> Path:
        """The sample servers' mail and what they accepted."""
        return self.home / "demo"


def default_home() -> Path:
    """`EMAILASSIST_HOME`, else the platform's place for a program's data."""
    named = os.environ.get(HOME_VARIABLE)
    return Path(named).expanduser() if named else platformdirs.user_data_path("emailassist")


def models() -> Path:
    """The cache of model files; they can be fetched again, so they are no state of a home."""
    named = os.environ.get(MODELS_VARIABLE)
    if named:
        return Path(named).expanduser()
    return platformdirs.user_cache_path("emailassist") / "models"


def shipped(name: str) -> Path:
    """The shipped folder `resources` or `instructions`: in the wheel, else in the source tree."""
    package = Path(__file__).parent
    packed = package / "_data" / name
    return packed if packed.is_dir() else package.parent / name
