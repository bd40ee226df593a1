"""One report on the quality page: figures, charts, and what they do not say.

Owns: laying a report out. Must not: measure.
"""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from emailassist.domain.measured import QualityReport, SetChoice, SetKind, Variant, Way
from emailassist.domain.quality import Estimate, Quality
from emailassist.domain.triage import Priority
from emailassist.engine.quality_words import compared, named
from emailassist.gui.cards import Card
from emailassist.gui.controls import text_label
from emailassist.gui.dates import long_date
from emailassist.gui.look import Look
from emailassist.gui.quality_charts import Bar, BarChart, ConfusionMap, ReliabilityChart
from emailassist.gui.quality_table import WaysTable, interval


class QualityView(QWidget):
    """A report: what was measured, the ways beside each other, and one way in detail."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._report: QualityReport | None = None
        self.title = text_label("", "title", wrap=True)
        self.about = text_label("", "muted", wrap=True)
        self.verdicts = text_label("", "strong", wrap=True)
        self.table = WaysTable(self.way_words)
        self.way = QComboBox()
        self.figures = BarChart(look, self.tr("Figures"))
        self.tiers = BarChart(look, self.tr("Who decided"))
        self.right = BarChart(look, self.tr("How often who decided was right"))
        self.could = BarChart(look, self.tr("What each could decide at the target precision"))
        self.cost = text_label("", wrap=True)
        self.confusion = ConfusionMap(look, self.tr("What was taken for what"))
        self.mistakes = text_label("", "muted", wrap=True)
        self.reliability = ReliabilityChart(look, self.tr("Whether confidence means what it says"))
        self.error = text_label("", "muted", wrap=True)
        self.among = text_label("", wrap=True)
        self.notes = text_label("", "muted", wrap=True)
        self._labelled: list[QWidget] = []
        self.coverage = self._card(self.tr("What each could decide"), self.could)
        self._build()

    def show_report(self, report: QualityReport) -> None:
        """Show a report, its first way in detail."""
        self._report = report
        now = datetime.now().astimezone()
        self.title.setText(self.set_words(report.chosen))
        count = self.tr("1 message") if report.messages == 1 else self.tr("{n} messages")
        self.about.setText(
            f"{count.format(n=f'{report.messages:,}')} · {long_date(report.at, now)}"
        )
        self.verdicts.setText("\n".join(compared(each) for each in report.pairs))
        self.verdicts.setVisible(bool(report.pairs))
        self._show_table(report)
        self.way.blockSignals(True)  # noqa: FBT003
        self.way.clear()
        for each in report.results:
            self.way.addItem(self.way_words(each.variant))
        self.way.blockSignals(False)  # noqa: FBT003
        self.way.setVisible(len(report.results) > 1)
        self._show_way()

    def set_words(self, chosen: SetChoice) -> str:
        """What a set is called."""
        if chosen.kind is SetKind.FILE:
            return Path(chosen.path).name
        return {
            SetKind.SAMPLE: self.tr("Sample mailbox"),
            SetKind.CORRECTIONS: self.tr("My corrections"),
        }[chosen.kind]

    def way_words(self, variant: Variant) -> str:
        """What a way to triage is called."""
        words = {
            Way.USUAL: self.tr("As set up"),
            Way.RULES: self.tr("Rules alone"),
            Way.LOCAL: self.tr("Without a model"),
        }
        return words.get(variant.way) or named(variant)

    def _show_table(self, report: QualityReport) -> None:
        several = len(report.results) > 1
        self.table.setVisible(several)
        if several:
            self.table.show_ways(report.results)

    def _show_way(self) -> None:
        if self._report is None or not self._report.results:
            return
        found = self._report.results[max(0, self.way.currentIndex())].quality
        self.figures.show_bars(self._headlines(found))
        self.tiers.show_bars(
            [self._bar(self._tier(t.tier), t.share, count=t.count) for t in found.tiers]
        )
        self.right.show_bars(
            [self._bar(self._tier(t.tier), t.right) for t in found.tiers if t.right is not None]
        )
        could = [(t.tier, t.at_target.share) for t in found.tiers if t.right and t.at_target]
        self.could.show_bars([self._bar(self._tier(tier), share) for tier, share in could])
        self.cost.setText(self._cost(found))
        self.coverage.setVisible(bool(could) and found.labelled > 0)
        self.coverage.title.setText(
            self.tr("What each could decide with {target} of it right").format(
                target=f"{found.at_target.target:.0%}"
            )
        )
        self.mistakes.setText(self._mistakes(found))
        self.confusion.show_confusion(found.confusion)
        self.reliability.show_reliability(found.reliability)
        self.error.setText(self._error(found))
        for each in self._labelled:
            each.setVisible(found.labelled > 0)
        self.among.setVisible(found.among is not None)
        self.among.setText(self._among(found))
        notes = [*self._report.notes, *self._not_judged(found)]
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))

    def _headlines(self, found: Quality) -> list[Bar]:
        bars = [
            self._bar(
                self.tr("Right"),
                found.category.lenient,
                self.tr("The labelled category, or another that is accepted."),
            ),
            self._bar(
                self.tr("Just the label"), found.category.accuracy, self.tr("Accuracy, strictly.")
            ),
            self._bar(
                self.tr("Macro-F1"),
                found.category.macro_f1,
                self.tr("The mean over the categories that occur, rare ones as much as others."),
                percent=False,
            ),
        ]
        if found.reply.accuracy is not None:
            tip = self.tr("Whether an answer is wanted.")
            bars.append(self._bar(self.tr("Wants a reply"), found.reply.accuracy, tip))
        if found.priority is not None and found.priority.accuracy is not None:
            bars.append(
                self._bar(self.tr("Priority"), found.priority.accuracy, self._urgent(found))
            )
        share = found.at_target.share
        if share is not None:
            name = self.tr("Sure at {target}").format(target=f"{found.at_target.target:.0%}")
            tip = self.tr(
                "What could be decided if {target} of it had to be right. Picked on these very "
                "messages, which flatters a little."
            ).format(target=f"{found.at_target.target:.0%}")
            bars.append(self._bar(name, share, tip))
        return bars

    def _urgent(self, found: Quality) -> str:
        """How often what is urgent is seen, and is right when it is said."""
        labels = found.priority.labels if found.priority else ()
        urgent = [each for each in labels if each.label == Priority.URGENT]
        return "".join(
            self.tr(
                "Of {n} that are urgent {recall} were seen; {precision} of what was called urgent "
                "is."
            ).format(
                n=f"{each.support:,}",
                recall=f"{each.recall:.0%}",
                precision=f"{each.precision:.0%}",
            )
            for each in urgent
        )

    def _bar(
        self,
        name: str,
        found: Estimate | None,
        tip: str = "",
        count: int | None = None,
        *,
        percent: bool = True,
    ) -> Bar:
        if found is None:
            return Bar(name, None, self.tr("not labelled"), tip)
        said = interval(found, percent=percent)
        chance = self.tr(
            "The line is where it would lie 95 times of 100 with other messages like these ({n})."
        ).format(n=f"{found.count:,}")
        counted = "" if count is None else self.tr("{n} messages.").format(n=f"{count:,}")
        return Bar(name, found, said, " ".join(filter(None, (counted, tip, chance))))

    def _tier(self, tier: str) -> str:
        return {
            "rules": self.tr("Rules"),
            "classifier": self.tr("Classifier"),
            "agents": self.tr("Agents"),
            "guess": self.tr("Best guess"),
            "person": self.tr("You"),
            "unsure": self.tr("Nobody"),
        }.get(tier, tier)

    def _cost(self, found: Quality) -> str:
        words = [
            self.tr("No model was asked.")
            if not found.calls
            else self.tr("{calls} calls, {tokens} tokens, ${money}.").format(
                calls=f"{found.calls:,}", tokens=f"{found.tokens:,}", money=f"{found.money:,.4f}"
            )
        ]
        saved = found.saved
        if saved.messages and saved.tokens is None:
            words.append(
                self.tr("Decided by rules and classifier, without a model: {n}.").format(
                    n=f"{saved.messages:,}"
                )
            )
        elif saved.messages:
            words.append(
                self.tr(
                    "{n} messages were decided without the agents, which saved about {calls} calls "
                    "and {tokens} tokens."
                ).format(
                    n=f"{saved.messages:,}", calls=f"{saved.calls:,}", tokens=f"{saved.tokens:,}"
                )
            )
        if found.seconds:
            words.append(
                self.tr("{mean} s a message, 95 of 100 below {most} s.").format(
                    mean=f"{found.seconds.mean.value:.2f}", most=f"{found.seconds.slowest:.2f}"
                )
            )
        return " ".join(words)

    def _mistakes(self, found: Quality) -> str:
        """How to read the map: also what is accepted stands off the diagonal."""
        words = self.tr("A row for each label; the column is what it was taken for.")
        exact, lenient = found.category.accuracy, found.category.lenient
        accepted = round(found.labelled * (lenient.value - exact.value)) if exact and lenient else 0
        if not accepted:
            return words
        more = (
            self.tr("1 message off the diagonal is accepted as right all the same.")
            if accepted == 1
            else self.tr("{n} messages off the diagonal are accepted as right all the same.")
        )
        return f"{words} {more.format(n=f'{accepted:,}')}"

    def _error(self, found: Quality) -> str:
        error = found.reliability.error
        if error is None:
            return ""
        return self.tr(
            "On average confidence is {points} points off what was right ({low} to {high}; "
            "expected calibration error). Dots above the line: more often right than it thought."
        ).format(
            points=f"{100 * error.value:.0f}",
            low=f"{100 * error.low:.0f}",
            high=f"{100 * error.high:.0f}",
        )

    def _among(self, found: Quality) -> str:
        if found.among is None:
            return ""
        scores = found.among.scores
        return self.tr(
            "This set knows {known} of your {all} categories. When only these may be answered: "
            "right {right}, macro-F1 {f1}."
        ).format(
            known=len(found.among.labels),
            all=found.among.categories,
            right=interval(scores.lenient),
            f1=interval(scores.macro_f1, percent=False),
        )

    def _not_judged(self, found: Quality) -> list[str]:
        words = []
        left = found.messages - found.labelled
        if left == 1:
            words.append(self.tr("1 message has no category to compare with."))
        elif left:
            words.append(
                self.tr("{n} messages have no category to compare with.").format(n=f"{left:,}")
            )
        if found.failed:
            words.append(self.tr("{n} failed, and count as wrong.").format(n=f"{found.failed:,}"))
        if found.unsure:
            words.append(
                self.tr("Of {n} nobody was sure; they count as wrong.").format(
                    n=f"{found.unsure:,}"
                )
            )
        return words

    def _build(self) -> None:
        self.way.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.way.setMinimumWidth(200)
        self.way.setAccessibleName(self.tr("Way in detail"))
        self.way.currentIndexChanged.connect(lambda _: self._show_way())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(12)
        for label in (self.title, self.about, self.notes, self.verdicts):
            column.addWidget(label)
        column.addWidget(self.table)
        column.addWidget(self.way, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._card(self.tr("How often it is right"), self.figures, self.among))
        column.addWidget(self._card(self.tr("Who decided"), self.tiers))
        column.addWidget(
            self._card(self.tr("How often who decided was right"), self.right, labelled=True)
        )
        column.addWidget(self.coverage)
        column.addWidget(self._card(self.tr("What it costs"), self.cost))
        column.addWidget(
            self._card(
                self.tr("What was taken for what"), self.mistakes, self.confusion, labelled=True
            )
        )
        column.addWidget(
            self._card(
                self.tr("Does confidence mean what it says?"),
                self.reliability,
                self.error,
                labelled=True,
            )
        )
        column.addStretch(1)

    def _card(self, title: str, *inside: QWidget, labelled: bool = False) -> Card:
        card = Card(title)
        for each in inside:
            card.body.addWidget(each)
        card.body.addStretch(1)
        if labelled:
            self._labelled.append(card)
        return card
