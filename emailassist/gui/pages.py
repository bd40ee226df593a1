"""The pages of the window, one at a time.

Owns: which is shown, and that nothing unsaved is left behind. Must not: know what is on them.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QWidget

from emailassist.gui.instructions_page import InstructionsPage
from emailassist.gui.mail_page import MailPage
from emailassist.gui.places import Place
from emailassist.gui.quality_page import QualityPage


class Pages(QStackedWidget):
    """Mail first, or `welcome` where there is no account."""

    def __init__(
        self,
        parent: QWidget,
        mail: MailPage,
        instructions: InstructionsPage,
        quality: QualityPage,
        welcome: QWidget,
    ) -> None:
        super().__init__(parent)
        self._mail = mail
        self._instructions = instructions
        self._quality = quality
        self._welcome = welcome
        for page in (mail, instructions, quality, welcome):
            self.addWidget(page)
        for other in (instructions, quality):
            other.back_wanted.connect(self.show_mail)

    @property
    def on_instructions(self) -> bool:
        """Whether the agents' files are shown."""
        return self.currentWidget() is self._instructions

    def show_mail(self) -> None:
        """The mail page (asks first when an instruction file has unsaved changes)."""
        if self.currentWidget() in {self._instructions, self._quality}:
            self._left(lambda: self.setCurrentWidget(self._mail))

    def show_instructions(self) -> None:
        """The page of the agents' files."""
        if not self.on_instructions:
            self._mail.keep_draft()
            self.setCurrentWidget(self._instructions)
            self._instructions.load()
            self._instructions.agents.setFocus()

    def show_quality(self) -> None:
        """The page on how good triage is."""
        if self.currentWidget() is not self._quality:
            self._mail.keep_draft()
            self._left(self._go_to_quality)

    def open_place(self, place: Place) -> None:
        """The mail page with that place."""
        self._left(lambda: self._go_to_place(place))

    def may_close(self, close: Callable[[], object]) -> bool:
        """Whether nothing is unsaved; else the person is asked, and `close` called afterwards."""
        if self.on_instructions and self._instructions.is_unsaved:
            self._instructions.leave(close)
            return False
        return True

    def escape(self) -> None:
        """Back by one step: to the mail, or out of a search."""
        if self.currentWidget() in {self._instructions, self._quality}:
            self.show_mail()
        else:
            self._mail.list.leave_search()

    def show_whether_accounts(self, *, there: bool) -> None:
        """Mail in the place of the welcome, or the other way round."""
        before, after = (self._welcome, self._mail) if there else (self._mail, self._welcome)
        if self.currentWidget() is before:
            self.setCurrentWidget(after)

    def _left(self, then: Callable[[], object]) -> None:
        """Go on, once the person has said what becomes of unsaved changes."""
        if self.on_instructions:
            self._instructions.leave(then)
        else:
            then()

    def _go_to_quality(self) -> None:
        self.setCurrentWidget(self._quality)
        self._quality.load()
        self._quality.sets.setFocus()

    def _go_to_place(self, place: Place) -> None:
        if self.currentWidget() is self._quality or self.on_instructions:
            self.setCurrentWidget(self._mail)
        self._mail.list.open_place(place)
