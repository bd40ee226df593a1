"""What stands around the messages.

Owns: reading it in one question. Must not: show it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from emailassist.domain.account import Account
from emailassist.domain.triage import Category
from emailassist.domain.views import Sidebar

if TYPE_CHECKING:
    from emailassist.engine.engine import Engine


@dataclass(frozen=True, slots=True)
class Overview:
    """Accounts, places with their counts, categories."""

    accounts: tuple[Account, ...]
    sidebar: Sidebar
    categories: tuple[Category, ...]


async def read_overview(engine: "Engine") -> Overview:
    return Overview(
        await engine.accounts(), await engine.sidebar(), await engine.instructions.categories()
    )
