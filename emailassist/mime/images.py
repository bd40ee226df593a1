"""Images of an HTML mail: which may be shown and what stands for the others.

Owns: counting and replacing remote images. Must not: load or decode an image.
"""

import re

from lxml.html import HtmlElement

from emailassist.mime.transfer import base64_bytes

MAX_DATA_IMAGE = 200_000
"""Characters of an image written into the HTML itself."""

_REMOTE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_REMOTE_STYLE = re.compile(r"url\(\s*['\"]?\s*(?:https?:)?//", re.IGNORECASE)
_DATA = re.compile(r"data:image/(png|jpe?g|gif);base64,", re.IGNORECASE)
_CONTENT_ID = re.compile(r"cid:[^\s<>\"']{1,500}", re.IGNORECASE)
_MAGIC = {
    "png": b"\x89PNG\r\n\x1a\n",
    "jpeg": b"\xff\xd8\xff",
    "jpg": b"\xff\xd8\xff",
    "gif": b"GIF8",
}
_DIGITS = re.compile(r"\d{1,5}")
_PIXEL = 3
"""Images up to this size are not for looking at."""
_LONGEST_ALT = 200


def remote_backgrounds(root: HtmlElement) -> int:
    """How many backgrounds would be loaded from elsewhere."""
    return sum(
        bool(_REMOTE.match(element.get("background") or ""))
        or bool(_REMOTE_STYLE.search(element.get("style") or ""))
        for element in root.iter("*")
    )


def replace_images(root: HtmlElement) -> int:
    """Put the alternative text in place of images that are not in the mail; how many are remote."""
    remote = 0
    for image in list(root.iter("img")):
        source = (image.get("src") or "").strip()
        if _CONTENT_ID.fullmatch(source) or _is_small_image(source):
            image.set("src", source)
            _keep_numbers(image)
            continue
        remote += bool(_REMOTE.match(source))
        _replace(image)
    return remote


def _is_small_image(source: str) -> bool:
    kind = _DATA.match(source)
    if kind is None or len(source) > MAX_DATA_IMAGE:
        return False
    head = base64_bytes(source[kind.end() : kind.end() + 64].encode("ascii", "ignore"))
    return head.startswith(_MAGIC[kind[1].casefold()])


def _replace(image: HtmlElement) -> None:
    sizes = [_DIGITS.match(image.get(name) or "") for name in ("width", "height")]
    tiny = any(size is not None and int(size[0]) <= _PIXEL for size in sizes)
    alt = image.get("alt")
    label = "image" if alt is None else " ".join(alt.split())[:_LONGEST_ALT]
    image.clear(keep_tail=True)
    image.tag = "span"
    image.text = f"[{label}]" if label and not tiny else None


def _keep_numbers(image: HtmlElement) -> None:
    for name in ("width", "height"):
        size = _DIGITS.match(image.get(name) or "")
        image.attrib.pop(name, None)
        if size is not None and int(size[0]) <= 2_000:
            image.set(name, size[0])
