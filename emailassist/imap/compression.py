"""Both directions of a compressed connection (RFC 4978).

Owns: the two streams. Must not: blow a little input up at once.
"""

import zlib

from emailassist.imap.errors import Garbled

_AT_ONCE = 256 * 1024


class Compression:
    """DEFLATE without headers, flushed after each command."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        self._deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        self.has_more = False
        """Whether more would come out without anything going in."""

    def pack(self, data: bytes) -> bytes:
        """What to send for that."""
        return self._deflate.compress(data) + self._deflate.flush(zlib.Z_SYNC_FLUSH)

    def unpack(self, data: bytes = b"") -> bytes:
        """At most 256 KiB of what was sent, maybe nothing yet; raises Garbled."""
        try:
            plain = self._inflate.decompress(self._inflate.unconsumed_tail + data, _AT_ONCE)
        except zlib.error as error:
            raise Garbled("the compression is broken") from error
        # The last of it may be in zlib's own memory only.
        self.has_more = len(plain) == _AT_ONCE or bool(self._inflate.unconsumed_tail)
        if self._inflate.eof and not plain:
            raise Garbled("the compression has ended")
        return plain
