"""The rules part of the scripted engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emailassist.domain.errors import NotFound
from emailassist.domain.ids import MessageKey
from emailassist.domain.own_rule import OwnRule, meaning
from emailassist.domain.rule import Precision, RuleInfo, RuleKind, ShownRule
from emailassist.local.rule_sentence import read_sentence

if TYPE_CHECKING:
    from emailassist.domain.triage import Category

PRIZE = RuleInfo(
    "prize", "Something won", "Nobody wins where they did not play.", RuleKind.TELLS, ("spam",)
)
RECEIPT = RuleInfo(
    "receipt",
    "Receipt",
    "A company writes, and an amount is there.",
    RuleKind.DECIDES,
    ("receipt",),
)
BAIT = RuleInfo("bait", "Bait", "An inheritance or a hacked camera.", RuleKind.WARNS, ("spam",))


class FakeRules:
    """Three shipped rules and those that a test adds; every rule is about two messages."""

    def __init__(self, categories: tuple[Category, ...]) -> None:
        self.problem = ""
        self.off: set[str] = set()
        self.rules: list[OwnRule] = []
        self.here: list[bool] = []
        self._categories = categories

    async def all(self) -> tuple[ShownRule, ...]:
        own = [
            ShownRule(
                RuleInfo(rule.name, rule.name, rule.says, RuleKind.DECIDES),
                on=rule.on,
                precision=None,
                fired=2,
                own=True,
                sentence=meaning(rule),
            )
            for rule in self.rules
        ]
        sets = ("composite_triage", "phishing_pot")
        shipped = [
            ShownRule(info, info.name not in self.off, Precision(40, right, sets), 14)
            for info, right in ((RECEIPT, 39), (BAIT, 40), (PRIZE, 36))
        ]
        return (*own, *shipped)

    async def own(self, name: str) -> OwnRule:
        for rule in self.rules:
            if rule.name == name:
                return rule
        raise NotFound(f"You have no rule “{name}”.")

    def title_of(self, category: str) -> str:
        return category

    async def understand(self, sentence: str) -> OwnRule:
        return read_sentence(sentence, self._categories)

    async def matching(self, rule: OwnRule) -> tuple[MessageKey, ...]:
        return (MessageKey(1), MessageKey(2))

    async def put(self, rule: OwnRule, *, instead: str = "", here: bool = True) -> int:
        self.rules = [each for each in self.rules if each.name not in {instead, rule.name}]
        self.rules.append(rule)
        self.here.append(here)
        return 2 if here else 0

    async def remove(self, name: str) -> OwnRule:
        rule = await self.own(name)
        self.rules.remove(rule)
        return rule

    async def switch(self, name: str, *, on: bool) -> None:
        (self.off.discard if on else self.off.add)(name)
