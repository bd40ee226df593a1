"""The text of a PDF file, read in a process of its own.

Run by path, never imported by the program: a hostile file may take any time and any memory.
Arguments: most pages, most characters, most seconds of CPU, most bytes of memory. The file comes
on standard input; one line of JSON goes out: ``{"pages": [...], "cut": bool}`` or
``{"problem": "..."}``.

Owns: reading within these limits. Must not: import anything of the package.
"""

import contextlib
import io
import json
import logging
import sys


def _limit(seconds: int, octets: int) -> None:
    """The system's own limits, where it has such."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is the limit there
        return
    for kind, most in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, octets)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def _pages(data: bytes, most: int, characters: int) -> dict[str, object]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        return {"problem": "It is protected by a password."}
    pages: list[str] = []
    left = characters
    for page in reader.pages:
        if len(pages) == most or left <= 0:
            return {"pages": pages, "cut": True}
        text = page.extract_text()[:left]
        left -= len(text)
        pages.append(text)
    if not any(page.strip() for page in pages):
        return {"problem": "It has no text; it may be a picture of one."}
    return {"pages": pages, "cut": False}


def main() -> None:
    """Read one file."""
    pages, characters, seconds, octets = map(int, sys.argv[1:5])
    logging.disable()
    _limit(seconds, octets)
    try:
        answer = _pages(sys.stdin.buffer.read(), pages, characters)
    except Exception as error:  # noqa: BLE001 - whatever a hostile file can cause is its problem
        answer = {"problem": f"It cannot be read ({type(error).__name__})."}
    sys.stdout.buffer.write(json.dumps(answer).encode())


if __name__ == "__main__":
    main()
