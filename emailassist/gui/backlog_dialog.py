"""A large backlog as batch jobs: what it may cost, how far they are, and the way out.

Owns: the person's yes before anything is ordered. Must not: gather or order by itself.
"""

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from emailassist.domain.backlog import Batch, BatchState, Gathered
from emailassist.domain.events import ChangeSet, Event, Finished, Job, Progress
from emailassist.engine.backlog import cost_of, words_of
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.cards import Card
from emailassist.gui.controls import TextButton, clear, on_click, scrolled, text_label
from emailassist.gui.look import Look

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine


class BacklogDialog(QDialog):
    """Gather, look at the price, order; and what became of what was ordered."""

    def __init__(self, bridge: Bridge, engine: "Engine", look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Triage the backlog as a batch"))
        self.resize(620, 480)
        self._bridge = bridge
        self._engine = engine
        self._look = look
        self._lane = Lane(bridge, self)
        self._busy = False
        self.said = text_label("", wrap=True)
        self.gather = TextButton(look, self.tr("Count and price"), "primary")
        self.order = TextButton(look, self.tr("Order"), "primary")
        self.discard = TextButton(look, self.tr("Discard"))
        self.look_now = TextButton(look, self.tr("Look now"))
        self.stop = TextButton(look, self.tr("Stop"))
        self.close_button = TextButton(look, self.tr("Close"))
        self.list = QVBoxLayout()
        self._build()
        on_click(self.gather, lambda: self._work(engine.backlog.gather()))
        on_click(self.order, lambda: self._work(engine.backlog.approve()))
        on_click(self.discard, self._discard)
        on_click(self.look_now, lambda: self._work(engine.backlog.go_on()))
        on_click(self.stop, lambda: engine.cancel(Job.TRIAGE))
        on_click(self.close_button, self.accept)
        bridge.happened.connect(self._hear)
        self._read()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(14)
        column.addWidget(text_label(self.tr("Triage the backlog as a batch"), "title"))
        note = self.tr(
            "Half the price, answered within 24 hours: what a model is to say of each message goes "
            "to its server in one file. Replies are written when the answers are here. Nothing is "
            "sent before you order it."
        )
        column.addWidget(text_label(note, "muted", wrap=True))
        inside = QWidget()
        inside.setLayout(self.list)
        self.list.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scrolled(inside), 1)
        column.addWidget(self.said)
        buttons = QHBoxLayout()
        buttons.addWidget(self.look_now)
        buttons.addWidget(self.stop)
        buttons.addStretch(1)
        for button in (self.close_button, self.discard, self.gather, self.order):
            buttons.addWidget(button)
        column.addLayout(buttons)

    def _hear(self, event: Event) -> None:
        if isinstance(event, ChangeSet) and event.backlog:
            self._read()
        elif isinstance(event, Progress) and event.job is Job.TRIAGE and self._busy:
            count = f" {event.done:,} / {event.total:,}" if event.total else ""
            self.said.setText(f"{event.text}{count}")

    def _work(self, work: Coroutine[Any, Any, Finished]) -> None:
        self._set_busy(busy=True)
        self._bridge.ask(self, work, self._finished)

    def _finished(self, finished: Finished) -> None:
        self._set_busy(busy=False)
        self._read(finished.problem or finished.text)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        for button in (self.gather, self.order, self.discard, self.look_now):
            button.setEnabled(not busy)
        self.stop.setVisible(busy)

    def _discard(self) -> None:
        self._bridge.ask(self, self._engine.backlog.discard(), lambda _: self._read())

    def _read(self, said: str = "") -> None:
        async def both() -> tuple[tuple[Batch, ...], Gathered]:
            backlog = self._engine.backlog
            return await backlog.batches(), await backlog.gathered()

        self._lane.ask(both(), lambda found: self._show(*found, said))

    def _show(self, batches: tuple[Batch, ...], gathered: Gathered, said: str) -> None:
        ordered = [each for each in batches if each.state is not BatchState.GATHERED]
        clear(self.list)
        for batch in ordered:
            self.list.addWidget(self._card(batch))
        if not ordered:
            self.list.addWidget(text_label(self.tr("No batch was ordered yet."), "muted"))
        self.list.addStretch(1)
        waiting = bool(gathered.requests)
        self.order.setVisible(waiting)
        self.discard.setVisible(waiting)
        self.gather.setVisible(not waiting)
        self.stop.setVisible(self._busy)
        still = {BatchState.GATHERED, BatchState.EXPORTED}
        self.look_now.setVisible(any(each.is_open and each.state not in still for each in batches))
        if waiting and not said:
            one = self.tr("One message waits for your word.")
            words = self.tr("{count} messages wait for your word.")
            said = one if gathered.requests == 1 else words.format(count=f"{gathered.requests:,}")
        if said:
            words = f"{said} {cost_of(gathered)}" if waiting else said
            self.said.setText(words.strip())

    def _card(self, batch: Batch) -> QWidget:
        card = Card()
        row = QHBoxLayout()
        row.addWidget(text_label(words_of(batch), wrap=True), 1)
        if batch.is_open and not batch.cancelling:
            cancel = TextButton(self._look, self.tr("Cancel"))
            cancel.setAccessibleName(self.tr("Cancel batch {number}").format(number=batch.id))
            on_click(cancel, lambda: self._cancel(batch.id))
            row.addWidget(cancel)
        card.body.addLayout(row)
        return card

    def _cancel(self, number: int) -> None:
        self._bridge.ask(self, self._engine.backlog.cancel(number), lambda _: self._read())
