"""Fetching the on-device model as a job that can be watched and cancelled.

Owns: handing its result or its error to who asked for it. Must not: know where it comes from.
"""

from pathlib import Path

from emailassist.domain.errors import EmailAssistError, ModelMissing
from emailassist.domain.events import Job
from emailassist.engine.endpoints import Endpoints
from emailassist.engine.jobs import Jobs, Outcome, Report


async def fetch_model(jobs: Jobs, endpoints: Endpoints) -> Path:
    """The on-device model's file, fetched unless it is here; raises ModelMissing."""
    here = await endpoints.model_here()
    if here is not None:
        return here
    fetched: list[Path] = []
    failed: list[EmailAssistError] = []

    async def work(report: Report) -> Outcome:
        def progress(done: int, total: int) -> None:
            report(done, total, "Fetching the on-device model")

        try:
            fetched.append(await endpoints.device.fetch(progress))
        except EmailAssistError as error:
            failed.append(error)
            raise
        return Outcome("The on-device model is here.")

    finished = await jobs.run(Job.MODEL, work)
    if failed:
        raise failed[0]
    if not fetched:
        raise ModelMissing(
            finished.problem or "Fetching the on-device model was cancelled.",
            hint="The program works without it; `emailassist model fetch` fetches it.",
        )
    return fetched[0]
