"""Opening the store at the start, also one that is damaged.

Owns: what the person is told of a salvage. Must not: know how damage is found or mended.
"""

from datetime import UTC, datetime

import structlog

from emailassist.domain.errors import StoreDamaged
from emailassist.domain.events import Notice
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.store.salvage import Salvaged

_NAMED = {
    "accounts": ("account", "accounts"),
    "messages": ("message", "messages"),
    "corrections": ("correction", "corrections"),
    "lessons": ("lesson of yours", "lessons of yours"),
    "drafts": ("draft", "drafts"),
    "outbox": ("letter of the outbox", "letters of the outbox"),
}

_log = structlog.get_logger(__name__)


async def open_store(store: Store, announcer: Announcer, *, owning: bool) -> None:
    """Open the database; the owner of the home salvages one that is damaged.

    Raises SettingsError when it cannot be opened, StoreDamaged when that is not ours to mend.
    """
    try:
        await store.write(lambda _: None)
    except StoreDamaged:
        if not owning:
            raise
        salvaged = await store.salvage(datetime.now(UTC))
        _log.warning("the database was salvaged", kept=salvaged.kept)
        announcer.tell(Notice(_told(salvaged), _hint(salvaged), problem=True))


def _told(salvaged: Salvaged) -> str:
    kept = [
        f"{count:,} {one if count == 1 else many}"
        for table, (one, many) in _NAMED.items()
        if (count := salvaged.kept.get(table, 0))
    ]
    what = f"{', '.join(kept)} could be kept" if kept else "nothing of it could be read"
    return f"The database was damaged; {what}."


def _hint(salvaged: Salvaged) -> str:
    rest = (
        "The rest comes from the server again."
        if salvaged.kept.get("accounts")
        else "Add your accounts again."
    )
    loose = f" What you wrote and has no place any more is in {salvaged.loose}."
    aside = f" The damaged file is {salvaged.damaged}."
    return f"{rest}{loose if salvaged.loose else ''}{aside}"
