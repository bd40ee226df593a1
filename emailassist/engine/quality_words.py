"""Comparisons and drift, in sentences.

Owns: their wording. Must not: compute, or say more than the figures do.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from emailassist.domain.counted import counted
from emailassist.domain.drift import Drift, Move, Trait
from emailassist.domain.measured import Pair, Price, Variant, Way
from emailassist.domain.triage import Priority
from emailassist.domain.views import UNSURE
from emailassist.engine.instructions import SHIPPED

_SHOWN: Final = 10
"""Lines of a file that are named in a report."""
_WAYS = {
    Way.USUAL: "As set up",
    Way.RULES: "Rules alone",
    Way.LOCAL: "Without a model",
}


def named(variant: Variant) -> str:
    """What a way to triage is called."""
    if variant.way is Way.ENDPOINT:
        return variant.name
    if variant.way is Way.INSTRUCTIONS:
        if variant.version == SHIPPED:
            return f"{variant.name}.md as shipped"
        return f"{variant.name}.md of version {variant.version[:7]}"
    return _WAYS[variant.way]


def compared(pair: Pair) -> str:
    """Which of two is better, in how many messages, and whether that may be chance."""
    one, other = named(pair.first), named(pair.second)
    if not pair.messages:
        return f"“{other}” cannot be compared with “{one}”: no message is labelled."
    if not pair.better and not pair.worse:
        return f"“{other}” and “{one}” are right on the same of {counted(pair.messages)}."
    if pair.better >= pair.worse:
        best, least, more, less = other, one, pair.better, pair.worse
    else:
        best, least, more, less = one, other, pair.worse, pair.better
    on = f"on {more} of {counted(pair.messages)}"
    if more == less:
        return f"“{best}” is better {on} and worse on as many as “{least}”: no difference."
    beside = f", worse on {less}" if less else ""
    chance = "the difference may be chance" if pair.chance else "that is more than chance"
    return f"“{best}” is better {on} than “{least}”{beside}; {chance}{_points(pair)}."


def _points(pair: Pair) -> str:
    found = pair.difference
    if found is None:
        return ""
    low, high = sorted((abs(found.low), abs(found.high)))
    if pair.chance:
        return ""
    return (
        f": of 100 messages {100 * abs(found.value):.0f} more are right, between {100 * low:.0f} "
        f"and {100 * high:.0f}"
    )


def moved(drift: Drift, titles: Mapping[str, str]) -> tuple[str, ...]:
    """A sentence for each thing that moved, or one that nothing did."""
    if drift.too_little:
        return ("There is not enough triaged mail yet to compare this week with those before.",)
    if not drift.moves:
        return ("This week is like the weeks before.",)
    return tuple(_moved(move, titles) for move in drift.moves)


def _moved(move: Move, titles: Mapping[str, str]) -> str:
    now, before = _percent(move.now), _percent(move.before)
    if move.trait is Trait.SHARE:
        title = "Unsure" if move.name == UNSURE else titles.get(move.name, move.name)
        return (
            f"“{title}” went from {before} to {now} of your mail this week "
            f"({move.count} of {counted(move.messages)})."
        )
    if move.trait is Trait.CORRECTIONS:
        return (
            f"You corrected {now} of this week's mail, {before} in the weeks before "
            f"({move.count} of {counted(move.messages)})."
        )
    return f"Triage was less sure of this week's mail: {now} on average, {before} before."


def priced(price: Price) -> str:
    """What measuring may cost."""
    if not price.calls:
        return f"{counted(price.messages)}; no model is asked, it costs nothing."
    money = "at an unknown price" if price.money is None else f"about ${price.money:,.2f}"
    if price.money == 0:
        money = "free of charge"
    where = " Mail text goes to other machines for it." if price.remote else ""
    return (
        f"{counted(price.messages)}, at most about {price.calls:,} calls and "
        f"{price.tokens:,} tokens, {money}.{where}"
    )


def only_answered(categories: Sequence[str]) -> str:
    """That triage had fewer categories to choose from."""
    return f"Only {_quoted(categories)} could be answered."


def unknown_labels(labels: Sequence[str], known: Sequence[str]) -> str:
    """That a set has labels which are no categories, and which are perhaps meant."""
    flat = {_flat(name): name for name in known}
    meant = [flat[_flat(label)] for label in labels if _flat(label) in flat]
    hint = f" (is {_quoted(meant)} meant?)" if meant else ""
    return (
        f"There is no category {_quoted(labels)} here{hint}: messages with such a label count as "
        "wrong."
    )


def unknown_priorities(labels: Sequence[str]) -> str:
    """That a set has labels which are no priorities."""
    return (
        f"{_quoted(labels)} is no priority (known: {', '.join(Priority)}): messages with such a "
        "label count as wrong there."
    )


def left_out(lines: Sequence[int]) -> str:
    """That rows of a file could not be read."""
    if len(lines) == 1:
        return f"1 row of the file cannot be read and is left out: line {lines[0]}."
    shown = ", ".join(map(str, lines[:_SHOWN])) + (", …" if len(lines) > _SHOWN else "")
    return f"{len(lines):,} rows of the file cannot be read and are left out: lines {shown}."


def _flat(name: str) -> str:
    return re.sub(r"[\s_-]+", "-", name.strip()).casefold()


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"“{each}”" for each in names)


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")
