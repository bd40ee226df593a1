"""An authorization server on loopback, strict about PKCE, and a browser to visit it with.

It keeps what it gave out and what it was asked, and does what a test tells it.
"""

import base64
import hashlib
import json
import secrets
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
from typing_extensions import override

from emailassist.domain.oauth import AuthorizationServer

CLIENT_ID = "emailassist-tests"


@dataclass
class ScriptedAuthorization:
    """The server; `with` starts and stops it."""

    life: int = 3600
    client_secret: str = ""
    denies: str = ""
    forges_state: bool = False
    rotates: bool = True
    token_status: int = 200
    username: str = "clara@example.org"
    authorizations: list[dict[str, str]] = field(default_factory=list)
    token_requests: list[dict[str, str]] = field(default_factory=list)
    access_tokens: set[str] = field(default_factory=set)
    """Those that a mail server would take now."""
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _refresh: set[str] = field(default_factory=set)

    def __enter__(self) -> Self:
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._http.serve_forever, args=[0.01], daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._thread.join(timeout=5)
        self._http.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def description(self) -> AuthorizationServer:
        return AuthorizationServer(
            name="example",
            title="Example",
            authorization_endpoint=f"{self.url}/authorize?tenant=common",
            token_endpoint=f"{self.url}/token",
            scopes=("mail", "offline"),
            extra=(("prompt", "consent"),),
        )

    def revoke(self) -> None:
        """As when the person takes the permission back."""
        self._refresh.clear()
        self.access_tokens.clear()

    def authorize(self, asked: dict[str, str]) -> str:
        """Where to send the browser."""
        self.authorizations.append(asked)
        state = "forged" if self.forges_state else asked["state"]
        if self.denies:
            return f"{asked['redirect_uri']}?{urlencode({'error': self.denies, 'state': state})}"
        code = secrets.token_urlsafe(8)
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': state})}"

    def token(self, asked: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Status and answer of the token endpoint."""
        self.token_requests.append(asked)
        if self.token_status != 200:
            return self.token_status, {}
        if asked.get("client_id") != CLIENT_ID or asked.get("client_secret", "") != (
            self.client_secret
        ):
            return 401, {"error": "invalid_client"}
        if asked["grant_type"] == "refresh_token":
            if asked["refresh_token"] not in self._refresh:
                return 400, {"error": "invalid_grant"}
            if self.rotates:
                self._refresh.discard(asked["refresh_token"])
            return 200, self._tokens(with_refresh=self.rotates)
        given = self._codes.pop(asked["code"], None)
        if given is None or not _is_proof(given, asked):
            return 400, {"error": "invalid_grant"}
        return 200, self._tokens(with_refresh=True)

    def introspect(self, asked: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Whose a token is (RFC 7662)."""
        active = asked["token"] in self.access_tokens
        return 200, {"active": active, "username": self.username, "token_type": "Bearer"}

    def _tokens(self, *, with_refresh: bool) -> dict[str, Any]:
        access = f"access-{secrets.token_urlsafe(12)}"
        self.access_tokens.add(access)
        answer: dict[str, Any] = {"access_token": access, "token_type": "Bearer"}
        answer["expires_in"] = self.life
        if with_refresh:
            answer["refresh_token"] = f"refresh-{secrets.token_urlsafe(12)}"
            self._refresh.add(answer["refresh_token"])
        return answer


def browse(url: str) -> httpx2.Response:
    """What the person's browser does when they agree to everything."""
    return httpx2.get(url, follow_redirects=True, timeout=5)


def _is_proof(given: dict[str, str], asked: dict[str, str]) -> bool:
    digest = hashlib.sha256(asked["code_verifier"].encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return (
        given["code_challenge_method"] == "S256"
        and given["code_challenge"] == challenge
        and given["redirect_uri"] == asked["redirect_uri"]
    )


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


def _handler(server: ScriptedAuthorization) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = _flat(urlsplit(self.path).query)
            self.send_response(302)
            self.send_header("Location", server.authorize(asked))
            self.end_headers()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            answering = server.introspect if self.path == "/introspect" else server.token
            status, answer = answering(_flat(body))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        @override
        def log_message(self, format: str, *args: Any) -> None:
            """Nobody reads it."""

    return Handler
