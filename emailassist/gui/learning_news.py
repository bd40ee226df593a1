"""Saying that other messages are judged anew because of a correction, with a way back.

Owns: the toast. Must not: judge.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from emailassist.domain.events import Event, Rejudged
from emailassist.domain.learned import LearnedFrom
from emailassist.gui.banners import BannerStack
from emailassist.gui.bridge import Bridge
from emailassist.gui.look import Look

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine


class LearningNews(QObject):
    """Listens for what was judged anew."""

    learned_wanted = Signal(str)
    """The sender or list of which the person wants to see what was learned."""

    def __init__(
        self, bridge: Bridge, engine: "Engine", look: Look, banners: BannerStack, owner: QObject
    ) -> None:
        super().__init__(owner)
        self._bridge = bridge
        self._engine = engine
        self._look = look
        self._banners = banners
        bridge.happened.connect(self._hear)

    def _hear(self, event: Event) -> None:
        if isinstance(event, Rejudged):
            work = self._engine.learned.of_message(event.message)
            self._bridge.ask(self, work, lambda learned: self._tell(event, learned))

    def _tell(self, event: Rejudged, learned: LearnedFrom | None) -> None:
        if learned is None:
            return  # it was taken back meanwhile
        title = self._look.category_title(learned.kept.lesson.category)
        words = (
            self.tr("Another message like this is now “{title}”.")
            if event.count == 1
            else self.tr("{count} other messages like this are now judged anew, as “{title}”.")
        )
        banner = self._banners.toast(words.format(count=event.count, title=title), about=event)
        banner.add_action(self.tr("Undo"), lambda: self._undo(event))
        about = learned.kept.about
        banner.add_action(self.tr("What I learned"), lambda: self.learned_wanted.emit(about))

    def _undo(self, event: Rejudged) -> None:
        self._bridge.ask(self, self._engine.learning.put_back(event.lesson))
