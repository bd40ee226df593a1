"""What the cascade found out about a message, kept as a whole.

Owns: the one transaction over triage, runs and draft. Must not: decide.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from emailassist.domain.draft import Proposal
from emailassist.domain.ids import MessageKey
from emailassist.domain.triage import AgentRun, Triage
from emailassist.store import drafts, messages
from emailassist.store import triage as triage_store


def keep_result(
    db: Database,
    key: MessageKey,
    triage: Triage,
    proposal: Proposal | None,
    runs: Iterable[AgentRun],
    now: datetime,
) -> None:
    """Store a triage with its proposed reply; a crash leaves both or neither.

    Raises NotFound when the message is gone.
    """
    with db.atomic():
        messages.require(db, key)
        triage_store.keep_triage(db, key, triage, runs, now)
        drafts.propose(db, key, proposal, now)
