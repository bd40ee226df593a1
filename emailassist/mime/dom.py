"""HTML of a mail as a tree of bounded depth.

Owns: parsing anything into a tree, and inlining style sheets. Must not: load anything, or be
brought down by input that is deep, broken or huge.
"""

import re

import css_inline
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring, tostring

from emailassist.mime.charset import clean

MAX_DEPTH = 100
"""Deeper elements become their text: recursive readers further on (css-inline, Qt) need a bound."""
MAX_CSS = 200_000
"""Characters of style sheets that are honoured."""

# Elements whose content is no text, or markup for one parser and not for another.
_OPAQUE = frozenset(
    {
        "script", "title", "textarea", "xmp", "plaintext", "noembed", "noframes", "iframe",
        "template", "xml",
    }
)  # fmt: skip
# Elements whose content a browser without them shows; left open, they hold the whole mail.
_TRANSPARENT = frozenset(
    {
        "svg", "math", "object", "embed", "applet", "select", "video", "audio", "canvas",
        "noscript",
    }
)  # fmt: skip
# References to characters that a tree cannot hold (XML 1.0 section 2.2), as in ``&#1;``.
_CONTROL = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|127)(?!\d)"
    r"|[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]|7[fF]|[fF]{3}[efEF])(?![0-9a-fA-F])"
    r"|0*6553[45](?!\d));?"
)
_DEEP_TAGS = re.compile(r"<(?!/?(?:p|br|li|style|script)\b)/?[a-zA-Z][^<>]*>")


def parse_html(html: str) -> HtmlElement:
    """The tree of a whole document; comments and foreign content are gone."""
    root = _tree(_CONTROL.sub(" ", clean(html)))
    _remove_foreign(root)
    _limit_depth(root)
    return root


def inline_styles(root: HtmlElement) -> HtmlElement:
    """The tree with its style sheets written into `style` attributes, if it has any."""
    sheets = list(root.iter("style"))
    css = "\n".join(sheet.text or "" for sheet in sheets)
    for sheet in sheets:
        # A '<' in a style sheet could end it for another parser and become markup.
        sheet.text = (sheet.text or "").replace("<", " ")
    if not css.strip() or len(css) > MAX_CSS:
        return root
    try:
        inlined = _INLINER.inline(serialise(root))
    except (css_inline.InlineError, ValueError):
        return root
    return parse_html(inlined)


def serialise(element: HtmlElement) -> str:
    """The element as HTML."""
    return str(tostring(element, encoding="unicode"))


_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False)


def _tree(html: str) -> HtmlElement:
    root, too_deep = _parsed(html)
    if too_deep:
        # The parser gives up at its own limit; text counts for more than layout here.
        root, _ = _parsed(_DEEP_TAGS.sub(" ", html))
    return root


def _parsed(html: str) -> tuple[HtmlElement, bool]:
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    data = html.encode("utf-8", "replace")
    try:
        root = document_fromstring(data if data.strip() else b"<p></p>", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = document_fromstring(b"<p></p>", parser=HTMLParser(encoding="utf-8"))
    deep = any("depth" in entry.message for entry in parser.error_log)
    return root, deep


def _remove_foreign(root: HtmlElement) -> None:
    for element in [*root.iter(*_OPAQUE)]:
        empty(element)
    for element in [*root.iter(*_TRANSPARENT)]:
        element.attrib.clear()
        element.tag = "span"


def empty(element: HtmlElement) -> None:
    """Take an element's content and meaning away, in place: taking out many would be quadratic."""
    element.clear(keep_tail=True)
    element.tag = "span"


def _limit_depth(root: HtmlElement) -> None:
    depth = 0
    deep: list[HtmlElement] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start" and depth == MAX_DEPTH:
            deep.append(element)
    for element in deep:
        text = " ".join(element.itertext())
        del element[:]
        element.text = text
