"""HTML of a mail made safe and fit for QTextBrowser.

Owns: the allow-list, blocked remote images, marks on misleading links. What comes out holds
no script, loads nothing and is cheap to lay out. Must not: raise, or show what is hidden.
"""

import re
from dataclasses import dataclass
from html import escape

import nh3
from lxml import etree
from lxml.html import HtmlElement

from emailassist.mime import images
from emailassist.mime.charset import clean
from emailassist.mime.dom import empty, inline_styles, parse_html, serialise
from emailassist.mime.links import SuspiciousLink, suspicious_link
from emailassist.mime.look import Look, walk
from emailassist.mime.styles import safe_style

MAX_HTML = 1_000_000
MAX_ELEMENTS = 8_000
MAX_TABLE_DEPTH = 8
"""Each deeper level of tables doubles the time that QTextBrowser takes for the layout."""

_TAGS = frozenset(
    {
        "a", "abbr", "address", "b", "blockquote", "br", "caption", "center", "cite", "code",
        "dd", "del", "div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6",
        "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre", "q", "s", "samp", "small",
        "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th",
        "thead", "tr", "tt", "u", "ul", "var",
    }
)  # fmt: skip
_CLEAN_CONTENT = frozenset(
    {
        "head", "iframe", "math", "noembed", "noframes", "object", "script", "style", "svg",
        "title",
    }
)  # fmt: skip
_SHARED = frozenset({"style", "align", "bgcolor", "dir", "hidden", "valign"})
_ATTRIBUTES = {
    "a": {"href"},
    "font": {"color", "face", "size"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"start", "type"},
    "table": {"background", "border", "cellpadding", "cellspacing", "height", "width"},
    "td": {"background", "colspan", "height", "rowspan", "width"},
    "th": {"background", "colspan", "height", "rowspan", "width"},
}
_COLOUR_ATTRIBUTES = ("bgcolor", "color")
_PARTS_OF_TABLES = frozenset(
    {
        "table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption",
    }
)  # fmt: skip
_SCHEMES = frozenset({"http", "https", "mailto", "cid", "data"})
_FOLLOWED = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_LARGEST_SPAN = 100
_CUT_OFF = "<p>[…]</p>"


@dataclass(frozen=True, slots=True)
class SafeHtml:
    """HTML to show, how many remote images were left out, and links that mislead."""

    html: str
    remote_images: int
    suspicious_links: tuple[SuspiciousLink, ...] = ()


def safe_html(html: str, *, dark: bool = False) -> SafeHtml:
    """Sanitise HTML; `dark` drops the author's colours so that the window's apply."""
    text = clean(html)
    cut_off = len(text) > MAX_HTML
    try:
        whole = parse_html(text[:MAX_HTML])
        cut_off |= _limit_elements(whole)
        styled = inline_styles(whole)
        remote_backgrounds = images.remote_backgrounds(styled)
        root = parse_html(_CLEANER.clean(serialise(styled)))
    except (etree.LxmlError, ValueError, RecursionError):
        return SafeHtml(f"<pre>{escape(text[:MAX_HTML])}</pre>", 0)
    _drop_hidden(root)
    _flatten_tables(root)
    remote_images = images.replace_images(root)
    links = _mark_links(root)
    _restyle(root, dark=dark)
    body = root.find("body")
    inner = _inner_html(body if body is not None else root)
    return SafeHtml(
        inner + (_CUT_OFF if cut_off else ""), remote_images + remote_backgrounds, links
    )


def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(_TAGS),
        clean_content_tags=set(_CLEAN_CONTENT),
        attributes={"*": set(_SHARED), **_ATTRIBUTES},
        url_schemes=set(_SCHEMES),
        link_rel=None,
        strip_comments=True,
    )


_CLEANER = _cleaner()


def _drop_hidden(root: HtmlElement) -> None:
    """Take out what a reader of the original cannot see."""
    gone: list[HtmlElement] = []
    outer = [Look()]
    for event, element, look in walk(root):
        if event == "start":
            outer.append(look)
            if look.gone:
                gone.append(element)
            elif not look.visible:
                element.text = None
        else:
            outer.pop()
            if not outer[-1].visible and not outer[-1].gone:
                element.tail = None
    for element in gone:
        empty(element)


def _limit_elements(root: HtmlElement) -> bool:
    """Leave out elements from a number on that no window can lay out; whether there were any."""
    surplus = list(root.iter())[MAX_ELEMENTS:]
    for element in reversed(surplus):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    return bool(surplus)


def _flatten_tables(root: HtmlElement) -> None:
    depth = 0
    deep: list[HtmlElement] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        starts = event == "start"
        if starts and element.tag == "table":
            depth += 1
        if starts and depth > MAX_TABLE_DEPTH and element.tag in _PARTS_OF_TABLES:
            deep.append(element)
        if not starts and element.tag == "table":
            depth -= 1
    for element in deep:
        element.tag = "div"


def _mark_links(root: HtmlElement) -> tuple[SuspiciousLink, ...]:
    """Keep what may be followed, and write the real domain after links that mislead."""
    found: list[SuspiciousLink] = []
    for element in list(root.iter("a")):
        href = (element.get("href") or "").strip()
        if not _FOLLOWED.match(href):
            element.attrib.pop("href", None)
            continue
        element.set("href", href)
        link = suspicious_link("".join(element.itertext()), href)
        if link is not None:
            found.append(link)
            mark = element.makeelement("b")
            mark.text = f" [→ {link.target}]"
            mark.tail, element.tail = element.tail, None
            element.addnext(mark)
    return tuple(dict.fromkeys(found))


def _restyle(root: HtmlElement, *, dark: bool) -> None:
    for element in root.iter():
        style = safe_style(element.get("style") or "", colours=not dark)
        element.attrib.pop("style", None)
        if style:
            element.set("style", style)
        if dark:
            for name in _COLOUR_ATTRIBUTES:
                element.attrib.pop(name, None)
        for name in ("background", "hidden"):
            element.attrib.pop(name, None)
        for name in ("colspan", "rowspan"):
            span = element.get(name)
            if span is not None and not (span.isdecimal() and int(span[:4]) <= _LARGEST_SPAN):
                del element.attrib[name]


def _inner_html(element: HtmlElement) -> str:
    return escape(element.text or "") + "".join(serialise(child) for child in element)
