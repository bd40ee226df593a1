"""What a server understands of a request, learned from what it refuses.

Owns: leaving out or rewording what a server does not take. Must not: ask, or judge an answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import openai
from agents import ModelSettings
from agents.items import TResponseInputItem

from emailassist.assistant.model_call import ModelCall
from emailassist.domain.endpoint import EndpointReport, SystemRole

_SCHEMA_WORDS = ("response_format", "json_schema", "schema", "grammar", "structured", "json_object")
_LENGTH_WORDS = ("context", "too long", "too large", "maximum", "exceed")
_SYSTEM_WORDS = ("system role", "system message", "system prompt", "'system'", '"system"')
_TOOL_WORDS = ("tool", "function call")


class AnswerForm(StrEnum):
    """How firmly an answer can be kept to a form; the instructions describe it in any case."""

    SCHEMA = "json_schema"
    OBJECT = "json_object"
    FREE = "text"


@dataclass(frozen=True, slots=True)
class Dialect:
    """Which request fields this server takes; all until it says otherwise."""

    form: AnswerForm = AnswerForm.SCHEMA
    temperature: bool = True
    max_tokens: bool = True
    """Otherwise `max_completion_tokens`, which newer OpenAI models insist on."""
    tools: bool = True
    system: SystemRole = SystemRole.SYSTEM
    stream_usage: bool = True

    @classmethod
    def checked(cls, report: EndpointReport | None) -> "Dialect":
        """As a check has found it; whether tools are taken shows when some are sent."""
        if report is None or not report.reachable:
            return cls()
        unfit = AnswerForm.OBJECT if report.json_object else AnswerForm.FREE
        return cls(
            form=AnswerForm.SCHEMA if report.json_schema else unfit,
            temperature=report.temperature,
            max_tokens=report.limit_field == "max_tokens",
            system=report.system_role,
        )

    def without(self, error: openai.APIStatusError, call: ModelCall) -> "Dialect | None":
        """What to try after this refusal, None if the refusal is about something else."""
        said = f"{error.param} {error.message}".casefold()
        named = next(self._named(said, call), None)
        if named is not None:
            return named
        about_schema = any(word in said for word in _SCHEMA_WORDS)
        about_length = any(word in said for word in _LENGTH_WORDS)
        if call.output_schema is None or (about_length and not about_schema):
            return None
        return self._looser()

    def _named(self, said: str, call: ModelCall) -> Iterator["Dialect"]:
        """Without what the refusal names."""
        if self.max_tokens and "max_completion_tokens" in said:
            yield replace(self, max_tokens=False)
        if self.temperature and "temperature" in said:
            yield replace(self, temperature=False)
        if self.stream_usage and "stream_options" in said:
            yield replace(self, stream_usage=False)
        if self.tools and call.tools and any(word in said for word in _TOOL_WORDS):
            yield replace(self, tools=False)
        if self.system is not SystemRole.NONE and any(word in said for word in _SYSTEM_WORDS):
            other = self.system is SystemRole.SYSTEM and "developer" in said
            yield replace(self, system=SystemRole.DEVELOPER if other else SystemRole.NONE)

    def _looser(self) -> "Dialect | None":
        after = {AnswerForm.SCHEMA: AnswerForm.OBJECT, AnswerForm.OBJECT: AnswerForm.FREE}
        form = after.get(self.form)
        return replace(self, form=form) if form else None

    def spoken(self, call: ModelCall) -> ModelCall:
        """The request as this server takes it."""
        instructions, given = self._addressed(call)
        return replace(
            call,
            system_instructions=instructions,
            input=given,
            model_settings=self._settings(call),
            tools=call.tools if self.tools else [],
            output_schema=call.output_schema if self.form is AnswerForm.SCHEMA else None,
        )

    def _settings(self, call: ModelCall) -> ModelSettings:
        settings = call.model_settings
        if not self.temperature:
            settings = replace(settings, temperature=None)
        if not self.max_tokens and settings.max_tokens is not None:
            extra = {**(settings.extra_args or {}), "max_completion_tokens": settings.max_tokens}
            settings = replace(settings, max_tokens=None, extra_args=extra)
        if call.output_schema is not None and self.form is AnswerForm.OBJECT:
            more: dict[str, Any] = {"response_format": {"type": AnswerForm.OBJECT.value}}
            settings = replace(settings, extra_body={**_body(settings), **more})
        if not self.tools:
            settings = replace(settings, tool_choice=None, parallel_tool_calls=None)
        if not self.stream_usage:
            settings = replace(settings, include_usage=None)
        return settings

    def _addressed(self, call: ModelCall) -> tuple[str | None, str | list[TResponseInputItem]]:
        """The instructions in the role that the server knows."""
        if not call.system_instructions or self.system is SystemRole.SYSTEM:
            return call.system_instructions, call.input
        items = _items(call.input)
        if self.system is SystemRole.DEVELOPER:
            return None, [{"role": "developer", "content": call.system_instructions}, *items]
        first: dict[str, Any] = dict(items[0]) if items else {}
        said = first.get("content")
        if first.get("role") == "user" and isinstance(said, str):
            whole = f"{call.system_instructions}\n\n{said}"
            return None, [{"role": "user", "content": whole}, *items[1:]]
        return None, [{"role": "user", "content": call.system_instructions}, *items]


def _items(given: str | list[TResponseInputItem]) -> list[TResponseInputItem]:
    return [{"role": "user", "content": given}] if isinstance(given, str) else list(given)


def _body(settings: ModelSettings) -> dict[str, Any]:
    body = settings.extra_body
    return dict(body) if isinstance(body, dict) else {}
