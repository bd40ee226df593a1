import asyncio
import hashlib
import os
import shutil
import sys
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from emailassist.domain.errors import ModelMissing
from emailassist.llm.modelfile import SMOLLM2, ModelFile, Run, fetch, find, run_command

CONTENT = b"GGUF" + bytes(range(256)) * 40


def packed(directory: Path, content: bytes = CONTENT) -> tuple[Path, ModelFile]:
    """A wheel with a small model in it, and what is known about it."""
    wheel = directory / "index" / "tiny_model-1.0-py3-none-any.whl"
    wheel.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny_model/tiny.gguf", content)
    return wheel, ModelFile(
        package="tiny-model",
        version="1.0",
        wheel_size=wheel.stat().st_size,
        wheel_digest=hashlib.sha256(wheel.read_bytes()).hexdigest(),
        member="tiny_model/tiny.gguf",
        size=len(CONTENT),
        digest=hashlib.sha256(CONTENT).hexdigest(),
        licence="Apache-2.0",
    )


def delivers(wheel: Path, calls: list[Sequence[str]] | None = None) -> Run:
    """Stands in for pip: puts the wheel where it was asked to."""

    async def run(command: Sequence[str], temporary: Path) -> tuple[int, str]:
        if calls is not None:
            calls.append(command)
        shutil.copytree(wheel.parent, command[command.index("--dest") + 1])
        return 0, ""

    return run


def names_in(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def fails(output: str) -> Run:
    async def run(command: Sequence[str], temporary: Path) -> tuple[int, str]:
        return 1, output

    return run


async def test_the_file_is_fetched_once(tmp_path: Path) -> None:
    wheel, model = packed(tmp_path)
    calls: list[Sequence[str]] = []
    seen: list[tuple[int, int]] = []
    home, path = tmp_path / "models", tmp_path
    for _ in range(2):
        path = await fetch(
            home,
            progress=lambda done, total: seen.append((done, total)),
            model=model,
            run=delivers(wheel, calls),
        )
        assert path.read_bytes() == CONTENT
    assert len(calls) == 1
    assert "tiny-model==1.0" in calls[0]
    assert seen[-1] == (model.wheel_size, model.wheel_size)
    assert names_in(home) == ["tiny.gguf", "tiny.gguf.sha256"]
    assert find(home, model=model) == path


async def test_a_wheel_with_another_checksum_is_refused(tmp_path: Path) -> None:
    _, model = packed(tmp_path)
    tampered, _ = packed(tmp_path, CONTENT + b"more")
    with pytest.raises(ModelMissing, match="checksum"):
        await fetch(tmp_path / "models", model=model, run=delivers(tampered))
    assert names_in(tmp_path / "models") == []


async def test_a_model_with_another_checksum_is_refused(tmp_path: Path) -> None:
    wheel, model = packed(tmp_path)
    other = ModelFile(**{**{name: getattr(model, name) for name in model.__slots__}, "digest": "0"})
    with pytest.raises(ModelMissing, match="checksum"):
        await fetch(tmp_path / "models", model=other, run=delivers(wheel))
    assert find(tmp_path / "models", model=model) is None


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("ERROR: Could not find a version\nERROR: No matching distribution", "No matching"),
        ("/usr/bin/python3: No module named pip", "no pip"),
        ("", "no reason"),
    ],
)
async def test_a_failed_download_says_why_and_what_to_do(
    tmp_path: Path, output: str, words: str
) -> None:
    _, model = packed(tmp_path)
    with pytest.raises(ModelMissing, match=words) as caught:
        await fetch(tmp_path / "models", model=model, run=fails(output))
    assert caught.value.hint
    assert names_in(tmp_path / "models") == []


async def test_a_directory_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    wheel, model = packed(tmp_path)
    (tmp_path / "models").write_text("a file is in the way")
    with pytest.raises(ModelMissing, match="could not be kept"):
        await fetch(tmp_path / "models", model=model, run=delivers(wheel))


async def test_a_file_put_there_by_hand_is_checked_and_taken(tmp_path: Path) -> None:
    _, model = packed(tmp_path)
    (tmp_path / "tiny.gguf").write_bytes(CONTENT)
    assert find(tmp_path, model=model) is None
    await fetch(tmp_path, model=model, run=fails("must not be called"))
    assert find(tmp_path, model=model) == tmp_path / "tiny.gguf"


async def test_a_broken_file_is_replaced(tmp_path: Path) -> None:
    wheel, model = packed(tmp_path)
    (tmp_path / "tiny.gguf").write_bytes(b"GGUF half")
    path = await fetch(tmp_path, model=model, run=delivers(wheel))
    assert path.read_bytes() == CONTENT


async def test_cancelling_ends_the_child_and_leaves_nothing(tmp_path: Path) -> None:
    _, model = packed(tmp_path)
    started = tmp_path / "started"

    async def slow(_command: Sequence[str], temporary: Path) -> tuple[int, str]:
        code = f"import os, time; open({str(started)!r}, 'w').write(str(os.getpid()))"
        return await run_command([sys.executable, "-c", f"{code}; time.sleep(60)"], temporary)

    task = asyncio.create_task(fetch(tmp_path / "models", model=model, run=slow))
    process_id = await asyncio.to_thread(number_in, started)
    cancelled = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - cancelled < 1
    with pytest.raises(ProcessLookupError):
        os.kill(process_id, 0)
    assert names_in(tmp_path / "models") == []


def number_in(path: Path) -> int:
    """Wait until a process has written its number there."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if path.is_file() and path.read_text():
            return int(path.read_text())
        time.sleep(0.01)
    raise AssertionError("the process did not start")


def test_a_configured_file_must_be_a_model(tmp_path: Path) -> None:
    own, text = tmp_path / "own.gguf", tmp_path / "notes.txt"
    own.write_bytes(CONTENT)
    text.write_text("not a model")
    assert find(tmp_path, own) == own
    for unusable in (text, tmp_path / "gone.gguf"):
        with pytest.raises(ModelMissing, match="GGUF"):
            find(tmp_path, unusable)
    assert find(tmp_path) is None


def test_the_real_file_is_the_pinned_one(model_path: Path) -> None:
    with model_path.open("rb") as stream:
        assert hashlib.file_digest(stream, "sha256").hexdigest() == SMOLLM2.digest
    assert model_path.name == SMOLLM2.name
