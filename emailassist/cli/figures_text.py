"""The figures of an evaluation for a person who reads a terminal.

Owns: their wording. Must not: compute.
"""

from typing import Any, Final

from emailassist.domain.counted import counted
from emailassist.domain.views import UNSURE
from emailassist.engine.evaluation import GUESS

_MISTAKES: Final = 8
_CALLED: Final = {GUESS: "best guess", UNSURE: "nobody"}


def figures_text(figures: dict[str, Any]) -> str:
    """The figures for a person, without the rows; in brackets where they lie 95 times of 100."""
    category, needs, ends = figures["category"], figures["needs_reply"], figures["intervals"]
    lines = [
        f"{counted(figures['messages'])}, {figures['seconds_per_message']} s each",
        *_not_judged(figures),
        f"Category: accuracy {_with(category['accuracy'], ends['accuracy'])}, "
        f"lenient {_with(category['lenient_accuracy'], ends['lenient_accuracy'])}, "
        f"macro-F1 {_with(category['macro_f1'], ends['macro_f1'])}",
        f"Needs reply: accuracy {_with(needs['accuracy'], ends['needs_reply_accuracy'])}, "
        f"macro-F1 {_with(needs['macro_f1'], ends['needs_reply_macro_f1'])}",
        *_priority(figures.get("priority"), ends),
        "Decided by: " + ", ".join(map(_tier, figures["tiers"].items())),
        *_confidence(figures),
        f"Model calls {figures['model_calls']}, tokens {figures['tokens']}; {_saved(figures)}",
        *_among(figures.get("among_labels")),
    ]
    for label, scores in category["per_label"].items():
        lines.append(
            f"  {label:16} precision {scores['precision']:.2f}  recall {scores['recall']:.2f}  "
            f"of {scores['support']}"
        )
    return "\n".join([*lines, *_mistaken(figures["confusion"])])


def _mistaken(confusion: dict[str, Any]) -> list[str]:
    """What was most often taken for what else; also what is accepted."""
    wrong = sorted(
        (-count, label, said)
        for label, counts in zip(confusion["labels"], confusion["counts"], strict=True)
        for said, count in zip(confusion["said"], counts, strict=True)
        if count and label != said
    )
    if not wrong:
        return []
    said = [f"{label} as {_called(said)} {-count}" for count, label, said in wrong[:_MISTAKES]]
    more = f" and {len(wrong) - _MISTAKES} more" if len(wrong) > _MISTAKES else ""
    return [f"Taken for another: {', '.join(said)}{more}"]


def _priority(scores: dict[str, Any] | None, ends: dict[str, Any]) -> list[str]:
    if scores is None or scores["accuracy"] is None:
        return []
    urgent = scores["per_label"].get("urgent")
    return [
        f"Priority: accuracy {_with(scores['accuracy'], ends['priority_accuracy'])}, "
        f"macro-F1 {_with(scores['macro_f1'], ends['priority_macro_f1'])}"
        + (
            f"; urgent precision {urgent['precision']:.2f}, recall {urgent['recall']:.2f}"
            if urgent
            else ""
        )
    ]


def _with(value: float | None, ends: list[float] | None) -> str:
    return "–" if value is None or ends is None else f"{value:.3f} ({ends[0]:.3f}–{ends[1]:.3f})"


def _not_judged(figures: dict[str, Any]) -> list[str]:
    left = figures["not_judged"]
    parts = [
        _without(left["without_category"]),
        f"{left['failed']} failed and count as wrong" if left["failed"] else "",
        f"of {figures['unsure']} no tier was sure" if figures["unsure"] else "",
    ]
    said = "; ".join(filter(None, parts))
    return [f"{said[0].upper()}{said[1:]}."] if said else []


def _tier(named: tuple[str, dict[str, Any]]) -> str:
    tier, found = named
    right = "" if found["right"] is None else f" ({found['right']:.0%} of them right)"
    return f"{_called(tier)} {found['share']:.0%}{right}"


def _without(count: int) -> str:
    has = "has" if count == 1 else "have"
    return f"{counted(count)} {has} no category to compare with" if count else ""


def _called(tier: str) -> str:
    return _CALLED.get(tier, tier)


def _confidence(figures: dict[str, Any]) -> list[str]:
    error, target = figures["reliability"]["ece"], figures["at_target"]
    if error is None:
        return []
    share = target["share"] or 0.0
    by_tier = ", ".join(
        f"{_called(tier)} {found['at_target']['share'] or 0.0:.0%}"
        for tier, found in figures["tiers"].items()
        if tier != UNSURE
    )
    return [
        f"Confidence is off by {error:.3f} on average (ECE); {share:.0%} could be decided at "
        f"{target['target']:.0%} precision (each tier alone: {by_tier})"
    ]


def _saved(figures: dict[str, Any]) -> str:
    saved = figures["saved"]
    decided = f"{counted(saved['messages'])} decided by rules and classifier"
    if not figures["model_calls"]:
        return decided
    tokens = "" if saved["tokens"] is None else f" and {saved['tokens']} tokens"
    return (
        f"{decided}, which saved {saved['calls']} {'call' if saved['calls'] == 1 else 'calls'}"
        + tokens
    )


def wrong_rows(figures: dict[str, Any], most: int) -> list[str]:
    """A line for each of the first messages whose category is wrong."""
    wrong = [row for row in figures["rows"] if row["right"] is False]
    lines = [
        f"  {row['id']}: {row['category'] or 'undecided'}, expected {row['expected']['category']}"
        + (f" ({row['reason']})" if row.get("reason") else "")
        for row in wrong[:most]
    ]
    return [f"Wrong, {len(lines)} of {len(wrong)}:", *lines] if lines else ["No row is wrong."]


def _among(among: dict[str, Any] | None) -> list[str]:
    if among is None:
        return []
    ends = among["intervals"]
    return [
        f"This set knows {len(among['labels'])} of your {among['categories']} categories; among "
        f"these: accuracy {_with(among['accuracy'], ends['accuracy'])}, "
        f"lenient {_with(among['lenient_accuracy'], ends['lenient_accuracy'])}, "
        f"macro-F1 {_with(among['macro_f1'], ends['macro_f1'])}, "
        f"lenient {_with(among['lenient_macro_f1'], ends['lenient_macro_f1'])}"
    ]
