"""The fields of one mail server.

Owns: host, port and encryption, and what they say together. Must not: connect.
"""

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from emailassist.domain.account import Security, Server
from emailassist.gui.controls import number_field


class ServerFields(QWidget):
    """Host, port and transport security of one server; the port follows the security."""

    def __init__(self, what: str, ports: dict[Security, int]) -> None:
        super().__init__()
        self._ports = ports
        self.host = QLineEdit()
        self.host.setAccessibleName(what)
        self.host.setPlaceholderText("mail.example.com")
        self.port = number_field(1, 65535)
        self.port.setAccessibleName(self.tr("{what}: port").format(what=what))
        self.port.setMinimumWidth(76)
        self.security = QComboBox()
        self.security.setAccessibleName(self.tr("{what}: security").format(what=what))
        for security, name in (
            (Security.TLS, self.tr("TLS")),
            (Security.STARTTLS, self.tr("STARTTLS")),
            (Security.NONE, self.tr("no encryption")),
        ):
            self.security.addItem(name, security)
        self.security.currentIndexChanged.connect(self._security_changed)
        self._security_changed()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.host, 1)
        row.addWidget(self.port)
        self.security.setMinimumWidth(120)
        row.addWidget(self.security)

    def server(self) -> Server:
        return Server(self.host.text().strip(), self.port.value(), self._chosen())

    def show_server(self, server: Server) -> None:
        self.host.setText(server.host)
        self.security.setCurrentIndex(self.security.findData(server.security))
        self.port.setValue(server.port)

    def _chosen(self) -> Security:
        return Security(self.security.currentData())

    def _security_changed(self) -> None:
        self.port.setValue(self._ports[self._chosen()])
