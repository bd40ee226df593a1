import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.domain.endpoint import Endpoint
from emailassist.domain.errors import EndpointMisbehaved
from emailassist.llm.clients import Clients
from emailassist.llm.embedded import EmbeddedServer
from emailassist.llm.scoring import Calibration, LabelScorer
from tests.llm.conftest import MakeEndpoint
from tests.support.openai_server import ScriptedOpenAI, garbage, in_turn

SCORES = st.dictionaries(
    st.sampled_from(["a", "b", "c"]), st.floats(-20, 0), min_size=3, max_size=3
)


async def test_the_model_prefers_what_fits(embedded: EmbeddedServer, on_device: Endpoint) -> None:
    clients = Clients(lambda _source: "", embedded=embedded)
    scorer = LabelScorer(clients.client(on_device), "on-device")
    labels = [" Paris", " London", " cat"]
    scores = await scorer.log_probabilities("The capital of France is", labels)
    assert sorted(scores, key=lambda label: -scores[label]) == labels
    assert math.fsum(math.exp(score) for score in scores.values()) == pytest.approx(1)
    with pytest.raises(EndpointMisbehaved, match="more than one token"):
        await scorer.log_probabilities("x", [" needs a reply soon"])
    await clients.aclose()


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"tokens": null}', b"\xff"])
async def test_another_kind_of_server_is_told(
    server: ScriptedOpenAI, endpoint: MakeEndpoint, clients: Clients, body: bytes
) -> None:
    server.script = in_turn(garbage(body))
    scorer = LabelScorer(clients.client(endpoint()), "scripted")
    with pytest.raises(EndpointMisbehaved):
        await scorer.log_probabilities("x", ["a"])


@given(st.lists(SCORES, min_size=1, max_size=20), SCORES)
def test_calibrated_scores_are_log_probabilities(
    history: list[dict[str, float]], scores: dict[str, float]
) -> None:
    calibration = Calibration()
    for seen in history:
        calibration.learn(seen)
    calibrated = calibration.calibrated(scores)
    assert math.fsum(math.exp(score) for score in calibrated.values()) == pytest.approx(1)
    for label in scores:
        mean = math.fsum(seen[label] for seen in history) / len(history)
        assert calibration.means[label] == pytest.approx(mean, abs=1e-9)


def test_calibration_takes_out_a_models_favourite() -> None:
    calibration = Calibration()
    for _ in range(10):
        calibration.learn({"a": -0.1, "b": -3.0})
    calibrated = calibration.calibrated({"a": -0.5, "b": -1.5})
    assert calibrated["b"] > calibrated["a"]
