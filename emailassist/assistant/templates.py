"""The Markdown body of an instruction file as a sandboxed Jinja2 template.

Owns: which placeholders and which template constructs are allowed, and rendering.
Must not: give a template anything but plain values; there are no calls, imports or globals.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from emailassist.assistant.faults import together
from emailassist.domain.errors import InstructionError

FILTERS = ("length", "lower", "title", "trim", "upper")

FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "user": ("name", "addresses"),
        "today": (),
        "language": (),
        "categories": ("name", "title", "description"),
        "specialists": ("name", "title", "when"),
        "loop": ("index", "first", "last", "length"),
    }
)
"""What may follow the dot of a placeholder; for a list, of each of its entries."""

_LISTS = ("categories", "specialists")
_DEEPEST_LOOP = 2
_REMEMBERED = 64
_ALLOWED_NODES = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Filter,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
)


def check(body: str, allowed: Collection[str], *, path: Path | None, first_line: int) -> None:
    """Raise InstructionError, with the line in the file, if `body` is not a usable template."""
    try:
        tree = _environment().parse(body)
    except TemplateSyntaxError as error:
        raise InstructionError(
            f"the template cannot be read: {error.message}",
            path=path,
            line=first_line + error.lineno - 1,
        ) from error
    except RecursionError as error:
        raise InstructionError(
            "the template is nested too deeply", path=path, line=first_line
        ) from error
    found = [
        InstructionError(reason, path=path, line=first_line + line - 1, hint=hint)
        for reason, hint, line in _faults(tree, allowed, {}, 0)
    ]
    if found:
        raise together(found)


def render(body: str, values: Mapping[str, object]) -> str:
    """Fill in a template that passed `check`; `values` are plain texts, lists and mappings."""
    try:
        return _compiled(body).render(values)
    except TemplateError as error:
        raise InstructionError(
            f"the template cannot be filled in: {error}", path=None, line=1
        ) from error


@lru_cache(maxsize=_REMEMBERED)
def _compiled(body: str) -> Template:
    return _environment().from_string(body)


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    return environment


_Fault = tuple[str, str, int]
"""Reason, hint and the line within the body."""


def _faults(
    node: nodes.Node, allowed: Collection[str], loops: Mapping[str, str], depth: int
) -> Iterator[_Fault]:
    """Every fault under `node`; `loops` maps a loop's variable to the list it runs over."""
    if not isinstance(node, _ALLOWED_NODES):
        yield (
            f"'{type(node).__name__.lower()}' is not allowed in a template",
            "Allowed are placeholders, 'if' and 'for'.",
            node.lineno,
        )
        return
    if isinstance(node, nodes.For):
        yield from _loop_faults(node, allowed, loops, depth)
        return
    if isinstance(node, nodes.Getattr):
        yield from _attribute_faults(node, allowed, loops)
        return
    if isinstance(node, nodes.Name):
        yield from _name_faults(node, allowed, loops)
    elif isinstance(node, nodes.Filter) and node.name not in FILTERS:
        yield f"unknown filter '{node.name}'", f"Allowed: {', '.join(FILTERS)}.", node.lineno
    for child in node.iter_child_nodes():
        yield from _faults(child, allowed, loops, depth)


def _loop_faults(
    node: nodes.For, allowed: Collection[str], loops: Mapping[str, str], depth: int
) -> Iterator[_Fault]:
    lists = [name for name in _LISTS if name in allowed]
    over = node.iter.name if isinstance(node.iter, nodes.Name) else ""
    if over not in lists or not isinstance(node.target, nodes.Name) or depth >= _DEEPEST_LOOP:
        yield (
            "this 'for' is not allowed",
            f"Loops run over: {', '.join(lists) or 'nothing in this role'}.",
            node.lineno,
        )
        return
    inner = {**loops, node.target.name: over, "loop": "loop"}
    for child in (*node.body, *node.else_, *([node.test] if node.test else [])):
        yield from _faults(child, allowed, inner, depth + 1)


def _name_faults(
    node: nodes.Name, allowed: Collection[str], loops: Mapping[str, str]
) -> Iterator[_Fault]:
    needs_a_field = node.name == "user" or node.name in loops
    if needs_a_field or node.name not in allowed:
        yield _unknown(node.name, allowed, loops, node.lineno)


def _attribute_faults(
    node: nodes.Getattr, allowed: Collection[str], loops: Mapping[str, str]
) -> Iterator[_Fault]:
    owner = node.node.name if isinstance(node.node, nodes.Name) else ""
    known = owner in loops or (owner in allowed and owner not in _LISTS)
    if not known or node.attr not in FIELDS.get(loops.get(owner, owner), ()):
        yield _unknown(f"{owner}.{node.attr}", allowed, loops, node.lineno)


def _unknown(written: str, allowed: Collection[str], loops: Mapping[str, str], line: int) -> _Fault:
    inner = [f"{name}.{field}" for name, over in loops.items() for field in FIELDS[over]]
    names = (*placeholders(allowed), *inner)
    return f"unknown placeholder '{written}'", f"Allowed: {', '.join(names)}.", line


def placeholders(allowed: Collection[str]) -> tuple[str, ...]:
    """The names in `allowed` as they are written in a file."""
    written: list[str] = []
    for name in allowed:
        dotted = () if name in _LISTS else FIELDS[name]
        written += [f"{name}.{field}" for field in dotted] or [name]
    return tuple(written)
