"""Triage of the sample mailbox with nothing configured: seconds a message and peak memory.

The peer, in the same run, is the least that this tier can cost: a process that only parses the
same messages and encodes them once. The model's process, which the on-device endpoint starts
when it is asked to write, is measured with one short answer.

python benchmarks/triage.py [--runs 5]
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from emailassist import paths
from emailassist.domain.endpoint import ON_DEVICE, Endpoint, EndpointKind
from emailassist.domain.errors import ModelMissing
from emailassist.llm import modelfile
from emailassist.llm.clients import Clients
from emailassist.llm.embedded import EmbeddedServer

PEER = """
import json, sys, time
from pathlib import Path
from emailassist.local.embeddings import SentenceEncoder
from emailassist.mime.parse import parse_message
started = time.monotonic()
encoder = SentenceEncoder()
files = sorted(Path(sys.argv[1]).glob("inbox-*.eml"))
for file in files:
    encoder.embed([parse_message(file.read_bytes()).text])
print(json.dumps({"seconds_per_message": (time.monotonic() - started) / len(files)}))
"""


def run(*command: str) -> tuple[float, float]:
    """Seconds a message, and the peak memory of the process in megabytes."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen([sys.executable, *command], stdout=output)  # noqa: S603
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{command[0]} ended with {process.returncode}")
        output.seek(0)
        report = json.load(output)
    return report["seconds_per_message"], usage.ru_maxrss / 1024


def sample() -> str:
    """The folder of the sample mailbox."""
    return str(paths.shipped("resources") / "sample_mailbox")


def ours() -> tuple[float, float]:
    """The whole job in an empty home."""
    with tempfile.TemporaryDirectory() as home:
        program = "from emailassist.__main__ import main; main()"
        return run("-c", program, "--home", home, "--json", "demo", "--headless")


def peak_megabytes(process_id: int) -> float:
    """The most memory a running process has had (VmHWM, proc(5))."""
    status = Path(f"/proc/{process_id}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


async def model_megabytes(model: Path) -> float:
    """Peak memory of the model's process after one short answer."""
    server = EmbeddedServer(lambda: model)
    clients = Clients(lambda _source: "", embedded=server, local_only=True)
    try:
        await clients.client(Endpoint(ON_DEVICE, EndpointKind.ON_DEVICE)).chat.completions.create(
            model="any", messages=[{"role": "user", "content": "Say hello."}], max_tokens=32
        )
        return peak_megabytes((await server.start()).process_id)
    finally:
        await clients.aclose()
        await server.stop()


def main() -> None:
    """Alternate both and print medians."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    peer, own = [], []
    for _ in range(runs):
        peer.append(run("-c", PEER, sample()))
        own.append(ours())
    for position, name in enumerate(("s/message", "megabytes")):
        a = statistics.median(each[position] for each in peer)
        b = statistics.median(each[position] for each in own)
        sys.stdout.write(
            f"{name:10} encoding only {a:8.3f}   emailassist {b:8.3f}   ratio {b / a:.1f}\n"
        )
    with tempfile.TemporaryDirectory() as fetched:
        try:
            model = asyncio.run(modelfile.fetch(Path(fetched)))
        except ModelMissing as missing:
            sys.stdout.write(f"model      not measured: {missing.reason}\n")
        else:
            sys.stdout.write(f"model      {asyncio.run(model_megabytes(model)):.0f} megabytes\n")


if __name__ == "__main__":
    main()
