import os
import shlex
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from emailassist.credentials.secrets import Secrets
from emailassist.domain.account import SecretKind, SecretSource
from emailassist.domain.errors import SecretUnavailable
from tests.support.keyrings import InMemory


@pytest.fixture
def no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


WORK = SecretSource(SecretKind.KEYRING, "work")


def command(line: str) -> SecretSource:
    return SecretSource(SecretKind.COMMAND, line)


def python(program: str) -> SecretSource:
    return command(shlex.join([sys.executable, "-c", program]))


def test_the_keyring_keeps_and_forgets(in_memory: InMemory) -> None:
    secrets = Secrets()
    secrets.keep(WORK, "pässword")
    assert in_memory.entries == {("emailassist", "work"): "pässword"}
    assert secrets.read(WORK) == "pässword"
    secrets.forget(WORK)
    assert in_memory.entries == {}
    secrets.forget(WORK)
    with pytest.raises(SecretUnavailable, match="work"):
        secrets.read(WORK)


def test_a_locked_keyring_says_so(in_memory: InMemory) -> None:
    in_memory.locked = True
    with pytest.raises(SecretUnavailable, match="locked") as caught:
        Secrets().read(WORK)
    assert "Unlock" in caught.value.hint


@pytest.mark.usefixtures("no_keyring")
def test_a_machine_without_a_keyring_says_what_else_works() -> None:
    for attempt in (
        lambda: Secrets().read(WORK),
        lambda: Secrets().keep(WORK, "x"),
        lambda: Secrets().forget(WORK),
    ):
        with pytest.raises(SecretUnavailable, match="no keyring") as caught:
            attempt()
        assert "--password-command" in caught.value.hint
        assert "environment variable" in caught.value.hint


def test_only_the_keyring_keeps_secrets() -> None:
    with pytest.raises(SecretUnavailable, match="environment"):
        Secrets().keep(SecretSource(SecretKind.ENVIRONMENT, "X"), "secret")
    Secrets().forget(SecretSource(SecretKind.ENVIRONMENT, "X"))


def test_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    source = SecretSource(SecretKind.ENVIRONMENT, "EMAILASSIST_TEST_SECRET")
    monkeypatch.setenv("EMAILASSIST_TEST_SECRET", "from outside")
    assert Secrets().read(source) == "from outside"
    monkeypatch.delenv("EMAILASSIST_TEST_SECRET")
    with pytest.raises(SecretUnavailable, match="EMAILASSIST_TEST_SECRET"):
        Secrets().read(source)


def test_no_secret_is_needed() -> None:
    assert Secrets().read(SecretSource(SecretKind.NONE)) == ""


@pytest.mark.parametrize("printed", ["one\\ntwo\\n", "one", "one\\r\\n"])
def test_the_first_line_of_a_command_is_the_secret(printed: str) -> None:
    assert Secrets().read(python(f"print('{printed}', end='')")) == "one"


def test_spaces_belong_to_the_secret() -> None:
    assert Secrets().read(python("print(' two words ')")) == " two words "


def test_a_command_is_run_without_a_shell(tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    assert Secrets().read(command(f"echo $HOME; touch {witness}")).startswith("$HOME;")
    assert not witness.exists()


def test_a_failing_command_shows_its_last_complaint_and_never_its_output() -> None:
    program = (
        "import sys; print('hunter2'); print('first\\nno such entry.', file=sys.stderr);sys.exit(3)"
    )
    with pytest.raises(SecretUnavailable, match="no such entry") as caught:
        Secrets().read(python(program))
    assert "hunter2" not in caught.value.reason
    assert "first" not in caught.value.reason


def test_a_command_that_hangs_is_stopped_and_leaks_nothing() -> None:
    secrets = Secrets(command_timeout=0.5)
    began = time.monotonic()
    with pytest.raises(SecretUnavailable, match="within") as caught:
        secrets.read(python("import time; print('hunter2', flush=True); time.sleep(60)"))
    assert time.monotonic() - began < 5
    seen: BaseException | None = caught.value
    while seen is not None:
        assert b"hunter2" not in (getattr(seen, "stdout", None) or b"")
        seen = seen.__cause__ or seen.__context__


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("pass 'show", "quotation"),
        ("no-such-program-anywhere --now", "no-such-program-anywhere"),
        ("true", "printed nothing"),
    ],
)
def test_a_command_that_cannot_work_says_why(line: str, reason: str) -> None:
    with pytest.raises(SecretUnavailable, match=reason):
        Secrets().read(command(line))


def test_the_keyring_is_not_loaded_before_it_is_needed() -> None:
    program = (
        "import sys; from emailassist.credentials.secrets import Secrets; Secrets();"
        "print('keyring' in sys.modules)"
    )
    source = command(f"env PYTHONPATH={os.getcwd()} {python(program).value}")  # noqa: PTH109
    assert Secrets().read(source) == "False"
