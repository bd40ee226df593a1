"""What was learned, in words.

Owns: the wording of lessons, and of what follows from them. Must not: read or change them.
"""

from datetime import datetime

from PySide6.QtCore import QObject

from emailassist.domain.learned import Follows, KeptLesson, LearnedAbout, LearnedFrom
from emailassist.domain.lesson import Deed, Lesson
from emailassist.domain.triage import Priority
from emailassist.gui.dates import short_date
from emailassist.gui.look import Look


class LearnedWords(QObject):
    """Rows, headings and sentences."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def row(self, about: LearnedAbout, now: datetime) -> str:
        """Two lines for a sender or list."""
        parts = [self.counted(about), short_date(about.latest.at, now)]
        if about.follows is not None:
            parts.insert(0, "; ".join(map(self.follows, (about.follows, *about.others))))
        return f"{about.name}\n{' · '.join(parts)}"

    def counted(self, about: LearnedAbout) -> str:
        """How many lessons of which kind."""
        words = self.tr("1 correction") if about.words == 1 else self.tr("{count} corrections")
        deeds = self.tr("1 deed") if about.deeds == 1 else self.tr("{count} deeds")
        left = self.tr("{count} read and left as they were")
        if about.left == 1:
            left = self.tr("1 read and left as it was")
        parts = [
            text.format(count=count)
            for text, count in ((words, about.words), (deeds, about.deeds), (left, about.left))
            if count
        ]
        return ", ".join(parts)

    def follows(self, follows: Follows) -> str:
        """What mail of a sender is taken for."""
        words = "{title}, {share}" if follows.sure else self.tr("rather {title}, {share}")
        return words.format(title=self._title(follows.category), share=f"{follows.confidence:.0%}")

    def heading(self, about: LearnedAbout) -> str:
        """What follows for the next mail, in a sentence."""
        if about.follows is None:
            return self.tr("What follows from this is still being learned.")
        if about.follows.sure:
            words = (
                self.tr("Mail like the latest of this list is taken for “{title}”, {share} sure.")
                if about.is_list
                else self.tr("Mail like their latest is taken for “{title}”, {share} sure.")
            )
        else:
            words = self.tr(
                "The next mail would rather be “{title}”, {share} sure: not enough to decide "
                "without the agents."
            )
        words = words.format(
            title=self._title(about.follows.category), share=f"{about.follows.confidence:.0%}"
        )
        if not about.others:
            return words
        others = "; ".join(map(self.follows, about.others))
        return self.tr("{words} Mail like earlier ones: {others}.").format(
            words=words, others=others
        )

    def lesson(self, kept: KeptLesson, now: datetime) -> str:
        """Two lines for one lesson."""
        subject = kept.subject or self.tr("a message that is gone")
        return f"{self.taught(kept.lesson)}\n{short_date(kept.lesson.at, now)} · {subject}"

    def taught(self, lesson: Lesson) -> str:
        """What was said or done."""
        if lesson.deed is not None:
            return self._deed(lesson.deed, lesson)
        said = [self._title(lesson.category)] if lesson.category else []
        if lesson.priority is not None:
            said.append(self._priority(lesson.priority))
        if lesson.needs_reply is not None:
            wants = self.tr("wants a reply") if lesson.needs_reply else self.tr("needs no reply")
            said.append(wants)
        return self.tr("You said: {what}").format(what=", ".join(said))

    def learned(self, learned: LearnedFrom) -> str:
        """What a correction of the open message has led to."""
        words = self._learned(learned)
        if learned.others == 1:
            words = f"{words} {self.tr('Another message is judged anew by it.')}"
        elif learned.others:
            more = self.tr("{count} other messages are judged anew by it.")
            words = f"{words} {more.format(count=learned.others)}"
        return words

    def _learned(self, learned: LearnedFrom) -> str:
        follows, lesson = learned.follows, learned.kept.lesson
        if follows is None or learned.kept.pending:
            return self.tr("I am learning this.")
        who = learned.kept.about or self.tr("this sender")
        if lesson.category is None:
            return self.tr("I will bear that in mind for mail of {who}.").format(who=who)
        title = self._title(lesson.category)
        if follows.category == lesson.category and follows.sure:
            words = self.tr("From now on I will take mail like this of {who} for “{title}”.")
        elif follows.category == lesson.category:
            words = self.tr(
                "I will rather take mail like this of {who} for “{title}”, but ask the agents "
                "while I am not sure."
            )
        else:
            words = self.tr(
                "Noted. So far more speaks for “{other}” with mail like this of {who}; a few more "
                "corrections would change that."
            )
        return words.format(who=who, title=title, other=self._title(follows.category))

    def _title(self, name: str | None) -> str:
        return self._look.category_title(name)

    def _priority(self, priority: Priority) -> str:
        names = {
            Priority.URGENT: self.tr("urgent"),
            Priority.HIGH: self.tr("high priority"),
            Priority.NORMAL: self.tr("normal priority"),
            Priority.LOW: self.tr("low priority"),
        }
        return names[priority]

    def _deed(self, deed: Deed, lesson: Lesson) -> str:
        names = {
            Deed.ANSWERED: self.tr("You answered it"),
            Deed.KEPT: self.tr("You read it and left it as it was"),
            Deed.FLAGGED: self.tr("You starred it"),
            Deed.MOVED: self.tr("You moved it to where “{title}” is kept"),
            Deed.ARCHIVED_UNREAD: self.tr("You archived it unread"),
            Deed.DELETED_UNREAD: self.tr("You deleted it unread"),
            Deed.JUNKED: self.tr("You moved it to spam"),
            Deed.UNJUNKED: self.tr("You took it out of spam"),
        }
        return names[deed].format(title=self._title(lesson.category))
