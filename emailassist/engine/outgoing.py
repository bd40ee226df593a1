"""A request's exact body as a person reads it, before and after masking.

Owns: laying it out, and putting the values back. Must not: leave anything out. Pure.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from emailassist.domain.egress import Departure, Outgoing

_TOKEN = re.compile(r"\b[A-Z]+_\d+\b")


def outgoing(leaving: Departure) -> Outgoing:
    """What leaves with a request, and what it says where tokens stand."""
    return laid_out(
        leaving.body, dict(leaving.values), leaving.reason, leaving.host, leaving.masked
    )


def laid_out(
    body: bytes,
    values: Mapping[str, str],
    title: str,
    host: str,
    masked: tuple[tuple[str, int], ...],
) -> Outgoing:
    """The same of a body that is kept."""
    sent = _readable(body)
    return Outgoing(title, host, sent, _unmasked(sent, values), masked)


def _unmasked(text: str, values: Mapping[str, str]) -> str:
    return _TOKEN.sub(lambda found: values.get(found.group(), found.group()), text)


def _readable(body: bytes) -> str:
    """Texts as texts, and all the rest of the JSON after them; other bodies as they are."""
    text = body.decode("utf-8", "replace")
    try:
        data = json.loads(text)
    except ValueError:
        return text
    if not isinstance(data, dict):
        return text
    messages = data.pop("messages", [])
    parts = [*_messages(messages), json.dumps(data, ensure_ascii=False, indent=2)]
    return "\n\n".join(parts)


def _messages(messages: Any) -> Iterator[str]:  # whatever JSON the request holds there
    for message in messages if isinstance(messages, list) else [messages]:
        if isinstance(message, dict) and isinstance(message.get("content"), str):
            rest = {k: v for k, v in message.items() if k not in {"role", "content"}}
            more = f"\n{json.dumps(rest, ensure_ascii=False)}" if rest else ""
            yield f"── {message.get('role', '')} ──\n{message['content']}{more}"
        else:
            yield json.dumps(message, ensure_ascii=False, indent=2)
