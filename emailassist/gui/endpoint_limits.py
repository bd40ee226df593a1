"""How much of one endpoint may be used.

Owns: the dialog. Must not: keep a limit, or count.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QDialog,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from emailassist.domain.endpoint import Budget, Endpoint
from emailassist.domain.errors import EmailAssistError
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.controls import TextButton, money_field, number_field, on_click, text_label
from emailassist.gui.look import Look

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

_MOST = 2_000_000_000


class EndpointLimitsDialog(QDialog):
    """The limits of the endpoint that it was opened for; accepted once they are kept."""

    def __init__(
        self, bridge: Bridge, engine: "Engine", look: Look, parent: QWidget, endpoint: Endpoint
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Limits of {name}").format(name=endpoint.name))
        self._engine = engine
        self._name = endpoint.name
        self._lane = Lane(bridge, self)
        none = self.tr("no limit")
        self.at_once = self._number(1, 64, endpoint.max_concurrent, "")
        self.requests = self._number(0, 1_000_000, endpoint.requests_per_minute, none)
        self.tokens = self._number(0, _MOST, endpoint.tokens_per_minute, none)
        self.context = self._number(
            0, 100_000_000, endpoint.context_tokens, self.tr("as the server says")
        )
        self.daily_money = self._money(endpoint.budget.daily_money)
        self.monthly_money = self._money(endpoint.budget.monthly_money)
        self.daily_tokens = self._number(0, _MOST, endpoint.budget.daily_tokens, none)
        self.monthly_tokens = self._number(0, _MOST, endpoint.budget.monthly_tokens, none)
        self.outcome = text_label("", "problem", wrap=True)
        self.save = TextButton(look, self.tr("Save"), "primary", "check")
        self._build(look)

    def changed(self, endpoint: Endpoint) -> Endpoint:
        """The endpoint with what the form says."""
        return replace(
            endpoint,
            max_concurrent=self.at_once.value(),
            requests_per_minute=self.requests.value(),
            tokens_per_minute=self.tokens.value(),
            context_tokens=self.context.value(),
            budget=Budget(
                self.daily_money.value(),
                self.monthly_money.value(),
                self.daily_tokens.value(),
                self.monthly_tokens.value(),
            ),
        )

    def _save(self) -> None:
        self.save.setEnabled(False)
        work = self._engine.models.change(self._name, self.changed)
        self._lane.ask(work, lambda _: self.accept(), self._failed)

    def _failed(self, error: EmailAssistError) -> None:
        self.save.setEnabled(True)
        self.outcome.setText(error.sentences)

    def _number(self, lowest: int, highest: int, value: int, zero: str) -> QSpinBox:
        box = number_field(lowest, highest)
        box.setGroupSeparatorShown(True)
        box.setSpecialValueText(zero)
        box.setValue(value)
        return box

    def _money(self, value: float) -> QDoubleSpinBox:
        box = money_field(1_000_000, self.tr("no limit"))
        box.setValue(value)
        return box

    def _build(self, look: Look) -> None:
        form = QFormLayout()
        form.setSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows: tuple[tuple[str, QWidget], ...] = (
            (self.tr("Requests at once"), self.at_once),
            (self.tr("Requests in a minute"), self.requests),
            (self.tr("Tokens in a minute"), self.tokens),
            (self.tr("Tokens read at once"), self.context),
            (self.tr("At most in a day"), self.daily_money),
            (self.tr("At most in a month"), self.monthly_money),
            (self.tr("Tokens in a day"), self.daily_tokens),
            (self.tr("Tokens in a month"), self.monthly_tokens),
        )
        for words, field in rows:
            field.setAccessibleName(words)
            form.addRow(words, field)
        cancel = TextButton(look, self.tr("Cancel"))
        on_click(cancel, self.reject)
        on_click(self.save, self._save)
        buttons = QHBoxLayout()
        buttons.addWidget(self.outcome, 1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(12)
        column.addWidget(text_label(self.windowTitle(), "title"))
        column.addLayout(form)
        column.addLayout(buttons)
