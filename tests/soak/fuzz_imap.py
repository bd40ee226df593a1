"""IMAP answers tampered with for as long as one likes: `python -m tests.soak.fuzz_imap SECONDS`.

Coverage-guided by atheris where that is installed, else at random. A failure prints the edits.
"""

import sys
import time
from random import Random

from tests.faults.fuzzing import TOKENS, Edit, TamperedServer, survive


def main(arguments: list[str]) -> int:
    """The exit code: 1 when something was raised that no person should see."""
    seconds = float(arguments[0])
    with TamperedServer() as server:
        return _at_random(server, seconds)


def _at_random(server: TamperedServer, seconds: float) -> int:
    seed = time.time_ns() % 1_000_000_000
    end, rounds = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        edits = edits_of(Random(seed + rounds))  # noqa: S311
        rounds += 1
        try:
            survive(server, edits)
        except Exception:
            sys.stdout.write(f"FAILED seed {seed + rounds - 1}: {edits}\n")
            raise
    sys.stdout.write(f"{rounds} conversations from seed {seed} ended well or with a sentence\n")
    return 0


def edits_of(random: Random) -> list[Edit]:
    """Some tampering."""
    return [
        Edit(
            answer=random.randint(0, 10),
            place=random.random(),
            cut=random.choice([0, 0, 1, 3, 30]),
            text=random.choice(TOKENS) if random.random() < 0.8 else random.randbytes(4),
        )
        for _ in range(random.randint(1, 5))
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
