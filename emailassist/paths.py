"""Where things are on disk: the person's home directory for emailassist and the shipped data.

Owns: names of files and folders, and making the home. Must not: read or write what is in it.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from emailassist.domain.errors import SettingsError

HOME_VARIABLE = "EMAILASSIST_HOME"
MODELS_VARIABLE = "EMAILASSIST_MODELS"


@dataclass(frozen=True, slots=True)
class Paths:
    """Every path below one home; moving the home moves all state."""

    home: Path

    def make_home(self) -> None:
        """Make the home unless it is there; it holds mail, so only its owner may look in.

        Raises SettingsError.
        """
        try:
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(
                f"{self.home} cannot be used: {error.strerror}.",
                hint="Choose another folder with --home.",
            ) from error

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
    def prices(self) -> Path:
        """The person's own prices of models, which go before the shipped ones."""
        return self.home / "prices.toml"

    @property
    def rules(self) -> Path:
        """The person's own rules and switches."""
        return self.home / "rules.toml"

    @property
    def good_rules(self) -> Path:
        """The rules that were in force last, for when the file is broken."""
        return self.home / "rules.good.toml"

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
    def discovery(self) -> Path:
        """Autoconfiguration files of mail domains that were asked for."""
        return self.home / "discovery"

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
