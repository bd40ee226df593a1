"""Nothing that a mail or a model says may become rich text: Qt guesses unless it is told."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import emailassist.gui

MODULES = sorted(Path(emailassist.gui.__file__).parent.glob("*.py"))
RICH = {"setHtml", "insertHtml", "setMarkdown", "setWhatsThis", "RichText", "MarkdownText"}


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name in {
            getattr(node.func, "id", ""),
            getattr(node.func, "attr", ""),
        }:
            yield node


def _is_plain(value: ast.expr) -> bool:
    """A text of ours, or one that went through `plain_tip`."""
    if isinstance(value, ast.IfExp):
        return _is_plain(value.body) and _is_plain(value.orelse)
    if isinstance(value, ast.Call):
        name = getattr(value.func, "attr", getattr(value.func, "id", ""))
        return name == "plain_tip" or (name == "tr" and isinstance(value.args[0], ast.Constant))
    return isinstance(value, ast.Constant)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_words_are_shown_as_plain_text(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    for call in (*_calls(tree, "setToolTip"), *_calls(tree, "setStatusTip")):
        assert _is_plain(call.args[-1]), f"line {call.lineno}: a tooltip without plain_tip"
    if module.stem != "controls":
        labels = [call.lineno for call in _calls(tree, "QLabel")]
        assert labels == [], "text_label makes labels of plain text"
    boxes, formats = list(_calls(tree, "QMessageBox")), list(_calls(tree, "setTextFormat"))
    assert len(formats) >= len(boxes), "a question whose text may be taken for HTML"
    if module.stem != "mail_browser":  # which shows what `mime.sanitize` has made
        used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert used & RICH == set()
