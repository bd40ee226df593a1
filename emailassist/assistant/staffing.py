"""Who is asked after the router: its wishes, within what a message may cost.

Owns: the most calls that the team makes for one message. Must not: ask anybody.

A message that needs no reply is settled by the router's one call, and one that needs a reply by
three: router, drafter, reviewer. Only a long one gets up to two more, as the line of a short one
is the router's and its facts are found by patterns. Specialists that the person added come on
top: they were added to be asked. A line and facts that would cost no call are no agent's work.
"""

from collections.abc import Callable, Collection

from emailassist.assistant.instructions import AgentRole
from emailassist.assistant.outputs import TriagePlan

_UNSURE = 0.6
"""Confidence under which the router's category gets a second look."""
_MOST_BESIDE_THE_DRAFT = 2
_LONG = 1600
"""Characters of a text that is worth a call of its own to summarise or to search for facts."""
_FOUND_BY_CODE = frozenset({AgentRole.EXTRACT, AgentRole.SUMMARIZE})
"""Whose work is done as well without an agent where no model would be asked."""
_IN_ORDER_OF_WORTH = (AgentRole.CLASSIFY, AgentRole.EXTRACT, AgentRole.SUMMARIZE)


def staff_for(
    plan: TriagePlan,
    named: Collection[AgentRole],
    costs: Callable[[AgentRole], bool],
    *,
    length: int,
    conversing: bool = False,
) -> frozenset[AgentRole]:
    """Whom to ask, given the roles that the plan names and which of them cost a model call.

    `length` is that of the text in characters. `conversing`: the thread is long, so that whoever
    answers is helped by a summary of it; one without a question is folded in by the next.
    """
    wanted = {role for role in named if role not in _FOUND_BY_CODE or costs(role)}
    wanted.discard(AgentRole.CLASSIFY)
    if conversing:
        wanted.add(AgentRole.SUMMARIZE)
    if plan.confidence < _UNSURE and costs(AgentRole.CLASSIFY):
        wanted.add(AgentRole.CLASSIFY)
    paid = [role for role in _IN_ORDER_OF_WORTH if role in wanted and costs(role)]
    kept = paid[:_MOST_BESIDE_THE_DRAFT]
    if length < _LONG or not plan.needs_reply:
        worth = {AgentRole.CLASSIFY}
        if conversing and plan.needs_reply:
            worth.add(AgentRole.SUMMARIZE)
        kept = [role for role in kept if role in worth]
    return frozenset(wanted.difference(paid).union(kept))
