"""Telling listeners what happened.

Owns: the list of listeners. Must not: know them, or queue for them (each queues for itself).
"""

from collections.abc import Callable

from emailassist.domain.events import Event

Listener = Callable[[Event], None]


class Announcer:
    """Calls every listener with each event, on the engine thread."""

    def __init__(self) -> None:
        self._listeners: tuple[Listener, ...] = ()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Add a listener; call what is returned to remove it. Safe from any thread."""
        self._listeners = (*self._listeners, listener)

        def unsubscribe() -> None:
            self._listeners = tuple(each for each in self._listeners if each is not listener)

        return unsubscribe

    def tell(self, event: Event) -> None:
        """Call every listener."""
        for listener in self._listeners:
            listener(event)
