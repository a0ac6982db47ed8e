"""One HTTP/1.1 connection: octets in, requests in order, answers in the same order.

Requests may be pipelined; the next is begun when the one before is answered. What does not read as
HTTP is refused and the connection closed, since nothing after it can be trusted to be a request
(RFC 9112 §9.3, §11.2). Not for what is answered (see route) and not for TLS (see listener).
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from enum import Enum, auto
from typing import Final, Protocol, cast

from lingnan.sources.identifier.node.http.answer import Answer
from lingnan.sources.identifier.node.http.limit import HttpLimit
from lingnan.sources.identifier.node.http.quick import QuickWay
from lingnan.sources.identifier.node.http.reading import Incoming, RequestReading
from lingnan.sources.identifier.node.http.request import Request
from lingnan.sources.identifier.node.http.status import plain_answer

_CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"


class Phase(Enum):
    """What a connection is waiting for, which decides how long it may."""

    IDLE = auto()
    HEAD = auto()
    BODY = auto()
    WORK = auto()
    CLOSED = auto()


class Host(Protocol):
    """What a connection needs of its listener."""

    limit: HttpLimit
    respond: Callable[[Request], Awaitable[Answer]]
    quick: QuickWay | None
    #: Seconds of the listener's clock, moved on every second.
    tick: float

    def now(self) -> float:
        """Answer UNIX seconds."""

    def opened(self, connection: "HttpConnection") -> None:
        """Take note of a connection."""

    def closed(self, connection: "HttpConnection") -> None:
        """Forget a connection."""

    def failed(self, error: BaseException) -> None:
        """Take note of a request that ended in an error nobody had foreseen."""


class HttpConnection(asyncio.Protocol):
    """Reads requests of one connection and writes their answers."""

    def __init__(self, host: Host, *, address: str, number: int) -> None:
        self.host = host
        self.address = address
        self.number = number
        self.phase = Phase.IDLE
        #: Tick of the listener's clock when the present phase began.
        self.since = 0.0
        self._queue: deque[Incoming] = deque()
        self._task: asyncio.Task[None] | None = None
        self._tail: bytes | None = None
        self._is_secure = False
        self._certificate: bytes | None = None
        self._can_write = asyncio.Event()
        self._can_write.set()
        self._is_held = False
        self._is_ending = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin; by TLS if the transport is encrypted."""
        # That of uvloop is one by its methods only.
        self.transport = cast("asyncio.Transport", transport)
        tls = transport.get_extra_info("ssl_object")
        self._is_secure = tls is not None
        self._certificate = tls.getpeercert(binary_form=True) if tls is not None else None
        self._reading = RequestReading(self.host.limit)
        self._write = self.transport.write
        self.enter(Phase.IDLE)
        self.host.opened(self)

    def connection_lost(self, error: Exception | None) -> None:
        """End: nobody reads what is still being answered."""
        del error
        self.phase = Phase.CLOSED
        self._can_write.set()
        if self._task is not None:
            self._task.cancel()
        self.host.closed(self)

    def enter(self, phase: Phase) -> None:
        """Begin to wait for something else."""
        self.phase = phase
        self.since = self.host.tick

    def data_received(self, data: bytes) -> None:
        """Take octets: at once if they are a plain resolve like the one before."""
        tail = self._tail
        if tail is not None and self._task is None and data.endswith(tail):
            quick = self.host.quick
            answer = None if quick is None else quick.answer(data, len(tail), self.address)
            if answer is not None:
                self.since = self.host.tick
                self._write(answer)
                return
        if self._is_ending:
            return
        self._tail = None
        reading = self._reading
        requests = reading.feed(data)
        if reading.wants_continue and not requests and not self._task and not reading.refusal:
            self._write(_CONTINUE)
        reading.wants_continue = False
        if requests:
            self._queue += requests
            if len(requests) == 1 and self._task is None and self.host.quick is not None:
                self._tail = self.host.quick.tail_of(data, requests[0])
            if self._task is None:
                self._task = asyncio.ensure_future(self._work())
        if reading.refusal is not None:
            self._is_ending = True
            if self._task is None:
                self._close_with(reading.refusal)
            return
        if self._task is None:
            self._wait_for_next()
        if len(self._queue) >= self.host.limit.queued_count and not self._is_held:
            self._is_held = True
            self.transport.pause_reading()

    def eof_received(self) -> bool:
        """Answer whether to keep the way out open: while answers are still due."""
        self._is_ending = True
        return self._task is not None

    def pause_writing(self) -> None:
        """Stop answering: the client does not read."""
        self._can_write.clear()
        self.transport.pause_reading()
        self.enter(self.phase)

    def resume_writing(self) -> None:
        """Go on answering."""
        self._can_write.set()
        if not self._is_held and not self.transport.is_closing():
            self.transport.resume_reading()

    @property
    def is_blocked(self) -> bool:
        """Answer whether the client does not read its answers."""
        return not self._can_write.is_set()

    def expire(self) -> None:
        """End a connection that has waited too long, with 408 where a request had begun."""
        if self.phase in (Phase.HEAD, Phase.BODY) and not self.is_blocked:
            self._close_with(plain_answer(408))
        elif self.is_blocked or self.phase is Phase.WORK:
            self.transport.abort()
        else:
            self.transport.close()

    def finish(self) -> None:
        """End the connection when what is being answered is answered."""
        self._is_ending = True
        if self._task is None:
            self.transport.close()

    def _wait_for_next(self) -> None:
        phase = Phase.IDLE
        if self._reading.is_begun:
            phase = Phase.BODY if self._reading.has_head else Phase.HEAD
        if phase is not self.phase or phase is Phase.IDLE:
            self.enter(phase)

    async def _work(self) -> None:
        try:
            while self._queue:
                incoming = self._queue.popleft()
                self.enter(Phase.WORK)
                await self._can_write.wait()
                answer = await self._respond(incoming)
                is_last = answer.is_last or not incoming.keeps_alive
                octets = answer.encode(
                    self.host.now(), is_head=incoming.method == "HEAD", is_last=is_last
                )
                if self.transport.is_closing():
                    return
                self._write(octets)
                if is_last:
                    self._is_ending = True
                    self.transport.close()
                    return
                if self._is_held and len(self._queue) * 2 < self.host.limit.queued_count:
                    self._is_held = False
                    if self._can_write.is_set():
                        self.transport.resume_reading()
        finally:
            self._task = None
        if self._reading.refusal is not None:
            self._close_with(self._reading.refusal)
        elif self._is_ending:
            self.transport.close()
        else:
            self._wait_for_next()

    async def _respond(self, incoming: Incoming) -> Answer:
        try:
            request = incoming.request(
                is_secure=self._is_secure,
                address=self.address,
                connection=self.number,
                certificate=self._certificate,
            )
            async with asyncio.timeout(self.host.limit.work_s):
                return await self.host.respond(request)
        except TimeoutError:
            return plain_answer(503)
        except Exception as error:  # noqa: BLE001 - one request must not end the node
            self.host.failed(error)
            return plain_answer(500)

    def _close_with(self, answer: Answer) -> None:
        if not self.transport.is_closing():
            self._write(answer.encode(self.host.now(), is_last=True))
            self.transport.close()
        self.phase = Phase.CLOSED
