"""Requests over UDP: cut into packets, repeated when no answer comes, answers put together.

After the last repetition the caller goes on by TCP. Source: RFC 3652 §2.3, Handle protocol facts
§1.12.
"""

import asyncio
from typing import Any, Final

from lingnan.sources.identifier.client.channel import Channel, Conversation
from lingnan.sources.identifier.client.endpoint import Endpoint
from lingnan.sources.identifier.client.errors import (
    ConnectionLost,
    ServerUnreachable,
    Unanswered,
    tell_reason,
)
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.fragment import Assembly, Whole, split

#: Seconds after which the request is repeated, at last given up.
WAITS: Final = (0.5, 1.0, 1.5)
#: Answers kept of one conversation that nobody has taken yet.
_KEPT: Final = 64


class UdpChannel(Channel):
    """One socket to one server; answers find their request by its number.

    The socket is connected, so that the system drops packets of others.
    """

    def __init__(self, endpoint: Endpoint, *, waits: tuple[float, ...] = WAITS) -> None:
        super().__init__(endpoint)
        self._waits = waits
        self._waiting: dict[int, asyncio.Queue[Whole | OSError]] = {}
        self._assembly = Assembly(max_messages=256, max_per_peer=256)
        self._transport: asyncio.DatagramTransport | None = None
        self._opening = asyncio.Lock()

    async def send(
        self,
        envelope: Envelope,
        octets: bytes,
        timeout: float,
        *,
        is_own: bool = False,  # noqa: ARG002
    ) -> Conversation:
        """Send one message in as many packets as it takes."""
        transport = await self._open(timeout)
        queue: asyncio.Queue[Whole | OSError] = asyncio.Queue(_KEPT)
        self._waiting[envelope.request_id] = queue
        talk = _UdpConversation(
            self, envelope.request_id, queue, split(envelope, octets), self._waits
        )
        talk.transmit(transport)
        return talk

    async def _open(self, timeout: float) -> asyncio.DatagramTransport:
        async with self._opening:
            if self._transport is not None and not self._transport.is_closing():
                return self._transport
            loop = asyncio.get_running_loop()
            try:
                async with asyncio.timeout(timeout):
                    self._transport, _ = await loop.create_datagram_endpoint(
                        lambda: _Receiver(self),
                        remote_addr=(self.endpoint.host, self.endpoint.port),
                    )
            except (OSError, UnicodeError) as failure:
                raise ServerUnreachable(
                    server=self.endpoint, reason=tell_reason(failure)
                ) from failure
            return self._transport

    @property
    def transport(self) -> asyncio.DatagramTransport:
        """Answer the open socket. Raises: ConnectionLost."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionLost(server=self.endpoint)
        return self._transport

    def take(self, packet: bytes) -> None:
        """Take one packet; what fits no waiting request is dropped."""
        try:
            whole = self._assembly.add("server", packet, asyncio.get_running_loop().time())
        except WireError:
            return
        if whole is not None:
            self._give(whole.envelope.request_id, whole)

    def fail(self, failure: OSError) -> None:
        """Tell all waiting requests that the system reports an error, such as a closed port."""
        for number in tuple(self._waiting):
            self._give(number, failure)

    def _give(self, number: int, item: Whole | OSError) -> None:
        queue = self._waiting.get(number)
        if queue is not None and not queue.full():
            queue.put_nowait(item)

    def forget(self, number: int) -> None:
        """Drop answers to a request from now on."""
        self._waiting.pop(number, None)

    @property
    def is_idle(self) -> bool:
        """Answer whether no request waits."""
        return not self._waiting

    async def close(self) -> None:
        """Close the socket."""
        if self._transport is not None:
            self._transport.close()


class _Receiver(asyncio.DatagramProtocol):
    def __init__(self, channel: UdpChannel) -> None:
        self._channel = channel

    def datagram_received(self, data: bytes, _: tuple[str | Any, int]) -> None:
        """Pass a packet on."""
        self._channel.take(data)

    def error_received(self, exc: Exception) -> None:
        """Pass an error of the system on."""
        if isinstance(exc, OSError):
            self._channel.fail(exc)


class _UdpConversation(Conversation):
    def __init__(
        self,
        channel: UdpChannel,
        number: int,
        queue: asyncio.Queue[Whole | OSError],
        packets: list[bytes],
        waits: tuple[float, ...],
    ) -> None:
        self._channel = channel
        self._number = number
        self._queue = queue
        self._packets = packets
        self._waits = waits

    def transmit(self, transport: asyncio.DatagramTransport) -> None:
        for packet in self._packets:
            transport.sendto(packet)

    async def receive(self, timeout: float) -> Whole:
        """Wait, repeating the request between the waits; the sum never exceeds the timeout."""
        left = timeout
        for place, wait in enumerate(self._waits):
            span = min(wait, left)
            left -= span
            try:
                async with asyncio.timeout(span):
                    item = await self._queue.get()
            except TimeoutError:
                if left <= 0 or place == len(self._waits) - 1:
                    break
                self.transmit(self._channel.transport)
                continue
            if isinstance(item, Whole):
                # The server has the request: nothing is repeated while more answers come.
                self._waits = (timeout,)
                return item
            raise ServerUnreachable(server=self._channel.endpoint, reason=tell_reason(item))
        raise Unanswered(server=self._channel.endpoint, seconds=round(timeout - left, 3))

    async def close(self) -> None:
        """Forget the request."""
        self._channel.forget(self._number)
