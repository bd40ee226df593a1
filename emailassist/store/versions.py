"""The texts that a draft has and had.

Owns: the table draft_versions. Must not: change a draft's text but by taking a version of it.

Nothing that stood in a draft is lost: before another text comes into force, the one that stands
there is kept, if it is not a version already.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from emailassist.domain.draft import Draft, DraftState, Proposal
from emailassist.domain.errors import DraftNotReady, NotFound
from emailassist.domain.ids import DraftKey, VersionKey
from emailassist.domain.refinement import DraftVersion, Origin
from emailassist.store import codec, drafts

MOST = 50
"""Versions of a draft that are kept; the oldest go first."""


def versions(db: Database, key: DraftKey) -> tuple[DraftVersion, ...]:
    """All texts of a draft, oldest first, with the one that stands in it; raises NotFound."""
    draft = drafts.draft(db, key)
    rows = db.query("SELECT * FROM draft_versions WHERE draft = ? ORDER BY id", [key])
    found = [_version(row) for row in rows]
    body = draft.proposal.body
    latest = next((each.key for each in reversed(found) if each.proposal.body == body), None)
    return tuple(replace(each, current=each.key == latest) for each in found)


def version(db: Database, key: VersionKey) -> DraftVersion:
    """One of a draft's texts; raises NotFound."""
    for row in db.query("SELECT * FROM draft_versions WHERE id = ?", [key]):
        return _version(row)
    raise NotFound(f"There is no version {key}.", hint="`emailassist drafts versions` lists them.")


def keep_current(db: Database, key: DraftKey, now: datetime) -> None:
    """Make what stands in the draft one of its versions, if it is none yet."""
    draft = drafts.draft(db, key)
    if not draft.proposal.body.strip():
        return
    known = {each.proposal.body for each in versions(db, key)}
    if draft.proposal.body not in known:
        touched = draft.state is not DraftState.PROPOSED
        _insert(db, key, Origin.YOURS if touched else Origin.FIRST, "", draft.proposal, now)


def edit(db: Database, key: DraftKey, body: str, now: datetime) -> Draft:
    """Keep the person's text, and what stood there before they first touched it.

    Raises DraftNotReady once it is approved.
    """
    with db.atomic():
        before = drafts.draft(db, key)
        if before.state is DraftState.PROPOSED and before.proposal.body != body:
            keep_current(db, key, now)
        return drafts.edit(db, key, body, now)


def add(
    db: Database, key: DraftKey, label: str, detail: str, proposal: Proposal, now: datetime
) -> DraftVersion:
    """Keep another text for a draft, beside the one that stands in it; each text once."""
    with db.atomic():
        keep_current(db, key, now)
        for each in versions(db, key):
            if each.proposal.body == proposal.body:
                return each
        added = _insert(db, key, label, detail, proposal, now)
        db.execute(
            "DELETE FROM draft_versions WHERE draft = ? AND id NOT IN "
            "(SELECT id FROM draft_versions WHERE draft = ? ORDER BY id DESC LIMIT ?)",
            [key, key, MOST],
        )
        return version(db, added)


def use(db: Database, key: VersionKey, now: datetime) -> Draft:
    """Put a version in the draft; what stood there is kept. Raises DraftNotReady, NotFound."""
    with db.atomic():
        wanted = version(db, key)
        if drafts.draft(db, wanted.draft).composition is not None:
            raise DraftNotReady(
                f"Draft {wanted.draft} was opened in the composer and is the person's own now.",
                hint="Copy what you need from the other version.",
            )
        keep_current(db, wanted.draft, now)
        return drafts.repropose(db, wanted.draft, wanted.proposal, now)


def _insert(
    db: Database, key: DraftKey, label: str, detail: str, proposal: Proposal, now: datetime
) -> VersionKey:
    cursor = db.execute(
        "INSERT INTO draft_versions(draft, label, detail, proposal_json, made_at) "
        "VALUES (?, ?, ?, ?, ?)",
        [key, label, detail, codec.encode(Proposal, proposal), codec.seconds(now)],
    )
    return VersionKey(int(cursor.lastrowid or 0))


def _version(row: dict[str, Any]) -> DraftVersion:
    return DraftVersion(
        VersionKey(row["id"]),
        DraftKey(row["draft"]),
        row["label"],
        row["detail"],
        codec.decode(Proposal, row["proposal_json"]),
        codec.moment(row["made_at"]),
    )
