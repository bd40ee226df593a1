"""An output type as the SDK's schema that forgives the packaging but not the content.

Owns: getting one JSON object out of what a model said. Must not: complete or invent anything:
half an object is no object.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Generic, TypeVar

from agents import AgentOutputSchemaBase, ModelBehaviorError
from agents.strict_schema import ensure_strict_json_schema
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from typing_extensions import override

from emailassist.assistant.outputs import Answer

MAX_ANSWER = 64_000
"""Characters; longer answers are refused unread."""
_MAX_OBJECTS = 20
_THINKING = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)

Out = TypeVar("Out", bound=Answer)


@cache
def _strict(shown: type[Answer]) -> dict[str, Any]:
    return ensure_strict_json_schema(shown.model_json_schema())


class TolerantOutput(AgentOutputSchemaBase, Generic[Out]):
    """Accepts reasoning, code fences and prose around the object; then validates strictly.

    `shown` is the type whose schema the model sees, if it is not to fill in every field.
    """

    def __init__(self, output: type[Out], *, shown: type[Answer] | None = None) -> None:
        self.output = output
        self.shown = shown or output
        self._schema = _strict(self.shown)

    @override
    def is_plain_text(self) -> bool:
        return False

    @override
    def name(self) -> str:
        return self.shown.__name__

    @override
    def json_schema(self) -> dict[str, Any]:
        return self._schema

    @override
    def is_strict_json_schema(self) -> bool:
        return True

    @override
    def validate_json(self, json_str: str) -> Out:
        """The answer, or ModelBehaviorError whose message can be shown to the model."""
        if len(json_str) > MAX_ANSWER:
            raise ModelBehaviorError("The answer is far too long.")
        problem = "The answer contains no complete JSON object."
        for found in _objects(_THINKING.sub("", json_str)):
            try:
                return self.output.model_validate(_clean(found))
            except ValidationError as error:
                problem = _explained(error)
        raise ModelBehaviorError(problem)


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """The JSON objects in `text`, outermost first, at most a handful."""
    decoder = json.JSONDecoder()
    position = text.find("{")
    for _ in range(_MAX_OBJECTS):
        if position < 0:
            return
        try:
            found, end = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            end = position + 1
        else:
            yield found
        position = text.find("{", end)


def _clean(value: Any) -> Any:
    """The same data without control, direction-changing and surrogate characters."""
    if isinstance(value, str):
        return _UNWANTED.sub("", value.replace("\r\n", "\n"))
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {_clean(key): _clean(item) for key, item in value.items()}
    return value


def _explained(error: ValidationError) -> str:
    faults = (
        f"{'.'.join(map(str, fault['loc'])) or 'answer'}: {_in_words(fault)}"
        for fault in error.errors(include_url=False, include_input=False)[:5]
    )
    return f"{'; '.join(faults)}."


def _in_words(fault: ErrorDetails) -> str:
    """A check of ours says it itself; pydantic would begin with “Value error, ”."""
    own = fault.get("ctx", {}).get("error")
    return str(own or fault["msg"]).rstrip(".")
