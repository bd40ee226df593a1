"""Summing up a thread because somebody asks."""

import pytest

from emailassist.domain.errors import InputError
from emailassist.domain.trace import SpanKind, Work
from emailassist.domain.triage import Written
from tests.drafting.conftest import Desktop
from tests.support.mail import raw_message


async def test_a_thread_is_summed_up_kept_and_traced_once(desktop: Desktop) -> None:
    engine = desktop.engine
    keys = await desktop.receive(
        *(
            raw_message(
                "Re: Oak" if number else "Oak",
                f"Hi Clara,\n\nI need {number + 12} boards of oak by Friday.\n\nTom\n",
                message_id=f"<{number}@reed.example>",
                date=f"Wed, {18 + number} Nov 2026 09:00:00 +0100",
                References=f"<{number - 1}@reed.example>" if number else "",
            )
            for number in range(4)
        )
    )
    with pytest.raises(InputError):
        await engine.conversations.sum_up(keys[0])
    await engine.triage()
    found = await engine.conversations.sum_up(keys[-1])
    assert (found.written, "oak" in found.text) == (Written.EXTRACTED, True)
    detail = await engine.detail(keys[-1])
    assert detail.triage is not None
    assert detail.triage.conversation == found
    (row,) = [each for each in await engine.traces.recent() if each.work is Work.CONVERSATION]
    trace = await engine.traces.trace(row.key)
    assert [each.name for each in trace.spans if each.kind is SpanKind.AGENT] == ["summarizer"]
