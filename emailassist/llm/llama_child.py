"""llama.cpp with its OpenAI-compatible server, in a process of its own.

Run by path, never imported by the program: loading holds the interpreter for a while and a
crash of the native code must not take the program along. It imports nothing of the package.

Arguments: model file, context size in tokens, threads. The first line of standard input is
the key that the server will ask for; it prints one line ``{"url": …}`` when it is ready, and
ends as soon as its standard input does, which also happens when the parent is killed.

Owns: the server's settings. Must not: listen on anything but loopback or answer without key.
"""

import json
import os
import signal
import sys
import threading
from pathlib import Path

import xllamacpp

CACHE_MIB = 512
BATCH = 256
"""Tokens a step: small enough that a cancelled prompt stops within a second."""


def parameters(model: Path, context: int, threads: int, key: str) -> xllamacpp.CommonParams:
    """Settings of the server; anything that opens it up further is off by default here."""
    params = xllamacpp.CommonParams()
    params.model.path = str(model)
    params.model_alias = {model.stem}
    params.n_ctx = context
    params.n_parallel = 1
    params.n_batch = BATCH
    params.n_ubatch = BATCH
    params.cpuparams.n_threads = threads
    params.cpuparams_batch.n_threads = threads
    params.cache_ram_mib = CACHE_MIB
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [key]
    params.cors_origins = ""
    params.ui = False
    params.endpoint_slots = False
    params.offline = True
    params.verbosity = 1
    return params


def exit_with_parent() -> None:
    """End the process when standard input ends; native threads are not waited for."""
    while sys.stdin.readline():
        pass
    os._exit(0)


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the group; the parent decides
    model, context, threads = sys.argv[1:4]
    key = sys.stdin.readline().strip()
    watcher = threading.Thread(target=exit_with_parent, daemon=True)
    watcher.start()
    try:
        server = xllamacpp.Server(parameters(Path(model), int(context), int(threads), key))
    except RuntimeError:
        sys.exit(1)  # llama.cpp has said why on standard error, which the parent reads
    sys.stdout.write(json.dumps({"url": server.listening_address}) + "\n")
    sys.stdout.flush()
    watcher.join()


if __name__ == "__main__":
    main()
