"""Times to send something later: a few good ones, or any that the person picks.

Owns: which are proposed, their words, and the dialog. Must not: send.
"""

from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication, QDateTime, Qt, Signal
from PySide6.QtWidgets import QDateTimeEdit, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from emailassist.gui.controls import TextButton, on_click, text_label
from emailassist.gui.look import Look

_MORNING, _EVENING = 8, 18
_MONDAY = 0


def proposals(now: datetime) -> tuple[tuple[str, datetime], ...]:
    """This evening, tomorrow and Monday morning, as far as they lie ahead; `now` is local."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("send times", text)

    tomorrow = _at(now + timedelta(days=1), _MORNING)
    monday = _at(now + timedelta(days=(_MONDAY - now.weekday()) % 7 or 7), _MORNING)
    found = []
    if now < _at(now, _EVENING) - timedelta(hours=1):
        found.append((tr("This evening, {time}"), _at(now, _EVENING)))
    found.append((tr("Tomorrow, {time}"), tomorrow))
    if monday != tomorrow:
        found.append((tr("Monday, {time}"), monday))
    return tuple((words.format(time=f"{when:%H:%M}"), when) for words, when in found)


def _at(day: datetime, hour: int) -> datetime:
    """That hour of the day on the clock of this place, also across a change of its offset."""
    return datetime(day.year, day.month, day.day, hour).astimezone()


class SendTimeDialog(QDialog):
    """Asks for a date and a time."""

    chosen = Signal(object)
    """The time (aware datetime)."""

    def __init__(self, look: Look, parent: QWidget, first: datetime) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Send later"))
        self.field = QDateTimeEdit(QDateTime.fromSecsSinceEpoch(int(first.timestamp())))
        self.field.setCalendarPopup(True)
        self.field.setDisplayFormat("ddd d MMM yyyy  HH:mm")
        self.field.setMinimumDateTime(QDateTime.currentDateTime())
        self.field.setAccessibleName(self.tr("When to send"))
        self.accept_button = TextButton(look, self.tr("Send then"), "primary", "clock")
        self.accept_button.setDefault(True)
        cancel = TextButton(look, self.tr("Cancel"))
        on_click(cancel, self.reject)
        on_click(self.accept_button, self._choose)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.accept_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(text_label(self.tr("Send later"), "title"))
        column.addWidget(
            text_label(
                self.tr("It goes out then, or as soon as this computer is on again."), "muted"
            )
        )
        column.addWidget(self.field)
        column.addLayout(buttons)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def _choose(self) -> None:
        moment = datetime.fromtimestamp(self.field.dateTime().toSecsSinceEpoch()).astimezone()
        self.chosen.emit(moment)
        self.accept()
