"""The long run: rounds of faults, each from a seed of its own, for as long as there is time.

`python -m tests.soak SECONDS [NAME]` runs random rounds, of those whose name begins so;
`python -m tests.soak 0 NAME SEED` repeats the one that a failure names. Not
collected by pytest; `make soak` calls it.
"""

import asyncio
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from random import Random

from tests.faults.world import SECRET_VARIABLE, World
from tests.imap.dovecot import PASSWORD, Dovecot, DovecotProcess
from tests.soak.rounds import ROUNDS

_WRONG = 1


def main(arguments: list[str]) -> int:
    """The exit code: 1 when a round failed."""
    seconds = float(arguments[0])
    os.environ[SECRET_VARIABLE] = PASSWORD
    with DovecotProcess() as dovecot, tempfile.TemporaryDirectory() as folder:
        if len(arguments) == 3:
            _, name, seed = arguments
            return int(not _ran(dovecot, Path(folder), name, int(seed)))
        return _soak(dovecot, Path(folder), seconds, "".join(arguments[1:]))


def _soak(dovecot: Dovecot, folder: Path, seconds: float, beginning: str) -> int:
    first = time.time_ns() % 1_000_000_000
    chance = Random(first)  # noqa: S311
    names = sorted(name for name in ROUNDS if name.startswith(beginning))
    ran: Counter[str] = Counter()
    failed: list[str] = []
    end = time.monotonic() + seconds
    seed = first
    while time.monotonic() < end:
        name = chance.choice(names)
        ran[name] += 1
        if not _ran(dovecot, folder, name, seed):
            failed.append(f"{name} {seed}")
        seed += 1
    rounds = ", ".join(f"{name} {count}" for name, count in sorted(ran.items()))
    _say(f"{ran.total()} rounds from seed {first}: {rounds}")
    for each in failed:
        _say(f"FAILED: repeat it with `python -m tests.soak 0 {each}`")
    return _WRONG if failed else 0


def _ran(dovecot: Dovecot, folder: Path, name: str, seed: int) -> bool:
    user = f"{name.replace(':', '-')}-{seed}"
    (folder / user).mkdir()
    world = World(dovecot, user, folder / user / "home", seed)
    started = time.monotonic()
    try:
        asyncio.run(ROUNDS[name](world))
    except Exception:  # noqa: BLE001 - whatever it is, it is what the soak is looking for
        _say(f"FAILED {name} {seed}\n{traceback.format_exc()}")
        return False
    else:
        _say(f"ok {name} {seed} {time.monotonic() - started:.1f} s")
        return True


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
