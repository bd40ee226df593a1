"""Answers that a file declares as a JSON schema."""

import json
from pathlib import Path

import pytest
from agents import ModelBehaviorError
from hypothesis import given, settings
from hypothesis import strategies as st

from emailassist.assistant.answer_schema import FieldKind
from emailassist.assistant.instructions import AgentRole, Instructions, parse
from emailassist.assistant.schema_shown import DeclaredOutput, in_words, json_schema
from emailassist.domain.errors import InstructionError
from tests.assistant.conftest import SHIPPED

HEAD = "---\nname: a\nrole: extract\nwhen: always\n"


def declaring(*lines: str) -> str:
    return "\n".join([f"{HEAD}output:", "  type: object", "  properties:", *lines, "---", "Look."])


def one(spec: str) -> str:
    return declaring(f"    x: {spec}")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (HEAD + "output: {}\n---\nText", 5, "no 'properties'"),
        (HEAD + "output: {type: array, properties: {x: {}}}\n---\nText", 5, "must be 'object'"),
        (HEAD + "output: {proprties: {x: {}}}\n---\nText", 5, "no 'properties'"),
        (declaring("    x: string"), 8, "must be a group of fields, not a text"),
        (one("{type: sring}"), 8, "unknown type 'sring'"),
        (one("{type: date}"), 8, "'date' is not a type"),
        (one("{}"), 8, "the 'type' of this field is missing"),
        (one("{type: string, maxlength: 3}"), 8, "unknown field 'maxlength'"),
        (one("{type: number, maxLength: 3}"), 8, "unknown field 'maxLength'"),
        (one("{type: string, maxLength: 9000}"), 8, "allowed is 1 to 1000"),
        (one("{type: string, minLength: 9, maxLength: 3}"), 8, "greater than 'maxLength'"),
        (one("{type: string, format: hour}"), 8, "unknown format 'hour'"),
        (one("{type: string, format: date, pattern: x}"), 8, "cannot stand beside 'format'"),
        (one("{type: string, pattern: '('}"), 8, "pattern cannot be read"),
        (one("{type: string, pattern: '(?=x)'}"), 8, "pattern cannot be read"),
        (one("{enum: []}"), 8, "at least one value"),
        (one("{enum: [EUR, eur]}"), 8, "same value twice"),
        (one("{enum: [yes, no]}"), 8, "must be a text, not true or false"),
        (one("{type: number, minimum: 3, maximum: 2}"), 8, "greater than 'maximum'"),
        (one("{type: [string, number]}"), 8, "one type"),
        (one("{type: string, default: EUR}"), 8, "has no default"),
        (one("{anyOf: [{type: string}, {type: number}]}"), 8, "may be null"),
        (one("{type: array}"), 8, "a list needs 'items'"),
        (one("{type: array, maxItems: 99, items: {type: string}}"), 8, "allowed is 1 to 30"),
        (one("{type: array, items: {type: array, items: {type: string}}}"), 8, "list of lists"),
        (one("{type: object}"), 8, "needs 'properties'"),
        (
            declaring(
                "    x:",
                "      type: object",
                "      properties:",
                "        y: {type: object, properties: {z: {type: string}}}",
            ),
            11,
            "one level is enough",
        ),
        (declaring("    9x: {type: string}"), 8, "not a name for a field"),
        (declaring("    quotes: {type: string}"), 8, "the program's own"),
        (declaring("    a b: {type: string}", "    a_b: {type: string}"), 9, "cannot be told"),
        (declaring("    x: {type: string}", "  required: [y]"), 9, "which is not a field"),
        (declaring("    x: {type: string}", "  additionalProperties: true"), 9, "no other fields"),
        (HEAD + 'output: |\n  {"type": "object",\n   "x": 1}\n---\nText', 6, "no 'properties'"),
        (
            HEAD + 'output: |\n  {"properties":\n   {"x":\n    {"type": "sring"}}}\n---\nText',
            8,
            "unknown type 'sring'",
        ),
        (HEAD + 'output: |\n  {"properties":\n   [}\n---\nText', 7, "not valid JSON"),
        (HEAD.replace("extract", "draft") + "output: {type: object}\n---\nT", 5, "cannot be decl"),
        (HEAD.replace("when: always\n", "") + "output: {properties: {x: {enum: [a]}}}\n---\nT", 1,
         "'when' is missing"),
        (one("{type: string}").replace("when", "tools: [knowlege]\nwhen"), 4, "unknown tool"),
        (one("{type: string}").replace("when", "tools: [knowledge]\nwhen"), 4, "has no tools"),
        (one("{type: string}").replace("when", "max_turns: 3\nwhen"), 4, "agent with tools"),
        (one("{type: string}").replace("when", "timeout: 0\nwhen"), 4, "allowed is 1 to 600"),
        (one("{type: string}").replace("when", "after: [a]\nwhen"), 4, "after itself"),
        ("---\nname: a\nrole: draft\norder: 3\n---\nText", 4, "agents of your own"),
    ],
)  # fmt: skip
def test_what_is_wrong_and_on_which_line(text: str, line: int, says: str) -> None:
    with pytest.raises(InstructionError) as caught:
        parse(text)
    assert says in caught.value.problem
    assert caught.value.line == line


def test_hints_say_what_was_probably_meant() -> None:
    with pytest.raises(InstructionError) as caught:
        parse(one("{type: string, maxlength: 3}"))
    assert "Did you mean 'maxLength'?" in caught.value.hint
    with pytest.raises(InstructionError) as caught:
        parse("---\nname: a\nrole: draft\ntools: [knowlege]\n---\nT")
    assert "Did you mean 'knowledge'?" in caught.value.hint
    assert "search_my_mail, knowledge, contact_history, calendar" in caught.value.hint


def test_yaml_and_json_declare_the_same() -> None:
    fields = {
        "vendor": {"type": "string", "maxLength": 60, "title": "From"},
        "due date": {"type": ["string", "null"], "format": "date"},
        "lines": {"type": "array", "maxItems": 3, "items": {"type": "number", "minimum": 0}},
        "kind": {"enum": ["a", "b", None]},
        "at": {"anyOf": [{"type": "string", "format": "time"}, {"type": "null"}], "default": None},
    }
    schema = {"type": "object", "properties": fields, "required": ["vendor", "due date", "at"]}
    compact = json.dumps(schema)
    flow = parse(f"{HEAD}output: {compact}\n---\nLook.")
    text = parse(f"{HEAD}output: '{compact}'\n---\nLook.")
    block = json.dumps(schema, indent="\t").replace("\n", "\n  ")
    again = parse(
        f"{HEAD.replace('role: extract', 'max_output_tokens: 99')}output: |\n  {block}\n---\nLook."
    )
    assert flow.schema == text.schema == again.schema
    assert again.role is AgentRole.EXTRACT
    assert flow.schema is not None
    vendor, due, lines, kind, at = flow.schema.fields
    assert (at.kind, at.required) == (FieldKind.TIME, False)
    assert (vendor.required, vendor.longest, vendor.title) == (True, 60, "From")
    assert (due.required, due.kind) == (False, FieldKind.DATE)
    assert (lines.most, kind.choices) == (3, ("a", "b"))


def test_everything_is_bounded_and_strict_in_what_a_model_is_shown() -> None:
    for path in (SHIPPED / "examples").glob("*.md"):
        agent = parse(path.read_text(encoding="utf-8"), path=path)
        assert agent.schema is not None
        shown = json_schema(agent.schema)
        assert len(in_words(agent.schema)) < 900
        _check_bounds(shown)


def _check_bounds(spec: object) -> None:
    assert isinstance(spec, dict)
    kinds = spec["type"] if isinstance(spec["type"], list) else [spec["type"]]
    if "string" in kinds:
        assert "maxLength" in spec or "enum" in spec
    if "array" in kinds:
        assert "maxItems" in spec
        _check_bounds(spec["items"])
    if "object" in kinds:
        assert spec["additionalProperties"] is False
        assert spec["required"] == list(spec["properties"])
        for inner in spec["properties"].values():
            _check_bounds(inner)


ANSWER = DeclaredOutput(
    "a",
    parse(
        declaring(
            "    vendor: {type: string, maxLength: 20}",
            "    code: {type: string, pattern: '^[A-Z]{3}$'}",
            "    amount: {type: number, minimum: 0}",
            "    nights: {type: integer}",
            "    due_date: {type: string, format: date}",
            "    at: {type: string, format: time}",
            "    paid: {type: boolean}",
            "    kind: {enum: [One way, Return]}",
            "    guests: {type: array, maxItems: 2, items: {type: string}}",
            "  required: [vendor]",
        )
    ).schema,  # type: ignore[arg-type]
)


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ({"vendor": "x", "quotes": "none"}, {"vendor": "x"}),
        ({"Vendor": 20431, "amount": "1.249,00 €", "Due Date": "2026-12-01T10:00"},
         {"vendor": "20431", "amount": 1249.0, "due_date": "2026-12-01"}),
        ({"a": {"vendor": "x", "nights": "2"}}, {"vendor": "x", "nights": 2}),
        ({"vendor": "x", "code": "N/A", "paid": "yes", "kind": "one_way", "at": "9:05"},
         {"vendor": "x", "paid": True, "kind": "One way", "at": "09:05"}),
        ({"vendor": "x", "guests": ["a", None, "b", "c"]}, {"vendor": "x", "guests": ["a", "b"]}),
        ({"vendor": {"value": "x", "quote": "by x"}, "amount": {"value": None}}, {"vendor": "x"}),
        ({"vendor": "x", "guests": "a"}, {"vendor": "x", "guests": ["a"]}),
    ],
)  # fmt: skip
def test_small_slips_are_forgiven(said: dict[str, object], values: dict[str, object]) -> None:
    assert dict(ANSWER.validate_json(json.dumps(said)).values()) == values


def test_quotes_beside_values_are_taken_for_quotes() -> None:
    said = {"vendor": {"value": "x", "quote": "by x"}, "quotes": {"at": "at nine"}}
    answer = ANSWER.validate_json(json.dumps(said))
    assert (answer.quotes_for("vendor"), answer.quotes_for("at")) == (("by x",), ("at nine",))


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({}, "none of its fields"),
        ({"amount": 3}, "vendor: Field required"),
        ({"vendor": None}, "vendor"),
        ({"vendor": "x" * 21}, "at most 20 characters"),
        ({"vendor": "x", "code": "eur"}, "pattern"),
        ({"vendor": "x", "amount": -1}, "greater than or equal to 0"),
        ({"vendor": "x", "amount": "1.249"}, "without thousands separators"),
        ({"vendor": "x", "nights": 2.5}, "nights"),
        ({"vendor": "x", "due_date": "soon"}, "must be a date written as YYYY-MM-DD"),
        ({"vendor": "x", "kind": "both"}, "'One way' or 'Return'"),
    ],
)
def test_what_does_not_fit_is_refused(said: dict[str, object], says: str) -> None:
    with pytest.raises(ModelBehaviorError, match=says) as caught:
        ANSWER.validate_json(json.dumps(said))
    assert "Value error" not in str(caught.value)
    assert str(caught.value).endswith(".")


KEYS = st.sampled_from(
    ["type", "properties", "required", "items", "enum", "format", "x", "anyOf", "maxItems", "null"]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.floats(allow_nan=True)
    | st.sampled_from(["object", "string", "array", "date", "x", "\ud83d", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def read_or_refused(text: str) -> Instructions | InstructionError:
    try:
        return parse(text, path=Path("a.md"))
    except InstructionError as error:
        return error


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=4), st.booleans())
def test_any_schema_is_read_or_refused_on_a_line_of_the_file(
    schema: dict[str, object], as_text: bool
) -> None:
    body = json.dumps(schema)
    text = (
        f"{HEAD}output: {body}\n---\nLook."
        if not as_text
        else (f"{HEAD}output: |\n  {body}\n---\nLook.")
    )
    read = read_or_refused(text)
    if isinstance(read, Instructions):
        assert read.schema is not None
        _check_bounds(json_schema(read.schema))
        DeclaredOutput("a", read.schema)
    else:
        assert 1 <= read.line <= text.count("\n") + 1


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet='{}[]":,ab\n \\ud', max_size=60))
def test_any_text_of_json_is_read_or_refused(body: str) -> None:
    text = f"{HEAD}output: |\n  {{{body}\n---\nLook."
    read = read_or_refused(text)
    assert isinstance(read, Instructions) or 1 <= read.line <= text.count("\n") + 1
