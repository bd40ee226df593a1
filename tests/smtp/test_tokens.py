"""Logging in with an OAuth 2 access token."""

import asyncio
import base64

import pytest

from emailassist.domain.credential import Credential, CredentialKind
from emailassist.domain.errors import AuthenticationFailed, ServerRefused, ServerUnreachable
from emailassist.smtp.submission import check
from tests.smtp.scripted import serving

TOKEN = Credential("t0ken", CredentialKind.BEARER)


class TokenServer:
    """Offers mechanisms; answers a token with `challenge`, if any, and then `answer`."""

    def __init__(self, offered: str, answer: bytes = b"235 ok", challenge: bytes = b"") -> None:
        self.offered = offered
        self.answer = answer
        self.challenge = challenge
        self.heard: list[str] = []

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 ready\r\n")
        while line := (await reader.readline()).decode().strip("\r\n"):
            if line.startswith("EHLO"):
                writer.write(f"250-here\r\n250 AUTH {self.offered}\r\n".encode())
                continue
            self.heard.append(line)
            if line.startswith("AUTH") and self.challenge:
                writer.write(b"334 " + base64.b64encode(self.challenge) + b"\r\n")
                self.heard.append((await reader.readline()).decode().strip("\r\n"))
            writer.write(self.answer + b"\r\n")


async def sign_in(server: TokenServer, name: str = "ana@example.org") -> int:
    """Log in; the server's port."""
    async with serving(server.converse) as address:
        await check(address, name, TOKEN, timeout=2)
        return address.port


def said(line: str) -> str:
    return base64.b64decode(line.split()[-1]).decode()


async def test_oauthbearer_is_preferred() -> None:
    server = TokenServer("PLAIN XOAUTH2 OAUTHBEARER")
    port = await sign_in(server, "a=na,b@example.org")
    assert server.heard[0].startswith("AUTH OAUTHBEARER ")
    assert said(server.heard[0]) == (
        f"n,a=a=3Dna=2Cb@example.org,\1host=127.0.0.1\1port={port}\1auth=Bearer t0ken\1\1"
    )


async def test_xoauth2_is_spoken_where_there_is_nothing_better() -> None:
    server = TokenServer("PLAIN XOAUTH2")
    await sign_in(server)
    assert server.heard[0].startswith("AUTH XOAUTH2 ")
    assert said(server.heard[0]) == "user=ana@example.org\1auth=Bearer t0ken\1\1"


@pytest.mark.parametrize(("mechanism", "reply"), [("OAUTHBEARER", "AQ=="), ("XOAUTH2", "")])
async def test_a_refused_token_is_acknowledged_and_explained(mechanism: str, reply: str) -> None:
    server = TokenServer(mechanism, b"535 5.7.8 expired", challenge=b'{"status":"400"}')
    with pytest.raises(AuthenticationFailed, match="access token: 535") as caught:
        await sign_in(server)
    assert server.heard[1] == reply
    assert "Sign in" in caught.value.hint
    assert "t0ken" not in caught.value.sentences


async def test_a_token_that_cannot_be_checked_now_is_not_refused() -> None:
    with pytest.raises(ServerUnreachable, match="454"):
        await sign_in(TokenServer("XOAUTH2", b"454 later"))


async def test_a_token_is_never_sent_as_a_password() -> None:
    server = TokenServer("PLAIN LOGIN")
    with pytest.raises(ServerRefused, match="no access tokens"):
        await sign_in(server)
    assert not any(line.startswith("AUTH") for line in server.heard)
