"""The shapes in which agents answer, every one bounded.

Owns: the output types and their tolerance for what small models get slightly wrong.
Must not: import the SDK or judge whether an answer is true (`checks` does).
"""

from functools import cache, partial
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model

from emailassist.domain.draft import Choice
from emailassist.domain.triage import FactKind, Priority

SUMMARY_LENGTH = 200
BODY_LENGTH = 4000
CONVERSATION_LENGTH = 700
REASON_LENGTH = 200
MOST_FACTS = 20
MOST_PROBLEMS = 8
MOST_CHOICES = 12


def _clip(limit: int, value: object) -> object:
    """A remark that runs on is cut; that is no reason to refuse the answer."""
    if isinstance(value, str) and len(value) > limit:
        return value[: limit - 1].rstrip() + "…"
    return value


def _slug(value: object) -> object:
    """`Needs Reply` and `needs_reply` are what a small model writes for `needs-reply`."""
    if isinstance(value, str):
        return "-".join(value.casefold().replace("_", " ").replace("-", " ").split())
    return value


def _first(limit: int, value: object) -> object:
    return value[:limit] if isinstance(value, list) else value


Reason = Annotated[str, BeforeValidator(partial(_clip, REASON_LENGTH)), Field(max_length=200)]
Line = Annotated[str, BeforeValidator(partial(_clip, SUMMARY_LENGTH)), Field(max_length=200)]


class Answer(BaseModel):
    """What all answers share: unknown fields are dropped, NaN is no number."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class Classification(Answer):
    """The classifier's answer; `classification_type` narrows `category` to those in force."""

    category: str = Field(description="exactly one of the categories")
    priority: Annotated[Priority, BeforeValidator(_slug)]
    needs_reply: bool = Field(description="true if a person waits for an answer")
    reason: Reason = Field(description="one short sentence")
    confidence: float = Field(ge=0, le=1)


class TriagePlan(Classification):
    """The router's answer: a first verdict, one line, and who else is asked.

    `plan_type` narrows `category` and `specialists` to the known ones. All that a message
    without a question needs is in it, so that most messages cost one call.
    """

    language: str = Field(max_length=12, description="ISO 639-1 code of the message's language")
    summary: Line = Field(description="one sentence")
    specialists: tuple[str, ...] = Field(description="names of the specialists to ask")

    @property
    def first_verdict(self) -> Classification:
        """The verdict without the plan."""
        return Classification(**self.model_dump(include=set(Classification.model_fields)))


class SummaryOut(Answer):
    """One line about the message in its own language."""

    text: str = Field(min_length=1, max_length=SUMMARY_LENGTH)


class ConversationOut(SummaryOut):
    """The line, and the thread summed up with what is new in it folded in."""

    conversation: str = Field(
        min_length=1,
        max_length=CONVERSATION_LENGTH,
        description="at most 80 words: who said, decided and promised what, and what is open;"
        " so_far with the newer messages folded in",
    )


class FactOut(Answer):
    """One fact as the extractor quotes it; `checks` looks for `text` in the message."""

    kind: Annotated[FactKind, BeforeValidator(_slug)]
    text: str = Field(min_length=1, max_length=300, description="exact quote from the message")
    value: str = Field(default="", max_length=120, description="normalised form, or empty")


def _well_formed(value: object) -> object:
    """Keep the facts that can be read; one bad entry must not cost the others."""
    if not isinstance(value, list):
        return value
    facts = []
    for entry in value[: 4 * MOST_FACTS]:
        try:
            facts.append(FactOut.model_validate(entry))
        except ValueError:
            continue
    return facts[:MOST_FACTS]


class Extraction(Answer):
    """What is stated in the message."""

    facts: Annotated[tuple[FactOut, ...], BeforeValidator(_well_formed)] = Field(
        max_length=MOST_FACTS
    )


class ChoiceOut(Answer):
    """An ask that only the person can answer; `marker` stands in the body."""

    marker: str = Field(min_length=1, max_length=120)
    ask: str = Field(max_length=400)
    options: tuple[Annotated[str, Field(max_length=300)], ...] = Field(max_length=8)

    def to_choice(self) -> Choice:
        return Choice(self.marker, self.ask, self.options)


class WrittenDraft(Answer):
    """The reply's new text: no subject, no recipients, no quote."""

    body: str = Field(min_length=1, max_length=BODY_LENGTH, description="the whole reply")


class DraftOut(WrittenDraft):
    """The draft with its open choices; a writing model is only asked for a `WrittenDraft`."""

    choices: tuple[ChoiceOut, ...] = Field(default=(), max_length=MOST_CHOICES)
    language: str = Field(default="", max_length=12)
    """Where it differs from the message's."""


class Review(Answer):
    """The reviewer's answer about a draft."""

    ok: bool = Field(description="true if nothing is wrong with the draft")
    problems: Annotated[tuple[Reason, ...], BeforeValidator(partial(_first, MOST_PROBLEMS))] = (
        Field(max_length=MOST_PROBLEMS, description="one short sentence each, empty if ok")
    )


@cache
def plan_type(specialists: tuple[str, ...], categories: tuple[str, ...]) -> type[TriagePlan]:
    """`TriagePlan` in which only these names occur; unknown specialists in it are dropped."""

    def known(value: object) -> object:
        if not isinstance(value, list):
            return value
        return tuple(name for name in specialists if name in map(_slug, value))

    one: Any = _one_of(specialists) if specialists else str
    names: Any = Annotated[tuple.__class_getitem__((one, ...)), BeforeValidator(known)]
    return create_model(
        "TriagePlan",
        __base__=TriagePlan,
        category=(_category(categories), ...),
        specialists=(names, Field(max_length=max(1, len(specialists)))),
    )


@cache
def classification_type(categories: tuple[str, ...]) -> type[Classification]:
    """`Classification` in which only these categories exist."""
    return create_model(
        "Classification", __base__=Classification, category=(_category(categories), ...)
    )


def _category(categories: tuple[str, ...]) -> Any:
    return Annotated[_one_of(categories), BeforeValidator(_slug)]


def _one_of(names: tuple[str, ...]) -> Any:
    return Literal[names]


@cache
def _schema(output: type[Answer]) -> dict[str, Any]:
    return output.model_json_schema()


def described(output: type[Answer], instructions: str) -> str:
    """How to answer, for models behind servers that ignore a schema.

    Fields that the instructions explain ("- priority: …") are not described again.
    """
    schema = _schema(output)
    explained = {name for name in schema["properties"] if f"- {name}:" in instructions}
    if explained == schema["properties"].keys():
        return "Answer with one JSON object of these fields and nothing else."
    fields = [
        f'"{name}": {_kind(spec, schema, brief=name in explained)}'
        for name, spec in schema["properties"].items()
    ]
    return f"Answer with one JSON object and nothing else: {{{', '.join(fields)}}}"


def _kind(spec: dict[str, Any], schema: dict[str, Any], *, brief: bool) -> str:
    if "$ref" in spec:
        return _kind(schema["$defs"][spec["$ref"].rpartition("/")[2]], schema, brief=brief)
    note = "" if brief else spec.get("description", "")
    return f"{_type(spec, schema, brief=brief)}{f' ({note})' if note else ''}"


def _type(spec: dict[str, Any], schema: dict[str, Any], *, brief: bool) -> str:
    if "enum" in spec:
        return "text" if brief else "|".join(map(str, spec["enum"]))
    if "const" in spec:
        return str(spec["const"])
    kind = spec.get("type", "string")
    if kind == "array":
        return f"[{_kind(spec['items'], schema, brief=brief)}]"
    if kind == "object":
        properties = spec["properties"].items()
        inner = (f'"{key}": {_kind(value, schema, brief=brief)}' for key, value in properties)
        return "{" + ", ".join(inner) + "}"
    names = {"boolean": "true|false", "number": "number", "integer": "number"}
    return names.get(kind, "text")
