"""Plain text as simple HTML, for readers that show HTML first.

Owns: paragraphs, quotes, links and the signature of our own messages. Must not: let anything in
the text become markup.
"""

import html
import re

_DEPTH = re.compile(r"((?:> ?)*)(.*)")
_LINK = re.compile(r"https?://[^\s<>\"']{1,500}[^\s<>\"'.,;:!?)\]}]")
_SIGNATURE = "-- "
_QUOTE = (
    '<blockquote type="cite" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">'
)


def text_as_html(text: str) -> str:
    """A whole HTML document that says what the text says."""
    out = ['<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>']
    depth, signed = 0, False
    for line in text.split("\n"):
        level, content = _parts(line)
        out += ["</blockquote>"] * (depth - level) + [_QUOTE] * (level - depth)
        if signed and level > depth:
            out[-(level - depth) : -(level - depth)] = ["</div>"]
            signed = False
        depth = level
        if content == _SIGNATURE and not level and not signed:
            out.append('<div style="color:#666">')
            signed = True
        out.append(f"<div>{_inline(content) or '<br>'}</div>")
    out += ["</blockquote>"] * depth + ["</div>"] * signed
    return "".join([*out, "</body></html>"])


def _parts(line: str) -> tuple[int, str]:
    found = _DEPTH.match(line)
    marks, content = (found[1], found[2]) if found else ("", line)
    return marks.count(">"), content


def _inline(content: str) -> str:
    """Escaped, with links, and with runs of blanks as wide as they are."""
    out, end = [], 0
    for link in _LINK.finditer(content):
        address = html.escape(link[0])
        out += [_escaped(content[end : link.start()]), f'<a href="{address}">{address}</a>']
        end = link.end()
    return "".join([*out, _escaped(content[end:])])


def _escaped(text: str) -> str:
    return html.escape(text).replace("  ", " &nbsp;").replace("\t", "&nbsp;&nbsp;&nbsp; ")
