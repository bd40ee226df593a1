"""IMAP answers tampered with for as long as one likes: `python -m tests.soak.fuzz_imap SECONDS`.

Guided by coverage where atheris is installed, else at random. A failure prints the edits.
"""

import contextlib
import importlib.util
import sys
import time
from collections.abc import Sequence
from random import Random

with contextlib.ExitStack() as _instrumented:
    if importlib.util.find_spec("atheris") is not None:
        import atheris

        _instrumented.enter_context(atheris.instrument_imports(include=["emailassist.imap"]))
    from tests.faults.fuzzing import ANSWERS, TOKENS, Edit, survive


def main(arguments: list[str]) -> int:
    """The exit code: not 0 when something was raised that no person should see."""
    seconds = float(arguments[0])
    guided = importlib.util.find_spec("atheris") is not None and "--random" not in arguments
    return _guided(seconds) if guided else _at_random(seconds)


def _once(edits: Sequence[Edit]) -> None:
    try:
        survive(edits)
    except Exception:
        sys.stdout.write(f"FAILED {edits}\n")
        raise


def _guided(seconds: float) -> int:
    """Ends the process by itself."""
    options = [
        f"-max_total_time={int(seconds)}",
        "-max_len=80",
        "-len_control=0",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options], lambda data: _once(_edits_from(data)))
    atheris.Fuzz()
    return 0


def _edits_from(data: bytes) -> list[Edit]:
    given = atheris.FuzzedDataProvider(data)
    return [
        Edit(
            answer=given.ConsumeIntInRange(0, ANSWERS),
            place=given.ConsumeProbability(),
            cut=given.ConsumeIntInRange(0, 30),
            text=given.PickValueInList(list(TOKENS))
            if given.ConsumeBool()
            else given.ConsumeBytes(4),
        )
        for _ in range(given.ConsumeIntInRange(1, 4))
    ]


def _at_random(seconds: float) -> int:
    seed = time.time_ns() % 1_000_000_000
    end, rounds = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        _once(_edits_of(Random(seed + rounds)))  # noqa: S311
        rounds += 1
    sys.stdout.write(f"{rounds} conversations from seed {seed} ended well or with a sentence\n")
    return 0


def _edits_of(random: Random) -> list[Edit]:
    return [
        Edit(
            answer=random.randint(0, ANSWERS),
            place=random.random(),
            cut=random.choice([0, 0, 1, 3, 30]),
            text=random.choice(TOKENS) if random.random() < 0.8 else random.randbytes(4),
        )
        for _ in range(random.randint(1, 4))
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
