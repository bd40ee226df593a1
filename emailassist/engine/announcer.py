"""Telling listeners what happened.

Owns: the list of listeners. Must not: know them, or queue for them (each queues for itself),
but for what a person has to hear: that waits until somebody listens.
"""

from collections.abc import Callable

from emailassist.domain.events import Event, Notice

Listener = Callable[[Event], None]


class Announcer:
    """Calls every listener with each event, on the engine thread."""

    def __init__(self) -> None:
        self._listeners: tuple[Listener, ...] = ()
        self._inner: tuple[Listener, ...] = ()
        self._untold: list[Notice] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Add a listener; call what is returned to remove it. Safe from any thread."""
        self._listeners = (*self._listeners, listener)
        untold, self._untold = self._untold, []
        for notice in untold:
            listener(notice)

        def unsubscribe() -> None:
            self._listeners = tuple(each for each in self._listeners if each is not listener)

        return unsubscribe

    def overhear(self, listener: Listener) -> Callable[[], None]:
        """Add a listener of our own: what a person has to hear is not told by telling it."""
        self._inner = (*self._inner, listener)

        def stop() -> None:
            self._inner = tuple(each for each in self._inner if each is not listener)

        return stop

    def tell(self, event: Event) -> None:
        """Call every listener; what only the first one to come can hear waits for it."""
        if not self._listeners and isinstance(event, Notice):
            self._untold.append(event)
        for listener in (*self._inner, *self._listeners):
            listener(event)
