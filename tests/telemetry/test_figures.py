from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from emailassist.domain.errors import SettingsError
from emailassist.telemetry.figures import Figures, MetricsServer
from tests.telemetry.sample import SECRET, TRACE


@pytest.fixture
def server() -> Iterator[MetricsServer]:
    figures = Figures(lambda: {("", "day", "dollars"): 1.5})
    figures.take(TRACE)
    running = MetricsServer(figures, 0)
    yield running
    running.close()


def _get(server: MetricsServer, path: str = "/metrics", host: str = "localhost") -> str:
    request = Request(f"http://127.0.0.1:{server.port}{path}", headers={"Host": host})
    with urlopen(request, timeout=5) as answer:  # noqa: S310
        return str(answer.read().decode())


def test_a_scrape(server: MetricsServer) -> None:
    lines = _get(server).splitlines()
    assert 'emailassist_traces_total{ending="failed",work="triage"} 1.0' in lines
    assert (
        'emailassist_agent_runs_total{agent="router",ending="done",endpoint="cloud"} 1.0' in lines
    )
    assert 'emailassist_tokens_total{endpoint="cloud",kind="input"} 100.0' in lines
    assert 'emailassist_cost_dollars_total{endpoint="cloud"} 0.002' in lines
    assert 'emailassist_agent_seconds_bucket{agent="router",endpoint="cloud",le="1.0"} 1.0' in lines
    assert 'emailassist_failures_total{error="EndpointUnreachable",step="call"} 1.0' in lines
    assert 'emailassist_budget_left{endpoint="",period="day",unit="dollars"} 1.5' in lines
    assert SECRET not in "\n".join(lines)


def test_only_this_machine_by_its_own_name(server: MetricsServer) -> None:
    assert "emailassist_traces_total" in _get(server, host=f"127.0.0.1:{server.port}")
    for path, host, status in (
        ("/metrics", "evil.example", 403),
        ("/metrics", "127.0.0.1.evil.example", 403),
        ("/", "localhost", 404),
    ):
        with pytest.raises(HTTPError) as refused:
            _get(server, path, host)
        assert refused.value.code == status
        refused.value.close()


def test_a_port_that_is_taken(server: MetricsServer) -> None:
    with pytest.raises(SettingsError, match=f"port {server.port}"):
        MetricsServer(Figures(dict), server.port)
