"""When to stop asking an endpoint that fails.

Owns: the decision to stop. Must not: wait or try again (the client does).
"""

from emailassist.domain.errors import EndpointError, EndpointMisbehaved

_IN_A_ROW = 5


class Patience:
    """One job's patience with its endpoint; `ended` is the failure that used it up, or None.

    It ends at once with one that is down, and after a row of answers that are of no use.
    """

    def __init__(self) -> None:
        self.ended: EndpointError | None = None
        self._in_a_row = 0

    def answered(self) -> None:
        """The endpoint gave a usable answer."""
        self._in_a_row = 0

    def failed(self, error: EndpointError) -> None:
        """The endpoint failed for one message."""
        self._in_a_row += isinstance(error, EndpointMisbehaved)
        if error.is_down or self._in_a_row >= _IN_A_ROW:
            self.ended = self.ended or error
