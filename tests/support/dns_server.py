"""A name server on loopback that knows what a test tells it."""

import socket
import threading
from types import TracebackType
from typing import Self

import dns.message
import dns.name
import dns.rdatatype
import dns.rrset


class DnsServer:
    """Answers over UDP; `records` maps (name, type) to texts. `heard` are the names asked for."""

    def __init__(self, records: dict[tuple[str, str], list[str]]) -> None:
        self._records = records
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.port: int = self._socket.getsockname()[1]
        self.heard: list[str] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join(timeout=5)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            data, client = self._socket.recvfrom(4096)
            if not data:
                return
            self._socket.sendto(self._answer(data), client)

    def _answer(self, data: bytes) -> bytes:
        question = dns.message.from_wire(data)
        response = dns.message.make_response(question)
        asked = question.question[0]
        name = asked.name.to_text(omit_final_dot=True)
        kind = dns.rdatatype.to_text(asked.rdtype)
        self.heard.append(name)
        texts = self._records.get((name, kind), [])
        if texts:
            response.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, *texts))
        return response.to_wire()
