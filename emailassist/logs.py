"""Structured logs: one JSON object a line, in the home.

Owns: where logs go and what must never be in them. Must not: be imported for logging itself
(modules take `structlog.get_logger`).
"""

import logging
import sys
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

import structlog
from structlog.typing import EventDict, WrappedLogger
from typing_extensions import override

_BYTES = 1_000_000
_KEPT = 3
_LONGEST = 500
_PRIVATE = ("secret", "password", "key", "token", "body", "text", "raw", "prompt", "authorization")
"""Parts of names under which a secret or the content of a mail would be logged."""


def configure(path: Path) -> None:
    """Log to that file from now on, as long as it can be written."""
    root = logging.getLogger("emailassist")
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    handler = RotatingFileHandler(
        path, maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8", delay=True
    )
    handler.setFormatter(_OnlyTheLine())
    logging.raiseExceptions = False  # a full disk is told where it matters, not by a traceback
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    root.propagate = False
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            _without_private,
            _with_frames,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


class _OnlyTheLine(logging.Formatter):
    """The line as it was rendered; the standard one appends tracebacks with their words."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        return record.getMessage()


def _with_frames(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace an exception by its type and where it came from; its words may quote a mail."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event["exception"] = type(error).__name__
        event["frames"] = [
            f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
    return event


def _without_private(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop what may be a secret or somebody's words, and cut what is long."""
    for name, value in list(event.items()):
        if name != "event" and any(part in name.casefold() for part in _PRIVATE):
            event[name] = "(not logged)"
        elif isinstance(value, str) and len(value) > _LONGEST:
            event[name] = value[:_LONGEST] + "…"
    return event
