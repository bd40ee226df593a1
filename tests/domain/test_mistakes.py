"""Mistakes in files are said in words that whoever wrote them understands."""

import tomllib

import pytest
import yaml

from emailassist.domain.mistakes import toml_mistake, yaml_mistake


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('off = ["bait"', 1, "a list is not closed"),
        ('[[rule]]\nfrom = ["b"\nname = "a"', 3, "a list is not closed"),
        ("[[rule]]\nname = ana", 2, "no value"),
        ('name = "a\nfrom = "b"', 1, "a text is not closed"),
        ("name = 'a\nfrom = 'b'", 1, "a text is not closed"),
        ('a = "1"\na = "2"', 2, "said twice"),
        ("[a]\n[a]", 2, "said twice"),
        ("[[rule]\nname = 1", 1, "brackets of a heading"),
        ("just words", 1, "no setting"),
        ("= 3", 1, "no setting"),
        ("a = 1 b = 2", 1, "more stands here"),
        ('a = "C:\\Users"', 1, "\\ that means nothing"),
        ("a = {b = 1", 1, "a { is not closed"),
    ],
)
def test_toml(text: str, line: int, reason: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as told:
        tomllib.loads(text)
    mistake = toml_mistake(text, told.value)
    assert mistake.line == line
    assert reason in mistake.reason
    assert mistake.hint


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("title: a: b", "a colon stands inside"),
        ("role: draft\ntitle\nname: b", "a line has no colon"),
        ("a: [1, 2\nb: 3", "not closed"),
        ("a:\n\t- b", "begins with a tab"),
        ("a: @you", "Put the text in quotes"),
        ("a: 'b", "a text in quotes is not closed"),
        ("a:\n  - b\n c: d", "same column"),
        ('a: "\\q"', "\\ that means nothing"),
        ("a: *b", "& or *"),
    ],
)
def test_yaml(text: str, reason: str) -> None:
    with pytest.raises(yaml.MarkedYAMLError) as told:
        yaml.safe_load(text)
    assert reason in " ".join(yaml_mistake(told.value.problem or ""))


def test_what_has_no_words_is_quoted() -> None:
    assert yaml_mistake("Something odd.") == ("this cannot be read (something odd)", "")
