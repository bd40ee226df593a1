from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from emailassist.domain.endpoint import ON_DEVICE, Endpoint, EndpointKind
from emailassist.domain.errors import SettingsError
from emailassist.llm.prices import FREE, read_prices
from emailassist.llm.tokens import tokens_of
from emailassist.paths import shipped

SHIPPED = shipped("resources") / "prices.toml"
CLOUD = Endpoint("c", EndpointKind.OPENAI_COMPATIBLE, "https://api.openai.com/v1", "gpt-5-mini")


def test_the_shipped_table_says_when_and_from_where() -> None:
    table = read_prices([SHIPPED])
    assert len(table.rows) > 15
    for row in table.rows:
        assert isinstance(row.as_of, date)
        assert row.source
        assert row.cached_input is None or row.cached_input <= row.input


@pytest.mark.parametrize(
    ("url", "model", "money"),
    [
        ("https://api.openai.com/v1", "gpt-5-mini-2025-08-07", 0.25),
        ("https://api.openai.com/v1", "gpt-5", 1.25),
        ("https://openrouter.ai/api/v1", "openai/gpt-4o-mini", 0.15),
        ("http://127.0.0.1:4000/v1", "gpt-4o", 2.50),
        ("http://127.0.0.1:11434/v1", "llama3.2", 0.0),
        ("http://192.168.1.20:8000/v1", "deepseek-r1:8b", 0.0),
        ("http://workstation:8000/v1", "qwen3", 0.0),
        ("https://api.example.com/v1", "qwen3", None),
    ],
)
def test_whose_model_costs_what(url: str, model: str, money: float | None) -> None:
    price = read_prices([SHIPPED]).of(replace(CLOUD, base_url=url, model=model))
    assert (price and price.input) == money


def test_own_prices_go_first_and_broken_ones_are_named(tmp_path: Path) -> None:
    own = tmp_path / "prices.toml"
    assert read_prices([own, SHIPPED]).of(Endpoint(ON_DEVICE, EndpointKind.ON_DEVICE)) is FREE
    own.write_text('[[price]]\nmodel = "gpt-5-mini"\ninput = 9\noutput = 9\n')
    price = read_prices([own, SHIPPED]).of(CLOUD)
    assert price is not None
    assert price.money(1_000_000, 1_000_000, 500_000) == 18
    own.write_text('[[price]]\nmodel = "x"\ninput = -1\noutput = 9\n')
    with pytest.raises(SettingsError, match=r"prices.toml: price.0.input"):
        read_prices([own])


def test_estimates_err_on_the_side_of_too_many() -> None:
    assert tokens_of("The quick brown fox jumps over the lazy dog.") >= 10
    assert tokens_of("请在周五之前把合同发给我") >= 12
    assert tokens_of("") == 0
