"""What can be done to messages: names, keys and icons, for the bar, the menu and the shortcuts.

Owns: the one table of them. Must not: do any.
"""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication


class Deed(StrEnum):
    """Something the person can do to the selected messages."""

    ARCHIVE = "archive"
    TRASH = "trash"
    SPAM = "spam"
    STAR = "star"
    SEEN = "seen"
    MOVE = "move"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Described:
    """How a deed shows; the first of `keys` stands beside it in menus."""

    name: str
    icon: str
    keys: tuple[str, ...]


def described(*, in_junk: bool = False) -> dict[Deed, Described]:
    """Every deed, in the order of the bar and the menu; in Junk the word on spam is another."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("deeds", text)

    return {
        Deed.ARCHIVE: Described(tr("Archive"), "archive", ("E", "A")),
        Deed.TRASH: Described(tr("Delete"), "trash-2", ("Del", "#")),
        Deed.SPAM: Described(tr("Not spam") if in_junk else tr("Spam"), "shield-alert", ("!",)),
        Deed.STAR: Described(tr("Star"), "star", ("S",)),
        Deed.SEEN: Described(tr("Mark as unread or read"), "mail", ("U",)),
        Deed.MOVE: Described(tr("Move to…"), "folder", ("V",)),
        Deed.LABEL: Described(tr("Label…"), "tag", ("L",)),
    }
