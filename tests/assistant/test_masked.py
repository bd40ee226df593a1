"""What a model elsewhere is told, and what comes back, for one conversation."""

import json
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from agents import ModelResponse, ModelSettings, ModelTracing, Usage
from agents.items import TResponseStreamEvent
from agents.testing import assistant_message
from openai.types.responses import ResponseFunctionToolCall, ResponseTextDeltaEvent
from typing_extensions import override

from emailassist.assistant.masked import TOLD, MaskedModel
from emailassist.assistant.masking.mask import Mask
from emailassist.assistant.model_call import Layer, ModelCall
from emailassist.assistant.prompt import CLOSE, OPEN
from emailassist.domain.address import Address
from emailassist.domain.task import Turn
from emailassist.llm.purpose import HEADER, Purpose, read_purpose
from tests.assistant.conftest import MakeTask

BODY = (
    "Hello Clara,\n\nMarta Ruiz's number is +34 612 34 56 78 (or 612345678). Write to"
    " marta.ruiz@example.org, pay to ES91 2100 0418 4502 0005 1332. Will MARTA call?\n\nBest,\n"
    "Tom Reed\n"
)
TURN = Turn(Address("Marta Ruiz", "marta.ruiz@example.org"), None, mine=False, text="Hola Clara")


class _Elsewhere(Layer):
    """Says what it is told to, and keeps what it was asked."""

    def __init__(self, *says: Any) -> None:
        self._says = list(says)
        self.heard: list[str] = []
        self.purpose: Purpose | None = None

    @override
    async def answer(self, call: ModelCall) -> ModelResponse:
        self._hear(call)
        return ModelResponse(output=self._says, usage=Usage(), response_id=None)

    @override
    async def stream(self, call: ModelCall) -> AsyncIterator[TResponseStreamEvent]:
        self._hear(call)
        for piece in self._says:
            yield ResponseTextDeltaEvent(
                content_index=0,
                delta=piece,
                item_id="1",
                logprobs=[],
                output_index=0,
                sequence_number=1,
                type="response.output_text.delta",
            )

    def _hear(self, call: ModelCall) -> None:
        given = json.dumps(call.input, ensure_ascii=False)
        self.heard.append(f"{call.system_instructions}\n{given}")
        headers: Any = call.model_settings.extra_headers
        self.purpose = read_purpose(headers[HEADER])


@pytest.fixture
def worker() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as running:
        yield running


def _call(given: Any, instructions: str | None, purpose: Purpose) -> ModelCall:
    return ModelCall(
        instructions,
        given,
        ModelSettings(extra_headers=purpose.headers()),
        [],
        None,
        [],
        ModelTracing.DISABLED,
        previous_response_id=None,
        conversation_id=None,
        prompt=None,
    )


async def _ask(model: MaskedModel, given: Any, instructions: str = "You help Clara.") -> Any:
    return await _call(given, instructions, Purpose("Category", 7)).answered_by(model)


async def test_nothing_personal_is_said_and_the_answer_has_it_again(
    task: MakeTask, worker: ThreadPoolExecutor
) -> None:
    mask = Mask(task(BODY, thread=(TURN,)))
    document = f"{OPEN}{json.dumps({'text': BODY}, ensure_ascii=False)}{CLOSE}"
    inner = _Elsewhere(assistant_message("x"))
    await _ask(MaskedModel(inner, mask, worker), document)
    heard = inner.heard[0]

    for secret in ("Marta", "MARTA", "Ruiz", "Reed", "Clara", "612", "marta", "2100", "Tom"):
        assert secret not in heard, secret
    assert "Will " in heard  # a word, no name
    assert TOLD in heard
    assert inner.purpose is not None
    assert dict(inner.purpose.masked) == {
        "EMAIL": 1,
        "PHONE": 1,
        "IBAN": 1,
        "NAME": 3,
        "SURNAME": 2,
    }
    values = dict(inner.purpose.values)
    token = {value: name for name, value in values.items()}
    said = f"Dear [{token['Marta']}], {token['+34 612 34 56 78'].lower()} is NAME_77's."
    again = _Elsewhere(assistant_message(said))
    answer = await _ask(MaskedModel(again, mask, worker), "Again, Marta?")
    assert "Marta" not in again.heard[0]
    assert token["Marta"] in again.heard[0]  # the same in every call
    assert answer.output[0].content[0].text == "Dear Marta, +34 612 34 56 78 is ‹?›'s."


async def test_tools_are_called_with_real_values_and_their_outputs_masked(
    task: MakeTask, worker: ThreadPoolExecutor
) -> None:
    mask = Mask(task(BODY, thread=(TURN,)))
    call = ResponseFunctionToolCall(
        arguments='{"query": "EMAIL_1"}', call_id="1", name="search", type="function_call"
    )
    given = [
        {"role": "user", "content": BODY},
        {"type": "function_call_output", "call_id": "1", "output": "From ana@example.net: hi"},
    ]
    inner = _Elsewhere(call)
    answer = await _ask(MaskedModel(inner, mask, worker), given)
    assert "ana@" not in inner.heard[0]
    assert "EMAIL_1" not in answer.output[0].arguments
    assert "@tallernorte" in answer.output[0].arguments
    assert call.name == answer.output[0].name


async def test_pieces_of_a_stream_never_show_half_a_token(
    task: MakeTask, worker: ThreadPoolExecutor
) -> None:
    mask = Mask(task(BODY, thread=(TURN,)))
    mask.masked(BODY)
    token = {value: name for name, value in mask.values().items()}["marta.ruiz@example.org"]
    pieces = ["Wri", "te to [", *token, "]", " so", "on: NA", "ME_", "99"]
    model = MaskedModel(_Elsewhere(*pieces), mask, worker)
    said = [
        event.delta
        async for event in _call("hi", None, Purpose("Draft")).streamed_by(model)
        if isinstance(event, ResponseTextDeltaEvent)
    ]
    assert "".join(said) == "Write to marta.ruiz@example.org soon: ‹?›"
    assert not any("EMAIL" in piece or "[" in piece for piece in said)


def test_what_looks_like_a_token_is_no_token() -> None:
    mask = Mask()
    masked = mask.masked("The field EMAIL_1 holds ana@example.org, name_2 nothing.").text
    assert masked == "The field WORD_1 holds EMAIL_1, WORD_2 nothing."
    assert mask.restored(masked) == "The field EMAIL_1 holds ana@example.org, name_2 nothing."
