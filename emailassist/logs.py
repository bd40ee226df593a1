"""Structured logs: one JSON object a line, in the home.

Owns: where logs go and what must never be in them. Must not: be imported for logging itself
(modules take `structlog.get_logger`).
"""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

import structlog
from structlog.typing import EventDict, WrappedLogger

_BYTES = 1_000_000
_KEPT = 3
_LONGEST = 500
_PRIVATE = ("secret", "password", "key", "token", "body", "text", "raw", "prompt", "authorization")
"""Parts of names under which a secret or the content of a mail would be logged."""


def configure(path: Path) -> None:
    """Log to that file from now on, as long as it can be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    root = logging.getLogger("emailassist")
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    handler = RotatingFileHandler(
        path, maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8", delay=True
    )
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    root.propagate = False
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            _without_private,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def _without_private(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop what may be a secret or somebody's words, and cut what is long."""
    for name, value in list(event.items()):
        if name != "event" and any(part in name.casefold() for part in _PRIVATE):
            event[name] = "(not logged)"
        elif isinstance(value, str) and len(value) > _LONGEST:
            event[name] = value[:_LONGEST] + "…"
    return event
