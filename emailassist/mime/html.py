"""HTML of a mail to readable text, apart from what it hides.

Owns: the text version of HTML, with quotes marked by ``>``. Must not: sanitise (see sanitize).
"""

import re
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from emailassist.mime.dom import inline_styles, parse_html
from emailassist.mime.look import Look, declarations, walk

MAX_QUOTE_DEPTH = 20
MAX_LIST_DEPTH = 6
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl",
        "dt", "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
        "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "table",
        "tbody", "tfoot", "thead", "tr", "ul", "caption",
    }
)  # fmt: skip
_SPACED = frozenset(
    {
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote",
        "pre",
    }
)  # fmt: skip
_CELLS = frozenset({"td", "th"})
_SILENT = frozenset({"style", "head", "meta", "link", "base"})
_HIDING_CSS = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0|font-size\s*:\s*0|font-size\s*:\s*1p"
    r"|color\s*:|text-indent\s*:\s*-|(?:left|top)\s*:\s*-|height\s*:\s*0",
    re.IGNORECASE,
)
_QUOTING = frozenset(
    {"yahoo_quoted", "moz-forward-container", "moz-cite-prefix", "protonmail_quote"}
)
_ORIGINAL_BELOW = frozenset(
    {"appendonsend", "divrplyfwdmsg", "mail-editor-reference-message-container", "zwchr"}
)
"""Ids of what Outlook and Zimbra put above the message answered; as text they write a rule."""
_SPACES = re.compile(r"[ \t\n\r\f\u200b\u200c\u200d\u034f\u00ad\ufeff]+")
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class HtmlText:
    """The text that a reader sees and the text that is there but cannot be seen."""

    visible: str
    hidden: str


def html_to_text(html: str) -> HtmlText:
    """Readable text of an HTML document or fragment. Never raises."""
    root = parse_html(html)
    if any(_HIDING_CSS.search(sheet.text or "") for sheet in root.iter("style")):
        root = inline_styles(root)
    page = _Page()
    silent = 0
    for event, element, look in walk(root):
        if element.tag in _SILENT:
            silent += 1 if event == "start" else -1
        elif not silent:
            page.enter(element, look) if event == "start" else page.leave(element, look)
        if event == "end" and not silent:
            page.say(element.tail or "", page.outer_look)
    return HtmlText(page.text(), " ".join("".join(page.hidden).split()))


@dataclass(slots=True)
class _Page:
    """Lines as they are written while walking through the tree."""

    lines: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    quotes: int = 0
    preformatted: int = 0
    lists: list[int | None] = field(default_factory=list)
    """For each open list the number of its next item, None for bullets."""

    @property
    def outer_look(self) -> Look:
        return self.looks[-1] if self.looks else Look()

    def enter(self, element: HtmlElement, look: Look) -> None:
        """Begin an element and say the text before its first child."""
        self.looks.append(look)
        tag = str(element.tag)
        if look.gone:
            self.say(element.text or "", look)
            return
        if tag in _BLOCKS:
            self.end_line()
        if tag in _SPACED and len(self.lists) < 2:
            self.blank_line()
        if is_quote(element):
            self.quotes += 1
        self.preformatted += tag == "pre"
        if (element.get("id") or "").casefold() in _ORIGINAL_BELOW:
            self.lines.append("_" * 32)
        self._open(tag, element)
        self.say(element.text or "", look)

    def leave(self, element: HtmlElement, look: Look) -> None:
        """End an element."""
        self.looks.pop()
        tag = str(element.tag)
        if look.gone:
            self.hidden.append(" ")
            return
        if tag in _CELLS:
            self._say_visible(" ")
        if tag in _BLOCKS:
            self.end_line()
        if is_quote(element):
            self.quotes -= 1
        if tag in _SPACED and len(self.lists) < 2:
            self.blank_line()
        self.preformatted -= tag == "pre"
        if tag in {"ul", "ol"} and self.lists:
            self.lists.pop()

    def say(self, text: str, look: Look) -> None:
        """Write text to where its look puts it."""
        if not text:
            return
        if look.visible:
            self._say_visible(text)
        elif text.strip():
            self.hidden.append(text)

    def end_line(self) -> None:
        """Close the line being written, if there is anything on it."""
        text = "".join(self.line)
        self.line.clear()
        text = text.rstrip() if self.preformatted else text.strip()
        if text:
            self.lines.append(self._prefix() + text)

    def blank_line(self) -> None:
        """Leave a blank line, of the quote if in one."""
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append(self._prefix().rstrip())

    def text(self) -> str:
        """Everything written."""
        self.end_line()
        return _BLANK_LINES.sub("\n\n", "\n".join(self.lines)).strip("\n")

    def _open(self, tag: str, element: HtmlElement) -> None:
        if tag == "br":
            self._break()
        elif tag in {"ul", "ol"}:
            self.lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            self._bullet()
        elif tag == "hr":
            self.lines.append(self._prefix() + "-" * 20)
        elif tag == "img":
            self.say((element.get("alt") or "").strip(), self.outer_look)

    def _bullet(self) -> None:
        number = self.lists[-1] if self.lists else None
        indent = "  " * min(MAX_LIST_DEPTH, max(0, len(self.lists) - 1))
        self.line.append(f"{indent}{'-' if number is None else f'{number}.'} ")
        if self.lists and number is not None:
            self.lists[-1] = number + 1

    def _break(self) -> None:
        if any(part.strip() for part in self.line):
            self.end_line()
        else:
            self.line.clear()
            self.lines.append(self._prefix().rstrip())

    def _say_visible(self, text: str) -> None:
        if self.preformatted:
            first, *rest = text.split("\n")
            self.line.append(first)
            for line in rest:
                self._break()
                self.line.append(line)
            return
        text = _SPACES.sub(" ", text)
        ends_open = not self.line or self.line[-1].endswith(" ")
        text = text.removeprefix(" ") if ends_open else text
        if text:
            self.line.append(text)

    def _prefix(self) -> str:
        return ">" * min(self.quotes, MAX_QUOTE_DEPTH) + " " if self.quotes > 0 else ""


def is_quote(element: HtmlElement) -> bool:
    """Whether an element holds an earlier message; Gmail indents with a blockquote as well."""
    classes = set((element.get("class") or "").casefold().split())
    if element.tag == "blockquote":
        border = declarations(element.get("style") or "").get("border", "")
        return "gmail_quote" in classes or not border.startswith(("none", "0"))
    if element.tag != "div":
        return False
    named = (element.get("name") or "").casefold() == "quote"
    return named or bool(classes & _QUOTING) or ("gmail_attr" in classes and _cites(element))


def _cites(element: HtmlElement) -> bool:
    """Gmail's line above a quote; above a forward it has the same class, but no quote follows."""
    below = element.getnext()
    while below is not None and below.tag == "br":
        below = below.getnext()
    return below is not None and below.tag == "blockquote"
