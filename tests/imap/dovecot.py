"""A private Dovecot on loopback.

Every user name is valid with the one password and has mailboxes of its own, so each test takes
a new name. Plain IMAP with STARTTLS on one port, IMAP over TLS on the other.
"""

import getpass
import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from emailassist.domain.account import Security, Server
from tests.imap.certificates import Certificates, make_certificates, require

PASSWORD = "open-sésame"
_START_SECONDS = 10.0

_CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
listen = 127.0.0.1, 127.0.0.2
protocols = imap
disable_plaintext_auth = no
auth_mechanisms = $auth_mechanisms plain
auth_failure_delay = 0
ssl = yes
ssl_cert = <{certificates.certificate}
ssl_key = <{certificates.key}
mail_location = maildir:~/Maildir
mail_max_userip_connections = 50
first_valid_uid = 1
first_valid_gid = 1
{users}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox "Borradores" {{
    auto = create
    special_use = \\Drafts
  }}
  mailbox "Éléments envoyés" {{
    auto = create
    special_use = \\Sent
  }}
  mailbox Papierkorb {{
    auto = create
  }}
}}
protocol imap {{
  mail_plugins = imap_zlib
}}
# A wrong password must not slow down whoever logs in next.
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain_port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""


_TAKING_TOKENS = """
auth_mechanisms = xoauth2 oauthbearer
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {tokens}
}}
"""
_TOKENS = """
introspection_url = {url}
introspection_mode = post
username_attribute = username
active_attribute = active
active_value = true
"""


@dataclass(frozen=True)
class Dovecot:
    """A running server."""

    plain_port: int
    tls_port: int
    certificates: Certificates
    mail: Path
    """Where the homes of the users are."""

    def server(self, security: Security, host: str = "127.0.0.1") -> Server:
        port = self.tls_port if security is Security.TLS else self.plain_port
        return Server(host, port, security)


class DovecotProcess:
    """Starts Dovecot in a folder of its own and stops it again.

    `introspection` is where an authorization server says whose an access token is (RFC 7662);
    then tokens are taken, too.
    """

    def __init__(self, introspection: str = "") -> None:
        self._introspection = introspection
        # Not pytest's tmp_path: Dovecot's processes drop root and could not pass its parents.
        self._folder = Path(tempfile.mkdtemp(prefix="emailassist-dovecot-"))
        self._folder.chmod(0o755)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Dovecot:
        dovecot = Dovecot(
            _free_port(), _free_port(), make_certificates(self._folder), self._folder / "mail"
        )
        (self._folder / "run").mkdir()
        configuration = self._configure(dovecot)
        command = [require("dovecot"), "-F", "-c", str(configuration)]
        self._process = subprocess.Popen(command)  # noqa: S603
        self._wait_for(dovecot.plain_port)
        return dovecot

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=10)
        shutil.rmtree(self._folder)

    def _configure(self, dovecot: Dovecot) -> Path:
        mail = self._folder / "mail"
        mail.mkdir()
        user = pwd.getpwnam("nobody" if os.getuid() == 0 else getpass.getuser())
        users = ""
        if os.getuid() == 0:
            os.chown(mail, user.pw_uid, user.pw_gid)
        else:
            group = grp.getgrgid(user.pw_gid).gr_name
            users = (
                f"default_internal_user = {user.pw_name}\ndefault_login_user = {user.pw_name}\n"
                f"default_internal_group = {group}"
            )
        tokens = self._folder / "tokens.conf"
        tokens.write_text(_TOKENS.format(url=self._introspection))
        configuration = self._folder / "dovecot.conf"
        configuration.write_text(
            (_TAKING_TOKENS.format(tokens=tokens) if self._introspection else "")
            + _CONFIGURATION.format(
                folder=self._folder,
                certificates=dovecot.certificates,
                users=users,
                password=PASSWORD,
                uid=user.pw_uid,
                gid=user.pw_gid,
                plain_port=dovecot.plain_port,
                tls_port=dovecot.tls_port,
            )
        )
        return configuration

    def _wait_for(self, port: int) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                    connection.recv(100)
                    return
            except OSError:
                if time.monotonic() > deadline:
                    log = (self._folder / "dovecot.log").read_text(errors="replace")
                    raise RuntimeError(f"Dovecot did not start:\n{log}") from None
                time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
