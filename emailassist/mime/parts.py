"""The bytes of single parts of a message.

Owns: finding a part again by its position or content id, and the HTML. Must not: cache anything.
"""

from emailassist.mime.body import read_html
from emailassist.mime.tree import read


def attachment_bytes(raw: bytes, *path: int) -> bytes:
    """The decoded bytes of the leaf part at a position, b'' when there is none.

    More positions lead into messages that are enclosed: ``2, 0`` is the first part of the
    message that is part 2.
    """
    for position in path:
        found = next((leaf for leaf in read(raw).leaves if leaf.position == position), None)
        raw = found.data if found else b""
    return raw


def inline_images(raw: bytes) -> dict[str, tuple[str, bytes]]:
    """Content id (without angle brackets) to type and bytes, for the images HTML refers to."""
    return {
        leaf.content_id: (leaf.content_type, leaf.data)
        for leaf in read(raw).leaves
        if leaf.content_id and leaf.content_type.startswith("image/")
    }


def html_part(raw: bytes) -> str:
    """The raw HTML of a message as `parse_message` gives it, '' when there is none."""
    return read_html(read(raw).leaves) or ""
