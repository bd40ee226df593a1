"""A certificate that failed verification, and the question whether to trust it.

Owns: showing everything there is to compare. Must not: trust anything unless it is pressed.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from emailassist.domain.account import Server, TrustedCertificate
from emailassist.domain.errors import CertificateRejected
from emailassist.gui.cards import Card
from emailassist.gui.controls import TextButton, on_click, text_label
from emailassist.gui.look import Look


class CertificateCard(Card):
    """Hidden until there is a certificate to ask about."""

    trusted = Signal(object)
    """The `TrustedCertificate` that the person has chosen to trust."""

    def __init__(self, look: Look) -> None:
        super().__init__(self.tr("This server cannot be verified"), "warn")
        self._server: Server | None = None
        self._sha256 = ""
        self.reason = text_label("", "body", wrap=True)
        self.details = text_label("", "code", wrap=True)
        self.details.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.trust = TextButton(look, self.tr("Trust this certificate"), "danger", "lock")
        on_click(self.trust, self._trust)
        advice = text_label(
            self.tr(
                "Trust it only if the fingerprint is the one that the server's administrator tells"
                " you. It then counts for this server and this certificate alone."
            ),
            "muted",
            wrap=True,
        )
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.trust)
        for part in (self.reason, self.details, advice):
            self.body.addWidget(part)
        self.body.addLayout(row)
        self.hide()

    def ask(self, error: CertificateRejected) -> bool:
        """Show the certificate of that error; False when there is none to show."""
        if error.certificate is None or error.server is None:
            self.hide()
            return False
        self._server, self._sha256 = error.server, error.certificate.sha256
        self.reason.setText(error.reason.partition(" It was issued to ")[0])
        mark = error.certificate.fingerprint
        half = len(mark) // 2 + 1  # it has no place to break by itself
        halves = f"{mark[:half]}\n{mark[half:]}"
        self.details.setText(error.certificate.description.replace(mark, halves))
        self.show()
        return True

    def _trust(self) -> None:
        if self._server is not None:
            self.hide()
            server = self._server
            self.trusted.emit(TrustedCertificate(server.host, server.port, self._sha256))
