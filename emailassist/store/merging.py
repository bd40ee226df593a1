"""Two rows that turn out to be one message.

Owns: moving everything that hangs on one over to the other. Must not: decide which are one.
"""

from sqlite_utils import Database

from emailassist.domain.ids import MessageKey


def merge(db: Database, gone: MessageKey, kept: MessageKey) -> None:
    """Hand on places, operations, verdicts and drafts, then remove the row. In a transaction.

    Asks the database which tables refer to messages, so that none is forgotten. What `kept` has
    already of a kind of which there is one only, it keeps.
    """
    own = {"sources", "message_references"}
    tables = db.conn.execute(
        'SELECT t.name, k."from" FROM sqlite_master t, pragma_foreign_key_list(t.name) k '
        "WHERE t.type = 'table' AND k.\"table\" = 'messages'"
    ).fetchall()
    for table, column in tables:
        if table not in own:
            db.conn.execute(
                f'UPDATE OR IGNORE "{table}" SET "{column}" = ? WHERE "{column}" = ?', [kept, gone]
            )
    db.conn.execute("DELETE FROM messages WHERE id = ?", [gone])
