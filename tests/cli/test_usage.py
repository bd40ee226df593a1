from tests.cli.conftest import Run
from tests.support.openai_server import ScriptedOpenAI, completion


def test_tiers_limits_and_usage(run: Run) -> None:
    with ScriptedOpenAI(completion("teal")) as server:
        for name in ("lab", "spare"):
            run("endpoint", "add", name, "--base-url", server.base_url, "--model", "gpt-4o-mini")
        assert run("--json", "endpoint", "tier", "default", "lab", "spare").json == {
            "fast": ["lab", "spare"],
            "default": ["lab", "spare"],
            "strong": ["lab", "spare"],
        }
        assert run("--json", "endpoint", "tier", "strong", "spare").json["strong"] == ["spare"]
        assert run("--json", "endpoint", "tier", "strong", "--like-default").json["strong"] == [
            *("lab", "spare")
        ]
        assert "“gone”" in run("endpoint", "tier", "fast", "gone").err
        assert "no tier" in run("endpoint", "tier", "clever", "lab").err
        limited = run("--json", "endpoint", "limit", "lab", "--daily-money", "0.5").json
        assert (limited["daily_money"], limited["requests_per_minute"]) == (0.5, 0)
        again = run("--json", "endpoint", "limit", "lab", "--requests-per-minute", "20").json
        assert (again["daily_money"], again["requests_per_minute"]) == (0.5, 20)
        run("endpoint", "limit", "lab", "--requests-per-minute", "0")
        run("endpoint", "check", "lab")
        calls = server.calls
    shown = run("--json", "usage").json
    (row,) = shown["rows"]
    assert (row["agent"], row["calls"]) == ("Check of the endpoint", calls)
    assert row["money"] > 0
    assert shown["budgets"][1]["today"]["money"] == row["money"]
    listed = run("--json", "endpoint", "list").json
    (check,) = [each["check"] for each in listed["endpoints"] if each["name"] == "lab"]
    assert (check["price_known"], check["input_price"], check["context_tokens"]) == (
        *(True, 0.15, 128_000),
    )
    assert "Budget of lab: $0.0" in run("usage", "--by", "agent").err
    assert run("--json", "usage", "forget-answers").json == {"forgotten": 0}
