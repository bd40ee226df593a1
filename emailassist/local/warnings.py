"""What the person should know before they act on a message.

Owns: putting the findings on injection, hidden text and phishing into short sentences.
Must not: hide or change the message, or trust a model.
"""

from functools import lru_cache
from typing import Final

from emailassist.domain.message import ParsedMessage
from emailassist.domain.triage import TriageWarning, WarningKind
from emailassist.local.injection import Suspicion, hidden_orders, injection_signs, suspicion
from emailassist.local.phishing import phishing_findings
from emailassist.local.surfaces import surfaces

_REMEMBERED: Final = 64
"""Messages: more than are looked at side by side."""


@lru_cache(maxsize=_REMEMBERED)
def inspect(message: ParsedMessage, off: frozenset[str] = frozenset()) -> tuple[TriageWarning, ...]:
    """Warnings, most serious first; `off` are signs of fraud that the person switched off."""
    return (
        *_injection_warnings(message),
        *(
            TriageWarning(WarningKind.PHISHING, sign.said)
            for sign in phishing_findings(message)
            if sign.rule not in off
        ),
    )


def _injection_warnings(message: ParsedMessage) -> list[TriageWarning]:
    warnings: list[TriageWarning] = []
    found = _found(message)
    if found:
        words = (
            "It may try to steer an AI that reads it"
            if found.certain
            else "Something in it could be meant for a program that reads your mail"
        )
        warnings.append(TriageWarning(WarningKind.INJECTION, f"{words}: {found.seen[0]}."))
    hidden = message.hidden_text
    hidden_seen = injection_signs(hidden)
    if hidden_seen:
        warnings.append(
            TriageWarning(
                WarningKind.INJECTION,
                f"Text that you cannot see tries to steer an AI: {hidden_seen[0]}.",
            )
        )
    if hidden_seen or hidden_orders(hidden):
        warnings.append(
            TriageWarning(
                WarningKind.HIDDEN_TEXT,
                "It hides text that gives orders; the assistant does not follow it.",
            )
        )
    return warnings


def _found(message: ParsedMessage) -> Suspicion:
    """Each surface by itself, and all of them as one: an order may be spread over several."""
    *short, text = surfaces(message)
    each = [suspicion(text), *map(suspicion, short)]
    if not any(each):
        return suspicion(" ".join((*short, text)))
    return max(each, key=lambda found: (found.certain, len(found.seen)))
