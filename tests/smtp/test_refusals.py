"""Who and what a server refuses before anything was sent."""

import asyncio
from collections.abc import Mapping

import pytest
from typing_extensions import override

from emailassist.domain.credential import Credential
from emailassist.domain.errors import SubmissionRefused
from emailassist.smtp.submission import Submission, size_limit, submit
from tests.smtp.scripted import Script, serving

RAW = b"From: clara@example.org\r\nSubject: Hi\r\n\r\nHello\r\n"


class Choosy(Script):
    """Answers each recipient as it is told."""

    def __init__(self, refusals: Mapping[str, bytes]) -> None:
        super().__init__()
        self._refusals = refusals

    @override
    async def _answer(self, word: str, writer: asyncio.StreamWriter) -> bool:
        if word == "RCPT":
            address = self.heard[-1].partition("<")[2].partition(">")[0]
            writer.write(self._refusals.get(address, b"250 ok") + b"\r\n")
            return True
        return await super()._answer(word, writer)


async def refused(script: Script, *recipients: str, raw: bytes = RAW) -> SubmissionRefused:
    async def never() -> None:
        raise AssertionError("nothing may be sent")

    async with serving(script.converse) as server:
        letter = Submission(server, "", Credential(""), "clara@example.org", recipients, raw)
        with pytest.raises(SubmissionRefused) as caught:
            await submit(letter, before_data=never, timeout=2)
    assert "DATA" not in script.heard
    return caught.value


async def test_every_refused_recipient_is_named_and_nobody_gets_anything() -> None:
    script = Choosy({"a@x.org": b"550 no such user", "c@x.org": b"451 try later"})
    error = await refused(script, "a@x.org", "b@x.org", "c@x.org")
    assert error.permanent
    assert "a@x.org (550 no such user); c@x.org (451 try later)" in error.reason
    assert "every recipient" not in error.reason
    assert "b@x.org" not in error.reason
    assert error.hint == "Nothing was sent to anybody."


async def test_recipients_that_are_refused_for_now_are_tried_again() -> None:
    script = Choosy(dict.fromkeys(("a@x.org", "b@x.org"), b"450 greylisted"))
    error = await refused(script, "a@x.org", "b@x.org")
    assert not error.permanent
    assert "every recipient" in error.reason


async def test_many_refusals_are_counted_in_the_end() -> None:
    people = [f"p{number}@x.org" for number in range(9)]
    error = await refused(Choosy(dict.fromkeys(people, b"550 no")), *people)
    assert "and 4 more" in error.reason


async def test_a_server_that_is_closing_is_not_asked_on() -> None:
    script = Choosy({"a@x.org": b"421 closing"})
    error = await refused(script, "a@x.org", "b@x.org")
    assert not error.permanent
    assert sum(line.startswith("RCPT") for line in script.heard) == 1


async def test_an_enclosed_message_needs_a_server_that_carries_eight_bits() -> None:
    script = Script({"EHLO": b"250 here"})
    error = await refused(script, "a@x.org", raw=RAW + "mañana\r\n".encode())
    assert error.permanent
    assert "as text" in error.hint


@pytest.mark.parametrize(
    ("line", "limit"),
    [(b"SIZE 35882577", 35_882_577), (b"SIZE 0", None), (b"SIZE", None), (b"SIZE x", None)],
)
async def test_a_server_says_how_large_a_message_may_be(line: bytes, limit: int | None) -> None:
    async with serving(Script({"EHLO": b"250-here\r\n250 " + line}).converse) as server:
        assert await size_limit(server, "", Credential(""), timeout=2) == limit
