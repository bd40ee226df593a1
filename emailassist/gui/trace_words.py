"""What is said about traces and their spans.

Owns: the words. Must not: show them.
"""

from datetime import datetime

from PySide6.QtCore import QLocale, QObject

from emailassist.domain.egress import Egress, masked_words
from emailassist.domain.trace import (
    Ending,
    Pattern,
    Span,
    SpanKind,
    TraceFilter,
    TraceRow,
    Work,
)
from emailassist.domain.triage import Cost, Tier
from emailassist.gui.dates import file_size, long_date


class TraceWords(QObject):
    """Names and sentences about one thing at a time."""

    def row(self, row: TraceRow, now: datetime) -> str:
        """A line of a list, and what there is to say about it on a second one."""
        parts = [self.work(row.work), long_date(row.started, now), self.cost(row.cost)]
        if row.ending is not Ending.DONE:
            parts.insert(0, self.ending(row.ending))
        elif row.failures:
            parts.insert(0, self.tr("failed in part"))
        elif row.objections:
            parts.insert(0, self.tr("repaired"))
        return f"{row.subject or self.tr('(no subject)')}\n" + " · ".join(parts)

    def wanted(self, wanted: TraceFilter) -> str:
        return {
            TraceFilter.RECENT: self.tr("The newest"),
            TraceFilter.FAILED: self.tr("Failed"),
            TraceFilter.REPAIRED: self.tr("Repaired"),
            TraceFilter.EXPENSIVE: self.tr("The most expensive"),
            TraceFilter.SLOW: self.tr("The slowest"),
        }[wanted]

    def work(self, work: Work) -> str:
        return {
            Work.TRIAGE: self.tr("Triage"),
            Work.REFINE: self.tr("Draft changed"),
            Work.CONVERSATION: self.tr("Conversation summed up"),
        }[work]

    def ending(self, ending: Ending) -> str:
        return {
            Ending.DONE: self.tr("done"),
            Ending.ABSTAINED: self.tr("not sure: the next one was asked"),
            Ending.OBJECTED: self.tr("objected"),
            Ending.REPAIRED: self.tr("usable at the second try"),
            Ending.UNUSABLE: self.tr("not usable"),
            Ending.FAILED: self.tr("failed"),
            Ending.CANCELLED: self.tr("cancelled"),
        }[ending]

    def pattern(self, pattern: Pattern) -> str:
        return {
            Pattern.ROUTING: self.tr("routing"),
            Pattern.CHAINING: self.tr("chaining"),
            Pattern.PARALLEL: self.tr("parallel specialists"),
            Pattern.ORCHESTRATOR: self.tr("orchestrator and workers"),
            Pattern.EVALUATOR: self.tr("evaluator and optimizer"),
        }[pattern]

    def name(self, span: Span) -> str:
        """What a span is called in the tree."""
        tiers = {
            Tier.RULES: self.tr("Rules on the headers"),
            Tier.CLASSIFIER: self.tr("Classifier on this computer"),
            Tier.AGENTS: self.tr("Agents"),
        }
        if span.kind is SpanKind.TIER and span.name in tiers:
            return tiers[Tier(span.name)]
        if span.kind is SpanKind.CALL:
            return self.tr("Answer kept from before") if span.cached else self.tr("Model")
        if span.kind is SpanKind.CHECK:
            return self.tr("Check: {name}").format(name=span.name)
        if span.kind is SpanKind.STEP and span.name == "local classifier":
            return self.tr("Classifier on this computer")
        if span.kind is SpanKind.TOOL:
            return self.tr("Tool: {name}").format(name=span.name)
        if span.pattern is not None:
            return f"{span.name} · {self.pattern(span.pattern)}"
        return span.name

    def seconds(self, seconds: float) -> str:
        if seconds < 1:
            return self.tr("{count} ms").format(count=round(seconds * 1000))
        return self.tr("{count} s").format(count=QLocale().toString(seconds, "f", 1))

    def tokens(self, cost: Cost) -> str:
        return QLocale().toString(cost.tokens) if cost.tokens else ""

    def cost(self, cost: Cost) -> str:
        """Time, calls, tokens and money, as far as there are any."""
        parts = [self.seconds(cost.seconds)]
        if cost.model_calls == 1:
            parts.append(self.tr("1 call"))
        elif cost.model_calls:
            parts.append(self.tr("{count} calls").format(count=cost.model_calls))
        if cost.tokens:
            parts.append(self.tr("{count} tokens").format(count=self.tokens(cost)))
        if cost.cached_tokens:
            read = QLocale().toString(cost.cached_tokens)
            parts.append(self.tr("{count} of them cached").format(count=read))
        if cost.money:
            parts.append(f"${cost.money:.4f}")
        return " · ".join(parts)

    def details(self, span: Span) -> str:
        """All that is known of a span but what was said, as a few lines."""
        head = [self.ending(span.ending), self.cost(span.cost)]
        if span.pattern is not None:
            head.insert(0, self.pattern(span.pattern))
        place = [span.endpoint, span.model]
        if span.tier:
            place.append(self.tr("tier {name}").format(name=span.tier))
        if span.instructions:
            place.append(self.tr("instructions {hash}").format(hash=span.instructions[:12]))
        lines = (" · ".join(head), " · ".join(filter(None, place)), span.said, span.error)
        return "\n".join(filter(None, lines))

    def left(self, entry: Egress) -> str:
        """What left this machine, in one line."""
        words = self.tr("Left this computer: {size} to {host} ({outcome}).")
        outcome = entry.outcome or self.tr("no answer yet")
        line = words.format(size=file_size(entry.sent), host=entry.host, outcome=outcome)
        if entry.masked:
            line += " " + self.tr("Masked: {what}.").format(what=masked_words(entry.masked))
        return line

    def role(self, role: str) -> str:
        return {
            "system": self.tr("INSTRUCTIONS"),
            "user": self.tr("PROMPT"),
            "assistant": self.tr("ITS ANSWER BEFORE"),
            "tool": self.tr("GIVEN TO OR BY A TOOL"),
        }.get(role, role.upper())
