"""Several tasks over one list of work.

Owns: their ending together. Must not: know the work.
"""

import asyncio
from collections.abc import Callable, Coroutine

from emailassist.domain.errors import EmailAssistError


async def side_by_side(work: Callable[[], Coroutine[None, None, None]], number: int) -> None:
    """Run `work` that many times at once; a failure ends all.

    An EmailAssistError among the failures is raised by itself, for the person to read.
    """
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(max(1, number)):
                group.create_task(work())
    except ExceptionGroup as failures:
        for failure in failures.exceptions:
            if isinstance(failure, EmailAssistError):
                raise failure from failures
        raise
