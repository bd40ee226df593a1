"""The bytes of single parts of a message.

Owns: finding a part again by its position or content id. Must not: cache anything.
"""

from emailassist.mime.tree import read


def attachment_bytes(raw: bytes, position: int) -> bytes:
    """The decoded bytes of the leaf part at `position`, b'' when there is none."""
    return next((leaf.data for leaf in read(raw).leaves if leaf.position == position), b"")


def inline_images(raw: bytes) -> dict[str, tuple[str, bytes]]:
    """Content id (without angle brackets) to type and bytes, for the images HTML refers to."""
    return {
        leaf.content_id: (leaf.content_type, leaf.data)
        for leaf in read(raw).leaves
        if leaf.content_id and leaf.content_type.startswith("image/")
    }
