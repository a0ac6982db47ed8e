"""Requests through HTTP: the binary message is posted, the binary answer comes as the body.

One connection for each request; several messages may follow one another in a body. TLS with the
context given. Source: Handle.Net Technical Manual ch. 14, Handle protocol facts §1.12.
"""

import asyncio
import ssl
from contextlib import suppress
from typing import Final

from lingnan.sources.identifier.client.channel import Channel, Conversation
from lingnan.sources.identifier.client.endpoint import Endpoint
from lingnan.sources.identifier.client.errors import (
    ConnectionLost,
    ServerUnreachable,
    TunnelFailed,
    Unanswered,
    tell_reason,
)
from lingnan.sources.identifier.wire.codes import Protocol
from lingnan.sources.identifier.wire.envelope import ENVELOPE_LENGTH, Envelope
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.fragment import Whole

MEDIA_TYPE: Final = "application/x-hdl-message"
#: Octets of headers and of one chunk size line.
_HEAD_LIMIT: Final = 65_536
_LINE_LIMIT: Final = 1_024


class TunnelChannel(Channel):
    """A way through HTTP or HTTPS."""

    def __init__(self, endpoint: Endpoint, *, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(endpoint)
        is_secure = endpoint.protocol is Protocol.HTTPS
        self._tls = (tls or ssl.create_default_context()) if is_secure else None

    async def send(
        self,
        envelope: Envelope,
        octets: bytes,
        timeout: float,
        *,
        is_own: bool = False,  # noqa: ARG002
    ) -> Conversation:
        """Post one message.

        Raises: ServerUnreachable.
        """
        name = self.endpoint.name or self.endpoint.host
        body = envelope.encode() + octets
        head = (
            f"POST / HTTP/1.1\r\nHost: {_host(name)}:{self.endpoint.port}\r\n"
            f"Content-Type: {MEDIA_TYPE}\r\nAccept: {MEDIA_TYPE}\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        try:
            async with asyncio.timeout(timeout):
                reader, writer = await asyncio.open_connection(
                    self.endpoint.host,
                    self.endpoint.port,
                    ssl=self._tls,
                    server_hostname=name if self._tls else None,
                    limit=_HEAD_LIMIT,
                )
                writer.write(head.encode("latin-1", "replace") + body)
                await writer.drain()
        except (OSError, UnicodeError) as failure:
            raise ServerUnreachable(server=self.endpoint, reason=tell_reason(failure)) from failure
        return _TunnelConversation(self.endpoint, reader, writer)

    @property
    def is_idle(self) -> bool:
        """Answer that nothing is shared that could be in use."""
        return True

    async def close(self) -> None:
        """Nothing stays open between requests."""


def _host(name: str) -> str:
    return f"[{name}]" if ":" in name else name


class _TunnelConversation(Conversation):
    def __init__(
        self, endpoint: Endpoint, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._endpoint = endpoint
        self._reader = reader
        self._writer = writer
        self._has_head = False
        self._is_chunked = False
        self._left: int | None = None
        self._buffer = b""

    async def receive(self, timeout: float) -> Whole:
        """Wait for the next message of the body."""
        try:
            async with asyncio.timeout(timeout):
                if not self._has_head:
                    await self._read_head()
                envelope = Envelope.decode(await self._take(ENVELOPE_LENGTH))
                return Whole(envelope, await self._take(envelope.length))
        except TimeoutError:
            raise Unanswered(server=self._endpoint, seconds=timeout) from None
        except (OSError, EOFError, asyncio.LimitOverrunError):
            raise ConnectionLost(server=self._endpoint) from None
        except WireError as failure:
            raise TunnelFailed(server=self._endpoint, status=failure.code) from failure

    async def _read_head(self) -> None:
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status, *lines = head.split("\r\n")
        fields = {}
        for line in lines:
            name, _, value = line.partition(":")
            fields[name.strip().lower()] = value.strip()
        pieces = status.split(" ", 2)
        if len(pieces) < 2 or pieces[1] != "200":
            raise TunnelFailed(server=self._endpoint, status=" ".join(pieces[1:]) or status)
        kind = fields.get("content-type", "").partition(";")[0].strip().lower()
        if kind != MEDIA_TYPE:
            raise TunnelFailed(server=self._endpoint, status=f"200 {kind}")
        self._is_chunked = fields.get("transfer-encoding", "").lower() == "chunked"
        length = fields.get("content-length", "")
        if not self._is_chunked and length.isascii() and length.isdigit():
            self._left = int(length)
        self._has_head = True

    async def _take(self, count: int) -> bytes:
        while len(self._buffer) < count:
            piece = await self._next_chunk() if self._is_chunked else await self._next_octets()
            if not piece:
                raise EOFError
            self._buffer += piece
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        return taken

    async def _next_octets(self) -> bytes:
        if self._left is None:
            return await self._reader.read(_HEAD_LIMIT)
        piece = await self._reader.read(min(self._left, _HEAD_LIMIT))
        self._left -= len(piece)
        return piece

    async def _next_chunk(self) -> bytes:
        """Read a piece of a chunk (RFC 9112 §7.1); empty at the last."""
        if not self._left:
            line = (await self._reader.readline()).partition(b";")[0].strip()
            if len(line) > _LINE_LIMIT or not line:
                raise EOFError
            try:
                self._left = int(line, 16)
            except ValueError:
                raise TunnelFailed(server=self._endpoint, status="chunk") from None
            if self._left <= 0:
                return b""
        piece = await self._reader.read(min(self._left, _HEAD_LIMIT))
        self._left -= len(piece)
        if not self._left:
            await self._reader.readexactly(2)
        return piece

    async def close(self) -> None:
        """Close the connection."""
        self._writer.close()
        with suppress(OSError, ssl.SSLError):
            await self._writer.wait_closed()
