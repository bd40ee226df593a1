"""The head of a message being written: from whom, to whom, about what.

Owns: the fields and which of them are shown. Must not: check or keep them.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from emailassist.domain.account import Account
from emailassist.domain.draft import Composition
from emailassist.domain.ids import AccountId
from emailassist.gui.bridge import Bridge
from emailassist.gui.controls import TextButton, on_click, text_label
from emailassist.gui.look import Look
from emailassist.gui.recipient_field import RecipientField

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine


class ComposerFields(QWidget):
    """From (where there is a choice), To, Cc, Bcc and Subject."""

    changed = Signal()
    sender_changed = Signal()

    def __init__(
        self, bridge: Bridge, engine: "Engine", look: Look, accounts: Sequence[Account]
    ) -> None:
        super().__init__()
        self._around = Composition(accounts[0].id if accounts else AccountId(0))
        self.origin = QComboBox()
        self.origin.setAccessibleName(self.tr("From"))
        for account in accounts:
            self.origin.addItem(account.address.full, account.id)
        self.to = RecipientField(bridge, engine, self.tr("To"))
        self.cc = RecipientField(bridge, engine, self.tr("Cc"))
        self.bcc = RecipientField(bridge, engine, self.tr("Bcc"))
        self.subject = QLineEdit()
        self.subject.setAccessibleName(self.tr("Subject"))
        self.subject.setObjectName("subject")
        self.subject.setFrame(False)
        self.more = TextButton(look, self.tr("Cc/Bcc"), "link")
        self._labels: dict[QWidget, QLabel] = {}
        self._grid = QGridLayout(self)
        self._build(choosing=len(accounts) > 1)

    @property
    def recipients(self) -> tuple[RecipientField, RecipientField, RecipientField]:
        return self.to, self.cc, self.bcc

    def composition(self) -> Composition:
        """What the fields say."""
        sender = self.origin.currentData()
        return replace(
            self._around,
            sender=AccountId(int(sender)) if sender is not None else self._around.sender,
            to=self.to.addresses(),
            cc=self.cc.addresses(),
            bcc=self.bcc.addresses(),
            subject=self.subject.text(),
        )

    def show_composition(self, around: Composition) -> None:
        """Fill the fields in."""
        self._around = around
        self.origin.setCurrentIndex(max(0, self.origin.findData(around.sender)))
        for field, found in zip(self.recipients, (around.to, around.cc, around.bcc), strict=True):
            field.show_addresses(found)
        self.subject.setText(around.subject)
        self._show_copies(shown=bool(around.cc or around.bcc))

    def _show_copies(self, *, shown: bool) -> None:
        for field in (self.cc, self.bcc):
            field.setVisible(shown)
            self._labels[field].setVisible(shown)
        self.more.setVisible(not shown)

    def _open_copies(self) -> None:
        self._show_copies(shown=True)
        self.cc.setFocus()

    def _build(self, *, choosing: bool) -> None:
        self._grid.setContentsMargins(16, 0, 14, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        rows: tuple[tuple[str, QWidget], ...] = (
            (self.tr("From"), self.origin),
            (self.tr("To"), self.to),
            (self.tr("Cc"), self.cc),
            (self.tr("Bcc"), self.bcc),
            (self.tr("Subject"), self.subject),
        )
        for place, (words, field) in enumerate(rows):
            label = text_label(words, "muted")
            label.setBuddy(field)
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._labels[field] = label
            self._grid.addWidget(label, place, 0)
            self._grid.addWidget(field, place, 1)
            field.setProperty("kind", "composer")
        beside = QHBoxLayout()
        beside.addWidget(self.more)
        self._grid.addLayout(beside, 1, 2)
        self._grid.setColumnStretch(1, 1)
        self.origin.setVisible(choosing)
        self._labels[self.origin].setVisible(choosing)
        on_click(self.more, self._open_copies)
        for one, next_one in pairwise((self.to, self.more, self.cc, self.bcc, self.subject)):
            QWidget.setTabOrder(one, next_one)
        for line in (*self.recipients, self.subject):
            line.textChanged.connect(self.changed)
        self.origin.currentIndexChanged.connect(self.changed)
        self.origin.currentIndexChanged.connect(self.sender_changed)
