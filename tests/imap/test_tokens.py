"""Logging in with an OAuth 2 access token."""

import base64
import json

import pytest

from emailassist.domain.credential import Credential, CredentialKind
from emailassist.domain.errors import AuthenticationFailed, ServerRefused, ServerUnreachable
from emailassist.imap.session import ImapSession
from tests.imap.scripted import Conversation, ScriptedImap

TOKEN = Credential("t0ken", CredentialKind.BEARER)


class TokenServer:
    """Takes a token by one mechanism, or answers it with `refusal`."""

    def __init__(self, *mechanisms: bytes, refusal: bytes = b"") -> None:
        self.mechanisms = mechanisms
        self.refusal = refusal
        self.heard: list[bytes] = []

    def converse(self, conversation: Conversation) -> None:
        conversation.capabilities += b"".join(b" AUTH=" + each for each in self.mechanisms)
        conversation.greet()
        self.heard.append(conversation.command())
        self.heard.append(self.challenge(conversation, b""))
        if not self.refusal:
            conversation.answer(b"OK welcome")
        else:
            self.heard.append(self.challenge(conversation, self.refusal))
            conversation.answer(b"NO no")
        conversation.command()

    def challenge(self, conversation: Conversation, said: bytes) -> bytes:
        conversation.send(b"+ " + base64.b64encode(said) + b"\r\n")
        return base64.b64decode(conversation.line())


def sign_in(server: TokenServer, username: str = "ana@example.org") -> int:
    """Log in; the server's port."""
    with ScriptedImap(server.converse) as running:
        ImapSession.open(running.server, username, TOKEN, timeout=5).close()
        return running.server.port


def test_oauthbearer_is_preferred() -> None:
    server = TokenServer(b"PLAIN", b"XOAUTH2", b"OAUTHBEARER")
    port = sign_in(server, "a=na,b@example.org")
    assert server.heard == [
        b"AUTHENTICATE OAUTHBEARER",
        b"n,a=a=3Dna=2Cb@example.org,\1host=127.0.0.1\1port=%d\1auth=Bearer t0ken\1\1" % port,
    ]


def test_xoauth2_is_spoken_where_there_is_nothing_better() -> None:
    server = TokenServer(b"PLAIN", b"XOAUTH2")
    sign_in(server)
    assert server.heard == [
        b"AUTHENTICATE XOAUTH2",
        b"user=ana@example.org\1auth=Bearer t0ken\1\1",
    ]


@pytest.mark.parametrize(("mechanism", "answer"), [(b"OAUTHBEARER", b"\1"), (b"XOAUTH2", b"")])
def test_a_refused_token_is_acknowledged_and_explained(mechanism: bytes, answer: bytes) -> None:
    refusal = json.dumps({"status": "invalid_token", "scope": "mail"}).encode()
    server = TokenServer(mechanism, refusal=refusal)
    with pytest.raises(AuthenticationFailed, match="access token: invalid_token") as caught:
        sign_in(server)
    assert server.heard[-1] == answer
    assert "t0ken" not in caught.value.sentences
    assert "Sign in" in caught.value.hint


@pytest.mark.parametrize("refusal", [b"\xff{", b"[1]", b"[" * 5000, b"7", b'{"status": "\x1b"}'])
def test_a_refusal_that_is_not_the_expected_object_is_a_refusal(refusal: bytes) -> None:
    with pytest.raises(AuthenticationFailed, match="access token") as caught:
        sign_in(TokenServer(b"XOAUTH2", refusal=refusal))
    assert caught.value.reason.isprintable()
    assert len(caught.value.reason) < 300


def test_a_token_is_never_sent_as_a_password() -> None:
    heard: list[bytes] = []

    def converse(conversation: Conversation) -> None:
        conversation.capabilities += b" AUTH=PLAIN"
        conversation.greet()
        heard.append(conversation.command())

    with (
        ScriptedImap(converse) as running,
        pytest.raises(ServerRefused, match="no access tokens"),
    ):
        ImapSession.open(running.server, "ana", TOKEN, timeout=5)
    assert heard in ([], [b"LOGOUT"])


def test_a_connection_lost_after_the_refusal_is_a_lost_connection() -> None:
    def converse(conversation: Conversation) -> None:
        conversation.capabilities += b" AUTH=XOAUTH2"
        conversation.greet()
        conversation.command()
        conversation.send(b"+ \r\n")
        conversation.line()
        conversation.send(b"+ e30=\r\n")
        conversation.line()

    with ScriptedImap(converse) as running, pytest.raises(ServerUnreachable):
        ImapSession.open(running.server, "ana", TOKEN, timeout=5)


@pytest.mark.parametrize("mechanism", [b"PLAIN", b"XOAUTH2"])
def test_a_server_that_goes_on_asking_is_given_up(mechanism: bytes) -> None:
    heard: list[bytes] = []

    def converse(conversation: Conversation) -> None:
        conversation.capabilities += b" AUTH=" + mechanism
        conversation.greet()
        conversation.command()
        for _ in range(4):
            conversation.send(b"+ \r\n")
            heard.append(conversation.line())
            if heard[-1] == b"*":
                break
        conversation.answer(b"BAD given up")
        conversation.command()

    credential = TOKEN if mechanism == b"XOAUTH2" else Credential("secret")
    with ScriptedImap(converse) as running, pytest.raises(AuthenticationFailed):
        ImapSession.open(running.server, "ana", credential, timeout=5)
    assert heard[-1] == b"*"
