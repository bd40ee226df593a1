"""Icons: SVG files drawn in any colour and size.

Owns: reading and tinting the shipped icons. Must not: decide where an icon is used.
"""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_RATIOS = (1.0, 2.0)


class Icons:
    """The icons of one folder, by the name of the file."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._source = cache(self._read)
        self._pixmap = cache(self._draw)

    def pixmap(self, name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
        """The icon in that colour (``#rrggbb``), `size` logical pixels wide."""
        return self._pixmap(name, colour, size, ratio)

    def icon(self, name: str, colour: str, disabled: str, size: int = 18) -> QIcon:
        """A QIcon with a normal and a disabled colour, sharp on dense screens too."""
        result = QIcon()
        for ratio in _RATIOS:
            result.addPixmap(self.pixmap(name, colour, size, ratio), QIcon.Mode.Normal)
            result.addPixmap(self.pixmap(name, disabled, size, ratio), QIcon.Mode.Disabled)
        return result

    def _read(self, name: str) -> str:
        return (self._directory / f"{name}.svg").read_text(encoding="utf-8")

    def _draw(self, name: str, colour: str, size: int, ratio: float) -> QPixmap:
        svg = self._source(name).replace("currentColor", colour)
        renderer = QSvgRenderer(QByteArray(svg.encode()))
        side = round(size * ratio)
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, side, side))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap
