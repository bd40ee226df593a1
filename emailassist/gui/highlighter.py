"""Colours for instruction files: YAML front matter, Markdown, and Jinja placeholders.

Owns: the colouring. Must not: judge whether the file is right (the engine does).
"""

import re

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from typing_extensions import override

from emailassist.gui.look import Look
from emailassist.gui.units import units

_BODY, _FRONT_MATTER = 0, 1
_FENCE = re.compile(r"^---\s*$")

_YAML = (
    (re.compile(r"^\s*(?:- )?[A-Za-z_][\w-]*(?=:(?:\s|$))"), "key"),
    (re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\''), "string"),
    (re.compile(r"(?<=[\s\[:])(?:true|false|null|-?\d+(?:\.\d+)?)(?=\s*(?:$|[,\]#]))"), "value"),
    (re.compile(r"(?:^|(?<=\s))#.*$"), "comment"),
)
_MARKDOWN = (
    (re.compile(r"^#{1,6} .*$"), "heading"),
    (re.compile(r"^\s*(?:[-*+]|\d+\.)(?= )"), "key"),
    (re.compile(r"\*\*[^*]+\*\*"), "bold"),
    (re.compile(r"`[^`]+`"), "string"),
    (re.compile(r"^>.*$"), "comment"),
)
_JINJA = (
    (re.compile(r"\{\{.*?\}\}|\{%.*?%\}"), "jinja"),
    (re.compile(r"\{#.*?#\}"), "comment"),
)


class InstructionHighlighter(QSyntaxHighlighter):
    """Colours one instruction file."""

    def __init__(self, document: QTextDocument, look: Look) -> None:
        super().__init__(document)
        self._look = look
        self._formats = self._made()
        look.changed.connect(self._restyle)

    @override
    def highlightBlock(self, text: str) -> None:
        is_first = self.currentBlock().blockNumber() == 0
        fence = bool(_FENCE.match(text))
        inside = self.previousBlockState() == _FRONT_MATTER
        starts = is_first and fence
        self.setCurrentBlockState(_FRONT_MATTER if starts or (inside and not fence) else _BODY)
        if fence and (starts or inside):
            self.setFormat(0, len(text), self._formats["comment"])
            return
        for pattern, name in (*(_YAML if inside else _MARKDOWN), *_JINJA):
            for found in pattern.finditer(text):
                start = units(text[: found.start()])
                self.setFormat(start, units(found.group()), self._formats[name])

    def _restyle(self) -> None:
        self._formats = self._made()
        self.rehighlight()

    def _made(self) -> dict[str, QTextCharFormat]:
        theme = self._look.theme
        colours = {
            "key": theme.accent,
            "string": theme.ok,
            "value": theme.warn,
            "comment": theme.faint,
            "heading": theme.accent,
            "bold": theme.text,
            "jinja": theme.danger,
        }
        formats = {}
        for name, colour in colours.items():
            form = QTextCharFormat()
            form.setForeground(QColor(colour))
            if name in {"heading", "bold"}:
                form.setFontWeight(QFont.Weight.Bold)
            formats[name] = form
        return formats
