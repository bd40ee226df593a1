from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.assistant.instructions import AgentRole, ModelTier, parse
from emailassist.domain.errors import InstructionError

SHIPPED = Path(__file__).parents[2] / "instructions"
HEAD = "---\nname: a\nrole: draft\n"
CATEGORY = """  - name: {name}
    title: One
    description: Something.
    colour: "#aabbcc"
    examples: ["A — b"]
"""


def classifier(*categories: str) -> str:
    return "---\nname: c\nrole: classify\ncategories:\n" + "".join(categories) + "---\nSort.\n"


def test_a_whole_file() -> None:
    text = (
        "---\nname: reply-drafter\nrole: draft\ntitle: Replies\nwhen: asked\nmodel: strong\n"
        "temperature: 0.3\nmax_output_tokens: 300\ntools: []\noutput: draft\nenabled: false\n---\n"
        "Write for {{ user.name }} on {{ today }}.\n"
    )
    agent = parse(text, path=Path("reply-drafter.md"))
    assert (agent.name, agent.role, agent.model) == (
        "reply-drafter",
        AgentRole.DRAFT,
        ModelTier.STRONG,
    )
    assert (agent.temperature, agent.max_output_tokens, agent.enabled) == (0.3, 300, False)
    assert len(agent.digest) == 64
    values = {"user": {"name": "Clara"}, "today": "Monday"}
    assert agent.render(values) == "Write for Clara on Monday."


def test_defaults() -> None:
    agent = parse(HEAD + "---\nWrite.")
    assert (agent.title, agent.when, agent.enabled) == ("a", "", True)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "three dashes"),
        ("name: a\n", 1, "three dashes"),
        ("---\nname: a\nrole: draft\n", 4, "not closed"),
        ("---\n---\nText", 1, "empty"),
        ("---\n- a\n---\nText", 2, "must be fields"),
        ("---\nname: [a\n---\nText", 2, "YAML"),
        ("---\nname: a\nname: b\n---\nText", 3, "twice, first on line 2"),
        ("---\nname: &x a\nrole: *x\n---\nText", 3, "aliases"),
        ("---\nname: a\nrole: !!python/object:os.system x\n---\nText", 3, "YAML"),
        ("---\nname: a\n---\nText", 1, "'role' is missing"),
        ("---\nrole: draft\n---\nText", 1, "'name' is missing"),
        ("---\nname: A b\nrole: draft\n---\nText", 2, "not a name"),
        ("---\nname: a\nrole: drafter\n---\nText", 3, "unknown role 'drafter'"),
        (HEAD + "temprature: 1\n---\nText", 4, "unknown field 'temprature'"),
        (HEAD + "temperature: hot\n---\nText", 4, "must be a number, not a text"),
        (HEAD + "temperature: 3\n---\nText", 4, "allowed is 0 to 2"),
        (HEAD + "temperature: true\n---\nText", 4, "must be a number, not true or false"),
        (HEAD + "max_output_tokens: 20.5\n---\nText", 4, "whole number"),
        (HEAD + "enabled: yes please\n---\nText", 4, "must be true or false"),
        (HEAD + "title: 12\n---\nText", 4, "'title' must be a text, not a whole number"),
        (HEAD + "title: ''\n---\nText", 4, "empty"),
        (HEAD + "model: huge\n---\nText", 4, "unknown model 'huge'"),
        (HEAD + "output: review\n---\nText", 4, "cannot have output 'review'"),
        (HEAD + "output: json\n---\nText", 4, "unknown output 'json'"),
        (HEAD + "tools: [send_mail]\n---\nText", 4, "unknown tool"),
        (HEAD + "tools: send_mail\n---\nText", 4, "must be a list"),
        (HEAD + "categories: []\n---\nText", 4, "unknown field 'categories'"),
        ("---\nname: a\nrole: route\nenabled: false\n---\nText", 4, "cannot be switched off"),
        (HEAD + "---\n \n", 5, "missing"),
        (HEAD + "---\nOne\n{{ user.nmae }}", 6, "unknown placeholder 'user.nmae'"),
        (HEAD + "---\n{{ user }}", 5, "unknown placeholder 'user'"),
        (HEAD + "---\n{{ today.__class__ }}", 5, "unknown placeholder"),
        (HEAD + "---\n{{ user.name.__class__ }}", 5, "unknown placeholder"),
        (HEAD + "---\n{{ user['name'] }}", 5, "getitem"),
        (HEAD + "---\n{{ cycler }}", 5, "unknown placeholder 'cycler'"),
        (HEAD + "---\n{{ today() }}", 5, "call"),
        (HEAD + "---\n{{ 9 ** 9 }}", 5, "pow"),
        (HEAD + "---\n{{ today | pprint }}", 5, "unknown filter 'pprint'"),
        (HEAD + "---\n\n{% if %}", 6, "cannot be read"),
        (HEAD + "---\nA\n{{ today", 6, "cannot be read"),
        (HEAD + "---\n{% set a = 1 %}", 5, "not allowed"),
        (HEAD + "---\n{% for c in categories %}{% endfor %}", 5, "'for' is not allowed"),
        ("---\nname: c\nrole: classify\n---\nText", 1, "at least two"),
        (classifier(CATEGORY.format(name="a")), 4, "at least two"),
        (classifier(CATEGORY.format(name="a"), CATEGORY.format(name="a")), 10, "two categories"),
        (classifier(CATEGORY.format(name="a"), CATEGORY.format(name="B b")), 10, "not a name"),
        (classifier(CATEGORY.format(name="a"), CATEGORY.format(name="unsure")), 10, "unsure"),
        (
            classifier(CATEGORY.format(name="a"), CATEGORY.format(name="b").replace("bbcc", "b")),
            13,
            "not a colour",
        ),
        (classifier(CATEGORY.format(name="a"), "  - name: b\n"), 10, "'description' is missing"),
        (classifier(CATEGORY.format(name="a"), "  - b\n"), 10, "group of fields"),
        (
            classifier(CATEGORY.format(name="a"), CATEGORY.format(name="b") + "    color: x\n"),
            15,
            "unknown field 'color'",
        ),
    ],
)
def test_what_is_wrong_and_on_which_line(text: str, line: int, says: str) -> None:
    with pytest.raises(InstructionError) as caught:
        parse(text)
    assert says in caught.value.problem
    assert caught.value.line == line


def test_the_hint_names_what_is_allowed() -> None:
    with pytest.raises(InstructionError) as caught:
        parse(HEAD + "temprature: 1\n---\nText")
    assert "Did you mean 'temperature'?" in caught.value.hint
    with pytest.raises(InstructionError) as caught:
        parse(HEAD + "---\n{{ user.nmae }}")
    assert "user.name" in caught.value.hint


def test_the_name_is_that_of_the_file() -> None:
    with pytest.raises(InstructionError) as caught:
        parse(HEAD + "---\nText", path=Path("b.md"))
    assert caught.value.line == 2
    assert str(caught.value).startswith("b.md:2: ")


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("[a-z]*.md")), ids=lambda path: path.name)
def test_the_shipped_files_are_sound(path: Path) -> None:
    agent = parse(path.read_text(encoding="utf-8"), path=path)
    assert agent.enabled


def test_the_manual_names_every_field_and_placeholder() -> None:
    manual = (SHIPPED / "README.md").read_text(encoding="utf-8")
    for word in ("max_output_tokens", "enabled", "user.addresses", "`.when`", "colour"):
        assert word in manual


def refusal(text: str) -> InstructionError | None:
    try:
        parse(text)
    except InstructionError as error:
        return error
    return None


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused_with_a_line_in_it(text: str) -> None:
    error = refusal(text)
    assert error is None or 1 <= error.line <= text.count("\n") + 2


@given(st.text(alphabet="{}%|.() abcuser_today'\"[]\n", max_size=120))
def test_any_body_is_a_template_or_refused(body: str) -> None:
    text = f"{HEAD}---\n{body}"
    error = refusal(text)
    if error is None:
        user = {"name": "C", "addresses": "c"}
        parse(text).render({"user": user, "today": "T", "language": "en"})
    else:
        assert error.line >= 5


def test_a_category_needs_no_more_than_a_name_and_what_it_is() -> None:
    short = "  - name: school-trips\n    description: Trips of the class.\n"
    categories = parse(
        classifier(CATEGORY.format(name="a"), short, short.replace("s\n", "t\n", 1))
    ).categories
    assert [each.title for each in categories[1:]] == ["School trips", "School tript"]
    assert len({each.colour for each in categories}) == 3
