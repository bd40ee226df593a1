"""A model for tests that answers by role, whatever the order in which the roles are asked."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from agents import ModelResponse, ModelSettings, Usage
from agents.items import TResponseInputItem, TResponseStreamEvent
from agents.testing import assistant_message
from typing_extensions import override

from emailassist.assistant.model_call import Layer, ModelCall
from emailassist.assistant.output_schema import TolerantOutput

Say = str | Mapping[str, Any] | Exception

CLASSIFICATION = {
    "category": "needs-reply",
    "priority": "normal",
    "needs_reply": True,
    "reason": "Tom asks which boards.",
    "confidence": 0.9,
}
LINE = "Tom needs to know by Friday whether 12 or 15 boards."
PLAN = CLASSIFICATION | {
    "language": "en",
    "summary": LINE,
    "specialists": ["summarizer", "extractor", "reply-drafter"],
}
UNSURE = PLAN | {"confidence": 0.4, "category": "fyi"}
"""A plan that asks for a second look at the category."""
SUMMARY = {"text": "Tom asks whether you want 12 or 15 boards by Friday."}
EXTRACTION = {"facts": [{"kind": "amount", "text": "249,00 EUR", "value": "1 EUR"}]}
DRAFT = {"body": "Hi Tom,\n\nThanks for the samples. About the boards: ‹12 or 15›.\n\nBest,\nClara"}
REVIEW = {"ok": True, "problems": []}


class RoleModel(Layer):
    """`says` maps a role's output type to what is said in turn; the last is said again."""

    def __init__(self, says: Mapping[str, list[Say]] | None = None, *, delay: float = 0.0) -> None:
        good: dict[str, list[Say]] = {
            "TriagePlan": [PLAN],
            "Classification": [CLASSIFICATION],
            "SummaryOut": [SUMMARY],
            "Extraction": [EXTRACTION],
            "WrittenDraft": [DRAFT],
            "Review": [REVIEW],
        }
        self._says = good | {name: list(said) for name, said in (says or {}).items()}
        self.delay = delay
        self.asked: list[str] = []
        self.inputs: dict[str, list[str | list[TResponseInputItem]]] = {}
        self.instructions: dict[str, str] = {}
        self.settings: dict[str, ModelSettings] = {}
        self.active = 0
        self.peak = 0
        self.on_call: Callable[[str], None] = lambda _role: None
        self._meeting: dict[str, asyncio.Barrier] = {}

    def meet(self, *roles: str) -> None:
        """Let none of these answer before all of them are asked."""
        barrier = asyncio.Barrier(len(roles))
        self._meeting = dict.fromkeys(roles, barrier)

    @override
    async def answer(self, call: ModelCall) -> ModelResponse:
        assert isinstance(call.output_schema, TolerantOutput)
        role = call.output_schema.output.__name__
        self.asked.append(role)
        self.inputs.setdefault(role, []).append(call.input)
        self.instructions[role] = call.system_instructions or ""
        self.settings[role] = call.model_settings
        self.on_call(role)
        self.active += 1
        self.peak = max(self.peak, self.active)
        try:
            if role in self._meeting:
                await self._meeting[role].wait()
            await asyncio.sleep(self.delay)
        finally:
            self.active -= 1
        said = self._says[role]
        say = said.pop(0) if len(said) > 1 else said[0]
        if isinstance(say, Exception):
            raise say
        text = say if isinstance(say, str) else json.dumps(say, ensure_ascii=False)
        return ModelResponse(
            output=[assistant_message(text)],
            usage=Usage(requests=1, input_tokens=100, output_tokens=10, total_tokens=110),
            response_id=None,
        )

    @override
    def stream(self, call: ModelCall) -> AsyncIterator[TResponseStreamEvent]:
        raise AssertionError("nothing here streams")
