"""What is said of a rule in the window.

Owns: the words. Must not: know widgets.
"""

from PySide6.QtCore import QObject

from emailassist.domain.rule import RuleKind, ShownRule


class RuleWords(QObject):
    """Words about rules, in the person's language."""

    def row(self, rule: ShownRule) -> str:
        """Its title, and below it what it does and how often it fired."""
        parts = [self.kind(rule)]
        if not rule.on:
            parts.append(self.tr("off"))
        once = rule.fired == 1
        said = self.tr("fired once") if once else self.tr("fired {count} times")
        parts.append(said.format(count=f"{rule.fired:,}"))
        return f"{rule.info.title}\n{' · '.join(parts)}"

    def kind(self, rule: ShownRule) -> str:
        """What sort of rule it is."""
        if rule.own:
            return self.tr("yours")
        names = {
            RuleKind.DECIDES: self.tr("decides"),
            RuleKind.WARNS: self.tr("warns"),
            RuleKind.TELLS: self.tr("tells"),
        }
        return names[rule.info.kind]

    def precision(self, rule: ShownRule) -> str:
        """How often it was right, and where that is known from."""
        if rule.own:
            return self.tr("It is as right as you are.")
        if not rule.info.speaks_for:
            return self.tr("It states a fact and judges nothing.")
        found = rule.precision
        if found is None or found.share is None:
            return self.tr("Its precision has not been measured.")
        return self.tr("Right on {share} of {count} labelled messages on which it fired.").format(
            share=f"{found.share:.0%}", count=found.fired
        )

    def sets(self, rule: ShownRule) -> str:
        """The sets that it was measured on."""
        found = rule.precision
        if rule.own or found is None or found.share is None or not rule.info.speaks_for:
            return ""
        return self.tr("Sets: {names}.").format(names=", ".join(found.sets))

    def fired(self, rule: ShownRule) -> str:
        """How often it fired on the person's mail."""
        if rule.fired == 1:
            return self.tr("It fired on one of your messages.")
        return self.tr("It fired on {count} of your messages.").format(count=f"{rule.fired:,}")

    def matches(self, count: int) -> str:
        """How many messages a rule would be about."""
        if count == 1:
            return self.tr("It would match 1 message that is here:")
        if count:
            return self.tr("It would match {count} messages that are here:").format(
                count=f"{count:,}"
            )
        return self.tr("It would match no message that is here.")

    def ruled(self, name: str, count: int) -> str:
        """What putting a rule in force has done."""
        return self.tr("“{name}” is in force; it has ruled on {count} messages.").format(
            name=name, count=f"{count:,}"
        )

    def removed(self, name: str) -> str:
        """That a rule is gone."""
        return self.tr("“{name}” is removed.").format(name=name)
