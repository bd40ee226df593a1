"""Who the person writes with, found while an address is typed.

Owns: the query. Must not: keep an address book.
"""

from sqlite_utils import Database

from emailassist.domain.address import Address
from emailassist.domain.mailbox import Role

_LATEST = 4_000
"""Messages of each kind that are looked through, newest first."""

# Those the person wrote to come first; who only ever sent from an address that takes no mail, and
# who is known from junk alone, is nobody to write to.
_QUERY = f"""
WITH written AS (
    SELECT json_extract(e.value, '$.name') AS name, json_extract(e.value, '$.email') AS email,
        5 AS weight
    FROM (SELECT recipients_json FROM messages WHERE mine = 1 ORDER BY date DESC LIMIT {_LATEST}) m,
        json_each(m.recipients_json) e
), received AS (
    SELECT sender_name AS name, sender_email AS email, 1 AS weight
    FROM (
        SELECT m.sender_name, m.sender_email FROM messages m
        WHERE m.mine = 0 AND EXISTS (
            SELECT 1 FROM placements p JOIN mailboxes b ON b.id = p.mailbox_id
            WHERE p.message = m.id AND b.role != '{Role.JUNK.value}')
        ORDER BY m.ordinal DESC LIMIT {_LATEST})
    WHERE lower(sender_email) NOT LIKE '%noreply%' AND lower(sender_email) NOT LIKE '%no-reply%'
)
SELECT max(name) AS name, email, sum(weight) AS weight
FROM (SELECT * FROM written UNION ALL SELECT * FROM received)
WHERE email LIKE '%@%' AND (email LIKE :start ESCAPE '!' OR name LIKE :start ESCAPE '!'
    OR name LIKE :word ESCAPE '!')
GROUP BY lower(email) ORDER BY weight DESC, email LIMIT :most
"""


def correspondents(db: Database, typed: str, most: int) -> tuple[Address, ...]:
    """Whose address or name, or a word of it, begins with what was typed; the closest first."""
    text = typed.strip()
    for special in "!%_":
        text = text.replace(special, f"!{special}")
    if not text:
        return ()
    rows = db.query(_QUERY, {"start": f"{text}%", "word": f"% {text}%", "most": most})
    return tuple(Address(row["name"] or "", row["email"]) for row in rows)
