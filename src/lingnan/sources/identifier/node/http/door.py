"""The HTTP side of one worker put together: routes, quick way, listeners, limits, counters.

What a worker starts and stops. Not for the other transports (see udp, tcp).
"""

import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Sequence
from itertools import count
from typing import Final

from lingnan.sources.identifier.node.http.answer import Answer
from lingnan.sources.identifier.node.http.connection import HttpConnection
from lingnan.sources.identifier.node.http.listener import HttpListener
from lingnan.sources.identifier.node.http.port import NodePort
from lingnan.sources.identifier.node.http.quick import QuickWay
from lingnan.sources.identifier.node.http.request import Request
from lingnan.sources.identifier.node.http.route import Router
from lingnan.sources.identifier.node.http.settings import HttpSettings
from lingnan.sources.identifier.node.http.status import plain_answer
from lingnan.sources.identifier.node.limits import Sources
from lingnan.sources.identifier.node.metrics import Metrics
from lingnan.sources.identifier.node.sink import Sink

_TRANSPORT: Final = "http"
_RETRY: Final = (("Retry-After", "1"),)


class HttpDoor:
    """Serves HTTP and HTTPS on any number of listening sockets.

    Args:
        tls: None serves clear text only. metrics: gives the text that Prometheus reads, where
            settings show it. sources: limits of the worker; None is without. counters: of the
            worker. sink: takes what is counted for reporting. numbers: gives connections their
            numbers, unique in the worker.
    """

    def __init__(
        self,
        port: NodePort,
        settings: HttpSettings,
        *,
        tls: ssl.SSLContext | None = None,
        metrics: Callable[[], Awaitable[str]] | None = None,
        sources: Sources | None = None,
        counters: Metrics | None = None,
        sink: Sink | None = None,
        numbers: Callable[[], int] | None = None,
    ) -> None:
        self._port = port
        self._settings = settings
        self._tls = tls
        self._sources = sources
        self._counters = counters
        self._sink = sink
        self._numbers = numbers or count(1).__next__
        self._router = Router(port, settings, metrics=metrics)
        self._listeners: list[HttpListener] = []
        self.quick = self._quick_way()

    @property
    def connections(self) -> tuple[HttpConnection, ...]:
        """Answer the open connections."""
        return tuple(each for listener in self._listeners for each in listener.connections)

    @property
    def connections_count(self) -> int:
        """Answer how many connections are open."""
        return sum(len(listener.connections) for listener in self._listeners)

    @property
    def sessions_count(self) -> int:
        """Answer how many HTTP sessions are held."""
        return len(self._router.sessions)

    def start(self, listening: Sequence[socket.socket]) -> None:
        """Begin to serve sockets that listen; in a running loop."""
        for each in listening:
            listener = HttpListener(
                self.respond,
                limit=self._settings.limit,
                tls=self._tls,
                quick=self.quick,
                admit=self._accepts,
                forget=self._port.forget,
                numbers=self._numbers,
                clock=self._port.now,
            )
            listener.start(each)
            self._listeners.append(listener)

    async def stop(self, grace: float = 5.0) -> None:
        """Take nothing in any more, finish what is under way, close. Units: seconds."""
        for listener in self._listeners:
            await listener.stop(grace)
        self.count()

    def count(self) -> None:
        """Bring what the quick way has counted to the counters; call it before they are read."""
        if self._counters is None or self.quick is None:
            return
        buckets, received, sent = self.quick.take_counts()
        for number, answered in enumerate(buckets):
            if answered:
                seconds = 0.75 * 2**number / 1e6
                self._counters.count_plain(_TRANSPORT, answered, received, sent, seconds)
                if self._sink is not None:
                    self._sink.tally.note_duration("resolve", int(seconds * 1e6), answered)
                received = sent = 0

    async def respond(self, request: Request) -> Answer:
        """Answer one request within the limits of its source, and count it."""
        if not self._admit(request.address):
            if self._counters is not None:
                self._counters.drop("http_rate")
            return plain_answer(429, headers=_RETRY)
        begun = time.perf_counter()
        answer = await self._router.respond(request)
        if self._counters is not None:
            seconds = time.perf_counter() - begun
            self._counters.count_call(_TRANSPORT, request.method, str(answer.status), seconds)
            self._counters.octets_in[_TRANSPORT] += len(request.target) + len(request.body)
            self._counters.octets_out[_TRANSPORT] += len(answer.body)
        return answer

    def _quick_way(self) -> QuickWay | None:
        # With several servers the hash of a handle says whether it is ours: the general way knows.
        if len(self._port.settings.site.servers) > 1:
            return None
        return QuickWay(self._find, admit=self._admit, sink=self._sink)

    def _find(self, folded: bytes) -> memoryview | None:
        return self._port.find(folded)

    def _admit(self, address: str) -> bool:
        sources = self._sources
        return sources is None or sources.take(sources.of(address, self._now()))

    def _accepts(self, address: str) -> bool:
        sources = self._sources
        return sources is None or sources.of(address, self._now()).is_allowed

    def _now(self) -> float:
        return self._listeners[0].tick if self._listeners else 0.0
