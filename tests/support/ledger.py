"""A ledger in memory, for tests of what sends."""

from emailassist.domain.egress import Arrival, Departure
from emailassist.domain.errors import StoreUnusable


class LedgerInMemory:
    """Keeps what departs and how it ended; with `full` nothing more can be written."""

    def __init__(self) -> None:
        self.departures: list[Departure] = []
        self.arrivals: dict[int, Arrival] = {}
        self.full = False

    async def depart(self, departure: Departure) -> int:
        self._require_room()
        self.departures.append(departure)
        return len(self.departures)

    async def arrive(self, entry: int, arrival: Arrival) -> None:
        self._require_room()
        self.arrivals[entry] = arrival

    def _require_room(self) -> None:
        if self.full:
            raise StoreUnusable("The disk is full.")
