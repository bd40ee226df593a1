from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from emailassist import settings
from emailassist.domain.endpoint import ON_DEVICE, Endpoint, EndpointKind, EndpointReport
from emailassist.domain.errors import NotFound, SettingsError
from emailassist.settings import Settings


def _endpoint(name: str) -> Endpoint:
    return Endpoint(name, EndpointKind.OPENAI_COMPATIBLE, base_url="http://h/v1", model="m")


def test_a_change_is_made_to_what_the_file_says_now(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("local_only = true\n")
    changed = settings.change(path, lambda each: each.with_endpoint(_endpoint("lab")))
    assert changed.local_only
    assert changed == settings.load(path)


def test_changes_at_the_same_time_all_last(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    names = [f"e{number}" for number in range(12)]

    def add(name: str) -> Settings:
        return settings.change(path, lambda each: each.with_endpoint(_endpoint(name)))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(add, names))
    assert sorted(each.name for each in settings.load(path).endpoints) == sorted(names)


def test_a_change_that_changes_nothing_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("# my own words\n")
    settings.change(path, lambda each: replace(each, local_only=False))
    assert path.read_text() == "# my own words\n"


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "settings.new").mkdir()
    with pytest.raises(SettingsError, match=r"settings\.toml cannot be written"):
        settings.change(tmp_path / "settings.toml", lambda each: replace(each, local_only=True))


def test_each_tier_has_the_default_endpoint_unless_it_has_its_own() -> None:
    each = Settings(endpoints=(_endpoint("small"), _endpoint("big")), default_endpoint="small")
    assert each.endpoints_of("strong")[0].name == "small"
    each = replace(each, strong_endpoint="big")
    assert [each.endpoints_of(tier)[0].name for tier in ("fast", "default", "strong")] == [
        *("small", "small", "big")
    ]


def test_a_removed_endpoint_is_that_of_no_tier() -> None:
    each = Settings(
        endpoints=(_endpoint("a"),), default_endpoint="a", fast_endpoint="a", strong_endpoint="a"
    )
    left = each.without_endpoint("a")
    assert (left.default_endpoint, left.fast_endpoint, left.strong_endpoint) == (ON_DEVICE, "", "")


@pytest.mark.parametrize("name", ["default_endpoint", "fast_endpoint", "strong_endpoint"])
def test_an_endpoint_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(f"{name} = 'gone'\n")
    with pytest.raises(NotFound, match="gone"):
        settings.load(path)


def test_a_tier_is_an_order_of_endpoints() -> None:
    each = Settings(endpoints=tuple(map(_endpoint, "abc"))).with_tier("default", ["a", "b", "a"])
    each = each.with_tier("strong", ["c", "a"])
    assert [e.name for e in each.endpoints_of("default")] == ["a", "b"]
    assert [e.name for e in each.endpoints_of("fast")] == ["a", "b"]
    assert [e.name for e in each.endpoints_of("strong")] == ["c", "a"]
    left = each.without_endpoint("a")
    assert [e.name for e in left.endpoints_of("default")] == ["b"]
    assert [e.name for e in left.endpoints_of("strong")] == ["c"]
    each = each.with_tier("fast", ["", "c"])
    assert [e.name for e in each.endpoints_of("fast")] == ["a", "c"]
    assert [e.name for e in each.without_endpoint("a").endpoints_of("fast")] == ["b", "c"]
    with pytest.raises(SettingsError):
        each.with_tier("default", [])
    with pytest.raises(NotFound):
        each.with_tier("clever", ["a"])


def test_what_a_check_found_lasts_until_the_server_or_model_is_another(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    report = EndpointReport(
        endpoint="a",
        reachable=True,
        model="m",
        json_schema=True,
        writes=True,
        prompt_rate=1.0,
        generation_rate=2.0,
        first_token_seconds=0.5,
        checked_at=datetime(2026, 1, 2, tzinfo=UTC),
    )
    settings.change(path, lambda each: each.with_endpoint(_endpoint("a")).with_report(report))
    again = settings.load(path)
    assert again.report_of("a") == report
    assert again.with_endpoint(replace(_endpoint("a"), timeout=5)).report_of("a") == report
    assert again.with_endpoint(replace(_endpoint("a"), model="n")).report_of("a") is None
