"""Which rules held for which messages, as their triage keeps it.

Owns: the counts. Must not: judge a message.
"""

from sqlite_utils import Database


def counts(db: Database) -> dict[str, int]:
    """How many messages each rule held for when they were triaged."""
    rows = db.query(
        "SELECT json_extract(f.value, '$.rule') AS rule, count(*) AS fired "
        "FROM triage t, json_each(t.triage_json, '$.fired') f GROUP BY rule"
    )
    return {row["rule"]: row["fired"] for row in rows}
