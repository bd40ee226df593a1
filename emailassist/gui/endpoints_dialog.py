"""The dialog in which model endpoints are added, checked, chosen and removed.

Owns: the form and showing a report. Must not: connect or keep anything itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidgetItem,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from emailassist.domain.account import SecretKind, SecretSource
from emailassist.domain.endpoint import Endpoint, EndpointKind, EndpointReport
from emailassist.domain.errors import EmailAssistError
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.controls import TextButton, number_field, on_click, set_kind, text_label
from emailassist.gui.endpoint_limits import EndpointLimitsDialog
from emailassist.gui.endpoint_words import EndpointWords
from emailassist.gui.look import Look
from emailassist.gui.over import open_over
from emailassist.gui.secret_field import SecretField
from emailassist.gui.tiers_dialog import TiersDialog
from emailassist.gui.two_lines import TwoLineList
from emailassist.llm.endpoints import Preset

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

_DATA = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class _Known:
    endpoints: tuple[Endpoint, ...]
    default: str
    reports: Mapping[str, EndpointReport]


class EndpointsDialog(QDialog):
    """Endpoints at the left; at the right the chosen one, or the form of a new one."""

    def __init__(
        self,
        bridge: Bridge,
        engine: "Engine",
        look: Look,
        presets: Sequence[Preset],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Models"))
        self.resize(820, 560)
        self._bridge = bridge
        self._engine = engine
        self._look = look
        self._presets = presets
        self._default = ""
        self._reports: Mapping[str, EndpointReport] = {}
        self._lane = Lane(bridge, self)
        self.endpoints = TwoLineList(look, self.tr("Model endpoints"))
        self._pages = QStackedWidget()
        self.about = text_label("", "body", wrap=True)
        self.preset = QComboBox()
        self.name = QLineEdit()
        self.address = QLineEdit()
        self.model = QLineEdit()
        self.secret = SecretField(self.tr("Key"), optional=True)
        self.timeout = number_field(1, 3600)
        self.at_once = number_field(1, 64)
        self.outcome = text_label("", "muted", wrap=True)
        self.check = TextButton(look, self.tr("Check"), "plain", "plug")
        self.use = TextButton(look, self.tr("Use for triage"), "primary", "check")
        self.add = TextButton(look, self.tr("Add and check"), "primary", "plus")
        self.remove = TextButton(look, self.tr("Remove"), "danger", "trash-2")
        self.limits = TextButton(look, self.tr("Limits…"), "plain", "hash")
        self.order = TextButton(look, self.tr("Order…"), "plain", "list-checks")
        self.words = EndpointWords()
        self._build()
        self.load()

    def load(self, choose: str = "") -> None:
        """Read the endpoints, then choose that one."""
        self._bridge.ask(self, _known(self._engine), lambda known: self._show(known, choose))

    def new_endpoint(self) -> tuple[Endpoint, str | None]:
        """What the form says, and the key that was typed."""
        name = self.name.text().strip()
        typed = self.secret.typed()
        source = self.secret.source(f"endpoint {name}")
        if source.kind is SecretKind.KEYRING and typed is None:
            source = SecretSource(SecretKind.NONE)
        endpoint = Endpoint(
            name=name,
            kind=EndpointKind.OPENAI_COMPATIBLE,
            base_url=self.address.text().strip(),
            model=self.model.text().strip(),
            secret=source,
            timeout=float(self.timeout.value()),
            max_concurrent=self.at_once.value(),
        )
        return endpoint, typed

    def _show(self, known: _Known, choose: str) -> None:
        self._default = known.default
        self._reports = known.reports
        self.endpoints.clear()
        self.endpoints.addItem(QListWidgetItem(self.tr("New endpoint")))
        wanted = choose or known.default
        for endpoint in known.endpoints:
            item = QListWidgetItem(self._entry(endpoint))
            item.setData(_DATA, endpoint)
            self.endpoints.addItem(item)
            if endpoint.name == wanted:
                self.endpoints.setCurrentItem(item)

    def _entry(self, endpoint: Endpoint) -> str:
        second = endpoint.model or self._kind_words(endpoint)
        if endpoint.name == self._default:
            second = self.tr("{what} · in use").format(what=second)
        return f"{endpoint.name}\n{second}"

    def _kind_words(self, endpoint: Endpoint) -> str:
        if endpoint.kind is EndpointKind.ON_DEVICE:
            return self.tr("on this computer")
        return endpoint.base_url

    def _chosen(self) -> Endpoint | None:
        endpoint = self.endpoints.currentIndex().data(_DATA)
        return endpoint if isinstance(endpoint, Endpoint) else None

    def _choose(self) -> None:
        endpoint = self._chosen()
        self._say("", "muted")
        self._lane.drop()
        self._set_busy(busy=False)
        self._pages.setCurrentIndex(0 if endpoint else 1)
        on_device = endpoint is not None and endpoint.kind is EndpointKind.ON_DEVICE
        self.check.setVisible(endpoint is not None)
        self.use.setVisible(endpoint is not None and endpoint.name != self._default)
        self.add.setVisible(endpoint is None)
        self.remove.setVisible(endpoint is not None and not on_device)
        self.limits.setVisible(endpoint is not None and not on_device)
        if endpoint is not None:
            self.about.setText(self._about_words(endpoint))
            self._show_report(self._reports.get(endpoint.name))

    def _about_words(self, endpoint: Endpoint) -> str:
        if endpoint.kind is EndpointKind.ON_DEVICE:
            return self.tr(
                "The model on this computer. It needs no key and no network, and nothing leaves"
                " this machine. Check finds out what it can do, and fetches it if it is missing."
            )
        lines = [
            self.tr("Address: {address}").format(address=endpoint.base_url),
            self.tr("Model: {model}").format(model=endpoint.model),
            self.tr("Time limit: {seconds} s for one request").format(
                seconds=f"{endpoint.timeout:g}"
            ),
            self.tr("Requests at once: {count}").format(count=endpoint.max_concurrent),
            self.tr("Key: {place}").format(place=self._place_words(endpoint.secret)),
            *self.words.limits(endpoint),
        ]
        return "\n".join(lines)

    def _place_words(self, source: SecretSource) -> str:
        words = {
            SecretKind.KEYRING: self.tr("in the keyring"),
            SecretKind.COMMAND: self.tr("printed by “{value}”"),
            SecretKind.ENVIRONMENT: self.tr("in the variable {value}"),
            SecretKind.NONE: self.tr("none"),
        }
        return words[source.kind].format(value=source.value)

    def _preset_chosen(self, index: int) -> None:
        preset = self._presets[index] if index < len(self._presets) else None
        self.name.setText(preset.name if preset else "")
        self.address.setText(preset.base_url if preset else "")
        self.model.setText(preset.model if preset else "")
        self.at_once.setValue(preset.max_concurrent if preset else 4)
        needs_key = preset is not None and preset.needs_key
        kind = SecretKind.KEYRING if needs_key else SecretKind.NONE
        self.secret.show_source(SecretSource(kind), is_kept=False)

    def _add(self) -> None:
        endpoint, key = self.new_endpoint()
        self._set_busy(busy=True)
        self._say(self.tr("Adding…"), "muted")
        self._lane.ask(
            self._engine.models.add(endpoint, key),
            lambda _: self._was_added(endpoint.name),
            self._failed,
        )

    def _was_added(self, name: str) -> None:
        self._bridge.ask(
            self, _known(self._engine), lambda known: self._show_and_check(known, name)
        )

    def _show_and_check(self, known: _Known, name: str) -> None:
        self._show(known, name)
        self._check()

    def _check(self) -> None:
        endpoint = self._chosen()
        if endpoint is None:
            return
        self._set_busy(busy=True)
        self._say(self.tr("Trying what the model can do; this can take a minute…"), "muted")
        self._lane.ask(self._engine.models.check(endpoint.name), self._report, self._failed)

    def _report(self, report: EndpointReport) -> None:
        self._set_busy(busy=False)
        self._say(self.report_words(report), "done" if report.reachable else "problem")

    def _show_report(self, report: EndpointReport | None) -> None:
        """What an earlier check found."""
        if report is None or report.checked_at is None:
            return
        when = self.tr("Checked on {day}:").format(day=f"{report.checked_at.astimezone():%Y-%m-%d}")
        words = self.report_words(report)
        self._say(f"{when}\n{words}", "muted" if report.reachable else "problem")

    def report_words(self, report: EndpointReport) -> str:
        """A check's findings, a sentence a line."""
        lines = []
        if report.reachable:
            lines.append(self.tr("“{model}” answers.").format(model=report.model))
            lines.append(self.words.form(report))
            lines.append(
                self.tr("It writes well enough to draft replies and summaries.")
                if report.writes
                else self.tr("It cannot write: it only helps to choose categories.")
            )
            lines += (self.words.abilities(report), self.words.context(report))
            lines.append(self.words.price(report))
        else:
            lines.append(self.tr("It cannot be reached."))
        if report.generation_rate:
            lines.append(
                self.tr(
                    "Reads {prompt} and writes {generation} tokens a second; first word after"
                    " {first} s."
                ).format(
                    prompt=f"{report.prompt_rate:.0f}",
                    generation=f"{report.generation_rate:.0f}",
                    first=f"{report.first_token_seconds:.1f}",
                )
            )
        lines.extend(report.problems)
        if not report.reachable:
            lines.append(self.tr("Check that its server runs and that the address above is right."))
        return "\n".join(lines)

    def _use(self) -> None:
        endpoint = self._chosen()
        if endpoint is not None:
            name = endpoint.name
            work = self._engine.models.use(name)
            self._lane.ask(work, lambda _: self.load(name), self._failed)

    def _limit(self) -> None:
        endpoint = self._chosen()
        if endpoint is not None:
            parts = (self._bridge, self._engine, self._look, self, endpoint)
            dialog = EndpointLimitsDialog(*parts)
            dialog.accepted.connect(lambda: self.load(endpoint.name))
            self._open(dialog)

    def _order(self) -> None:
        dialog = TiersDialog(self._bridge, self._engine, self._look, self)
        dialog.accepted.connect(self.load)
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_over(self, dialog)

    def _remove(self) -> None:
        endpoint = self._chosen()
        if endpoint is not None:
            work = self._engine.models.remove(endpoint.name)
            self._lane.ask(work, lambda _: self.load(), self._failed)

    def _failed(self, error: EmailAssistError) -> None:
        self._set_busy(busy=False)
        self._say(error.sentences, "problem")

    def _say(self, words: str, kind: str) -> None:
        set_kind(self.outcome, kind)
        self.outcome.setText(words)

    def _set_busy(self, *, busy: bool) -> None:
        for button in (self.check, self.use, self.add, self.remove):
            button.setEnabled(not busy)

    def _build(self) -> None:
        self.endpoints.setFixedWidth(220)
        self.endpoints.currentItemChanged.connect(lambda *_: self._choose())
        for preset in self._presets:
            self.preset.addItem(preset.title)
        self.preset.addItem(self.tr("Another OpenAI-compatible server"))
        self.preset.currentIndexChanged.connect(self._preset_chosen)
        self.timeout.setValue(60)
        self.timeout.setSuffix(self.tr(" s"))
        self._preset_chosen(0)
        self._pages.addWidget(self._about_page())
        self._pages.addWidget(self._form_page())
        self._pages.currentChanged.connect(lambda _: self._fit_page())
        self._fit_page()
        close = TextButton(self._look, self.tr("Close"))
        on_click(close, self.reject)
        on_click(self.check, self._check)
        on_click(self.use, self._use)
        on_click(self.add, self._add)
        on_click(self.remove, self._remove)
        on_click(self.limits, self._limit)
        on_click(self.order, self._order)
        buttons = QHBoxLayout()
        buttons.addWidget(self.remove)
        buttons.addWidget(self.order)
        buttons.addStretch(1)
        for button in (close, self.limits, self.check, self.use, self.add):
            buttons.addWidget(button)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self._pages)
        right.addWidget(self.outcome)
        right.addStretch(1)
        right.addLayout(buttons)
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addWidget(self.endpoints)
        row.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(12)
        column.addWidget(text_label(self.tr("Models"), "title"))
        column.addLayout(row, 1)

    def _fit_page(self) -> None:
        """A stack is as tall as its tallest page, which would push the outcome far down."""
        for place in range(self._pages.count()):
            shown = place == self._pages.currentIndex()
            policy = QSizePolicy.Policy.Preferred if shown else QSizePolicy.Policy.Ignored
            page = self._pages.widget(place)
            if page is not None:
                page.setSizePolicy(QSizePolicy.Policy.Preferred, policy)

    def _about_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.about)
        column.addStretch(1)
        return page

    def _form_page(self) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.model.setPlaceholderText(self.tr("the model's name on that server"))
        form.addRow(self.tr("Server"), self.preset)
        form.addRow(self.tr("Name"), self.name)
        form.addRow(self.tr("Address"), self.address)
        form.addRow(self.tr("Model"), self.model)
        form.addRow(self.tr("Key"), self.secret)
        form.addRow(self.tr("Time limit"), self.timeout)
        form.addRow(self.tr("Requests at once"), self.at_once)
        return page


async def _known(engine: "Engine") -> _Known:
    endpoints = await engine.models.all()
    reports = [await engine.models.last_check(each.name) for each in endpoints]
    return _Known(
        endpoints,
        await engine.models.default(),
        {report.endpoint: report for report in reports if report is not None},
    )
