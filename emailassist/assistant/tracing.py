"""The SDK's tracing, which uploads by default, kept on this machine.

Owns: switching it off. Must not: be skipped: the composition root calls it once, before the
first run. Our own trace is the list of `AgentRun`s.
"""

from agents import set_trace_processors, set_tracing_disabled


def keep_traces_local() -> None:
    """Replace the uploader by nothing, and switch tracing off as well."""
    set_trace_processors([])
    set_tracing_disabled(disabled=True)
