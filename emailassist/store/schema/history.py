"""The shape of what is asked about senders.

Owns: migrations. A released one is never changed. Must not: hold queries.
"""

from sqlite_utils import Database

from emailassist.store.schema.beginning import migrations


@migrations()
def senders(db: Database) -> None:
    """Earlier messages of a sender are found without looking through all."""
    db.execute(
        "CREATE INDEX messages_by_sender ON messages(account_id, sender_email COLLATE NOCASE, date)"
    )
