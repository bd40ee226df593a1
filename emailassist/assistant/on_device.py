"""The on-device model: an `agents.Model` of ours, so that the same SDK agents run without one.

Owns: answering each role's output schema from the document in the prompt. Must not: see
anything that is not in that document, call the network, or block the event loop.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from typing import TypeVar

from agents import ModelBehaviorError, ModelResponse, Usage
from agents.items import TResponseInputItem, TResponseStreamEvent
from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseOutputMessage,
    ResponseOutputRefusal,
    ResponseOutputText,
)
from typing_extensions import override

from emailassist.assistant.local_answers import LocalAnswers
from emailassist.assistant.model_call import Layer, ModelCall
from emailassist.assistant.output_schema import TolerantOutput
from emailassist.assistant.outputs import (
    Answer,
    Classification,
    ConversationOut,
    DraftOut,
    Extraction,
    Review,
    SummaryOut,
    TriagePlan,
)
from emailassist.assistant.prompt_reader import Read, read_document
from emailassist.domain.endpoint import ON_DEVICE

Result = TypeVar("Result")

_NOTHING_TO_ANSWER = "Nothing in the message asks for an answer."


class OnDeviceModel(Layer):
    """Answers by rules, patterns and a text classifier; no tokens, no network.

    `executor` must have one thread: the classifier belongs to it.
    """

    def __init__(self, answers: LocalAnswers, executor: Executor) -> None:
        self._answers = answers
        self._executor = executor

    @override
    async def answer(self, call: ModelCall) -> ModelResponse:
        message = await self._message(call)
        return ModelResponse(output=[message], usage=Usage(), response_id=None)

    @override
    async def stream(self, call: ModelCall) -> AsyncIterator[TResponseStreamEvent]:
        message = await self._message(call)
        response = Response(
            id="on-device",
            created_at=0,
            model=ON_DEVICE,
            object="response",
            output=[message],
            tool_choice="none",
            tools=[],
            parallel_tool_calls=False,
        )
        yield ResponseCompletedEvent(
            type="response.completed", sequence_number=0, response=response
        )

    async def _message(self, call: ModelCall) -> ResponseOutputMessage:
        if not isinstance(call.output_schema, TolerantOutput):
            raise ModelBehaviorError("The on-device model only answers the roles of the team.")
        read = await self._on_worker(lambda: read_document(_first_text(call.input)))
        answer = await self._answer(call.output_schema.output, read)
        content: ResponseOutputText | ResponseOutputRefusal
        if answer is None:
            content = ResponseOutputRefusal(type="refusal", refusal=_NOTHING_TO_ANSWER)
        else:
            content = ResponseOutputText(
                type="output_text", text=answer.model_dump_json(), annotations=[]
            )
        return ResponseOutputMessage(
            id="on-device", type="message", role="assistant", status="completed", content=[content]
        )

    async def _answer(self, output: type[Answer], read: Read) -> Answer | None:
        return await self._on_worker(lambda: _by_role(self._answers, output, read))

    async def _on_worker(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)


def _by_role(answers: LocalAnswers, output: type[Answer], read: Read) -> Answer | None:
    task, language = read.task, read.language
    if issubclass(output, TriagePlan):
        return answers.plan(task, language=language)
    if issubclass(output, Classification):
        return answers.classification(task)
    if issubclass(output, ConversationOut):
        return answers.conversation(task)
    if issubclass(output, SummaryOut):
        return answers.summary(task)
    if issubclass(output, Extraction):
        return answers.extraction(task, language=language)
    if issubclass(output, DraftOut):
        return answers.draft(task, language=language)
    if issubclass(output, Review):
        return answers.review(task, read.draft, language=language)
    raise ModelBehaviorError(f"The on-device model cannot answer with {output.__name__}.")


def _first_text(given: str | list[TResponseInputItem]) -> str:
    """The document; what a repair adds after it says nothing to this model."""
    if isinstance(given, str):
        return given
    for item in given:
        content = item.get("content")
        if isinstance(content, str):
            return content
    return ""
