"""The icons of a row of the list while the pointer is over it.

Owns: which deeds they stand for, and where they are. Must not: draw, or do a deed.
"""

from PySide6.QtCore import QPoint, QRect

from emailassist.gui.deeds import Deed

_DEEDS = (Deed.STAR, Deed.ARCHIVE, Deed.TRASH)
_SIZE = 26
_EDGE = 14


def icon_places(row: QRect) -> dict[Deed, QRect]:
    """Where each icon of a row can be pressed, from the left."""
    left = row.right() - _EDGE - _SIZE * len(_DEEDS)
    return {
        deed: QRect(left + _SIZE * place, row.top() + 4, _SIZE, _SIZE)
        for place, deed in enumerate(_DEEDS)
    }


def deed_at(row: QRect, point: QPoint) -> Deed | None:
    """The deed whose icon is at that point of a row."""
    return next((deed for deed, place in icon_places(row).items() if place.contains(point)), None)
