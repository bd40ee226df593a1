"""What went wrong at an endpoint, in words for a person.

Owns: turning the exceptions of the OpenAI client, of HTTP and of a malformed answer into
`EndpointError`. Must not: let a key or an unbounded piece of a server's answer through.
"""

import json
import re
import socket
import ssl
from collections.abc import Callable, Iterator

import httpx2
import openai

from emailassist.domain.errors import (
    EndpointError,
    EndpointMisbehaved,
    EndpointRateLimited,
    EndpointUnauthorized,
    EndpointUnreachable,
    PromptTooLong,
    WorldError,
)

MALFORMED = (
    *(json.JSONDecodeError, AttributeError, TypeError, KeyError, IndexError, ValueError),
    *(RecursionError, OverflowError),
)
"""What a client trips over when an answer has the wrong shape."""

_KEY = re.compile(r"(?i)\b(?:sk|pk|key|bearer|api[-_]?key)[-_ :=]+[\w\-.*]{4,}")
_TOO_LONG = re.compile(r"(?i)exceed_context_size|context_length_exceeded|context (?:length|size)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_QUOTED = 160


def translate(exc: Exception, endpoint: str) -> WorldError:
    """The error to show for `exc`, met while talking to the endpoint of that name.

    An error of ours that something wrapped on its way up (a refused remote call, a secret
    that could not be read) is found again and returned as it is.
    """
    for error in _causes(exc):
        if isinstance(error, WorldError):
            return error
    for error in _causes(exc):
        for kind, say in _SENTENCES:
            if isinstance(error, kind):
                return say(error, endpoint)
    return EndpointError(f"{endpoint} could not be used: {type(exc).__name__}.")


def _causes(exc: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = exc
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def _timed_out(_error: BaseException, endpoint: str) -> EndpointError:
    return EndpointUnreachable(
        f"{endpoint} did not answer in time.",
        hint="Try again, or give the endpoint a longer time-out.",
    )


def _no_connection(error: BaseException, endpoint: str) -> EndpointError:
    causes = tuple(_causes(error))
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return EndpointUnreachable(
            f"No secure connection to {endpoint}: its certificate or its TLS cannot be trusted.",
            hint="Check the address; behind a proxy, that this machine knows its certificate.",
        )
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return EndpointUnreachable(
            f"The host of {endpoint} cannot be found.",
            hint="Check its address and the connection to the network.",
        )
    return EndpointUnreachable(
        f"No connection to {endpoint}, or it was lost before the answer came.",
        hint="Check that the server runs and that its address is right.",
    )


def _unauthorized(_error: BaseException, endpoint: str) -> EndpointError:
    return EndpointUnauthorized(
        f"{endpoint} refused the key.", hint="Enter the key again, or check what it may do."
    )


def _misbehaved(_error: BaseException, endpoint: str) -> EndpointError:
    return EndpointMisbehaved(
        f"{endpoint} answered with something that is not a usable answer.",
        hint="Run `emailassist endpoint check` to see what this endpoint can do.",
    )


def _cut_off(_error: BaseException, endpoint: str) -> EndpointError:
    return EndpointMisbehaved(f"{endpoint} stopped before its answer was complete.")


def _rate_limited(error: BaseException, endpoint: str) -> EndpointError:
    status = error if isinstance(error, openai.APIStatusError) else None
    if status is not None and status.code == "insufficient_quota":
        return EndpointRateLimited(
            f"{endpoint} says that the account's quota is used up.",
            hint="Check the plan and the billing of that account.",
        )
    asked = status.response.headers.get("retry-after", "") if status is not None else ""
    wait = f" and asks to wait {asked} seconds" if asked.isdigit() else ""
    return EndpointRateLimited(
        f"{endpoint} takes no more requests for now{wait}.", hint="Try again later."
    )


def _status(error: BaseException, endpoint: str) -> EndpointError:
    """One of the other statuses, by number: a compatible server may pick any."""
    if not isinstance(error, openai.APIStatusError):
        return _misbehaved(error, endpoint)
    code = error.status_code
    if _TOO_LONG.search(f"{error.type} {error.code} {error.message}") and code < 500:
        return PromptTooLong(
            f"The text is longer than the model of {endpoint} can read at once.",
            hint="Choose a model with a larger context.",
        )
    if code == 404:
        return _not_found(error, endpoint)
    if code == 503 and "retry-after" in error.response.headers:
        return _rate_limited(error, endpoint)
    if code >= 500:
        return EndpointUnreachable(
            f"{endpoint} has trouble of its own (status {code}): {_said(error)}",
            hint="Try again later.",
        )
    return EndpointError(f"{endpoint} refused the request (status {code}): {_said(error)}")


def _not_found(error: openai.APIStatusError, endpoint: str) -> EndpointError:
    model = _asked_model(error.request)
    what = f"has no model named {model!r}" if model else "has nothing at this address"
    return EndpointError(
        f"{endpoint} {what}.", hint="Check the model's name and that the base URL ends in /v1."
    )


def _asked_model(request: httpx2.Request) -> str:
    try:
        asked = json.loads(request.content)
    except (ValueError, httpx2.RequestNotRead):
        return ""
    return str(asked.get("model", ""))[:_QUOTED] if isinstance(asked, dict) else ""


def _said(error: openai.APIError) -> str:
    """The server's own words: a sentence, bounded, without anything that looks like a key."""
    body = error.body
    words = body.get("message") if isinstance(body, dict) else None
    text = words if isinstance(words, str) else "no reason given"
    secret = error.request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    if secret:
        text = text.replace(secret, "…")
    line = " ".join(_CONTROL.sub(" ", _KEY.sub("…", text)).split())
    if len(line) > _QUOTED:
        return f"{line[:_QUOTED]}…"
    return line if line.endswith((".", "!", "?")) else f"{line}."


def _api_error(error: BaseException, endpoint: str) -> EndpointError:
    """An error event inside a stream, which has no status."""
    said = _said(error) if isinstance(error, openai.APIError) else ""
    return EndpointError(f"{endpoint} broke off with an error: {said}")


_Sentence = Callable[[BaseException, str], EndpointError]

_SENTENCES: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], _Sentence], ...] = (
    (openai.APITimeoutError, _timed_out),
    (openai.APIConnectionError, _no_connection),
    ((openai.AuthenticationError, openai.PermissionDeniedError), _unauthorized),
    (openai.RateLimitError, _rate_limited),
    (openai.APIStatusError, _status),
    (openai.APIResponseValidationError, _misbehaved),
    (openai.LengthFinishReasonError, _cut_off),
    (openai.APIError, _api_error),
    ((httpx2.TimeoutException, TimeoutError), _timed_out),
    ((httpx2.InvalidURL, httpx2.UnsupportedProtocol), _no_connection),
    ((httpx2.RequestError, ConnectionError), _no_connection),
    (MALFORMED, _misbehaved),
    (openai.OpenAIError, _api_error),
)
"""First match wins, so that the narrow classes stand before the wide ones."""
