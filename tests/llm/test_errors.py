import json
import re

import httpx2
import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.domain.errors import (
    EndpointError,
    EndpointMisbehaved,
    EndpointRateLimited,
    EndpointUnauthorized,
    EndpointUnreachable,
    PromptTooLong,
    WorldError,
)
from emailassist.llm.errors import translate

CLIENT = openai.OpenAI(api_key="unused")
KEY = "sk-proj-Abc123_very-secret"


def refused(
    status: int,
    message: str = "no",
    *,
    headers: dict[str, str] | None = None,
    **error: str,
) -> openai.APIStatusError:
    """The error that the client raises for such an answer."""
    request = httpx2.Request(
        "POST",
        "https://api.example.com/v1/chat/completions",
        headers={"authorization": f"Bearer {KEY}"},
        json={"model": "gpt-x", "messages": []},
    )
    body = {"error": {"message": message, **error}}
    response = httpx2.Response(status, request=request, headers=headers or {}, json=body)
    return CLIENT._make_status_error_from_response(response)


REQUEST = httpx2.Request("POST", "https://api.example.com/v1")


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (refused(401), EndpointUnauthorized, "refused the key"),
        (refused(403), EndpointUnauthorized, "refused the key"),
        (refused(404), EndpointError, "no model named 'gpt-x'"),
        (refused(429, headers={"retry-after": "90"}), EndpointRateLimited, "wait 90 seconds"),
        (refused(429, code="insufficient_quota"), EndpointRateLimited, "quota"),
        (refused(503, headers={"retry-after": "90"}), EndpointRateLimited, "no more requests"),
        (refused(503), EndpointUnreachable, "status 503"),
        (refused(500, "out of memory"), EndpointUnreachable, "out of memory"),
        (refused(400, type="exceed_context_size_error"), PromptTooLong, "longer than the model"),
        (refused(400, code="context_length_exceeded"), PromptTooLong, "longer than the model"),
        (refused(400, "maximum context length is 4096"), PromptTooLong, "longer than the model"),
        (refused(400, "bad schema"), EndpointError, "status 400.*bad schema"),
        (refused(422, "bad schema"), EndpointError, "status 422.*bad schema"),
        (openai.APITimeoutError(REQUEST), EndpointUnreachable, "in time"),
        (openai.APIConnectionError(request=REQUEST), EndpointUnreachable, "No connection"),
        (
            openai.APIResponseValidationError(httpx2.Response(200, request=REQUEST), None),
            EndpointMisbehaved,
            "not a usable answer",
        ),
        (json.JSONDecodeError("x", "", 0), EndpointMisbehaved, "not a usable answer"),
        (AttributeError("'NoneType'"), EndpointMisbehaved, "not a usable answer"),
        (TypeError("x"), EndpointMisbehaved, "not a usable answer"),
        (KeyError("choices"), EndpointMisbehaved, "not a usable answer"),
        (IndexError("x"), EndpointMisbehaved, "not a usable answer"),
        (httpx2.ReadTimeout("x"), EndpointUnreachable, "in time"),
        (TimeoutError(), EndpointUnreachable, "in time"),
        (httpx2.ConnectError("x"), EndpointUnreachable, "No connection"),
        (httpx2.InvalidURL("x"), EndpointUnreachable, "address is right"),
        (openai.APIError("x", REQUEST, body={"message": "boom"}), EndpointError, "boom"),
        (RuntimeError("x"), EndpointError, "RuntimeError"),
    ],
)
def test_what_a_person_reads(error: Exception, kind: type[WorldError], words: str) -> None:
    told = translate(error, "my endpoint")
    assert type(told) is kind
    assert "my endpoint" in told.reason
    assert re.search(words, f"{told.reason} {told.hint}")


def test_our_own_error_is_found_below_what_wrapped_it() -> None:
    ours = EndpointError("nothing may leave this machine")
    wrapped = openai.APIConnectionError(request=REQUEST)
    wrapped.__cause__ = httpx2.ConnectError("x")
    wrapped.__cause__.__cause__ = ours
    assert translate(wrapped, "my endpoint") is ours


@pytest.mark.parametrize(
    "message",
    [
        f"Incorrect API key provided: {KEY}",
        f"got header 'Bearer {KEY}'",
        "unknown sk-live-99887766",
        "api_key=abcdef123456 is not valid",
    ],
)
@pytest.mark.parametrize("status", [400, 401, 404, 429, 500])
def test_a_key_that_the_server_repeats_is_not_shown(message: str, status: int) -> None:
    told = translate(refused(status, message), "my endpoint")
    for secret in (KEY, "99887766", "abcdef123456"):
        assert secret not in told.reason + told.hint


@given(st.text(max_size=2000), st.sampled_from([400, 404, 409, 422, 429, 500, 503]))
def test_a_servers_words_are_one_bounded_line(message: str, status: int) -> None:
    told = translate(refused(status, message), "my endpoint")
    assert len(told.reason) < 300
    assert len(told.reason.splitlines()) == 1
