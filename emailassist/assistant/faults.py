"""Everything that is wrong with a file at once.

Owns: gathering errors, so that the first does not hide the others. Must not: find any.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from emailassist.domain.errors import InstructionError

T = TypeVar("T")


class Faults:
    """What was wrong so far."""

    def __init__(self) -> None:
        self.found: list[InstructionError] = []

    def read(self, read: Callable[[], T], otherwise: T) -> T:
        """What `read` gives; `otherwise` if it raises InstructionError, which is kept."""
        try:
            return read()
        except InstructionError as error:
            self.found += error.each
            return otherwise

    def check(self, check: Callable[[], object]) -> None:
        """The same where nothing is read."""
        self.read(check, None)


def together(errors: Sequence[InstructionError]) -> InstructionError:
    """One error for all of these, in the order of their lines, each once."""
    first, *others = sorted({str(e): e for e in errors}.values(), key=lambda error: error.line)
    return InstructionError(
        first.problem, path=first.path, line=first.line, hint=first.hint, others=tuple(others)
    )


def every(reads: Iterable[Callable[[], T]]) -> tuple[T, ...]:
    """What all of these read; raises InstructionError with what is wrong with any."""
    faults, found = Faults(), list[T]()
    for read in reads:
        try:
            found.append(read())
        except InstructionError as error:
            faults.found += error.each
    if faults.found:
        raise together(faults.found)
    return tuple(found)
