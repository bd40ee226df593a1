"""The servers that were found for an address, shown and open to change.

Owns: what is said of them, and the fields. Must not: look for any.
"""

from PySide6.QtWidgets import QFormLayout, QGridLayout, QLineEdit, QWidget

from emailassist.domain.account import IMAP_PORTS, SMTP_PORTS, Security, Server
from emailassist.domain.discovery import Proposal, Service, Tried
from emailassist.gui.cards import Card
from emailassist.gui.controls import (
    ElidedLabel,
    IconLabel,
    TextButton,
    on_click,
    set_kind,
    text_label,
)
from emailassist.gui.look import Look
from emailassist.gui.server_fields import ServerFields


class FoundServers(Card):
    """A card with a line for reading and one for sending; “Change” opens their fields."""

    def __init__(self, look: Look) -> None:
        super().__init__(self.tr("Servers"))
        self.imap = ServerFields(self.tr("Server for reading (IMAP)"), IMAP_PORTS)
        self.smtp = ServerFields(self.tr("Server for sending (SMTP)"), SMTP_PORTS)
        self.username = QLineEdit()
        self.username.setAccessibleName(self.tr("User name"))
        self.change = TextButton(look, self.tr("Change…"), "link")
        on_click(self.change, self.open_fields)
        self.heading.addWidget(self.change)
        self.told = text_label("", "muted", wrap=True)
        self.warning = text_label("", "problem", wrap=True)
        self._lines = {
            Service.IMAP: _Line(look, self.tr("Reading")),
            Service.SMTP: _Line(look, self.tr("Sending")),
        }
        self._summary = QWidget()
        grid = QGridLayout(self._summary)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        for row, line in enumerate(self._lines.values()):
            for column, part in enumerate(line.parts):
                grid.addWidget(part, row, column)
        self._fields = QWidget()
        form = QFormLayout(self._fields)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(8)
        form.addRow(self.tr("Reading"), self.imap)
        form.addRow(self.tr("Sending"), self.smtp)
        form.addRow(self.tr("User name"), self.username)
        parts: tuple[QWidget, ...] = (self.told, self._summary, self._fields, self.warning)
        for part in parts:
            self.body.addWidget(part)
        self._fields.hide()

    def show_proposal(self, found: Proposal) -> None:
        """Fill the lines and fields; the fields are open where something is missing."""
        for service, fields in ((Service.IMAP, self.imap), (Service.SMTP, self.smtp)):
            best = found.best(service)
            if best is None or not (best.works or best.is_named):
                fields.host.clear()
            else:
                fields.show_server(best.candidate.server)
                self._lines[service].say(best)
        reading = found.best(Service.IMAP)
        self.username.setText(reading.candidate.username if reading else found.email)
        self.told.setText(self._words(found))
        foreign = sorted({each.server.host for each in found.foreign})
        self.warning.setText(
            self.tr(
                "{hosts} does not belong to the domain of {email}. Go on only if you know it."
            ).format(hosts=", ".join(foreign), email=found.email)
            if foreign
            else ""
        )
        self.warning.setVisible(bool(foreign))
        whole = bool(self.imap.host.text() and self.smtp.host.text())
        self._show_fields(shown=not whole)

    def open_fields(self) -> None:
        """Let the person change the servers."""
        self._show_fields(shown=True)
        self.imap.host.setFocus()

    def servers(self) -> tuple[Server, Server]:
        """For reading and for sending, as the fields say."""
        return self.imap.server(), self.smtp.server()

    def _words(self, found: Proposal) -> str:
        if found.is_complete:
            best = found.best(Service.IMAP)
            named = best.candidate.told_by if best else ""
            return self.tr("Named by {who}; both answer.").format(who=named)
        notes = " ".join(found.notes)
        if any(each.certificate for each in (*found.imap, *found.smtp)):
            return self.tr("A server was found, but its certificate is not in order.")
        for best in (*found.imap[:1], *found.smtp[:1]):
            if best.is_named and not best.works:
                return f"{best.problem} {notes}".strip()
        words = self.tr("No servers were found that answer. Enter them, if you know them.")
        return f"{words} {notes}".strip()

    def _show_fields(self, *, shown: bool) -> None:
        self._fields.setVisible(shown)
        self._summary.setVisible(not shown)
        self.change.setVisible(not shown)


class _Line:
    """What is said of one server: does it answer, where is it, how is it secured."""

    def __init__(self, look: Look, name: str) -> None:
        self.icon = IconLabel(look, "circle-check", "ok", 16)
        self.name = text_label(name, "muted")
        self.server = ElidedLabel("", "strong")
        self.security = text_label("", "done")

    @property
    def parts(self) -> tuple[QWidget, ...]:
        return self.icon, self.name, self.server, self.security

    def say(self, tried: Tried) -> None:
        icon, role = ("circle-check", "ok") if tried.works else ("triangle-alert", "warn")
        self.icon.show_icon(icon, role)
        server = tried.candidate.server
        self.server.setText(server.label)
        secure = server.security is not Security.NONE
        words = {
            Security.TLS: "TLS",
            Security.STARTTLS: "STARTTLS",
            Security.NONE: self.security.tr("not encrypted"),
        }
        self.security.setText(words[server.security])
        set_kind(self.security, "done" if secure and tried.works else "muted")
