"""Requests over TCP: one connection kept open and shared by many requests, or one for each.

Answers find their request by its number and may come in any order. Some servers close after each
answer, as the reference does: that is found out before a connection is shared, since a change that
meets a closing connection could not be sent again. Source: Handle protocol facts §1.12.
"""

import asyncio
from contextlib import suppress
from typing import Final

from lingnan.sources.identifier.client.channel import Channel, Conversation
from lingnan.sources.identifier.client.endpoint import Endpoint
from lingnan.sources.identifier.client.errors import (
    ConnectionLost,
    ServerUnreachable,
    Unanswered,
    tell_reason,
)
from lingnan.sources.identifier.wire.envelope import ENVELOPE_LENGTH, Envelope
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.fragment import Whole

#: Answers kept of one conversation that nobody has taken yet; then the connection waits.
_KEPT: Final = 256
#: Seconds within which a server that closes after each answer has closed.
_SETTLING: Final = 0.05


async def open_stream(
    endpoint: Endpoint,
    timeout: float,
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to an endpoint in the clear.

    Raises: ServerUnreachable.
    """
    try:
        async with asyncio.timeout(timeout):
            return await asyncio.open_connection(endpoint.host, endpoint.port)
    except (OSError, UnicodeError) as failure:
        raise ServerUnreachable(server=endpoint, reason=tell_reason(failure)) from failure


class _Connection:
    """One open connection and the requests that wait on it."""

    def __init__(
        self, endpoint: Endpoint, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.endpoint = endpoint
        self.is_open = True
        self._reader = reader
        self._writer = writer
        self.answered = 0
        self._answered_at = 0.0
        self._closed = asyncio.Event()
        self._waiting: dict[int, asyncio.Queue[Whole | None]] = {}
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        try:
            while True:
                envelope = Envelope.decode(await self._reader.readexactly(ENVELOPE_LENGTH))
                message = await self._reader.readexactly(envelope.length)
                self.answered += 1
                self._answered_at = asyncio.get_running_loop().time()
                queue = self._waiting.get(envelope.request_id)
                if queue is not None:
                    await queue.put(Whole(envelope, message))
        except (OSError, asyncio.IncompleteReadError, WireError):
            pass
        finally:
            self.is_open = False
            self._closed.set()
            self._writer.close()
            for queue in self._waiting.values():
                if not queue.full():
                    queue.put_nowait(None)

    async def ask(self, envelope: Envelope, octets: bytes) -> "asyncio.Queue[Whole | None]":
        queue: asyncio.Queue[Whole | None] = asyncio.Queue(_KEPT)
        self._waiting[envelope.request_id] = queue
        try:
            self._writer.write(envelope.encode() + octets)
            await self._writer.drain()
        except OSError:
            self.is_open = False
            self._waiting.pop(envelope.request_id, None)
            raise
        return queue

    @property
    def is_waiting(self) -> bool:
        return bool(self._waiting)

    async def settle(self) -> None:
        """Wait until a server that closes after its answer would have done so."""
        passed = asyncio.get_running_loop().time() - self._answered_at
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, _SETTLING - passed)):
                await self._closed.wait()

    def forget(self, number: int) -> None:
        queue = self._waiting.pop(number, None)
        while queue is not None and not queue.empty():
            queue.get_nowait()

    async def close(self) -> None:
        self._reading.cancel()
        with suppress(asyncio.CancelledError, OSError):
            await self._reading
        with suppress(OSError):
            await self._writer.wait_closed()


class TcpChannel(Channel):
    """A way over TCP.

    Attributes: is_shared: one connection for all requests where the server keeps it open; else one
        for each.
    """

    def __init__(self, endpoint: Endpoint, *, is_shared: bool = True) -> None:
        super().__init__(endpoint)
        self.is_shared = is_shared
        #: Whether the server keeps connections open; None until found out.
        self._keeps: bool | None = None if is_shared else False
        self._connection: _Connection | None = None
        self._opening = asyncio.Lock()

    async def send(
        self, envelope: Envelope, octets: bytes, timeout: float, *, is_own: bool = False
    ) -> Conversation:
        """Send one message; a shared connection that turns out closed is opened again once.

        Raises: ServerUnreachable.
        """
        for _ in range(2):
            async with self._opening:
                connection, is_alone = await self._choose(timeout, is_own=is_own)
                try:
                    queue = await connection.ask(envelope, octets)
                except OSError:
                    continue
            return _TcpConversation(connection, envelope.request_id, queue, is_own=is_alone)
        raise ServerUnreachable(server=self.endpoint, reason="EPIPE")

    async def _choose(self, timeout: float, *, is_own: bool) -> tuple[_Connection, bool]:
        """Answer a connection and whether it is for this request alone."""
        if is_own:
            return await self._open(timeout), True
        shared = self._connection
        if self._keeps is None and shared is not None and not shared.is_waiting:
            await shared.settle()
            self._keeps = False if not shared.is_open else shared.answered > 1 or None
        if self._keeps is False or (self._keeps is None and shared and shared.is_waiting):
            return await self._open(timeout), True
        if shared is None or not shared.is_open:
            shared = self._connection = await self._open(timeout)
        return shared, False

    async def _open(self, timeout: float) -> _Connection:
        return _Connection(self.endpoint, *await open_stream(self.endpoint, timeout))

    @property
    def is_idle(self) -> bool:
        """Answer whether no request waits on the shared connection."""
        return self._connection is None or not self._connection.is_waiting

    async def close(self) -> None:
        """Close the shared connection."""
        if self._connection is not None:
            await self._connection.close()
            self._connection = None


class _TcpConversation(Conversation):
    def __init__(
        self,
        connection: _Connection,
        number: int,
        queue: "asyncio.Queue[Whole | None]",
        *,
        is_own: bool,
    ) -> None:
        self._connection = connection
        self._number = number
        self._queue = queue
        self._is_own = is_own

    async def receive(self, timeout: float) -> Whole:
        """Wait for the next message."""
        endpoint = self._connection.endpoint
        if not self._connection.is_open and self._queue.empty():
            raise ConnectionLost(server=endpoint)
        try:
            async with asyncio.timeout(timeout):
                whole = await self._queue.get()
        except TimeoutError:
            raise Unanswered(server=endpoint, seconds=timeout) from None
        if whole is None:
            raise ConnectionLost(server=endpoint)
        return whole

    async def close(self) -> None:
        """Forget the request, and close a connection that was its own."""
        self._connection.forget(self._number)
        if self._is_own:
            await self._connection.close()
