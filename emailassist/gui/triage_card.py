"""What triage decided about the open message, who decided and why, and one click to correct it.

Owns: the chips and the explanation. Must not: decide, or keep a correction itself.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QMenu

from emailassist.domain.endpoint import ON_DEVICE
from emailassist.domain.learned import LearnedFrom
from emailassist.domain.triage import Correction, Priority, Tier, Triage, Verdict
from emailassist.gui.cards import Card
from emailassist.gui.chips import ChipButton, FlowLayout
from emailassist.gui.controls import TextButton, on_click, text_label
from emailassist.gui.learned_words import LearnedWords
from emailassist.gui.look import Look
from emailassist.gui.theme import ChipColours
from emailassist.gui.tooltips import plain_tip

_SURE = 0.5
"""Below this confidence a share would sound like knowledge."""


class TriageCard(Card):
    """Category, priority and needs-reply as chips that open a menu; below them the reason."""

    corrected = Signal(object)
    """A `Correction` with the one field that the person changed."""
    undo_wanted = Signal()
    trace_wanted = Signal()
    learned_wanted = Signal(str)
    """The sender or list of which the person wants to see what was learned."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.title.setText(self.tr("Triage"))
        self.body.insertLayout(0, self.heading)
        self._look = look
        self._triage: Triage | None = None
        self.category = ChipButton()
        self.priority = ChipButton()
        self.reply = ChipButton()
        self._reason = text_label("", "muted", wrap=True)
        self._trail = text_label("", "faint", wrap=True)
        self._trail.hide()
        self._more = TextButton(look, self.tr("Why?"), "link")
        self._more.setAccessibleName(self.tr("How it was decided"))
        self._more.setCheckable(True)
        self._more.toggled.connect(self._trail.setVisible)
        self._steps = TextButton(look, self.tr("How was this decided?"), "link", "list-checks")
        self._steps.clicked.connect(self.trace_wanted)
        self._steps.hide()
        self._more.toggled.connect(self._steps.setVisible)
        self._words = LearnedWords(look)
        self._about = ""
        self.learned = text_label("", "muted", wrap=True)
        self.learned.hide()
        self.more_learned = TextButton(look, self.tr("What I have learned"), "link", "history")
        self.more_learned.clicked.connect(lambda: self.learned_wanted.emit(self._about))
        self.more_learned.hide()
        self.undo = TextButton(look, self.tr("Undo correction"), "link", "undo-2")
        self.undo.clicked.connect(self.undo_wanted)
        self.undo.hide()
        chips = FlowLayout()
        for chip in (self.category, self.priority, self.reply):
            chips.addWidget(chip)
        on_click(self.reply, self._turn_reply)
        self.heading.addWidget(self._more)
        self.body.addLayout(chips)
        self.body.addWidget(self._reason)
        self.body.addWidget(self.learned)
        for link in (self.undo, self.more_learned):
            self.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._trail)
        self.body.addWidget(self._steps, 0, Qt.AlignmentFlag.AlignLeft)
        look.changed.connect(self._draw)

    def show_triage(self, triage: Triage) -> None:
        """Show a message's triage."""
        self._triage = triage
        self._draw()

    def show_learned(self, learned: LearnedFrom | None) -> None:
        """What the person's correction of this message has led to."""
        self._about = learned.kept.about if learned is not None else ""
        self.learned.setText(self._words.learned(learned) if learned is not None else "")
        self.learned.setVisible(learned is not None)
        self.more_learned.setVisible(learned is not None)

    def explanation(self) -> str:
        """Who decided and why, in one sentence or two."""
        return self._reason.text()

    def _draw(self) -> None:
        triage = self._triage
        if triage is None:
            return
        verdict = triage.verdict
        self._draw_chips(verdict)
        self._reason.setText(self._reason_words(verdict, triage.model))
        self._trail.setText(self._trail_words(triage))
        self.undo.setVisible(verdict.tier is Tier.PERSON)

    def _draw_chips(self, verdict: Verdict) -> None:
        theme = self._look.theme
        title = self._look.category_title(verdict.category)
        self.category.setText(f"{title} ▾")
        self.category.setAccessibleName(self.tr("Category: {title}").format(title=title))
        self.category.paint_with(self._look.category_colours(verdict.category), theme.accent)
        self._set_menu(self.category, self._category_menu(verdict.category))
        name = self._priority_name(verdict.priority)
        self.priority.setText(f"{name} ▾")
        self.priority.setAccessibleName(self.tr("Priority: {name}").format(name=name))
        self.priority.paint_with(self._priority_colours(verdict.priority), theme.accent)
        self._set_menu(self.priority, self._priority_menu(verdict.priority))
        if verdict.needs_reply:
            self.reply.setText(self.tr("Wants a reply"))
            colours = ChipColours(QColor(theme.danger), QColor(theme.danger_soft))
        else:
            self.reply.setText(self.tr("No reply needed"))
            colours = ChipColours(QColor(theme.faint), QColor(theme.panel))
        self.reply.setToolTip(self.tr("Press to change it"))
        self.reply.paint_with(colours, theme.accent)

    def _set_menu(self, chip: ChipButton, menu: QMenu) -> None:
        old = chip.menu()
        chip.setMenu(menu)
        if old is not None:
            old.deleteLater()

    def _category_menu(self, current: str | None) -> QMenu:
        menu = QMenu(self)
        for category in self._look.categories:
            action = menu.addAction(category.title)
            action.setCheckable(True)
            action.setChecked(category.name == current)
            action.setToolTip(plain_tip(category.description))
            correction = Correction(category=category.name)
            action.triggered.connect(lambda _=False, it=correction: self.corrected.emit(it))
        return menu

    def _priority_menu(self, current: Priority) -> QMenu:
        menu = QMenu(self)
        for priority in Priority:
            action = menu.addAction(self._priority_name(priority))
            action.setCheckable(True)
            action.setChecked(priority is current)
            correction = Correction(priority=priority)
            action.triggered.connect(lambda _=False, it=correction: self.corrected.emit(it))
        return menu

    def _turn_reply(self) -> None:
        if self._triage is not None:
            self.corrected.emit(Correction(needs_reply=not self._triage.verdict.needs_reply))

    def _priority_name(self, priority: Priority) -> str:
        names = {
            Priority.URGENT: self.tr("Urgent"),
            Priority.HIGH: self.tr("High"),
            Priority.NORMAL: self.tr("Normal"),
            Priority.LOW: self.tr("Low"),
        }
        return names[priority]

    def _priority_colours(self, priority: Priority) -> ChipColours:
        theme = self._look.theme
        pairs = {
            Priority.URGENT: (theme.danger, theme.danger_soft),
            Priority.HIGH: (theme.warn, theme.warn_soft),
            Priority.NORMAL: (theme.muted, theme.panel),
            Priority.LOW: (theme.faint, theme.panel),
        }
        text, background = pairs[priority]
        return ChipColours(QColor(text), QColor(background))

    def _reason_words(self, verdict: Verdict, model: str) -> str:
        if verdict.tier is Tier.PERSON:
            return self.tr("Decided by you.")
        who = self._tier_name(verdict.tier, model)
        if verdict.category is None:
            words = self.tr("Nobody is sure: {who} could not decide. {reason}")
        elif verdict.confidence < _SURE:
            words = self.tr(
                "Decided by {who}, not very sure: correct it above if it is wrong. {reason}"
            )
        else:
            words = self.tr("Decided by {who}, {share} sure. {reason}")
        share = f"{verdict.confidence:.0%}"
        return words.format(who=who, share=share, reason=verdict.reason).strip()

    def _trail_words(self, triage: Triage) -> str:
        lines = [
            self.tr("{who} ({name}): {what}, {share}. {reason}").format(
                who=self._tier_name(verdict.tier, triage.model),
                name=verdict.decided_by,
                what=self._look.category_title(verdict.category),
                share=f"{verdict.confidence:.0%}",
                reason=verdict.reason,
            )
            for verdict in triage.trail
        ]
        others = [each for each in triage.fired if each.rule != triage.verdict.decided_by]
        if others:
            lines.append(self.tr("Other rules that fired:"))
            lines += [f"· {fired.title}: {fired.said}" for fired in others]
        cost = triage.cost
        if cost.model_calls:
            words = self.tr("{calls} model calls, {tokens} tokens, {seconds} s with {model}.")
        else:
            words = self.tr("No model was asked; {seconds} s.")
        lines.append(
            words.format(
                calls=cost.model_calls,
                tokens=f"{cost.tokens:,}",
                seconds=f"{cost.seconds:.1f}",
                model=triage.model,
            )
        )
        if cost.cached_tokens:
            words = self.tr("{count} of the tokens were in the server's cache.")
            lines.append(words.format(count=f"{cost.cached_tokens:,}"))
        if cost.money:
            lines.append(self.tr("It cost ${money}.").format(money=f"{cost.money:.4f}"))
        return "\n".join(lines)

    def _tier_name(self, tier: Tier, model: str) -> str:
        if tier is Tier.AGENTS and model == ON_DEVICE:
            return self.tr("this program, without a language model")
        names = {
            Tier.RULES: self.tr("rules"),
            Tier.CLASSIFIER: self.tr("the classifier on this computer"),
            Tier.AGENTS: self.tr("the agents with {model}").format(model=model),
            Tier.PERSON: self.tr("you"),
        }
        return names[tier]
