"""The field that says where a secret is: typed into the keyring, a command, a variable.

Owns: the choice and the text. Must not: read or keep a secret.
"""

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from emailassist.domain.account import SecretKind, SecretSource


class SecretField(QWidget):
    """A kind of place and the text that goes with it."""

    def __init__(self, what: str, *, optional: bool) -> None:
        super().__init__()
        self._is_kept = False
        self.kind = QComboBox()
        self.kind.setAccessibleName(self.tr("{what}: where it is").format(what=what))
        self.text = QLineEdit()
        self.text.setAccessibleName(what)
        self.kind.addItem(self.tr("keep it in the keyring"), SecretKind.KEYRING)
        self.kind.addItem(self.tr("a command prints it"), SecretKind.COMMAND)
        self.kind.addItem(self.tr("environment variable"), SecretKind.ENVIRONMENT)
        if optional:
            self.kind.addItem(self.tr("none is needed"), SecretKind.NONE)
        self.kind.currentIndexChanged.connect(self._kind_changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.kind)
        row.addWidget(self.text, 1)
        self._kind_changed()

    def source(self, entry: str) -> SecretSource:
        """Where the secret is; `entry` names it in the keyring."""
        kind = SecretKind(self.kind.currentData())
        if kind is SecretKind.KEYRING:
            return SecretSource(kind, entry)
        if kind is SecretKind.NONE:
            return SecretSource(kind)
        return SecretSource(kind, self.text.text().strip())

    def typed(self) -> str | None:
        """The secret that was typed for the keyring, else None."""
        if SecretKind(self.kind.currentData()) is not SecretKind.KEYRING:
            return None
        return self.text.text() or None

    def show_source(self, source: SecretSource, *, is_kept: bool) -> None:
        """Show where a secret is; one that is kept in the keyring is never shown."""
        self._is_kept = is_kept
        self.kind.setCurrentIndex(max(0, self.kind.findData(source.kind)))
        shown = source.kind in {SecretKind.COMMAND, SecretKind.ENVIRONMENT}
        self.text.setText(source.value if shown else "")
        self._kind_changed()

    def _kind_changed(self) -> None:
        kind = SecretKind(self.kind.currentData())
        typed = kind is SecretKind.KEYRING
        mode = QLineEdit.EchoMode.Password if typed else QLineEdit.EchoMode.Normal
        self.text.setEchoMode(mode)
        self.text.setVisible(kind is not SecretKind.NONE)
        hints = {
            SecretKind.KEYRING: self.tr("kept in the keyring") if self._is_kept else "",
            SecretKind.COMMAND: self.tr("for example: pass show mail"),
            SecretKind.ENVIRONMENT: self.tr("for example: MAIL_PASSWORD"),
        }
        self.text.setPlaceholderText(hints.get(kind, ""))
