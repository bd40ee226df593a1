"""The main window.

Owns: the pages, the keys, and passing the engine's events to the parts. Must not: hold rules,
or keep anything but the window's own state.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
)
from typing_extensions import override

from emailassist.domain.account import Account
from emailassist.domain.draft import Draft
from emailassist.domain.errors import EmailAssistError
from emailassist.domain.events import ChangeSet, Event, Finished, Job, Notice, Progress
from emailassist.domain.ids import MessageKey
from emailassist.gui.banners import BannerStack
from emailassist.gui.bridge import Bridge, Lane
from emailassist.gui.cards import Empty
from emailassist.gui.dialogs import Dialogs
from emailassist.gui.floating import Floating
from emailassist.gui.instructions_page import InstructionsPage
from emailassist.gui.learning_news import LearningNews
from emailassist.gui.look import Look
from emailassist.gui.mail_page import MailPage
from emailassist.gui.main_menu import MainMenu
from emailassist.gui.outbox_bar import OutboxBar
from emailassist.gui.overview import Overview, read_overview
from emailassist.gui.pages import Pages
from emailassist.gui.quality_page import QualityPage
from emailassist.gui.second_thoughts import SecondThoughts
from emailassist.gui.sidebar import SidebarView
from emailassist.gui.window_state import WindowState
from emailassist.gui.writing import Writing
from emailassist.mime.recipients import Audience

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine

_REFRESH_DELAY = 120
"""Milliseconds: counts and the outbox are read again at most so often."""


class MainWindow(QMainWindow):
    """Sidebar, pages, banners; `closed` when the person has closed it."""

    closed = Signal()

    def __init__(
        self,
        bridge: Bridge,
        engine: "Engine",
        resources: Path,
        state_file: Path,
        show_sample: Callable[[], object] | None = None,
    ) -> None:
        """`show_sample` opens the sample mailbox in a window of its own."""
        super().__init__()
        self._show_sample = show_sample
        self._bridge = bridge
        self._engine = engine
        self._state = WindowState(state_file)
        self._look = Look(resources, self._state.mode())
        self._running: set[Job] = set()
        self._overview_lane = Lane(bridge, self)
        self._notice_lane = Lane(bridge, self)
        self._overview_timer = self._gatherer(self._read_overview)
        self.dialogs = Dialogs(bridge, engine, self._look, resources, self)
        self.sidebar = SidebarView(self._look)
        self.mail = MailPage(bridge, engine, self._look)
        self.writing = Writing(bridge, engine, self._look, self)
        self.instructions = InstructionsPage(bridge, engine, self._look)
        self.quality = QualityPage(bridge, engine, self._look)
        self.welcome = Empty(
            self._look,
            "mail",
            self.tr("Welcome to emailassist"),
            self.tr(
                "Add a mail account to begin. Your mail stays on this computer; replies go out"
                " only when you approve them."
            ),
            self.tr("Add account"),
            self.tr("Try the sample mailbox") if show_sample else "",
        )
        self.banners = BannerStack(self._look)
        self.news = LearningNews(bridge, engine, self._look, self.banners, self)
        self.outbox = OutboxBar(self._look)
        self.thoughts = SecondThoughts(
            bridge, engine, self.mail.acting, self.banners, self.outbox, self
        )
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._page = self._beside_sidebar()
        self.pages = Pages(self._page, self.mail, self.instructions, self.quality, self.welcome)
        self._build()
        self._connect()
        self._make_keys()
        self._state.restore(self, self._splitter, self.mail.splitter)
        self.mail.list.view.setFocus()  # a tree that gets the focus chooses its first line
        self._read_overview()
        self.thoughts.read_outbox()
        self._read_notice()

    @property
    def look(self) -> Look:
        """Theme, icons and categories as they are shown."""
        return self._look

    def sync(self) -> None:
        """Synchronise all accounts."""
        self._bridge.ask(self, self._engine.refresh())

    def triage(self, keys: tuple[MessageKey, ...] | None = None) -> None:
        """Triage these messages, or all that are not triaged yet."""
        if keys is None:
            self._bridge.ask(self, self._engine.triage())
        else:
            self._bridge.ask(self, self._engine.triage(keys=keys))

    def menu(self) -> MainMenu:
        """Everything the window can do that is not about one message."""
        menu = MainMenu(self._look, self)
        menu.sync_wanted.connect(self.sync)
        menu.triage_wanted.connect(self.triage)
        menu.backlog_wanted.connect(self.dialogs.backlog)
        menu.accounts_wanted.connect(self.dialogs.accounts)
        menu.models_wanted.connect(self.dialogs.models)
        menu.instructions_wanted.connect(self.pages.show_instructions)
        menu.quality_wanted.connect(self.pages.show_quality)
        menu.settings_wanted.connect(self.dialogs.settings)
        menu.traces_wanted.connect(self.dialogs.traces)
        menu.egress_wanted.connect(self.dialogs.egress)
        menu.usage_wanted.connect(self.dialogs.usage)
        menu.rules_wanted.connect(self.dialogs.rules)
        menu.notes_wanted.connect(self.dialogs.notes)
        menu.learned_wanted.connect(self.dialogs.learned)
        menu.import_wanted.connect(self.dialogs.bring_mail)
        menu.export_wanted.connect(self.dialogs.write_mail)
        menu.shortcuts_wanted.connect(self.dialogs.shortcuts)
        menu.quit_wanted.connect(self.close)
        return menu

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.activateWindow()  # without a window manager nobody else gives it the keyboard

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.pages.may_close(self.close):
            event.ignore()
            return
        self.mail.keep_draft()
        self.writing.close_all()
        self._state.keep(self, self._splitter, self.mail.splitter, self._look.mode)
        event.accept()
        self.closed.emit()

    def _take_event(self, event: Event) -> None:
        match event:
            case Progress() | Finished():
                self._take_job(event)
            case Notice(text, hint, problem):
                if problem:
                    self.banners.problem(text, hint)
                else:
                    self.banners.notice(text, hint)
            case ChangeSet():
                self._take_changes(event)

    def _take_job(self, event: Progress | Finished) -> None:
        self.sidebar.progress.take(event)
        if isinstance(event, Progress):
            self._running.add(event.job)
        else:
            self._running.discard(event.job)
            if event.problem:
                self._show_problem(event)
            elif event.job is Job.TRANSFER and not event.cancelled:
                self.banners.toast(event.text)
        self.mail.assistant.show_triaging(triaging=Job.TRIAGE in self._running)

    def _show_problem(self, event: Finished) -> None:
        banner = self.banners.problem(event.problem)
        if event.locked_out:
            account = event.locked_out[0]
            banner.add_action(self.tr("Account…"), lambda: self.dialogs.accounts(account))
        elif event.job is Job.SYNC:
            banner.add_action(self.tr("Try again"), self.sync)
        elif event.job is Job.TRIAGE:
            banner.add_action(self.tr("Try again"), self.triage)

    def _take_changes(self, changes: ChangeSet) -> None:
        self.mail.take_changes(changes)
        self.instructions.take_changes(changes)
        around = changes.lists or changes.accounts or changes.instructions or changes.messages
        if around and not self._overview_timer.isActive():
            self._overview_timer.start()
        if changes.outbox:
            self.thoughts.read_outbox()
        if changes.endpoints:
            self._read_notice()

    def _read_overview(self) -> None:
        self._overview_lane.ask(read_overview(self._engine), self._show_overview)

    def _show_overview(self, overview: Overview) -> None:
        if overview.categories != self._look.categories:
            self._look.set_categories(overview.categories)
        self.sidebar.show_contents(overview.accounts, overview.sidebar)
        self.mail.acting.show_mailboxes(overview.sidebar.mailboxes)
        self.mail.list.heading.show_needing(overview.sidebar.needs_reply)
        self.pages.show_whether_accounts(there=bool(overview.accounts))

    def _open_sample(self) -> None:
        if self._show_sample is not None:
            self._show_sample()
            self.banners.toast(self.tr("The sample mailbox opens in a window of its own."))

    def _read_notice(self) -> None:
        self._notice_lane.ask(self._engine.models.notice(), self.mail.assistant.show_notice)

    def _sync_account(self, account: Account) -> None:
        self._bridge.ask(self, self._engine.refresh(account.id))

    def _reopen(self, draft: Draft) -> None:
        if draft.composition is not None:
            self.writing.open(draft.key)
        elif draft.reply_to is not None:
            self.mail.open_message(draft.reply_to)

    def _failed(self, error: EmailAssistError) -> None:
        self.banners.problem(error.reason, error.hint)

    def _bug(self, kind: str) -> None:
        self.banners.problem(
            self.tr("Something went wrong inside emailassist ({kind}).").format(kind=kind),
            self.tr("This is a bug of ours. Your mail is safe; the log says more."),
        )

    def _show_menu(self) -> None:
        button = self.sidebar.menu_button
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        above = QPoint(0, -menu.sizeHint().height() - 4)
        menu.popup(button.mapToGlobal(above))

    def _gatherer(self, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(_REFRESH_DELAY)
        timer.timeout.connect(act)
        return timer

    def _make_keys(self) -> None:
        page = self.mail.list
        keys: dict[str, Callable[[], object]] = {
            "F5": self.sync,
            "Ctrl+T": self.triage,
            "Ctrl+F": self._search,
            "Ctrl+K": self._search,
            "/": self._search,
            "J": lambda: page.step(1),
            "K": lambda: page.step(-1),
            "C": self.writing.new,
            "Ctrl+N": self.writing.new,
            "R": self.mail.start_reply,
            "Shift+R": lambda: self._reply(Audience.ALL),
            "F": self._forward,
            "M": self.mail.show_similar,
            "Z": self.thoughts.undo,
            "Ctrl+Z": self.thoughts.undo,
            **self.mail.acting.keys(),
            "Ctrl+1": self.pages.show_mail,
            "Ctrl+2": self.pages.show_instructions,
            "Ctrl+3": self.pages.show_quality,
            "Ctrl+,": self._show_menu,
            "Escape": self.pages.escape,
            "F1": self.dialogs.shortcuts,
            "Ctrl+Q": self.close,
        }
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(act)

    def _reply(self, audience: Audience) -> None:
        if self.mail.opened is not None:
            self.writing.reply(self.mail.opened, audience)

    def _forward(self, *, enclosed: bool = False) -> None:
        if self.mail.opened is not None:
            self.writing.forward(self.mail.opened, enclosed=enclosed)

    def _search(self) -> None:
        self.pages.show_mail()
        self.mail.list.search.setFocus()
        self.mail.list.search.selectAll()

    def _connect(self) -> None:
        self._bridge.happened.connect(self._take_event)
        self._bridge.problem.connect(self._failed)
        self._bridge.bug.connect(self._bug)
        self.sidebar.place_chosen.connect(self.pages.open_place)
        self.sidebar.messages_dropped.connect(self.mail.acting.drop)
        self.sidebar.instructions_wanted.connect(self.pages.show_instructions)
        self.sidebar.menu_wanted.connect(self._show_menu)
        self.sidebar.progress.cancelled.connect(self._engine.cancel)
        self.sidebar.progress.rest_wanted.connect(
            lambda paused: self._bridge.ask(self, self._engine.embedding.pause(paused=paused))
        )
        self.mail.sync_wanted.connect(self.sync)
        self.mail.triage_wanted.connect(self.triage)
        self.mail.model_wanted.connect(self.dialogs.models)
        self.mail.closest_wanted.connect(self.dialogs.closest)
        self.dialogs.insert_wanted.connect(self.mail.assistant.draft.editor.insert)
        self.dialogs.message_wanted.connect(self.mail.open_message)
        self.mail.assistant.trace_wanted.connect(lambda: self.dialogs.traces(self.mail.opened))
        self.mail.assistant.egress_wanted.connect(lambda: self.dialogs.egress(self.mail.opened))
        self.news.learned_wanted.connect(self.dialogs.learned)
        self.mail.assistant.triage.learned_wanted.connect(self.dialogs.learned)
        self.mail.approved.connect(self.thoughts.approved)
        self.thoughts.taken_back.connect(self._reopen)
        self.mail.reply_wanted.connect(self._reply)
        self.mail.forward_wanted.connect(lambda enclosed: self._forward(enclosed=enclosed))
        self.mail.write_wanted.connect(self.writing.new)
        self.mail.edit_wanted.connect(self.writing.resume)
        self.mail.composer_wanted.connect(self.writing.open)
        self.dialogs.account_ready.connect(self._sync_account)
        self.dialogs.draft_chosen.connect(self.writing.open)
        self.dialogs.withdrawal_wanted.connect(self.thoughts.withdraw)
        self.writing.approved.connect(self.thoughts.approved)
        self.writing.discarded.connect(self.thoughts.discarded)
        self.sidebar.new_wanted.connect(self.writing.new)
        self.sidebar.letters_wanted.connect(self.dialogs.letters)
        self.mail.discarded.connect(self.thoughts.discarded)
        self.mail.saved.connect(
            lambda path: self.banners.toast(self.tr("Saved as {path}").format(path=path))
        )
        self.pages.currentChanged.connect(
            lambda _: self.sidebar.show_instructions_open(is_open=self.pages.on_instructions)
        )
        self.instructions.saved.connect(
            lambda title: self.banners.toast(
                self.tr("“{title}” is in force from the next triage on.").format(title=title)
            )
        )
        self.welcome.pressed.connect(self.dialogs.add_account)
        self.welcome.other_pressed.connect(self._open_sample)

    def _beside_sidebar(self) -> QFrame:
        """Where the pages will be.

        It is there before them: all that is in a widget is styled anew when its parent changes.
        """
        self.setCentralWidget(self._splitter)
        self._splitter.setHandleWidth(1)
        self._splitter.addWidget(self.sidebar)
        main = QFrame(self._splitter)
        main.setObjectName("page")
        return main

    def _build(self) -> None:
        self.setWindowTitle(self.tr("emailassist"))
        self.setMinimumSize(1000, 640)
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.pages)
        Floating(self._page, self.outbox, self.banners)
        self.sidebar.setMinimumWidth(172)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([210, 1270])
