import json
from typing import Any

import pytest
from agents import ModelBehaviorError
from hypothesis import given
from hypothesis import strategies as st

from emailassist.assistant.output_schema import TolerantOutput
from emailassist.assistant.outputs import (
    Answer,
    Classification,
    DraftOut,
    Extraction,
    Review,
    SummaryOut,
    WrittenDraft,
    classification_type,
    described,
    plan_type,
)
from emailassist.assistant.tools import _words

CATEGORIES = ("needs-reply", "fyi")
GOOD = {
    "category": "fyi",
    "priority": "low",
    "needs_reply": False,
    "confidence": 0.7,
    "reason": "News.",
}
ALL: tuple[type[Answer], ...] = (
    plan_type(("classifier", "summarizer"), CATEGORIES),
    classification_type(CATEGORIES),
    SummaryOut,
    Extraction,
    WrittenDraft,
    DraftOut,
    Review,
)


def read(text: str, output: type[Any] | None = None) -> Any:
    return TolerantOutput(output or classification_type(CATEGORIES)).validate_json(text)


@pytest.mark.parametrize(
    "wrapped",
    [
        "{}",
        "```json\n{}\n```",
        '<think>It could be {{"category": 1}} … no.</think>\n{}',
        "<thinking>\nhm\n</thinking>{}",
        "Sure! Here is the answer:\n{}\nI hope this helps {{smile}}.",
        "{{not json}} {}",
        '{{"note": "first a wrong object"}} {}',
        "\ufeff  {}",
    ],
)
def test_packaging_is_forgiven(wrapped: str) -> None:
    answer = read(
        wrapped.replace("{}", "%s").replace("{{", "{").replace("}}", "}") % json.dumps(GOOD)
    )
    assert isinstance(answer, Classification)
    assert answer.category == "fyi"


@pytest.mark.parametrize(
    "slip",
    [
        {"category": "FYI"},
        {"category": " Fyi "},
        {"priority": "Low"},
        {"needs_reply": "false"},
        {"confidence": "0.7"},
        {"reason": "x" * 900},
        {"more": [1, 2]},
    ],
)
def test_small_slips_are_forgiven(slip: dict[str, Any]) -> None:
    answer = read(json.dumps(GOOD | slip))
    assert answer.category == "fyi"
    assert len(answer.reason) <= 200


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("", "no complete JSON object"),
        ("I think it is fyi.", "no complete JSON object"),
        ("<html><body>502</body></html>", "no complete JSON object"),
        (json.dumps(GOOD)[:-20], "no complete JSON object"),
        ("[1, 2]", "no complete JSON object"),
        (json.dumps(GOOD | {"category": "made-up"}), "category: "),
        (json.dumps(GOOD | {"confidence": 7}), "confidence: "),
        (json.dumps(GOOD | {"confidence": float("nan")}), "confidence: "),
        (json.dumps(GOOD | {"priority": "soonish"}), "priority: "),
        ('{"category": "fyi"}', "Field required"),
        ("x" * 70_000, "far too long"),
        ('{"a":' * 10_000, "no complete JSON object"),
        ("[" * 60_000, "no complete JSON object"),
        ('{"category": ' + "9" * 5000 + "}", "no complete JSON object"),
    ],
)
def test_everything_else_is_refused_with_the_reason(bad: str, says: str) -> None:
    with pytest.raises(ModelBehaviorError) as caught:
        read(bad)
    assert says in str(caught.value)
    assert str(caught.value).endswith(".")


def test_control_and_surrogate_characters_are_taken_out() -> None:
    answer = read('{"text": "Pay\\u202e now\\ud800\\u0000\\u200b"}', SummaryOut)
    assert answer.text == "Pay now"


def test_bad_facts_do_not_cost_the_good_ones() -> None:
    facts = [{"kind": "amount", "text": "5 EUR"}, {"kind": "colour", "text": "red"}, 3, {}]
    answer = read(json.dumps({"facts": facts}), Extraction)
    assert [fact.text for fact in answer.facts] == ["5 EUR"]
    many = read(json.dumps({"facts": [facts[0]] * 500}), Extraction)
    assert len(many.facts) == 20


def test_unknown_specialists_are_dropped() -> None:
    plan = read(
        json.dumps(GOOD | {"specialists": ["Summarizer", "spy"], "language": "en", "summary": "x"}),
        plan_type(("classifier", "summarizer"), CATEGORIES),
    )
    assert plan.specialists == ("summarizer",)


def test_a_summary_or_draft_that_is_too_long_is_refused() -> None:
    for output, field, length in ((SummaryOut, "text", 201), (WrittenDraft, "body", 4001)):
        with pytest.raises(ModelBehaviorError, match="at most"):
            read(json.dumps({field: "x" * length}), output)


@pytest.mark.parametrize("output", ALL, ids=lambda output: output.__name__)
def test_every_text_that_a_model_writes_is_bounded_in_the_schema(output: type[Answer]) -> None:
    schema = TolerantOutput(output).json_schema()

    def check(part: Any) -> None:
        if isinstance(part, dict):
            if part.get("type") == "string":
                assert "enum" in part or "maxLength" in part
            if part.get("type") == "object" and "properties" in part:
                assert part["additionalProperties"] is False
                assert set(part["required"]) == set(part["properties"])
            for inner in part.values():
                check(inner)
        elif isinstance(part, list):
            for inner in part:
                check(inner)

    check(schema)


@pytest.mark.parametrize("output", ALL, ids=lambda output: output.__name__)
def test_the_fields_are_told_in_words_too(output: type[Answer]) -> None:
    text = described(output, "- category: one of these\n")
    assert all(f'"{name}"' in text for name in output.model_fields)
    told = "\n".join(f"- {name}: what it is" for name in output.model_fields)
    assert len(described(output, told)) < 70


@given(st.text(max_size=300))
def test_any_text_is_an_answer_or_a_model_error(text: str) -> None:
    for output in ALL:
        try:
            read(text, output)
        except ModelBehaviorError:
            continue


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["text", "facts", "body", "ok", "problems", "category"]), inner
            )
        ),
    )
)
def test_any_json_is_an_answer_or_a_model_error(data: object) -> None:
    for output in ALL:
        try:
            read(json.dumps(data), output)
        except ModelBehaviorError:
            continue


@pytest.mark.parametrize("arguments", ["", "[1]", '{"words": 5}', "{", '{"a":' * 5_000, "1e999"])
def test_whatever_a_model_asks_a_tool_with_is_words(arguments: str) -> None:
    assert _words(arguments) == ""
