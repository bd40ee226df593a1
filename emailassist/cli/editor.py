"""A text in the person's own editor.

Owns: starting it and reading back what was saved. Must not: know what the text is.
"""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from emailassist.domain.errors import InputError


def edited(text: str, *, suffix: str) -> str:
    """The text as it stands when the editor ($VISUAL, else $EDITOR) is left.

    Raises InputError when there is none, or it fails.
    """
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or _usual())
    with tempfile.TemporaryDirectory(prefix="emailassist-") as folder:
        file = Path(folder, f"text{suffix}")
        file.write_text(text, encoding="utf-8")
        try:
            subprocess.run([*command, str(file)], check=True)  # noqa: S603 - the person's own
        except (OSError, subprocess.CalledProcessError) as error:
            raise InputError(
                f"The editor “{command[0]}” could not be used.",
                hint="Name one in $EDITOR, or take the text from a file with --file.",
            ) from error
        return file.read_text(encoding="utf-8")


def _usual() -> str:
    return "notepad" if os.name == "nt" else "vi"
