import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import asyncio, os, socket, sys

asked = []
def refuse(host, *rest, **more):
    asked.append(host)
    raise socket.gaierror(host)
socket.getaddrinfo = refuse

from agents import Agent, RunConfig, Runner, add_trace_processor, flush_traces
from agents.tracing.processors import BackendSpanExporter, BatchTraceProcessor
from agents.testing import ScriptedModel, assistant_message

if "keep" in sys.argv:
    from emailassist.assistant.tracing import keep_traces_local
    keep_traces_local()
    # What a library does that is loaded later, or a person with the SDK's documentation:
    add_trace_processor(BatchTraceProcessor(BackendSpanExporter(api_key="sk-other")))
answers = [[assistant_message("hi")], [assistant_message("hi")]]
agent = Agent(name="a", model=ScriptedModel(answers, emit_traces=True))
config = RunConfig(tracing={"api_key": "sk-more"})
asyncio.run(Runner.run(agent, "Hello"))
asyncio.run(Runner.run(agent, "Hello", run_config=config))
flush_traces()
sys.exit(3 if asked else 0)
"""


@pytest.mark.parametrize(("argument", "status"), [("keep", 0), ("leave", 3)])
def test_nothing_is_exported_even_with_a_key(argument: str, status: int) -> None:
    """The second case shows that the test would notice."""
    done = subprocess.run(  # noqa: S603  # our own code
        [sys.executable, "-c", PROGRAM, argument],
        env={
            "OPENAI_API_KEY": "sk-test",
            "PATH": "/usr/bin:/bin",
        },
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=False,
        timeout=50,
    )
    assert done.returncode == status, done.stderr.decode()
