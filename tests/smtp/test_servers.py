"""Against real servers: the sample mailbox's sink, and aiosmtpd with TLS."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP, AuthResult

from emailassist.demo.servers import DemoAccess, DemoServers
from emailassist.domain.account import Security, Server, TrustedCertificate
from emailassist.domain.credential import Credential
from emailassist.domain.errors import (
    AuthenticationFailed,
    CertificateRejected,
    ServerUnreachable,
    SubmissionRefused,
)
from emailassist.smtp.submission import Submission, check, submit
from tests.demo.sample import SENT, write_sample
from tests.imap.certificates import Certificates


async def do_nothing() -> None:
    pass


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[DemoAccess]:
    servers = DemoServers(tmp_path / "demo", write_sample(tmp_path / "sample"))
    yield servers.start()
    servers.stop()


async def test_the_sink_takes_a_message_after_a_login(demo: DemoAccess) -> None:
    await check(demo.smtp, demo.username, Credential(demo.secret), timeout=5)
    answer = await submit(
        Submission(
            demo.smtp,
            demo.username,
            Credential(demo.secret),
            demo.username,
            ("josé@example.org",),
            SENT,
        ),
        before_data=do_nothing,
        timeout=5,
    )
    assert answer.startswith("250")


async def test_the_sink_takes_nothing_without_a_login(demo: DemoAccess) -> None:
    with pytest.raises(SubmissionRefused, match="530"):
        await submit(
            Submission(demo.smtp, "", Credential(""), demo.username, ("ana@example.org",), SENT),
            before_data=do_nothing,
            timeout=5,
        )
    with pytest.raises(AuthenticationFailed):
        await check(demo.smtp, demo.username, Credential("wrong"), timeout=5)


@asynccontextmanager
async def secure_server(
    certificates: Certificates, security: Security, host: str
) -> AsyncIterator[Server]:
    """aiosmtpd that accepts the password "secret", and only under TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.certificate, certificates.key)
    loop = asyncio.get_running_loop()
    starttls = security is Security.STARTTLS

    def session() -> SMTP:
        return SMTP(
            Sink(),
            hostname="localhost",
            tls_context=context if starttls else None,
            require_starttls=starttls,
            # Under TLS from the start aiosmtpd does not know that it is.
            auth_require_tls=starttls,
            authenticator=lambda *given: AuthResult(
                success=given[-1].password == b"secret", handled=False
            ),
            loop=loop,
        )

    server = await loop.create_server(
        session, ["127.0.0.1", "127.0.0.2"], 0, ssl=None if starttls else context
    )
    port = next(s.getsockname()[1] for s in server.sockets if s.getsockname()[0] == _ip(host))
    try:
        yield Server(host, port, security)
    finally:
        server.close()
        # Let the ends of both sides of every connection be noticed.
        await asyncio.sleep(0.05)


def _ip(host: str) -> str:
    return "127.0.0.1" if host == "localhost" else host


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
async def test_a_known_authority_is_trusted(
    certificates: Certificates, security: Security, host: str
) -> None:
    async with secure_server(certificates, security, host) as server:
        ca_file = certificates.authority
        await check(server, "someone", Credential("secret"), timeout=5, ca_file=ca_file)
        with pytest.raises(AuthenticationFailed):
            await check(server, "someone", Credential("wrong"), timeout=5, ca_file=ca_file)


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_an_unknown_authority_is_rejected(
    certificates: Certificates, security: Security
) -> None:
    async with secure_server(certificates, security, "localhost") as server:
        with pytest.raises(CertificateRejected, match=r"localhost.*authorities"):
            await check(server, "someone", Credential("secret"), timeout=5)


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_a_certificate_for_another_host_is_rejected(
    certificates: Certificates, security: Security
) -> None:
    async with secure_server(certificates, security, "127.0.0.2") as server:
        with pytest.raises(CertificateRejected, match=r"not for 127\.0\.0\.2 but for localhost"):
            await check(
                server, "someone", Credential("secret"), timeout=5, ca_file=certificates.authority
            )


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_only_the_very_certificate_that_is_trusted_lets_in(
    certificates: Certificates, security: Security
) -> None:
    async with secure_server(certificates, security, "localhost") as server:
        with pytest.raises(CertificateRejected) as caught:
            await check(server, "someone", Credential("secret"), timeout=5)
        assert caught.value.certificate is not None
        sha256 = caught.value.certificate.sha256
        trusted = [TrustedCertificate(server.host, server.port, sha256)]
        await check(server, "someone", Credential("secret"), timeout=5, trusted=trusted)
        other = [TrustedCertificate(server.host, server.port, "00" * 32)]
        with pytest.raises(CertificateRejected, match="not the one you chose"):
            await check(server, "someone", Credential("secret"), timeout=5, trusted=other)


async def test_tls_to_a_port_without_it_fails_with_a_hint(demo: DemoAccess) -> None:
    server = Server(demo.smtp.host, demo.smtp.port, Security.TLS)
    with pytest.raises(ServerUnreachable, match="secure connection") as caught:
        await check(server, demo.username, Credential(demo.secret), timeout=5)
    assert "STARTTLS" in caught.value.hint
