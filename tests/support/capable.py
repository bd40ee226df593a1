"""An endpoint that answers each agent as a good model would, for mails like `question`."""

import json

from tests.support.mail import raw_message
from tests.support.openai_server import Reply, Seen, completion

_ROUTED = {
    "category": "needs-reply",
    "priority": "normal",
    "needs_reply": True,
    "confidence": 0.9,
    "reason": "Tom asks whether Friday suits you.",
    "language": "en",
    "summary": "Tom asks whether you can come on Friday to look at the boards.",
    "specialists": ["reply-drafter"],
}
_DRAFTED = {"body": "Hi Tom,\n\nthank you, I can come on Friday.\n\nBest,\nClara"}
_REVIEWED = {"ok": True, "problems": []}
_OTHERS = {"text": _ROUTED["summary"], "facts": [], "why": "Tom asks.", "draft": True}


def question(number: int) -> bytes:
    """A mail that asks for a reply; the number is in its subject, so that a script can tell."""
    return raw_message(
        f"Boards of lot {number:03}",
        "Hi Clara,\n\ncan you come on Friday to look at the boards?\n\nTom\n",
        message_id=f"<{number}@containment.example>",
    )


def lot_of(seen: Seen) -> int:
    """Which `question` a request is about; -1 if about none."""
    number = seen.prompt.partition("Boards of lot ")[2][:3]
    return int(number) if number.isdigit() else -1


def drafts(seen: Seen) -> bool:
    """Whether a draft is asked for."""
    return "body" in json.dumps(seen.schema.get("properties", {}))


def capable(seen: Seen) -> Reply:
    """The answer of a good model."""
    asked = seen.schema.get("properties", {})
    if drafts(seen):
        return completion(_DRAFTED)
    return completion(_REVIEWED if "ok" in asked else _ROUTED | _OTHERS)
