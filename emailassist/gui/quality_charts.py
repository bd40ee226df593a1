"""The drawings of the quality page: bars with intervals, the confusion map, reliability.

Owns: the painting, and saying in words to a screen reader what is painted. Must not: compute.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from emailassist.domain.quality import Confusion, Estimate, Reliability
from emailassist.gui.look import Look
from emailassist.gui.tooltips import plain_tip

_ROW = 30
_NAMES = 124
_MOST_NAMES = 210
"""What names at the left get at least and at most."""
_WORDS = 132
_CELL = 46
_SMALL_CELL = 24
_LEAST_CELL = 10
"""Of many categories in a narrow window; the tooltip says what cannot be read any more."""
_HEAD = 92
_SIDE = 250
_SLANT = 60
"""What the last heading reaches over its column."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar from 0 to 1; `said` stands at its end, `tip` is its tooltip."""

    name: str
    estimate: Estimate | None
    said: str
    tip: str = ""
    colour: str = ""


class _Chart(QWidget):
    """Draws itself anew in the colours of the theme, with tooltips by place."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName(name)
        look.changed.connect(self.update)

    def tip_at(self, _place: QPointF) -> str:
        """What there is to say of that place, or ''."""
        return ""

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            tip = self.tip_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), plain_tip(tip), self)
            return True
        return super().event(event)

    def _room_for(self, names: Iterable[str]) -> int:
        """How wide the column of these names is; longer ones have a tooltip."""
        font = QFontMetrics(self._look.font(12))
        widest = max((font.horizontalAdvance(name) for name in names), default=0)
        return max(_NAMES, min(_MOST_NAMES, widest + 14))

    def _text(
        self,
        painter: QPainter,
        place: QRectF,
        text: str,
        role: str = "text",
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        size: int = 12,
    ) -> None:
        painter.setFont(self._look.font(size))
        painter.setPen(QColor(str(getattr(self._look.theme, role))))
        words = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, int(place.width())
        )
        painter.drawText(place, int(align | Qt.AlignmentFlag.AlignVCenter), words)


class BarChart(_Chart):
    """Shares as bars, each with the interval in which it lies 95 times of 100."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look, name)
        self._bars: tuple[Bar, ...] = ()
        self._names = _NAMES
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        self._bars = tuple(bars)
        self._names = self._room_for(bar.name for bar in bars)
        self.setAccessibleDescription("; ".join(f"{bar.name}: {bar.said}" for bar in bars))
        self.setFixedHeight(_ROW * len(self._bars))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._names + _WORDS + 160, _ROW * len(self._bars))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(_NAMES + _WORDS + 40, _ROW * len(self._bars))

    @override
    def tip_at(self, place: QPointF) -> str:
        row = int(place.y() // _ROW)
        return self._bars[row].tip if 0 <= row < len(self._bars) else ""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row, bar in enumerate(self._bars):
            self._draw(painter, row * _ROW, bar)

    def _draw(self, painter: QPainter, top: int, bar: Bar) -> None:
        theme = self._look.theme
        self._text(painter, QRectF(0, top, self._names - 10, _ROW), bar.name)
        wide = self.width() - self._names - _WORDS
        ground = QRectF(self._names, top + 10, wide, 10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.hover))
        painter.drawRoundedRect(ground, 5, 5)
        found = bar.estimate
        if found is not None:
            painter.setBrush(QColor(bar.colour or theme.accent))
            filled = QRectF(ground.left(), ground.top(), max(2.0, wide * found.value), 10)
            painter.drawRoundedRect(filled, 5, 5)
            self._interval(painter, ground, found)
        rest = QRectF(self._names + wide + 10, top, _WORDS - 10, _ROW)
        self._text(painter, rest, bar.said, "text" if found else "faint")

    def _interval(self, painter: QPainter, ground: QRectF, found: Estimate) -> None:
        painter.setPen(QPen(QColor(self._look.theme.text), 1.5))
        low, high = (ground.left() + ground.width() * end for end in (found.low, found.high))
        middle = ground.center().y()
        painter.drawLine(QPointF(low, middle), QPointF(high, middle))
        for end in (low, high):
            painter.drawLine(QPointF(end, middle - 4), QPointF(end, middle + 4))


class ConfusionMap(_Chart):
    """What was taken for what: a row for each label, the darker the more of it."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look, name)
        self._found = Confusion((), (), ())
        self._names = _NAMES
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_confusion(self, found: Confusion) -> None:
        self._found = found
        self.setAccessibleDescription("; ".join(self._mistakes()))
        self.setMinimumWidth(_NAMES + _LEAST_CELL * len(found.said) + _SLANT)
        self._fit()
        self.update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as cells of the width that there is make it; names get what cells can spare."""
        names = self._room_for(map(self._look.category_title, self._found.labels))
        spare = self.width() - _SMALL_CELL * len(self._found.said) - _SLANT
        self._names = max(_NAMES, min(names, spare))
        self.setFixedHeight(_HEAD + self._cell() * len(self._found.labels))

    def _cell(self) -> int:
        room = (self.width() - self._names - _SLANT) // max(1, len(self._found.said))
        return max(_LEAST_CELL, min(_CELL, room))

    def _mistakes(self) -> list[str]:
        """The commonest ones first."""
        found = self._found
        wrong = [
            (count, label, said)
            for label, row in zip(found.labels, found.counts, strict=True)
            for said, count in zip(found.said, row, strict=True)
            if count and label != said
        ]
        return [self._words(*each) for each in sorted(wrong, reverse=True)] or [
            self.tr("No mistakes")
        ]

    def _words(self, count: int, label: str, said: str) -> str:
        taken = self._look.category_title(said)
        if label == said:
            return self.tr("{count} “{label}” were seen as such").format(
                count=count, label=self._look.category_title(label)
            )
        return self.tr("{count} “{label}” were taken for “{said}”").format(
            count=count, label=self._look.category_title(label), said=taken
        )

    @override
    def tip_at(self, place: QPointF) -> str:
        column = int((place.x() - self._names) // self._cell())
        row = int((place.y() - _HEAD) // self._cell())
        found = self._found
        if column < 0 <= row < len(found.labels):
            return self._look.category_title(found.labels[row])
        if row < 0 <= column < len(found.said):
            return self._look.category_title(found.said[column])
        if not (0 <= row < len(found.labels) and 0 <= column < len(found.said)):
            return ""
        return self._words(found.counts[row][column], found.labels[row], found.said[column])

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell = self._cell()
        for column, said in enumerate(self._found.said):
            painter.save()
            painter.translate(self._names + column * cell + cell / 2, _HEAD - 6)
            painter.rotate(-50)
            self._text(
                painter, QRectF(0, -9, 118, 18), self._look.category_title(said), "muted", size=11
            )
            painter.restore()
        for row, label in enumerate(self._found.labels):
            place = QRectF(0, _HEAD + row * cell, self._names - 8, cell)
            self._text(painter, place, self._look.category_title(label), "muted")
            self._row(painter, row, label)

    def _row(self, painter: QPainter, row: int, label: str) -> None:
        theme = self._look.theme
        wide, counts = self._cell(), self._found.counts[row]
        total = max(1, sum(counts))
        for column, count in enumerate(counts):
            cell = QRectF(self._names + column * wide, _HEAD + row * wide, wide, wide)
            cell = cell.adjusted(1, 1, -1, -1)
            right = self._found.said[column] == label
            colour = QColor(theme.ok if right else theme.danger)
            share = count / total
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(
                _between(QColor(theme.panel), colour, 0.15 + 0.65 * share if count else 0)
            )
            painter.drawRoundedRect(cell, 4, 4)
            if count:
                strong = share > (0.45 if theme.dark else 0.5)
                role = "surface" if strong else "text"
                middle = Qt.AlignmentFlag.AlignHCenter
                self._text(
                    painter, cell, str(count), role, middle, 12 if wide >= _SMALL_CELL else 9
                )


class ReliabilityChart(_Chart):
    """How often triage was right at each confidence; on the diagonal it means what it says."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look, name)
        self._found = Reliability((), None)
        self.setFixedSize(_SIDE + 84, _SIDE + 44)

    def show_reliability(self, found: Reliability) -> None:
        self._found = found
        self.setAccessibleDescription("; ".join(map(self._words, range(len(found.bins)))))
        self.update()

    def _words(self, number: int) -> str:
        each = self._found.bins[number]
        return self.tr("{count} at {sure} confidence: {right} right").format(
            count=each.count, sure=f"{each.confidence:.0%}", right=f"{each.right:.0%}"
        )

    def _area(self) -> QRectF:
        return QRectF(58, 8, _SIDE, _SIDE)

    @override
    def tip_at(self, place: QPointF) -> str:
        area = self._area()
        at = (place.x() - area.left()) / area.width()
        for number, each in enumerate(self._found.bins):
            if each.low <= at < each.high or (at == each.high == 1):
                return self._words(number)
        return ""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, area = self._look.theme, self._area()
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.panel))
        painter.drawRect(area)
        most = max((each.count for each in self._found.bins), default=1)
        for each in self._found.bins:
            self._column(painter, area, each.low, each.high, each.right, each.count / most)
        painter.setPen(QPen(QColor(theme.muted), 1, Qt.PenStyle.DashLine))
        painter.drawLine(area.bottomLeft(), area.topRight())
        for each in self._found.bins:
            painter.setPen(QPen(QColor(theme.surface), 1.5))
            painter.setBrush(QColor(theme.accent))
            at = QPointF(
                area.left() + each.confidence * area.width(),
                area.bottom() - each.right * area.height(),
            )
            painter.drawEllipse(at, 5, 5)
        self._axes(painter, area)

    def _column(
        self, painter: QPainter, area: QRectF, low: float, high: float, right: float, much: float
    ) -> None:
        """The fainter, the fewer cases."""
        colour = QColor(self._look.theme.accent)
        colour.setAlphaF(0.12 + 0.38 * much)
        painter.fillRect(
            QRectF(
                area.left() + low * area.width() + 1,
                area.bottom() - right * area.height(),
                (high - low) * area.width() - 2,
                right * area.height(),
            ),
            colour,
        )

    def _axes(self, painter: QPainter, area: QRectF) -> None:
        for share in (0.0, 0.5, 1.0):
            words = f"{share:.0%}"
            x, y = area.left() + share * area.width(), area.bottom() - share * area.height()
            right = Qt.AlignmentFlag.AlignRight
            self._text(painter, QRectF(14, y - 9, 38, 18), words, "faint", right, 11)
            middle = Qt.AlignmentFlag.AlignHCenter
            at = QRectF(x - 20, area.bottom() + 3, 40, 16)
            self._text(painter, at, words, "faint", middle, 11)
        below = QRectF(area.left(), area.bottom() + 18, area.width(), 18)
        middle = Qt.AlignmentFlag.AlignHCenter
        self._text(painter, below, self.tr("Confidence"), "muted", middle, 11)
        painter.save()
        painter.translate(9, area.center().y())
        painter.rotate(-90)
        beside = QRectF(-area.height() / 2, -9, area.height(), 18)
        self._text(painter, beside, self.tr("Share that was right"), "muted", middle, 11)
        painter.restore()


def _between(one: QColor, other: QColor, share: float) -> QColor:
    """That much of the second colour."""
    parts = [
        (one.redF(), other.redF()),
        (one.greenF(), other.greenF()),
        (one.blueF(), other.blueF()),
    ]
    return QColor.fromRgbF(*(first + (second - first) * share for first, second in parts))
