"""The format of an instruction file: YAML front matter and a Markdown template, one agent a file.

Owns: what an instruction file may say, checked line by line. Must not: read or write files
(`library` does) or import the SDK, so that the window can list instructions without it.
The manual for people is instructions/README.md.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from emailassist.assistant import front_matter, templates
from emailassist.assistant.answer_schema import AnswerSchema
from emailassist.assistant.category_reader import read_categories
from emailassist.assistant.faults import Faults, together
from emailassist.assistant.field_reader import FieldReader, suggestion
from emailassist.assistant.schema_reader import read_schema
from emailassist.domain.errors import InstructionError
from emailassist.domain.triage import Category


class AgentRole(StrEnum):
    """What an agent is for.

    The team has one agent for each, and any number of specialists of the person's own: those
    have the role `extract` and declare their answer (`Instructions.schema`).
    """

    ROUTE = "route"
    CLASSIFY = "classify"
    SUMMARIZE = "summarize"
    EXTRACT = "extract"
    DRAFT = "draft"
    REVIEW = "review"


class ModelTier(StrEnum):
    """Which of the person's endpoints an agent asks for."""

    FAST = "fast"
    DEFAULT = "default"
    STRONG = "strong"


class OutputName(StrEnum):
    """The answer's shape (see `outputs`)."""

    PLAN = "plan"
    CLASSIFICATION = "classification"
    SUMMARY = "summary"
    EXTRACTION = "extraction"
    DRAFT = "draft"
    REVIEW = "review"


OUTPUT_OF: Mapping[AgentRole, OutputName] = MappingProxyType(
    {
        AgentRole.ROUTE: OutputName.PLAN,
        AgentRole.CLASSIFY: OutputName.CLASSIFICATION,
        AgentRole.SUMMARIZE: OutputName.SUMMARY,
        AgentRole.EXTRACT: OutputName.EXTRACTION,
        AgentRole.DRAFT: OutputName.DRAFT,
        AgentRole.REVIEW: OutputName.REVIEW,
    }
)

INDISPENSABLE = (AgentRole.ROUTE, AgentRole.CLASSIFY)
"""Roles whose agent cannot be switched off: without them there is no verdict."""

TOOLS = ("search_my_mail", "knowledge", "contact_history", "calendar")
"""What an agent may be given to look things up with; none of them changes anything."""

TOOL_USERS = (AgentRole.DRAFT,)

_COMMON_PLACEHOLDERS = ("user", "today", "language")
_LIST_PLACEHOLDERS: Mapping[AgentRole, tuple[str, ...]] = MappingProxyType(
    {AgentRole.ROUTE: ("specialists", "categories"), AgentRole.CLASSIFY: ("categories",)}
)
_EVERY = (
    *("name", "role", "title", "when", "model", "temperature", "max_output_tokens", "timeout"),
    *("tools", "max_turns", "output", "enabled"),
)
_SPECIALIST_ONLY = ("order", "after")
_CLASSIFIER_ONLY = ("categories",)
_ALL = (*_EVERY, *_SPECIALIST_ONLY, *_CLASSIFIER_ONLY)
_DEFAULT_OUTPUT_TOKENS = 500
_TURNS_WITH_TOOLS = 4
_MOST_BEFORE = 10


@dataclass(frozen=True, slots=True)
class Instructions:
    """One agent as its file describes it; `digest` is the SHA-256 of the whole text."""

    name: str
    role: AgentRole
    title: str
    when: str
    model: ModelTier
    temperature: float
    max_output_tokens: int
    enabled: bool
    body: str
    digest: str
    categories: tuple[Category, ...] = ()
    schema: AnswerSchema | None = None
    """What a specialist of the person's own answers with; None for the built-in roles."""
    tools: tuple[str, ...] = ()
    """Names out of `TOOLS`."""
    after: tuple[str, ...] = ()
    """Specialists whose answers it is given."""
    after_line: int = 1
    """Where the file says so, for errors that only the other files bring to light."""
    order: float = 0
    timeout: float | None = None
    """Seconds that asking it may take in all."""
    max_turns: int = 1
    """Calls of the model for one answer; more than one only with tools."""

    def render(self, values: Mapping[str, object]) -> str:
        """The prompt, with the placeholders of this role filled in."""
        return templates.render(self.body, values).strip()


def digest_of(text: str) -> str:
    """The content hash by which a version is known: SHA-256, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def allowed_placeholders(role: AgentRole) -> tuple[str, ...]:
    return _COMMON_PLACEHOLDERS + _LIST_PLACEHOLDERS.get(role, ())


def parse(text: str, *, path: Path | None = None) -> Instructions:
    """Read one file; raises InstructionError with all that is wrong, where, and what is allowed."""
    try:
        digest = digest_of(text)
    except UnicodeEncodeError as error:
        raise InstructionError("the file is not valid Unicode text", path=path, line=1) from error
    document = front_matter.split(text, path)
    fields, faults = FieldReader(document.fields, path, 1), Faults()
    faults.check(lambda: fields.allow_only(_ALL))
    misspelt = bool(faults.found)
    told = faults.read(lambda: _role_and_output(fields), None)
    # Without its role nobody can say what else is wrong with it.
    read = _read(document, fields, *told, faults, digest) if told is not None else None
    # A misspelt field is named, not called missing.
    found = [each for each in faults.found if not (misspelt and each.line == fields.line)]
    if found or read is None:
        raise together(found)
    return read


def _read(
    document: front_matter.Document,
    fields: FieldReader,
    role: AgentRole,
    schema: AnswerSchema | None,
    faults: Faults,
    digest: str,
) -> Instructions:
    """What the file says, with something usual in the place of what is wrong."""
    faults.check(lambda: _allow_fields_of(role, schema, fields))
    faults.check(lambda: _check_body(document, role, fields.path))
    name = faults.read(lambda: _name(fields), "")
    tools: tuple[str, ...] = faults.read(lambda: _tools(fields, role), ())
    return Instructions(
        name=name,
        role=role,
        title=faults.read(lambda: fields.text("title", name, longest=60), ""),
        when=faults.read(lambda: fields.text("when", None if schema else "", longest=300), ""),
        model=faults.read(
            lambda: fields.choice("model", ModelTier, ModelTier.DEFAULT), ModelTier.DEFAULT
        ),
        temperature=faults.read(lambda: fields.number("temperature", 0.2, low=0, high=2), 0.0),
        max_output_tokens=faults.read(
            lambda: fields.whole_number(
                "max_output_tokens", _DEFAULT_OUTPUT_TOKENS, low=16, high=8000
            ),
            _DEFAULT_OUTPUT_TOKENS,
        ),
        enabled=faults.read(lambda: _enabled(fields, role), otherwise=True),
        body=document.body,
        digest=digest,
        categories=faults.read(lambda: read_categories(fields), ())
        if role is AgentRole.CLASSIFY
        else (),
        schema=schema,
        tools=tools,
        after=faults.read(lambda: _after(fields, name), ()),
        after_line=fields.line_of("after"),
        order=faults.read(lambda: fields.number("order", 0, low=-1000, high=1000), 0.0),
        timeout=faults.read(lambda: fields.number("timeout", 0, low=1, high=600), 0.0)
        if "timeout" in fields.fields
        else None,
        max_turns=faults.read(lambda: _turns(fields, tools), 1),
    )


def _check_body(document: front_matter.Document, role: AgentRole, path: Path | None) -> None:
    first = document.body_line
    if not document.body.strip():
        raise InstructionError(
            "the instructions after the front matter are missing", path=path, line=first
        )
    templates.check(document.body, allowed_placeholders(role), path=path, first_line=first)


def _name(fields: FieldReader) -> str:
    name, path = fields.slug("name"), fields.path
    if path is not None and path.stem != name:
        fields.fail(
            "name",
            f"the name must be that of the file, '{path.stem}', not '{name}'",
            hint="Rename the file or the agent.",
        )
    return name


def _enabled(fields: FieldReader, role: AgentRole) -> bool:
    enabled = fields.boolean("enabled", default=True)
    if not enabled and role in INDISPENSABLE:
        fields.fail("enabled", f"the agent with role '{role}' cannot be switched off")
    return enabled


def _after(fields: FieldReader, name: str) -> tuple[str, ...]:
    after = fields.texts("after", longest=40, most=_MOST_BEFORE)
    if name in after:
        fields.fail("after", f"'{name}' cannot come after itself")
    return after


def _role_and_output(fields: FieldReader) -> tuple[AgentRole, AnswerSchema | None]:
    """What the agent is for and, if it is a specialist of the person's own, its answer."""
    declared = _declared(fields)
    if declared is None:
        role = fields.choice("role", AgentRole)
        output = fields.choice("output", OutputName, OUTPUT_OF[role])
        if output is not OUTPUT_OF[role]:
            fields.fail(
                "output",
                f"an agent with role '{role}' cannot have output '{output}'",
                hint=f"Allowed: {OUTPUT_OF[role]}.",
            )
        return role, None
    role = fields.choice("role", AgentRole, AgentRole.EXTRACT)
    if role is not AgentRole.EXTRACT:
        fields.fail(
            "output",
            f"the answer of an agent with role '{role}' cannot be declared in its file",
            hint=f"Write 'output: {OUTPUT_OF[role]}', or 'role: extract' for an agent of your own.",
        )
    return role, read_schema(declared)


def _declared(fields: FieldReader) -> FieldReader | None:
    """The JSON schema under `output`, written as YAML or as a text of JSON, if there is one."""
    field = fields.fields.get("output")
    if field is None:
        return None
    if isinstance(field.value.data, dict):
        return fields.group("output")
    if isinstance(field.value.data, str) and field.value.data.lstrip().startswith("{"):
        inner = front_matter.json_fields(field.value, fields.path)
        return FieldReader(inner, fields.path, field.value.line)
    return None


def _allow_fields_of(role: AgentRole, schema: AnswerSchema | None, fields: FieldReader) -> None:
    if schema is not None:
        fields.allow_only((*_EVERY, *_SPECIALIST_ONLY))
        return
    for name in _SPECIALIST_ONLY:
        if name in fields.fields:
            fields.fail(
                name,
                f"'{name}' is only for agents of your own: the order of the built-in ones is fixed",
            )
    fields.allow_only((*_EVERY, *(_CLASSIFIER_ONLY if role is AgentRole.CLASSIFY else ())))


def _tools(fields: FieldReader, role: AgentRole) -> tuple[str, ...]:
    tools = fields.texts("tools", longest=100, most=len(TOOLS))
    for entry, tool in zip(fields.items("tools"), tools, strict=True):
        if tool not in TOOLS:
            raise InstructionError(
                f"unknown tool '{tool}'",
                path=fields.path,
                line=entry.line,
                hint=suggestion(tool, TOOLS),
            )
    if tools and role not in TOOL_USERS:
        fields.fail(
            "tools",
            f"an agent with role '{role}' has no tools",
            hint=f"Only agents with role {', '.join(TOOL_USERS)} look things up.",
        )
    return tuple(dict.fromkeys(tools))


def _turns(fields: FieldReader, tools: tuple[str, ...]) -> int:
    if "max_turns" in fields.fields and not tools:
        fields.fail("max_turns", "'max_turns' means something only for an agent with tools")
    return fields.whole_number("max_turns", _TURNS_WITH_TOOLS if tools else 1, low=1, high=10)
