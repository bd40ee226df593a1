"""What the person should know before they act on a message.

Owns: putting the findings on injection, hidden text and phishing into short sentences.
Must not: hide or change the message, or trust a model.
"""

from emailassist.domain.message import ParsedMessage
from emailassist.domain.triage import TriageWarning, WarningKind
from emailassist.local.injection import hidden_orders, injection_signs
from emailassist.local.phishing import phishing_signs


def inspect(message: ParsedMessage) -> tuple[TriageWarning, ...]:
    """Warnings, most serious first."""
    return (
        *_injection_warnings(message),
        *(TriageWarning(WarningKind.PHISHING, sign) for sign in phishing_signs(message)),
    )


def _injection_warnings(message: ParsedMessage) -> list[TriageWarning]:
    visible = f"{message.envelope.subject}\n{message.text}"
    warnings: list[TriageWarning] = []
    seen = injection_signs(visible)
    if seen:
        warnings.append(
            TriageWarning(
                WarningKind.INJECTION, f"It may try to steer an AI that reads it: {seen[0]}."
            )
        )
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
