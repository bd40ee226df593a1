"""What every ending of a submission means."""

import asyncio
from dataclasses import replace

import pytest

from emailassist.domain.account import Security, Server
from emailassist.domain.credential import Credential
from emailassist.domain.errors import (
    AuthenticationFailed,
    ServerRefused,
    ServerUnreachable,
    SettingsError,
    SubmissionRefused,
    SubmissionUncertain,
)
from emailassist.smtp.submission import Submission, check, submit
from tests.smtp.scripted import DROP, HANG, Script, serving

RAW = b"From: clara@example.org\r\nSubject: Hi\r\n\r\nHello\r\n.\r\n..dots\r\n"
QUICK = 0.3


class BeforeData:
    """Counts how often the caller was told that the message is about to go."""

    def __init__(self) -> None:
        self.calls = 0

    async def __call__(self) -> None:
        self.calls += 1


def submission(server: Server) -> Submission:
    return Submission(
        server, "", Credential(""), "clara@example.org", ("ana@example.org", "ben@example.org"), RAW
    )


async def submit_to(script: Script, before_data: BeforeData) -> str:
    async with serving(script.converse) as server:
        return await submit(submission(server), before_data=before_data, timeout=QUICK)


async def test_an_accepted_message_returns_the_words_of_the_server() -> None:
    script, before_data = Script(), BeforeData()
    assert await submit_to(script, before_data) == "250 accepted as 42"
    assert before_data.calls == 1
    assert script.heard == [
        "EHLO [127.0.0.1]",
        f"MAIL FROM:<clara@example.org> SIZE={len(RAW)}",
        "RCPT TO:<ana@example.org>",
        "RCPT TO:<ben@example.org>",
        "DATA",
        "QUIT",
    ]
    assert script.message == RAW.replace(b"\r\n.", b"\r\n..") + b".\r\n"


async def test_the_caller_commits_after_the_last_recipient_and_before_data() -> None:
    script = Script()
    heard_before: list[str] = []

    async def before_data() -> None:
        heard_before.extend(script.heard)

    async with serving(script.converse) as server:
        await submit(submission(server), before_data=before_data, timeout=QUICK)
    assert heard_before[-1] == "RCPT TO:<ben@example.org>"


async def test_nothing_is_sent_when_the_caller_cannot_commit() -> None:
    script = Script()

    async def before_data() -> None:
        raise OSError("disk full")

    async with serving(script.converse) as server:
        with pytest.raises(OSError, match="disk full"):
            await submit(submission(server), before_data=before_data, timeout=QUICK)
    assert "DATA" not in script.heard


@pytest.mark.parametrize("ending", [DROP, HANG, b"garbage"])
async def test_a_message_without_a_final_answer_is_uncertain(ending: bytes) -> None:
    before_data = BeforeData()
    with pytest.raises(SubmissionUncertain, match=r"127\.0\.0\.1"):
        await submit_to(Script({"MESSAGE": ending}), before_data)
    assert before_data.calls == 1


@pytest.mark.parametrize("ending", [DROP, HANG])
async def test_a_connection_lost_at_data_is_uncertain(ending: bytes) -> None:
    with pytest.raises(SubmissionUncertain):
        await submit_to(Script({"DATA": ending}), BeforeData())


@pytest.mark.parametrize(
    ("word", "answer", "permanent"),
    [
        ("MAIL", b"550 not you", True),
        ("RCPT", b"550 5.1.1 no such person", True),
        ("RCPT", b"450 greylisted", False),
        ("DATA", b"451 come back later", False),
        ("DATA", b"554 no valid recipients", True),
        ("MESSAGE", b"451 disk full", False),
        ("MESSAGE", b"554-5.7.1 looks\r\n554 like spam", True),
    ],
)
async def test_a_refusal_says_whether_it_is_final(
    word: str, answer: bytes, permanent: bool
) -> None:
    with pytest.raises(SubmissionRefused) as caught:
        await submit_to(Script({word: answer}), BeforeData())
    assert caught.value.permanent is permanent
    assert answer[:3].decode() in caught.value.reason
    assert "127.0.0.1" in caught.value.reason


async def test_one_refused_recipient_stops_the_message_for_all() -> None:
    script, before_data = Script(), BeforeData()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 ready\r\n")
        while line := await reader.readline():
            script.heard.append(line.decode().strip())
            writer.write(b"550 who?\r\n" if b"ben@" in line else b"250 ok\r\n")

    async with serving(converse) as server:
        with pytest.raises(SubmissionRefused, match=r"ben@example\.org"):
            await submit(submission(server), before_data=before_data, timeout=QUICK)
    assert before_data.calls == 0
    assert "DATA" not in script.heard


@pytest.mark.parametrize(
    "answers",
    [
        {"CONNECT": HANG},
        {"CONNECT": DROP},
        {"CONNECT": b"421 too busy"},
        {"EHLO": DROP},
        {"MAIL": HANG},
        {"RCPT": DROP},
    ],
)
async def test_before_data_nothing_can_have_been_sent(answers: dict[str, bytes]) -> None:
    before_data = BeforeData()
    with pytest.raises(ServerUnreachable, match=r"127\.0\.0\.1"):
        await submit_to(Script(answers), before_data)
    assert before_data.calls == 0


@pytest.mark.parametrize("word", ["EHLO", "MAIL", "RCPT"])
async def test_an_answer_that_is_none_is_said(word: str) -> None:
    before_data = BeforeData()
    with pytest.raises(ServerRefused, match="not SMTP"):
        await submit_to(Script({word: b"???"}), before_data)
    assert before_data.calls == 0


@pytest.mark.parametrize("ending", [DROP, HANG, b"500 what?", b"garbage"])
async def test_a_failing_goodbye_changes_nothing(ending: bytes) -> None:
    assert await submit_to(Script({"QUIT": ending}), BeforeData()) == "250 accepted as 42"


async def test_a_cancellation_during_data_goes_through() -> None:
    sent = asyncio.Event()

    async def before_data() -> None:
        sent.set()

    async with serving(Script({"MESSAGE": HANG}).converse) as server:
        task = asyncio.create_task(submit(submission(server), before_data=before_data, timeout=30))
        await sent.wait()
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_closed_port_is_unreachable() -> None:
    async with serving(Script().converse) as server:
        pass
    with pytest.raises(ServerUnreachable, match=str(server.port)):
        await submit(submission(server), before_data=BeforeData(), timeout=QUICK)


@pytest.mark.parametrize(
    "changes",
    [
        {"recipients": ()},
        {"recipients": ("ana@example.org>\r\nRCPT TO:<eve@example.org",)},
        {"recipients": ("ana@example.org> NOTIFY=NEVER <x",)},
        {"recipients": ("Ana <ana@example.org>",)},
        {"recipients": ("ana",)},
        {"sender": "clara@example.org\nDATA"},
        {"sender": "clara@exam ple.org"},
    ],
)
async def test_an_address_cannot_smuggle_a_command_in(changes: dict[str, object]) -> None:
    script, before_data = Script(), BeforeData()
    async with serving(script.converse) as server:
        wrong = replace(submission(server), **changes)  # type: ignore[arg-type]
        with pytest.raises(SubmissionRefused) as caught:
            await submit(wrong, before_data=before_data, timeout=QUICK)
    assert caught.value.permanent
    assert before_data.calls == 0
    assert not any("eve@" in line or "NOTIFY" in line for line in script.heard)


async def test_a_message_over_the_limit_is_not_even_offered() -> None:
    script = Script({"EHLO": b"250-here\r\n250 SIZE 20"})
    with pytest.raises(SubmissionRefused, match="20 at most") as caught:
        await submit_to(script, BeforeData())
    assert caught.value.permanent
    assert script.heard == ["EHLO [127.0.0.1]"]


async def test_eight_bits_and_accented_addresses_are_announced_when_needed() -> None:
    script = Script()
    async with serving(script.converse) as server:
        accented = replace(
            submission(server),
            recipients=("josé@example.org",),
            raw="From: x\r\n\r\nmañana\r\n".encode(),
        )
        await submit(accented, before_data=BeforeData(), timeout=QUICK)
    assert script.heard[1].endswith(" BODY=8BITMIME SMTPUTF8")
    assert script.heard[2] == "RCPT TO:<josé@example.org>"


async def test_an_accented_address_needs_a_server_that_takes_it() -> None:
    script = Script({"EHLO": b"250-here\r\n250 8BITMIME"})
    async with serving(script.converse) as server:
        accented = replace(submission(server), recipients=("josé@example.org",))
        with pytest.raises(SubmissionRefused, match="to or from josé@"):
            await submit(accented, before_data=BeforeData(), timeout=QUICK)


async def test_a_login_is_tried_once_with_the_best_mechanism() -> None:
    script = Script(
        {
            "EHLO": b"250-here\r\n250 AUTH CRAM-MD5 LOGIN PLAIN",
            "AUTH": b"535 5.7.8 wrong",
        }
    )
    async with serving(script.converse) as server:
        with pytest.raises(AuthenticationFailed, match="535") as caught:
            await check(server, "someone", Credential("secret"), timeout=QUICK)
    assert "secret" not in caught.value.reason
    assert [line.split()[1] for line in script.heard if line.startswith("AUTH")] == ["PLAIN"]


async def test_a_login_that_is_off_for_now_is_no_wrong_password() -> None:
    script = Script({"EHLO": b"250-here\r\n250 AUTH PLAIN", "AUTH": b"454 later"})
    async with serving(script.converse) as server:
        with pytest.raises(ServerUnreachable, match="454"):
            await check(server, "someone", Credential("secret"), timeout=QUICK)


async def test_starttls_is_not_given_up_silently() -> None:
    script = Script()
    async with serving(script.converse) as server:
        with pytest.raises(ServerRefused, match="STARTTLS"):
            await check(
                replace(server, security=Security.STARTTLS),
                "someone",
                Credential("secret"),
                timeout=QUICK,
            )
    assert script.heard == ["EHLO [127.0.0.1]"]


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_a_name_that_no_host_can_have_is_said(security: Security) -> None:
    with pytest.raises(ServerUnreachable, match=r"no host named mail\.\.example"):
        await check(Server("mail..example", 465, security), "", Credential(""), timeout=5)


async def test_no_password_travels_unencrypted_off_this_machine() -> None:
    server = Server("smtp.example.org", 25, Security.NONE)
    with pytest.raises(SettingsError, match=r"smtp\.example\.org:25"):
        await check(server, "someone", Credential("secret"))
