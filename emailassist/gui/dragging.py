"""Messages on their way from the list to a mailbox by the mouse.

Owns: how they are packed. Must not: move them.
"""

from collections.abc import Iterable

from PySide6.QtCore import QMimeData

from emailassist.domain.ids import MessageKey

MESSAGES = "application/x-emailassist-messages"


def packed(keys: Iterable[MessageKey]) -> QMimeData:
    """Messages as they are dragged; of use in this window only."""
    data = QMimeData()
    data.setData(MESSAGES, " ".join(str(key) for key in keys).encode())
    return data


def unpacked(data: QMimeData) -> tuple[MessageKey, ...]:
    """The messages that are dragged; () when it is something else."""
    words = bytes(data.data(MESSAGES).data()).split()
    return tuple(MessageKey(int(word)) for word in words if word.isdigit())
