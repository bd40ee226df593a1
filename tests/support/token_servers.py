"""Mail servers on loopback that let in whoever shows a token the test calls good."""

import base64
from collections.abc import Callable

from tests.imap.scripted import Conversation, ScriptedImap


def token_imap(is_good: Callable[[str], bool], mechanism: str, seen: list[str]) -> ScriptedImap:
    """`seen` gets every token that was shown; the mechanism is XOAUTH2 or OAUTHBEARER."""

    def converse(conversation: Conversation) -> None:
        conversation.capabilities = f"IMAP4rev1 SASL-IR AUTH={mechanism}".encode()
        conversation.greet()
        command = conversation.command()
        words = command.split(b" ")
        if words[:2] != [b"AUTHENTICATE", mechanism.encode()]:
            return
        token = _token(_response(conversation, words))
        seen.append(token)
        if not is_good(token):
            refusal = base64.b64encode(b'{"status":"invalid_token"}')
            conversation.send(b"+ " + refusal + b"\r\n")
            conversation.line()
            conversation.answer(b"NO [AUTHENTICATIONFAILED] Invalid credentials")
            conversation.command()
            return
        conversation.answer(b"OK welcome")
        while (command := conversation.command()) not in {b"", b"LOGOUT"}:
            name = command.split(b" ")[0]
            untagged = [b'LIST (\\HasNoChildren) "/" INBOX'] if name == b"LIST" else []
            conversation.answer(b"OK done", *untagged)

    return ScriptedImap(converse)


def token_smtp(is_good: Callable[[str], bool], seen: list[str]) -> ScriptedImap:
    """The same for sending, by XOAUTH2. It speaks SMTP, whatever it is made of."""

    def converse(conversation: Conversation) -> None:
        conversation.send(b"220 ready\r\n")
        while line := conversation.line():
            word, _, rest = line.partition(b" ")
            if word == b"EHLO":
                conversation.send(b"250-here\r\n250 AUTH XOAUTH2\r\n")
            elif word != b"AUTH":
                conversation.send(b"221 bye\r\n")
                return
            else:
                seen.append(_token(base64.b64decode(rest.split(b" ")[1])))
                answer = b"235 welcome" if is_good(seen[-1]) else b"535 invalid token"
                conversation.send(answer + b"\r\n")

    return ScriptedImap(converse)


def _response(conversation: Conversation, words: list[bytes]) -> bytes:
    if len(words) > 2:
        return base64.b64decode(words[2])
    conversation.send(b"+ \r\n")
    return base64.b64decode(conversation.line())


def _token(response: bytes) -> str:
    """What follows ``auth=Bearer``, in both mechanisms."""
    return response.partition(b"auth=Bearer ")[2].partition(b"\1")[0].decode()
