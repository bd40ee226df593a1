"""What the team found out about one message.

Owns: the answer that the cascade takes from its last tier. Must not: import the SDK, so that it
is known before agents are needed.
"""

from dataclasses import dataclass

from emailassist.domain.draft import Proposal
from emailassist.domain.errors import EndpointError
from emailassist.domain.finding import Finding
from emailassist.domain.triage import Conversation, Fact, Summary, TriageWarning, Verdict, Written


@dataclass(frozen=True, slots=True)
class AgentsAnswer:
    """The verdict and all that goes with it; `proposal` is None where nothing is to be said.

    `failed`: why there is no reply although there should be one.
    """

    verdict: Verdict
    summary: Summary
    facts: tuple[Fact, ...]
    proposal: Proposal | None
    warnings: tuple[TriageWarning, ...]
    findings: tuple[Finding, ...] = ()
    conversation: Conversation | None = None
    facts_by: Written = Written.EXTRACTED
    failed: EndpointError | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """What specialists found in a message that cheaper tiers had decided."""

    findings: tuple[Finding, ...] = ()
    warnings: tuple[TriageWarning, ...] = ()
