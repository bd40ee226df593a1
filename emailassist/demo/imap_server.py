"""The IMAP server of the sample mailbox: pymap on a free port of the loopback interface.

Owns: its configuration and its one user. Must not: listen on anything but loopback.
"""

import asyncio
import ssl
from argparse import Namespace
from functools import cache
from pathlib import Path
from uuid import uuid4

from proxyprotocol.sock import SocketInfo
from proxyprotocol.version import ProxyProtocolVersion
from pymap.backend.dict import Config, Login
from pymap.backend.dict.filter import FilterSet
from pymap.concurrent import Subsystem
from pymap.imap import IMAPServer
from pymap.user import UserMetadata
from pysasl import SASLAuth
from pysasl.hashing import Cleartext
from typing_extensions import override

from emailassist.demo.mailboxes import DurableMailboxes

_LARGEST_MESSAGE = 50 * 1024 * 1024


async def serve_imap(host: str, mail: Path, username: str, secret: str) -> asyncio.Server:
    """Serve the mailboxes under `mail` to this one user, on a free port of `host`."""
    config = _LocalConfig(
        Namespace(),
        host=host,
        port=0,
        demo_data=False,
        demo_user=username,
        demo_password=secret,
        tls_enabled=False,
        # What follows keeps pymap from making certificates, thread pools and slow hashes for a
        # password that is in memory only.
        ssl_context=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER),
        proxy_protocol=ProxyProtocolVersion.get(None),
        hash_context=Cleartext(),
        cpu_subsystem=Subsystem.for_asyncio(),
        max_append_len=_LARGEST_MESSAGE,
    )
    login = Login(config)
    login.users_dict[username] = UserMetadata(config, username, password=secret)
    config.set_cache[username] = (DurableMailboxes(mail), FilterSet())
    imap = IMAPServer(login, config)

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await imap(reader, writer, SocketInfo.get(writer, None, unique_id=uuid4().bytes))

    return await asyncio.start_server(converse, host, 0)


class _LocalConfig(Config):
    @property
    @override
    def greeting(self) -> bytes:
        # pymap would look up the full name of this machine for every connection.
        return b"Server ready localhost"

    @property
    @override
    def tls_auth(self) -> SASLAuth:
        return _mechanisms()


@cache
def _mechanisms() -> SASLAuth:
    """Once: pymap would look through all that is installed for every connection."""
    return SASLAuth.defaults()
