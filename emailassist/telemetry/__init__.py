"""What other programs may hear of traces: OpenTelemetry and Prometheus, both off by default.

Owns: the form of both, and the way out. Must not: be imported before one of them is switched on
(their libraries are extras), or send anything past `llm.guard`.
"""
