"""Reading a rule that a person says in a sentence.

Owns: a small grammar: what mail it is about, then what is said of it. Must not: guess; every word
has a meaning, or the sentence is not understood and it is said why. No model is asked.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from emailassist.domain.errors import RuleNotUnderstood
from emailassist.domain.own_rule import Addressed, OwnRule, plain
from emailassist.domain.triage import Category, Priority
from emailassist.local import rule_words as words

_LONGEST: Final = 400
_VERB: Final = re.compile(words.VERB)
_WANTS: Final = re.compile(words.WANTS)
_PLACE: Final = re.compile(words.PLACE)
_AND: Final = re.compile(words.AND)
_DROPPED: Final = re.compile(words.DROPPED)
_SKIPPED: Final = re.compile(rf"[\s,;.]+|(?:{words.FILLERS})(?![\w@.-])")
_SPLIT: Final = re.compile(rf"\s*({words.QUOTED})\s*|\s*(?:,|\bor\b|\bo\b|\bou\b)\s*")
_PRIORITIES: Final = {p: re.compile(pattern) for p, pattern in words.PRIORITIES.items()}
_PATTERNS: Final = (
    *(("", re.compile(pattern)) for pattern in (words.LIST, *words.SUBJECT, *words.TEXT)),
    ("strangers", re.compile(words.STRANGERS)),
    ("acquainted", re.compile(words.ACQUAINTED)),
    ("attached", re.compile(words.ATTACHED)),
    ("not-attached", re.compile(words.NOT_ATTACHED)),
    *((standing, re.compile(pattern)) for standing, pattern in words.ADDRESSED.items()),
    ("", re.compile(words.TO)),
    ("", re.compile(rf"{words.FROM}(?P<sender>{words.VALUES})")),
)
_FIELDS: Final = {
    "sender": "sender",
    "to": "to",
    "list": "list_id",
    "subject": "subject",
    "subject2": "subject",
    "text": "text",
    "text2": "text",
}


def read_sentence(
    sentence: str, categories: Sequence[Category], taken: Collection[str] = ()
) -> OwnRule:
    """The rule that the sentence says; its name is none of `taken`.

    Raises RuleNotUnderstood, which says what was not.
    """
    said = " ".join(sentence.replace("’", "'").split()).rstrip(" .!")
    if not said or len(said) > _LONGEST:
        raise RuleNotUnderstood("A rule is a sentence of at most 400 characters.")
    flat = _flat(said)
    problem: RuleNotUnderstood | None = None
    unknown = ""
    for about, does in _splits(flat):
        effects = _effects(does, categories)
        if effects is None:
            unknown = does.strip()
            continue
        try:
            rule = _conditions(said, about, effects)
        except RuleNotUnderstood as error:
            problem = problem or (None if words.DELETES.search(flat) else error)
            continue
        return replace(rule, name=_name(rule, taken), says=sentence.strip())
    titles = ", ".join(category.title for category in categories)
    raise problem or RuleNotUnderstood(
        _not_said(flat, unknown),
        hint=f"Say a category ({titles}), a priority (urgent, high, normal, low), or that it wants"
        " a reply or none.",
    )


def _not_said(flat: str, unknown: str) -> str:
    """Why a sentence says nothing of the mail that it is about."""
    if words.DELETES.search(flat):
        return "A rule deletes and moves nothing; it does not say what such mail is."
    if words.DENIES.search(flat):
        return "A rule says what mail is, not what it is not; it does not say what such mail is."
    named = f": “{unknown}” is not understood." if unknown else "."
    return f"It does not say what such mail is{named}"


def _flat(said: str) -> str:
    """Plain, letter by letter, so that places in it are places in what was said."""
    return "".join(plain(char)[:1] or char for char in said)


def _splits(flat: str) -> list[tuple[str, str]]:
    """Where what it is about may end and what is said of it begin."""
    places = [(found.start(), found.end()) for found in _VERB.finditer(flat)]
    places += [(found.start(), found.start()) for found in _WANTS.finditer(flat)]
    inside = [found.span() for found in _PLACE.finditer(flat)]
    return [
        (flat[:end], flat[begin:])
        for end, begin in sorted(places)
        if end > 0 and not any(first <= end < last for first, last in inside)
    ]


def _effects(does: str, categories: Sequence[Category]) -> OwnRule | None:
    """What is said of the mail, None if a part of it has no meaning."""
    rule = OwnRule("")
    for item in _AND.split(does.strip()):
        if not item:
            return None
        changed = _effect(rule, item.strip(), categories)
        if changed is None:
            return None
        rule = changed
    return rule


def _effect(rule: OwnRule, item: str, categories: Sequence[Category]) -> OwnRule | None:
    """The rule with one more thing to say; None if it is not understood or said twice."""
    bare = _DROPPED.sub("", item)
    for text in dict.fromkeys((item, bare)):
        if re.fullmatch(words.NO_REPLY, text):
            return replace(rule, needs_reply=False) if rule.needs_reply is None else None
        if re.fullmatch(words.REPLY, text):
            return replace(rule, needs_reply=True) if rule.needs_reply is None else None
        category = _category(text, categories)
        if category:
            return replace(rule, category=category) if not rule.category else None
        priority = _priority(text)
        if priority is not None:
            return replace(rule, priority=priority) if rule.priority is None else None
    return None


def _category(text: str, categories: Sequence[Category]) -> str:
    unquoted = text.strip("“”\"«»'")
    for category in categories:
        if unquoted in {plain(category.name), plain(category.title)}:
            return category.name
    known = {category.name for category in categories}
    return next(
        (
            name
            for name, pattern in words.CATEGORIES.items()
            if name in known and re.fullmatch(pattern, unquoted)
        ),
        "",
    )


def _priority(text: str) -> Priority | None:
    return next((p for p, pattern in _PRIORITIES.items() if pattern.fullmatch(text)), None)


def _conditions(said: str, about: str, effects: OwnRule) -> OwnRule:
    """The effects with what they are about; every word of `about` is understood, or it raises."""
    rule, place = effects, 0
    while place < len(about):
        changed = _condition(rule, said, about, place)
        if changed is not None:
            rule, place = changed
            continue
        skipped = _SKIPPED.match(about, place)
        if skipped is None:
            raise RuleNotUnderstood(
                f"“{said[place : len(about)].strip()}” is not understood.",
                hint="Say whose mail it is about (from …), and what is in its subject or text.",
            )
        place = skipped.end()
    if rule.is_about_all:
        raise RuleNotUnderstood(
            "It does not say which mail it is about.",
            hint="Say who it is from, or what is in its subject or text.",
        )
    return rule


def _condition(rule: OwnRule, said: str, about: str, place: int) -> tuple[OwnRule, int] | None:
    for kind, pattern in _PATTERNS:
        found = pattern.match(about, place)
        if found is None or not _at_word_end(about, found.end()):
            continue
        changed = _changed(rule, kind, found, said)
        if changed is not None:
            return changed, found.end()
    return None


def _at_word_end(text: str, place: int) -> bool:
    return place == len(text) or not (text[place].isalnum() and text[place - 1].isalnum())


def _changed(
    rule: OwnRule, kind: str | Addressed, found: re.Match[str], said: str
) -> OwnRule | None:
    if isinstance(kind, Addressed):
        return replace(rule, addressed=kind) if rule.addressed is None else None
    if kind in {"strangers", "acquainted"}:
        return replace(rule, known=kind == "acquainted") if rule.known is None else None
    if kind in {"attached", "not-attached"}:
        return replace(rule, attachment=kind == "attached") if rule.attachment is None else None
    group = next(name for name, value in found.groupdict().items() if value)
    field = _FIELDS[group]
    values = _values(said[found.start(group) : found.end(group)])
    if getattr(rule, field) or not values:
        return None
    changes: dict[str, tuple[str, ...]] = {field: values}
    return replace(rule, **changes)  # type: ignore[arg-type]  # the fields of texts


def _values(said: str) -> tuple[str, ...]:
    parts = (part.strip("“”\"«»' ") for part in _SPLIT.split(said) if part)
    cleaned = (part.rstrip("….").strip() for part in parts)
    return tuple(dict.fromkeys(part for part in cleaned if part))


def _name(rule: OwnRule, taken: Collection[str]) -> str:
    """A short name from what it is about."""
    texts = (*rule.sender, *rule.list_id, *rule.subject, *rule.text, *rule.to, rule.category)
    base = re.sub(r"[^a-z0-9]+", "-", plain(texts[0])).strip("-")[:40] or "rule"
    number, name = 1, base
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name
