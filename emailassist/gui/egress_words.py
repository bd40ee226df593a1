"""What left this computer, in the window's words.

Owns: the words. Must not: show them.
"""

from datetime import datetime

from PySide6.QtCore import QObject

from emailassist.domain.egress import Egress, Outgoing
from emailassist.gui.dates import long_date


class EgressWords(QObject):
    """Sentences about entries and requests."""

    def row(self, entry: Egress, now: datetime) -> str:
        """Two lines for the list."""
        about = entry.about or self.tr("(about no message)")
        parts = (entry.host, entry.reason, long_date(entry.at, now), self.size(entry.sent))
        return f"{about}\n{' · '.join(part for part in parts if part)}"

    def request(self, outgoing: Outgoing) -> str:
        """Two lines for a request that was not sent."""
        return f"{outgoing.title}\n{self.tr('would go to {host}').format(host=outgoing.host)}"

    def details(self, entry: Egress) -> str:
        """Everything about an entry but its text."""
        received = self.size(entry.received) if entry.received is not None else "—"
        return " · ".join(
            (
                entry.target,
                f"{entry.at.astimezone():%Y-%m-%d %H:%M:%S}",
                self.tr("sent {size}").format(size=self.size(entry.sent)),
                self.tr("received {size}").format(size=received),
                self.outcome(entry.outcome),
            )
        )

    def outcome(self, outcome: str) -> str:
        return {
            "": self.tr("not ended yet"),
            "200": self.tr("answered"),
            "cancelled": self.tr("cancelled"),
            "no connection": self.tr("no connection"),
            "no answer in time": self.tr("no answer in time"),
            "connection lost": self.tr("connection lost"),
        }.get(outcome, outcome)

    def masked(self, masked: tuple[tuple[str, int], ...]) -> str:
        """What was masked, as one sentence."""
        if not masked:
            return self.tr("Nothing was masked.")
        names = {
            "EMAIL": self.tr("e-mail addresses"),
            "PHONE": self.tr("phone numbers"),
            "IBAN": self.tr("bank accounts"),
            "CARD": self.tr("cards"),
            "IDENT": self.tr("id numbers"),
            "NAME": self.tr("first names"),
            "SURNAME": self.tr("surnames"),
            "LINK": self.tr("tracking codes"),
        }
        parts = ", ".join(f"{names.get(kind, kind)} ({count})" for kind, count in masked)
        return self.tr("Masked: {parts}. This reduces what leaves.").format(parts=parts)

    def size(self, count: int) -> str:
        return f"{count} B" if count < 1000 else f"{count / 1000:.1f} kB"
