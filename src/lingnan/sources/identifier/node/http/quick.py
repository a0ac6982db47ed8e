"""The quick way of ``GET /api/handles/{handle}`` on a connection that is kept open.

A client sends the same headers with each request. Once they have been parsed and found harmless,
octets that end in them, after a request line of the plainest form, need no parsing again: they can
only mean the same request for another handle. Whatever is not answered here takes the general way.
Not for parameters, percent signs, or restricted values.
"""

import re
from collections.abc import Callable
from time import perf_counter
from typing import Final

from lingnan.sources.identifier.node.http.answer import (
    DATA_POLICY,
    FIXED,
    JSON,
    date_line,
    status_line,
)
from lingnan.sources.identifier.node.http.reading import Incoming
from lingnan.sources.identifier.node.http.record_json import record_json
from lingnan.sources.identifier.node.sink import Sink

_NAME: Final = re.compile(rb"GET /api/handles/([0-9A-Za-z.]+/[0-9A-Za-z._~:@!$'()*,;=/-]{1,1024})")
#: Fields of a request that change nothing about a public answer.
_HARMLESS: Final = frozenset(
    {"host", "user-agent", "accept", "accept-encoding", "accept-language", "connection",
     "cache-control", "pragma", "referer", "origin", "dnt", "sec-fetch-mode", "sec-fetch-site",
     "sec-fetch-dest", "traceparent", "tracestate"}
)  # fmt: skip
#: Buckets of latency: below 1 µs, 2, 4 … as in node.metrics; more than are ever needed.
_BUCKETS: Final = 64
_NO_VALUES: Final = bytes(4)
_LONGEST_TAIL: Final = 2_048
#: Records kept as JSON, and the longest of them; some tens of megabytes at most.
_KEPT_COUNT: Final = 8_192
_KEPT_LENGTH: Final = 4_096
_PLACES: Final = 0xFFFF
_HEAD: Final = FIXED + DATA_POLICY + f"Content-Type: {JSON}\r\n".encode("ascii")


class QuickWay:
    """Answers plain public resolves of one worker.

    Args:
        find: folded handle → its name and public values as stored, None when not to be answered
            here: no such handle, withheld, or not ours. It sees the newest state.
        sink: counts who asked about which prefix.
        admit: address → whether it may ask now; else the general way refuses it.

    Whoever owns it calls `turn` about every second, for the Date.
    """

    def __init__(
        self,
        find: Callable[[bytes], memoryview | bytes | None],
        *,
        admit: Callable[[str], bool],
        sink: Sink | None = None,
    ) -> None:
        self._find = find
        self._sink = sink
        self._admit = admit
        self._buckets = [0] * _BUCKETS
        self._received = 0
        self._sent = 0
        self._start = b""
        #: The octets of a record decide its JSON: a changed one has others, nothing goes stale.
        self._kept: dict[bytes, bytes] = {}
        self._met = bytearray(_PLACES + 1)

    def tail_of(self, data: bytes, incoming: Incoming) -> bytes | None:
        """Answer the octets after the request target when they may be relied on again.

        Args:
            data: octets from which `incoming` alone was read; they may have begun before.
        """
        if (
            incoming.method != "GET"
            or not incoming.keeps_alive
            or incoming.body
            or not incoming.headers.keys() <= _HARMLESS
        ):
            return None
        line = b"GET " + incoming.target + b" HTTP/1.1\r\n"
        if not data.startswith(line) or not data.endswith(b"\r\n\r\n"):
            return None
        tail = data[len(incoming.target) + 4 :]
        # One blank line only, and at the end: the head is all there is.
        if len(tail) > _LONGEST_TAIL or tail.find(b"\r\n\r\n") != len(tail) - 4:
            return None
        return tail

    def answer(self, data: bytes, tail_length: int, address: str) -> bytes | None:
        """Answer the octets of the answer; None to take the general way."""
        begun = perf_counter()
        found = _NAME.fullmatch(data, 0, len(data) - tail_length)
        if found is None:
            return None
        view = self._find(found[1].upper())
        if view is None:
            return None
        octets = bytes(view)
        if octets[4 + int.from_bytes(octets[:4], "big") :][:4] == _NO_VALUES:
            return None
        # Whoever may not ask now is told so by the general way.
        if not self._admit(address):
            return None
        if self._sink is not None:
            uses, name = self._sink.uses, found[1]
            use = name[: name.find(b"/")], address
            uses[use] = uses.get(use, 0) + 1
        told = self._record(octets)
        self._received += len(data)
        self._sent += len(told)
        self._buckets[int((perf_counter() - begun) * 1e6).bit_length()] += 1
        return self._start + told

    def turn(self, now: float) -> None:
        """Bring the Date of answers to a time. Units: UNIX seconds."""
        self._start = status_line(200) + date_line(int(now))

    def take_counts(self) -> tuple[list[int], int, int]:
        """Answer what was answered since the last time: by latency, octets in, octets out."""
        taken = self._buckets, self._received, self._sent
        self._buckets, self._received, self._sent = [0] * _BUCKETS, 0, 0
        return taken

    def _record(self, octets: bytes) -> bytes:
        told = self._kept.get(octets)
        if told is None:
            body = record_json(octets)
            told = b"".join((_HEAD, b"Content-Length: %d\r\n\r\n" % len(body), body))
            if self._is_met(octets) and len(octets) + len(told) <= _KEPT_LENGTH:
                # What is often asked for is soon here again; an order of use would cost more.
                if len(self._kept) >= _KEPT_COUNT:
                    self._kept.clear()
                self._kept[octets] = told
        return told

    def _is_met(self, octets: bytes) -> bool:
        """Answer whether a record was probably asked for not long ago, and note that it was now.

        Keeping what is asked for once costs more than writing it.
        """
        number = hash(octets)
        place, mark = number & _PLACES, number >> 16 & 0xFF
        is_met = self._met[place] == mark
        self._met[place] = mark
        return is_met
