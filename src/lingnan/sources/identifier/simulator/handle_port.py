"""Handle requests over UDP and TCP for a service that may be exchanged while it runs.

Small on purpose: no limits beyond those of memory. Not for production (see node.udp, node.tcp).
Source: RFC 3652 §2.2–2.3.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from lingnan.sources.identifier.node.model import Peer, Transport
from lingnan.sources.identifier.node.service import NodeService
from lingnan.sources.identifier.wire.envelope import ENVELOPE_LENGTH, Envelope
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.fragment import Assembly, split
from lingnan.sources.identifier.wire.limit import MAX_MESSAGE

_IDLE_SECONDS: Final = 60.0
Current = Callable[[], NodeService]


class HandlePort(asyncio.DatagramProtocol):
    """Serves one address; `start` it in a running loop."""

    def __init__(self, current: Current) -> None:
        self._current = current
        self._assembly = Assembly()
        self._transport: asyncio.DatagramTransport | None = None
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._numbers = 0

    async def start(self, host: str, port: int) -> int:
        """Bind UDP and TCP to the same port, any free one for 0; answer it."""
        self._server = await asyncio.start_server(self._serve, host, port)
        bound: int = self._server.sockets[0].getsockname()[1]
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: self, local_addr=(host, bound))
        return bound

    async def stop(self) -> None:
        """Close both."""
        if self._transport is not None:
            self._transport.close()
        if self._server is not None:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()

    def connection_made(self, transport: Any) -> None:
        """Keep the way to answer."""
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        """Take one packet."""
        try:
            whole = self._assembly.add(addr, data, asyncio.get_running_loop().time())
        except WireError:
            return
        if whole is not None:
            task = asyncio.create_task(self._answer(whole.envelope, whole.message, addr))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, envelope: Envelope, octets: bytes, addr: tuple[str | Any, int]) -> None:
        peer = Peer(str(addr[0]), Transport.UDP)
        for answer in await self._current().answer(envelope, octets, peer):
            head, message = Envelope.decode(answer[:ENVELOPE_LENGTH]), answer[ENVELOPE_LENGTH:]
            for packet in split(head, message):
                if self._transport is not None:
                    self._transport.sendto(packet, addr)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._numbers += 1
        number = self._numbers
        peer = Peer(str(writer.get_extra_info("peername")[0]), Transport.TCP, number)
        try:
            while True:
                async with asyncio.timeout(_IDLE_SECONDS):
                    envelope = Envelope.decode(await reader.readexactly(ENVELOPE_LENGTH))
                    if envelope.length > MAX_MESSAGE:
                        return
                    octets = await reader.readexactly(envelope.length)
                for answer in await self._current().answer(envelope, octets, peer):
                    writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, TimeoutError, OSError, WireError):
            return
        finally:
            self._current().forget(number)
            writer.close()
