"""What is said about a letter on its way.

Owns: the sentences. Must not: show them.
"""

from datetime import datetime
from math import ceil

from PySide6.QtCore import QObject

from emailassist.domain.draft import OutboxEntry, OutboxState, Purpose
from emailassist.gui.dates import long_date

SOON = 90
"""Seconds: what was scheduled shows in the bar from then on, and only in the list before."""


def is_far(entry: OutboxEntry, now: datetime) -> bool:
    """Whether it waits, by the person's choice, for a time that has not come near yet."""
    left = (entry.send_at - now).total_seconds()
    waiting = entry.state is OutboxState.QUEUED and not entry.problem
    return entry.scheduled and waiting and left > SOON


class OutboxWords(QObject):
    """Sentences about one letter at a time."""

    def sentence(self, entry: OutboxEntry, now: datetime) -> str:
        """How far it is; `now` is aware."""
        left = ceil((entry.send_at - now).total_seconds())
        if is_far(entry, now):
            when = long_date(entry.send_at, now.astimezone())
            words = self.tr("Goes out {when} to {to}")
            return words.format(when=when, to=names(entry))
        if entry.purpose is Purpose.SAVE:
            words = self._saving(entry, left)
        elif entry.state is OutboxState.QUEUED and left > 0:
            words = (
                self.tr("{problem} Next attempt to send to {to} in {seconds} s")
                if entry.problem
                else self.tr("Sending to {to} in {seconds} s")
            )
        else:
            words = self._state(entry.state)
        return words.format(to=names(entry), seconds=left, problem=entry.problem)

    def done(self, entry: OutboxEntry) -> str:
        """It went out and its copy is in Sent, or it lies on the server."""
        if entry.purpose is Purpose.SAVE:
            return self.tr("The draft is in the server's Drafts mailbox.")
        return self.tr("Sent to {to}.").format(to=names(entry))

    def _saving(self, entry: OutboxEntry, left: int) -> str:
        if entry.problem and left > 0:
            return self.tr("{problem} The draft is saved on the server in {seconds} s")
        if entry.state is OutboxState.FAILED:
            return self.tr("The draft was not saved on the server. {problem}")
        return self.tr("Saving the draft on the server…")

    def _state(self, state: OutboxState) -> str:
        words = {
            OutboxState.ACCEPTED: self.tr("Sent to {to}; putting the copy into Sent"),
            OutboxState.FILED: self.tr("Sent to {to}."),
            OutboxState.UNCERTAIN: self.tr(
                "Nobody can say yet whether the message to {to} was sent; Sent is being watched."
                " {problem}"
            ),
            OutboxState.FAILED: self.tr("The message to {to} was not sent. {problem}"),
            OutboxState.WITHDRAWN: self.tr("The message to {to} was taken back."),
        }
        return words.get(state, self.tr("Sending to {to}…"))


def names(entry: OutboxEntry) -> str:
    """Whom it is for."""
    return ", ".join(entry.to)
