"""HTML without its tags, for the search index: quick, and blind to what is hidden.

Owns: one pass over the source of HTML. Must not: be shown as the text of a message (html is).
"""

import re
from html import unescape

# Every alternative ends at the latest where the text ends, so that nothing is read twice.
_SILENT = re.compile(
    r"<(style|script|title)\b[^<]*+(?:<(?!/\1)[^<]*+)*+(?:</\1[^<>]*+>?|\Z)"
    r"|<!--[^-]*+(?:-(?!->)[^-]*+)*+(?:-->|\Z)",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6]|/blockquote)\b[^<>]*+>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*+>?")


def without_tags(html: str) -> str:
    """The text between the tags, a line for each block. Never raises; linear in time."""
    text = _TAG.sub(" ", _BREAK.sub("\n", " ".join(_SILENT.sub(" ", html).split())))
    return "\n".join(line.strip() for line in unescape(text).split("\n") if line.strip())
