"""The HTTP port of one worker: accepts, tells TLS from clear text by the first octet, watches time.

The octet is looked at, not taken, before the connection gets its transport, so that TLS sees all of
it. Not for what is answered (see route).

Source: Handle protocol facts §1.12; RFC 8446 §5.1 (a handshake record begins with 22).
"""

import asyncio
import logging
import socket
import ssl
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Final

from lingnan.sources.identifier.node.http.answer import Answer
from lingnan.sources.identifier.node.http.connection import HttpConnection, Phase
from lingnan.sources.identifier.node.http.limit import HttpLimit
from lingnan.sources.identifier.node.http.quick import QuickWay
from lingnan.sources.identifier.node.http.request import Request

_log = logging.getLogger(__name__)
_HANDSHAKE: Final = b"\x16"
_BACKLOG: Final = 1_024
#: Connections taken in one turn of the loop before others get theirs.
_AT_A_TIME: Final = 64


class HttpListener:
    """Serves one listening socket.

    Args:
        respond: answers a request. tls: None serves clear text only. quick: the quick way, or None.
        admit: address → whether it may open a connection. forget: told the number of a connection
            that was closed. numbers: gives each connection its number.
    """

    def __init__(
        self,
        respond: Callable[[Request], Awaitable[Answer]],
        *,
        limit: HttpLimit,
        tls: ssl.SSLContext | None = None,
        quick: QuickWay | None = None,
        admit: Callable[[str], bool] = lambda _: True,
        forget: Callable[[int], None] = lambda _: None,
        numbers: Callable[[], int] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.respond = respond
        self.limit = limit
        self.quick = quick
        self.tick = 0.0
        self.now = clock
        self._tls = tls
        self._admit = admit
        self._forget = forget
        self._last_number = 0
        self._numbers = numbers or self._next_number
        self.connections: set[HttpConnection] = set()
        self._addresses: Counter[str] = Counter()
        self._waiting: set[asyncio.Task[None]] = set()
        self._listening: socket.socket | None = None
        self._watch: asyncio.TimerHandle | None = None

    def start(self, listening: socket.socket) -> None:
        """Begin to serve a socket that listens, which is closed with the listener."""
        loop = asyncio.get_running_loop()
        listening.setblocking(False)
        self._listening = listening
        self._turn()
        loop.add_reader(listening, self._accept)
        self._watch = loop.call_later(1.0, self._look)

    async def stop(self, grace: float = 5.0) -> None:
        """Stop accepting, let what is being answered end, then close.

        Units: seconds of grace.
        """
        if self._listening is not None:
            asyncio.get_running_loop().remove_reader(self._listening)
            self._listening.close()
            self._listening = None
        for task in self._waiting:
            task.cancel()
        for connection in tuple(self.connections):
            connection.finish()
        until = asyncio.get_running_loop().time() + grace
        while self.connections and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(0.01)
        for connection in tuple(self.connections):
            connection.transport.abort()
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def opened(self, connection: HttpConnection) -> None:
        """Take note of a connection."""
        self.connections.add(connection)

    def closed(self, connection: HttpConnection) -> None:
        """Forget a connection."""
        self.connections.discard(connection)
        self._leave(connection.address)
        self._forget(connection.number)

    def failed(self, error: BaseException) -> None:
        """Log an error that nobody had foreseen; the request itself may hold secrets."""
        _log.error("HTTP request failed: %s", type(error).__name__, exc_info=error)

    def _next_number(self) -> int:
        self._last_number += 1
        return self._last_number

    def _accept(self) -> None:
        assert self._listening is not None  # noqa: S101 - the reader is removed before the socket
        for _ in range(_AT_A_TIME):
            try:
                accepted, address = self._listening.accept()
            except (BlockingIOError, InterruptedError):
                return
            except OSError as problem:
                # No descriptors are left: wait for some to be closed.
                _log.warning("cannot accept: %s", problem)
                return
            host = _plain(address[0]) if isinstance(address, tuple) else ""
            is_full = (
                len(self.connections) + len(self._waiting) >= self.limit.connections_count
                or self._addresses[host] >= self.limit.per_address_count
            )
            if is_full or not self._admit(host):
                accepted.close()
                if not self._addresses[host]:
                    del self._addresses[host]
                continue
            self._addresses[host] += 1
            accepted.setblocking(False)
            task = asyncio.ensure_future(self._begin(accepted, host))
            self._waiting.add(task)
            task.add_done_callback(self._waiting.discard)

    async def _begin(self, accepted: socket.socket, host: str) -> None:
        """Wait for the first octet and give the connection its transport."""
        is_begun = False
        try:
            first = await self._first_octet(accepted)
            is_tls = first == _HANDSHAKE
            if not first or (is_tls and self._tls is None):
                return
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await asyncio.get_running_loop().connect_accepted_socket(
                lambda: HttpConnection(self, address=host, number=self._numbers()),
                accepted,
                ssl=self._tls if is_tls else None,
                ssl_handshake_timeout=self.limit.tls_s if is_tls else None,
            )
            is_begun = True
        except OSError:
            # A client that went away or was too slow, or whose handshake failed; ssl.SSLError and
            # TimeoutError are kinds of OSError. Nothing was asked.
            return
        finally:
            if not is_begun:
                accepted.close()
                self._leave(host)

    async def _first_octet(self, accepted: socket.socket) -> bytes:
        try:
            return accepted.recv(1, socket.MSG_PEEK)
        except (BlockingIOError, InterruptedError):
            pass
        loop = asyncio.get_running_loop()
        ready: asyncio.Future[None] = loop.create_future()
        loop.add_reader(accepted, _set, ready)
        try:
            async with asyncio.timeout(self.limit.first_s):
                await ready
        finally:
            loop.remove_reader(accepted)
        return accepted.recv(1, socket.MSG_PEEK)

    def _leave(self, host: str) -> None:
        self._addresses[host] -= 1
        if self._addresses[host] <= 0:
            del self._addresses[host]

    def _look(self) -> None:
        """End connections that have waited too long."""
        self._turn()
        limit = self.limit
        patience = {
            Phase.IDLE: limit.idle_s,
            Phase.HEAD: limit.head_s,
            Phase.BODY: limit.body_s,
            Phase.WORK: limit.work_s + limit.write_s,
            Phase.CLOSED: limit.write_s,
        }
        for connection in tuple(self.connections):
            longest = limit.write_s if connection.is_blocked else patience[connection.phase]
            if self.tick - connection.since > longest:
                connection.expire()
        self._watch = asyncio.get_running_loop().call_later(1.0, self._look)

    def _turn(self) -> None:
        self.tick = asyncio.get_running_loop().time()
        if self.quick is not None:
            self.quick.turn(self.now())


def listening_socket(host: str, port: int, *, is_shared: bool = False) -> socket.socket:
    """Answer a listening TCP socket.

    Args:
        is_shared: several workers listen on the same port (SO_REUSEPORT).
    Raises: OSError.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if is_shared:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        made.bind((host, port))
        made.listen(_BACKLOG)
        made.setblocking(False)
    except OSError:
        made.close()
        raise
    return made


def _set(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


def _plain(host: str) -> str:
    """Answer an IPv4 address that came mapped into IPv6 as itself (RFC 4291 §2.5.5.2)."""
    return host[7:] if host.startswith("::ffff:") and "." in host else host
