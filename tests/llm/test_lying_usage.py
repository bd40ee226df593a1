"""A server that lies about what it used breaks nothing and uses up no budget."""

import json
from typing import Any

import pytest

from emailassist.llm.completions import Asked, CompletionReader

ASKED = Asked("m", prompt_tokens=100, answer_tokens=200)


@pytest.mark.parametrize("said", ["1e999", "-1e999", "NaN", "-5", "1" + "0" * 40, "true", '"9"'])
@pytest.mark.parametrize("field", ["prompt_tokens", "completion_tokens"])
def test_what_cannot_be_is_not_counted(field: str, said: str) -> None:
    usage: dict[str, Any] = {"prompt_tokens": 90, "completion_tokens": 20}
    reader = CompletionReader(ASKED)
    reader.whole({"choices": [], "usage": usage | {field: json.loads(said)}})
    used = reader.used()
    assert 0 <= used.input <= 8 * ASKED.prompt_tokens + 4096
    assert 0 <= used.output <= 8 * ASKED.answer_tokens + 4096
    assert used.reasoning <= used.output


def test_what_can_be_is_believed() -> None:
    reader = CompletionReader(ASKED)
    reader.whole({"choices": [], "usage": {"prompt_tokens": 130, "completion_tokens": 900}})
    assert (reader.used().input, reader.used().output) == (130, 900)
