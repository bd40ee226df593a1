"""Where a password is after a whole session: nowhere that lasts, and nowhere others can look."""

import base64
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from emailassist.domain.account import NewAccount, SecretKind, SecretSource, Security
from emailassist.domain.draft import OutboxState
from emailassist.domain.errors import AuthenticationFailed
from emailassist.domain.views import Listing
from emailassist.engine.engine import Engine
from tests.faults.world import SECRET_VARIABLE, World
from tests.imap.dovecot import PASSWORD, Dovecot
from tests.support.chaos import Calm, ChaosProxy, StallAt
from tests.support.keyrings import InMemory
from tests.support.mail import new_account
from tests.support.sink import SmtpSink

pytestmark = pytest.mark.integration
WRONG = "verkehrt-Zq9-4711"


async def test_after_a_whole_session_no_password_is_in_any_file(
    dovecot: Dovecot,
    new_user: Callable[[], str],
    tmp_path: Path,
    in_memory: InMemory,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    world = World(dovecot, new_user(), tmp_path / "home", 1)
    world.deliver(3, ("INBOX",))
    with SmtpSink(tmp_path / "sink", world.user, PASSWORD) as sink:
        new = replace(
            new_account(
                imap=dovecot.server(Security.NONE),
                smtp=sink.server,
                secret=SecretSource(SecretKind.KEYRING, world.user),
            ),
            username=world.user,
        )
        async with world.engine() as engine:
            await _session(engine, new)
        assert len(sink.accepted()) == 1
    said = "".join((*capfd.readouterr(), caplog.text)).encode()
    for form in [*forms(PASSWORD, world.user), *forms(WRONG, world.user)]:
        assert form not in said
        assert [file.name for file, data in _files(world.home) if form in data] == []


async def _session(engine: Engine, new: NewAccount) -> None:
    """Set up, synchronise, send; then with a password that is wrong."""
    with pytest.raises(AuthenticationFailed) as refused:
        await engine.check_account(new, WRONG)
    assert WRONG not in f"{refused.value!r}{refused.value.sentences}"
    account = await engine.add_account(new, PASSWORD)
    assert PASSWORD not in repr(account)
    assert len(await engine.check_account(new, None)) > 0
    assert (await engine.sync()).problem == ""
    (key, *_) = await engine.list_keys(Listing())
    draft = await engine.start_draft(key)
    await engine.edit_draft(draft.key, "Dear Tom,\n\nyes.\n")
    entry = await engine.approve_draft(draft.key, undo=timedelta(0))
    await engine.settle_outbox()
    assert (await engine.outbox_entry(entry.key)).state is OutboxState.FILED
    await engine.change_account(account, WRONG)
    failed = await engine.sync()
    assert failed.problem
    assert WRONG not in failed.problem


def test_no_process_shows_the_password_while_it_runs(
    dovecot: Dovecot, new_user: Callable[[], str], tmp_path: Path
) -> None:
    world = World(dovecot, new_user(), tmp_path / "home", 1)
    world.deliver(2)
    kept = tmp_path / "kept"
    kept.write_text(f"{PASSWORD}\n")
    with ChaosProxy(dovecot.server(Security.NONE)) as proxy:
        proxy.plan = lambda: (Calm(), StallAt(600, 1.0))  # after the login
        ports = ("--imap-port", str(proxy.server.port), "--smtp-port", "9")
        with _emailassist(
            *("--home", str(world.home), "account", "add", "--name", "Work"),
            *("--email", "clara@tallernorte.example", "--username", world.user),
            *("--imap-host", "127.0.0.1", "--security", "none"),
            *("--smtp-host", "127.0.0.1", "--smtp-security", "none"),
            *(*ports, "--password-command", f"cat {kept}"),
        ) as adding:
            assert adding.wait(20) == 0
        with _emailassist("--home", str(world.home), "sync") as process:
            while proxy.traffic.down < 300:
                assert process.poll() is None
                time.sleep(0.01)
            shown = b"".join(_shown(process.pid))
            assert b"emailassist" in shown
            out, err = process.communicate(timeout=20)
    for form in forms(PASSWORD, world.user):
        assert form not in shown + out + err
        assert [file.name for file, data in _files(world.home) if form in data] == []


def _emailassist(*arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "emailassist", *arguments]
    environment = {name: value for name, value in os.environ.items() if name != SECRET_VARIABLE}
    return subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )


def _shown(pid: int) -> Iterator[bytes]:
    """What the system tells everybody of a process and its children."""
    for process in (pid, *_children(pid)):
        for name in ("cmdline", "environ"):
            yield Path(f"/proc/{process}/{name}").read_bytes()


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found if Path(f"/proc/{child}").exists()]


def forms(secret: str, user: str) -> set[bytes]:
    """The secret as it is, and in Base64 wherever in the encoded text it begins."""
    found = {secret.encode(), secret.encode("utf-16-le"), secret.encode("latin-1")}
    for text in (secret.encode(), f"\0{user}\0{secret}".encode()):
        for before in range(3):
            # The first and last groups also hold bits of what stands beside it.
            whole = base64.b64encode(b"\0" * before + text + b"\0" * 3)
            found.add(whole[4 if before else 0 :][: (len(text) - 3) // 3 * 4])
    return found


def _files(home: Path) -> list[tuple[Path, bytes]]:
    found = [(file, file.read_bytes()) for file in home.rglob("*") if file.is_file()]
    assert os.fspath(home / "mail.db") in {os.fspath(file) for file, _ in found}
    return found


def test_the_forms_find_the_password() -> None:
    plain = base64.b64encode(b"\0ana\0" + PASSWORD.encode())
    assert any(form in plain for form in forms(PASSWORD, "somebody else"))
    assert any(form in b"x" + PASSWORD.encode() for form in forms(PASSWORD, "ana"))
    assert not any(form in b"nothing of the kind" for form in forms(PASSWORD, "ana"))
