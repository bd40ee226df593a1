from decimal import Decimal
from pathlib import Path

import pytest

from emailassist.domain.account import SecretKind, SecretSource
from emailassist.domain.endpoint import ON_DEVICE, Endpoint, EndpointKind
from emailassist.domain.errors import SettingsError
from emailassist.domain.triage import Cost
from emailassist.llm.endpoints import read_presets
from emailassist.llm.prices import money, read_prices

RESOURCES = Path(__file__).parents[2] / "resources"
COST = Cost(model_calls=1, input_tokens=1_000_000, output_tokens=500_000)


def at(base_url: str, model: str) -> Endpoint:
    return Endpoint("any", EndpointKind.OPENAI_COMPATIBLE, base_url, model)


def test_tokens_become_money() -> None:
    table = read_prices(RESOURCES / "prices.json")
    cloud = at("https://api.openai.com/v1", "gpt-4o-mini")
    assert money(table, cloud, COST) == Decimal("0.45")
    assert money(table, at(cloud.base_url, "gpt-4o-mini-2024-07-18"), COST) == Decimal("0.45")
    assert money(table, cloud, Cost()) == 0


def test_an_unknown_model_has_no_price_but_this_machine_is_free() -> None:
    table = read_prices(RESOURCES / "prices.json")
    assert money(table, at("https://models.example/v1", "mystery"), COST) is None
    assert money(table, at("http://127.0.0.1:11434/v1", "mystery"), COST) == 0
    assert money(table, Endpoint(ON_DEVICE, EndpointKind.ON_DEVICE), COST) == 0


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"currency": "USD", "as_of": "yesterday"}'])
def test_a_broken_table_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "prices.json"
    path.write_text(text)
    with pytest.raises(SettingsError, match=r"prices\.json"):
        read_prices(path)


def test_the_presets_make_endpoints() -> None:
    presets = {preset.name: preset for preset in read_presets(RESOURCES / "endpoints.json")}
    assert presets["openai"].base_url == "https://api.openai.com/v1"
    assert presets["ollama"].base_url == "http://127.0.0.1:11434/v1"
    source = SecretSource(SecretKind.KEYRING, "endpoint/openai")
    made = presets["openai"].endpoint(model="", secret=source)
    assert (made.name, made.model, made.secret) == ("openai", presets["openai"].model, source)
    assert presets["vllm"].endpoint(model="mine", secret=source).model == "mine"
