"""The shape of the database, as migrations from the first one on.

Owns: their order, which is that of the modules here and within each. Must not: hold queries.
"""

from emailassist.store.schema import history, intelligence, learning, mail

migrations = mail.migrations

__all__ = ["history", "intelligence", "learning", "migrations"]
