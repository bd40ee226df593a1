"""The parts that speak with mail servers.

Owns: making them in the order in which they need each other, and having them work. Must not:
know how any of them does, or triage.
"""

from collections.abc import Callable

from emailassist.engine.actions import Actions
from emailassist.engine.announcer import Announcer
from emailassist.engine.background import Background
from emailassist.engine.confined import Store
from emailassist.engine.connections import Connections
from emailassist.engine.credentials import Credentials
from emailassist.engine.fetching import Fetching
from emailassist.engine.mailsync import MailSync
from emailassist.engine.mirror import Mirror
from emailassist.engine.outbox import Outbox
from emailassist.engine.replay import Replay
from emailassist.settings import Settings


class MailServers:
    """Mail in, changes out, letters out."""

    def __init__(
        self,
        store: Store,
        announcer: Announcer,
        credentials: Credentials,
        settings: Callable[[], Settings],
    ) -> None:
        self.connections = Connections(credentials.read, limit=lambda: settings().connections)
        self.replay = Replay(store, announcer, self.connections)
        self.actions = Actions(store, announcer, self.replay)
        self._mirror = Mirror(store, announcer, self.replay, lambda: settings().mirror_triage)
        self.sync = MailSync(
            store,
            announcer,
            self.connections,
            self.replay,
            whole_message=lambda: settings().whole_message_mb * 1_000_000,
        )
        self.fetching = Fetching(store, announcer, self.connections)
        self.outbox = Outbox(store, announcer, self.sync, self.connections, credentials.read)

    def wake(self) -> None:
        """The servers can be reached: what waits for them may go on."""
        self.outbox.wake()
        self.replay.wake()

    def work(self, background: Background) -> None:
        """Send what is due and tell what was changed, until the background ends."""
        for each in (self.outbox.run, self.replay.run, self._mirror.run):
            background.keep(each)
