"""The foot of the sidebar: what runs now, how far it is, and a way to stop it.

Owns: one line for every job under way. Must not: start or stop jobs.
"""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from emailassist.domain.events import Finished, Job, Progress
from emailassist.gui.controls import ElidedLabel, TextButton, on_click
from emailassist.gui.dates import short_date
from emailassist.gui.look import Look
from emailassist.gui.tooltips import plain_tip


class ProgressStrip(QWidget):
    """One line per running job, or one line that says how it is."""

    cancelled = Signal(object)
    """The `Job` to stop."""
    rest_wanted = Signal(bool)
    """Whether learning what mail is about is to rest, or to go on."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._lines: dict[Job, _Line] = {}
        self._idle = ElidedLabel(self.tr("Not synchronised since the start"), "small")
        self._last = ElidedLabel("", "small")
        self._last.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addStretch(1)
        self._column.addWidget(self._last)
        self._column.addWidget(self._idle)

    def take(self, event: Progress | Finished) -> None:
        """Show a step or the end of a job."""
        if isinstance(event, Progress):
            self._line(event.job).show_step(event)
        else:
            self._end(event)
        self._idle.setVisible(not self._lines)
        self._last.setVisible(not self._lines and bool(self._last.text()))

    def is_running(self, job: Job) -> bool:
        return job in self._lines

    def text(self) -> str:
        """What it says now."""
        lines = [line.text() for line in self._lines.values()]
        return " ".join(lines or filter(None, (self._last.text(), self._idle.text())))

    def cancel_button(self, job: Job) -> TextButton:
        """The button that stops a running job; KeyError when it does not run."""
        return self._lines[job].cancel

    def _line(self, job: Job) -> "_Line":
        if job not in self._lines:
            line = _Line(self._look)
            on_click(line.cancel, lambda: self._stop(job, line))
            self._lines[job] = line
            self._column.addWidget(line)
        return self._lines[job]

    def _stop(self, job: Job, line: "_Line") -> None:
        if job is Job.MEANING:
            self.rest_wanted.emit(not line.is_paused)
        else:
            self.cancelled.emit(job)

    def _end(self, event: Finished) -> None:
        line = self._lines.pop(event.job, None)
        if line is not None:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        if event.problem:
            self._last.setText(self.tr("Last run had a problem"))
        elif event.cancelled and event.job is Job.SYNC:
            self._idle.setText(self.tr("Synchronising was cancelled."))
        elif event.cancelled and event.job is Job.TRIAGE:
            self._last.setText(self.tr("Triage was cancelled."))
        elif event.job is Job.SYNC:
            now = datetime.now().astimezone()
            self._idle.setText(self.tr("Synchronised {time}").format(time=short_date(now, now)))
        else:
            self._last.setText(event.text)


class _Line(QWidget):
    """Text, bar and Cancel of one job."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.is_paused = False
        self._label = ElidedLabel("", "small")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.cancel = TextButton(look, self.tr("Cancel"), "link")
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._label)
        words.addWidget(self._bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(words, 1)
        row.addWidget(self.cancel)

    def show_step(self, step: Progress) -> None:
        words = step.text
        if step.total > 1 and not any(each.isdigit() for each in words):
            words = self.tr("{text} · {done} of {total}").format(
                text=words, done=step.done, total=step.total
            )
        self._label.setText(words)
        self._label.setToolTip(plain_tip(words))
        self._bar.setMaximum(step.total)
        self._bar.setValue(min(step.done, step.total))
        self._bar.setAccessibleName(step.text)
        self.is_paused = step.paused
        deed = self._deed(step)
        self.cancel.setText(deed)
        self.cancel.setAccessibleName(f"{deed}: {step.text}")

    def _deed(self, step: Progress) -> str:
        """What the button does: what goes on by itself can only rest."""
        if step.job is not Job.MEANING:
            return self.tr("Cancel")
        return self.tr("Resume") if step.paused else self.tr("Pause")

    def text(self) -> str:
        return self._label.text()
