"""Figures for Prometheus, counted from traces, since the program was started.

Owns: the metrics and the page that shows them, on this machine only. Must not: know what a
message says: labels are names of agents, endpoints and errors.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, make_wsgi_app
from typing_extensions import override

from emailassist.domain.errors import SettingsError
from emailassist.domain.trace import Ending, Span, SpanKind, Trace
from emailassist.llm.guard import is_loopback

_SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
LeftOver = Callable[[], Mapping[tuple[str, str, str], float]]
"""What is left of each budget by endpoint ("": the whole program's), period ("day", "month") and
unit ("dollars", "tokens"); asked on the thread of the page."""


class Figures:
    """Counts traces; `page` is the WSGI application that Prometheus asks."""

    def __init__(self, left: LeftOver) -> None:
        registry = CollectorRegistry()
        self._traces = Counter(
            "emailassist_traces", "Work on messages.", ("work", "ending"), registry=registry
        )
        self._whole = Histogram(
            "emailassist_trace_seconds",
            "Time of the work on a message.",
            ("work",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._decided = Counter(
            "emailassist_decided", "Messages decided by a tier.", ("tier",), registry=registry
        )
        self._runs = Counter(
            "emailassist_agent_runs",
            "Runs of agents.",
            ("agent", "endpoint", "ending"),
            registry=registry,
        )
        self._seconds = Histogram(
            "emailassist_agent_seconds",
            "Time of a run of an agent.",
            ("agent", "endpoint"),
            buckets=_SECONDS,
            registry=registry,
        )
        self._tokens = Counter(
            "emailassist_tokens",
            "Tokens as the endpoint counted them; cached ones are input, too.",
            ("endpoint", "kind"),
            registry=registry,
        )
        self._money = Counter(
            "emailassist_cost_dollars", "US dollars.", ("endpoint",), registry=registry
        )
        self._cached = Counter(
            "emailassist_cached_answers",
            "Answers from our own cache.",
            ("endpoint",),
            registry=registry,
        )
        self._failures = Counter(
            "emailassist_failures", "What went wrong.", ("step", "error"), registry=registry
        )
        self._left = Gauge(
            "emailassist_budget_left",
            "What is left of the budget, where there is one.",
            ("endpoint", "period", "unit"),
            registry=registry,
        )
        self._read_left = left
        self._show: Callable[..., Iterable[bytes]] = make_wsgi_app(registry)

    def take(self, trace: Trace) -> None:
        """Count a trace."""
        self._traces.labels(trace.work.value, trace.ending.value).inc()
        self._whole.labels(trace.work.value).observe(trace.seconds)
        tiers = [span for span in trace.spans if span.kind is SpanKind.TIER]
        if tiers and tiers[-1].ending is Ending.DONE:
            self._decided.labels(tiers[-1].name).inc()
        endpoints = {span.id: span.endpoint for span in trace.spans}
        for span in trace.spans:
            if span.error:
                self._failures.labels(span.kind.value, span.error).inc()
            if span.kind is SpanKind.AGENT:
                self._take_run(span)
            if span.cached:
                self._cached.labels(span.endpoint or endpoints.get(span.parent, "")).inc()

    def _take_run(self, span: Span) -> None:
        self._runs.labels(span.name, span.endpoint, span.ending.value).inc()
        self._seconds.labels(span.name, span.endpoint).observe(span.seconds)
        cost = span.cost
        kinds = (cost.input_tokens, cost.output_tokens, cost.cached_tokens)
        for kind, count in zip(("input", "output", "cached"), kinds, strict=True):
            self._tokens.labels(span.endpoint, kind).inc(count)
        self._money.labels(span.endpoint).inc(cost.money)

    def page(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """The metrics at /metrics, for who asks this machine by its own name.

        Another name in Host is that of a web page that got its address to point here.
        """
        host = urlsplit(f"//{environ.get('HTTP_HOST', '')}").hostname or ""
        if not is_loopback(host):
            start("403 Forbidden", [("Content-Type", "text/plain")])
            return [b"Only for this machine.\n"]
        if environ.get("PATH_INFO") != "/metrics":
            start("404 Not Found", [("Content-Type", "text/plain")])
            return [b"The metrics are at /metrics.\n"]
        self._left.clear()
        for labels, amount in self._read_left().items():
            self._left.labels(*labels).set(amount)
        return self._show(environ, start)


class MetricsServer:
    """Serves the page on 127.0.0.1 from a thread of its own; raises SettingsError."""

    def __init__(self, figures: Figures, port: int) -> None:
        try:
            self._server: WSGIServer = make_server(
                "127.0.0.1", port, figures.page, handler_class=_Silent
            )
        except OSError as error:
            raise SettingsError(
                f"Prometheus cannot be served on port {port}: {error.strerror or error}.",
                hint="Choose another port in the settings.",
            ) from error
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        return self._server.server_port

    def close(self) -> None:
        """Stop serving; blocks for a moment."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Silent(WSGIRequestHandler):
    timeout = 5

    @override
    def log_message(self, format: str, *args: Any) -> None:
        """The log is not for requests."""
