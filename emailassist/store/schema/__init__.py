"""The shape of the database, as migrations from the first one on.

Owns: their order, which is that of the imports here and within each module. Must not: hold
queries.
"""

from emailassist.store.schema import mail  # isort: split

from emailassist.store.schema import history, intelligence, learning
from emailassist.store.schema.beginning import migrations

__all__ = ["history", "intelligence", "learning", "mail", "migrations"]
