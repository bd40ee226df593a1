"""The format of an instruction file: YAML front matter and a Markdown template, one agent a file.

Owns: what an instruction file may say, checked line by line. Must not: read or write files
(`library` does) or import the SDK, so that the window can list instructions without it.
The manual for people is instructions/README.md.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from emailassist.assistant import front_matter, templates
from emailassist.assistant.field_reader import FieldReader
from emailassist.domain.errors import InstructionError
from emailassist.domain.triage import Category


class AgentRole(StrEnum):
    """What an agent is for; the team has one agent for each."""

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

_COMMON_PLACEHOLDERS = ("user", "today", "language")
_LIST_PLACEHOLDERS: Mapping[AgentRole, tuple[str, ...]] = MappingProxyType(
    {AgentRole.ROUTE: ("specialists", "categories"), AgentRole.CLASSIFY: ("categories",)}
)
_FIELDS = (
    "name",
    "role",
    "title",
    "when",
    "model",
    "temperature",
    "max_output_tokens",
    "tools",
    "output",
    "enabled",
)
_CATEGORY_FIELDS = ("name", "title", "description", "colour", "examples")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_DEFAULT_OUTPUT_TOKENS = 500


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
    tools: tuple[str, ...] = ()
    """Names of the tools that the agent may use (see `TOOLS`)."""
    after: tuple[str, ...] = ()
    """Specialists whose answers it is given."""
    order: float = 0
    timeout: float | None = None
    """Seconds that asking it may take in all."""
    max_turns: int = 1
    """Calls of the model for one answer; more than one only with tools."""

    @property
    def output(self) -> OutputName:
        return OUTPUT_OF[self.role]

    def render(self, values: Mapping[str, object]) -> str:
        """The prompt, with the placeholders of this role filled in."""
        return templates.render(self.body, values).strip()


def digest_of(text: str) -> str:
    """The content hash by which a version is known: SHA-256, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def allowed_placeholders(role: AgentRole) -> tuple[str, ...]:
    return _COMMON_PLACEHOLDERS + _LIST_PLACEHOLDERS.get(role, ())


def parse(text: str, *, path: Path | None = None) -> Instructions:
    """Read one file; raises InstructionError with the line at fault and what is allowed."""
    try:
        digest = digest_of(text)
    except UnicodeEncodeError as error:
        raise InstructionError("the file is not valid Unicode text", path=path, line=1) from error
    document = front_matter.split(text, path)
    fields = FieldReader(document.fields, path, 1)
    fields.allow_only((*_FIELDS, "categories"))  # a misspelt field is named, not called missing
    role = fields.choice("role", AgentRole)
    fields.allow_only((*_FIELDS, "categories") if role is AgentRole.CLASSIFY else _FIELDS)
    name = _slug(fields, "name")
    if path is not None and path.stem != name:
        fields.fail("name", f"the name must be that of the file, '{path.stem}', not '{name}'")
    output = fields.choice("output", OutputName, OUTPUT_OF[role])
    if output is not OUTPUT_OF[role]:
        fields.fail(
            "output",
            f"an agent with role '{role}' cannot have output '{output}'",
            hint=f"Allowed: {OUTPUT_OF[role]}.",
        )
    if fields.texts("tools", longest=100, most=100):
        fields.fail("tools", "unknown tool", hint="There are no tools yet: leave the list empty.")
    enabled = fields.boolean("enabled", default=True)
    if not enabled and role in INDISPENSABLE:
        fields.fail("enabled", f"the agent with role '{role}' cannot be switched off")
    if not document.body.strip():
        raise InstructionError(
            "the instructions after the front matter are missing",
            path=path,
            line=document.body_line,
        )
    templates.check(
        document.body, allowed_placeholders(role), path=path, first_line=document.body_line
    )
    return Instructions(
        name=name,
        role=role,
        title=fields.text("title", name, longest=60),
        when=fields.text("when", "", longest=300),
        model=fields.choice("model", ModelTier, ModelTier.DEFAULT),
        temperature=fields.number("temperature", 0.2, low=0, high=2),
        max_output_tokens=fields.whole_number(
            "max_output_tokens", _DEFAULT_OUTPUT_TOKENS, low=16, high=8000
        ),
        enabled=enabled,
        body=document.body,
        digest=digest,
        categories=_categories(fields) if role is AgentRole.CLASSIFY else (),
    )


def _categories(fields: FieldReader) -> tuple[Category, ...]:
    groups = fields.groups("categories")
    if len(groups) < 2:
        fields.fail("categories", "at least two categories are needed")
    if len(groups) > 40:
        fields.fail("categories", "at most 40 categories are allowed")
    seen: set[str] = set()
    categories = []
    for group in groups:
        category = _category(group)
        if category.name in seen:
            group.fail("name", f"there are two categories named '{category.name}'")
        seen.add(category.name)
        categories.append(category)
    return tuple(categories)


def _category(group: FieldReader) -> Category:
    group.allow_only(_CATEGORY_FIELDS)
    name = _slug(group, "name")
    if name == "unsure":
        group.fail("name", "'unsure' stands for 'no category' and cannot be one")
    colour = group.text("colour", longest=20)
    if not _COLOUR.fullmatch(colour):
        group.fail("colour", f"'{colour}' is not a colour", hint='Write it like "#4c6ef5".')
    return Category(
        name=name,
        title=group.text("title", longest=40),
        description=group.text("description", longest=400),
        colour=colour.lower(),
        examples=group.texts("examples", longest=500, most=200),
    )


def _slug(fields: FieldReader, field: str) -> str:
    name = fields.text(field, longest=40)
    if not _NAME.fullmatch(name):
        fields.fail(
            field,
            f"'{name}' is not a name",
            hint="Use small letters, digits and single dashes, such as 'reply-drafter'.",
        )
    return name
