"""TCP: connections stay open, many requests at a time on each, answers as they become ready.

The connections are watched by an epoll of their own, which the event loop watches as one file: a
new connection then costs no object of the loop, and all that has arrived on any of them is read
before the newest state of the records is taken up. Clients that ask once and close are served the
same way.

Source: RFC 3652 §2.2.1, Handle protocol facts §1.12.
"""

import asyncio
import os
import select
import socket
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from struct import Struct
from typing import Any, Final

from lingnan.sources.identifier.node.intake import Intake, busy
from lingnan.sources.identifier.node.limits import Source
from lingnan.sources.identifier.node.model import Peer, Transport
from lingnan.sources.identifier.node.sink import note_use
from lingnan.sources.identifier.wire.envelope import ENVELOPE_LENGTH, Envelope
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.limit import MAX_MESSAGE

_READ: Final = 65_536
_ACCEPTS: Final = 64
_EVENTS: Final = 256
#: Octets of answers that a client has not taken yet, above which nothing more is read from it.
_MAX_UNSENT: Final = 1 << 20
#: Requests of the general way of one connection that are worked on at a time.
_MAX_PENDING: Final = 128
_SWEEP_SECONDS: Final = 5.0
_LENGTH: Final = Struct(">I").unpack_from
#: Begins no handle that is answered.
_NO_PREFIX: Final = b"\0"
_IN, _OUT = select.EPOLLIN, select.EPOLLOUT


class _Connection:
    """One connection."""

    __slots__ = (
        "active_at",
        "address",
        "answers",
        "has_ended",
        "incoming",
        "mask",
        "number",
        "outgoing",
        "pending",
        "serial",
        "source",
    )

    def __init__(self, number: int, address: str, serial: int, source: Source, now: float) -> None:
        self.number = number
        self.address = address
        self.serial = serial
        self.source = source
        self.incoming = b""
        self.answers: list[bytes] = []
        self.has_ended = False
        self.outgoing = b""
        self.pending = 0
        self.mask = 0
        self.active_at = now

    @property
    def peer(self) -> Peer:
        """Answer who is at the other end; made when asked for, as quick answers need none."""
        return Peer(self.address, Transport.TCP, self.serial)


class TcpPort:
    """Serves listening TCP sockets in the running event loop."""

    def __init__(
        self,
        listening: list[socket.socket],
        intake: Intake,
        language: str = "zh",
        numbers: Callable[[], int] | None = None,
    ) -> None:
        """Begin to serve; `numbers` gives connections their numbers, unique in the process."""
        self._intake = intake
        self._language = language
        self._listening = {each.fileno(): each for each in listening}
        self._connections: dict[int, _Connection] = {}
        self._numbers = numbers or count(1).__next__
        self._waiting: set[_Connection] = set()
        self._is_closing = False
        self._epoll = select.epoll()
        for each in listening:
            each.setblocking(False)
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._epoll.register(each.fileno(), _IN)
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._epoll.fileno(), self._wake)
        self._sweeping = self._loop.call_later(_SWEEP_SECONDS, self._sweep)

    def __len__(self) -> int:
        return len(self._connections)

    def close(self) -> None:
        """Take no further connection and no further request."""
        self._is_closing = True
        for number, each in self._listening.items():
            self._epoll.unregister(number)
            each.close()
        self._listening.clear()
        self._loop.remove_reader(self._epoll.fileno())
        self._sweeping.cancel()

    def end(self) -> None:
        """Close every connection, after what is ready has been handed to the system."""
        for connection in list(self._connections.values()):
            self._flush(connection)
        for connection in list(self._connections.values()):
            self._end(connection)
        self._epoll.close()

    def _wake(self) -> None:
        arrived: list[tuple[_Connection, bytes]] = []
        for number, events in self._epoll.poll(0, _EVENTS):
            connection = self._connections.get(number)
            if connection is None:
                if number in self._listening:
                    self._accept(self._listening[number], arrived)
                continue
            if events & _OUT:
                self._flush(connection)
            if events & ~_OUT:
                self._receive(connection, arrived)
        if arrived:
            self._answer(arrived)

    def _accept(self, listening: socket.socket, arrived: list[tuple[_Connection, bytes]]) -> None:
        sources = self._intake.sources
        limits = sources.limits
        now = self._intake.clock()
        # The number alone: an object around it would cost as much as answering a request.
        accept: Callable[[], tuple[int, Any]] = listening._accept  # type: ignore[attr-defined]
        for _ in range(_ACCEPTS):
            try:
                number, address = accept()
            except BlockingIOError:
                return
            except OSError:
                # Too many files, or the client has gone already.
                self._intake.metrics.drop("unaccepted")
                return
            source = sources.of(address[0], now)
            if (
                not source.is_allowed
                or len(self._connections) >= limits.max_connections
                or (source.connections >= limits.max_connections_per_source and not source.is_free)
            ):
                self._intake.metrics.drop("denied" if not source.is_allowed else "connections")
                os.close(number)
                continue
            os.set_blocking(number, False)
            connection = _Connection(number, address[0], self._numbers(), source, now)
            source.connections += 1
            sources.prove(source, now)
            self._connections[number] = connection
            self._epoll.register(number, _IN)
            connection.mask = _IN
            self._receive(connection, arrived)

    def _receive(self, connection: _Connection, arrived: list[tuple[_Connection, bytes]]) -> None:
        try:
            octets = os.read(connection.number, _READ)
        except BlockingIOError:
            return
        except OSError:
            self._end(connection)
            return
        if octets:
            arrived.append((connection, octets))
        elif connection.has_ended:
            self._end(connection)
        else:
            # The client sends no more, but may still wait for what it has asked.
            connection.has_ended = True
            if connection.pending < _MAX_PENDING:
                connection.incoming = b""
            if not self._is_over(connection):
                self._watch(connection)

    def _answer(self, arrived: list[tuple[_Connection, bytes]]) -> None:
        intake = self._intake
        now = intake.clock()
        total = octets_in = octets_out = 0
        intake.plain.renew()
        try:
            for connection, octets in arrived:
                connection.active_at = now
                whole = connection.incoming + octets if connection.incoming else octets
                answered, taken, told = self._take(connection, whole, now)
                total += answered
                octets_in += taken
                octets_out += told
                if connection.answers:
                    self._flush(connection)
        finally:
            intake.plain.rest()
        if total:
            intake.count_plain("tcp", total, octets_in, octets_out, intake.clock() - now)

    def _take(self, connection: _Connection, octets: bytes, now: float) -> tuple[int, int, int]:
        """Take the whole requests out of what has arrived; keep the rest.

        Shapes: quick answers, octets of their requests, octets of the answers.
        """
        intake = self._intake
        plain, answers, source = intake.plain.answer, connection.answers, connection.source
        sources, address = intake.sources, connection.address
        uses = None if intake.sink is None else intake.sink.uses
        answered = taken = told = at = same = 0
        # Requests of a connection mostly ask for one prefix after another: counted at its end.
        mark = _NO_PREFIX
        end = len(octets)
        while end - at >= ENVELOPE_LENGTH:
            (length,) = _LENGTH(octets, at + 16)
            if length > MAX_MESSAGE or octets[at] not in (2, 3):
                if uses is not None and same:
                    note_use(uses, mark, address, same)
                intake.metrics.drop("malformed")
                self._end(connection)
                return answered, taken, told
            stop = at + ENVELOPE_LENGTH + length
            if stop > end or connection.pending >= _MAX_PENDING:
                break
            packet = octets if at == 0 and stop == end else octets[at:stop]
            at = stop
            if source.at != now:
                source = sources.of(address, now)
            if source.tokens >= 1.0 and source.is_allowed:
                source.tokens -= 1.0
            elif not sources.take(source):
                self._refuse(connection, packet)
                continue
            answer = plain(packet)
            if answer is None:
                self._general(connection, packet)
                continue
            if not packet.startswith(mark, 48):
                if uses is not None and same:
                    note_use(uses, mark, address, same)
                mark, same = packet[48 : packet.find(b"/", 48) + 1], 0
            same += 1
            answers.append(answer)
            answered += 1
            taken += len(packet)
            told += len(answer)
        if uses is not None and same:
            note_use(uses, mark, address, same)
        connection.incoming = octets[at:] if at < end else b""
        if connection.pending >= _MAX_PENDING:
            self._watch(connection)
        return answered, taken, told

    def _general(self, connection: _Connection, packet: bytes) -> None:
        intake = self._intake
        if intake.is_full:
            self._refuse(connection, packet)
            return
        changes = intake.changes
        if changes is not None and changes.take(packet, connection.peer, self._deliver, connection):
            connection.pending += 1
            return
        try:
            envelope = Envelope.decode(packet)
        except WireError:
            intake.metrics.drop("malformed")
            return
        connection.pending += 1
        intake.begin(self._work(connection, envelope, packet[ENVELOPE_LENGTH:]))

    def _refuse(self, connection: _Connection, packet: bytes) -> None:
        answer = busy(packet, self._language)
        self._intake.metrics.drop("limited")
        if answer is not None:
            connection.answers.append(answer)

    async def _work(self, connection: _Connection, envelope: Envelope, octets: bytes) -> None:
        answers: list[bytes] = []
        try:
            answers = await self._intake.answer(envelope, octets, connection.peer)
        finally:
            self._deliver(connection, answers)

    def _deliver(self, connection: _Connection, answers: list[bytes]) -> None:
        """Take the answers to a request that is worked on no more."""
        connection.pending -= 1
        if connection.mask < 0:
            return
        connection.answers += answers
        if connection not in self._waiting:
            if not self._waiting:
                self._loop.call_soon(self._flush_waiting)
            self._waiting.add(connection)

    def _flush_waiting(self) -> None:
        """Send what has become ready in this turn of the loop, once for each connection."""
        waiting, self._waiting = self._waiting, set()
        resumed: list[tuple[_Connection, bytes]] = []
        for connection in waiting:
            if connection.mask < 0:
                continue
            self._flush(connection)
            if connection.mask >= 0 and connection.incoming and not self._is_closing:
                # Requests that waited for others of their connection to be answered.
                resumed.append((connection, b""))
        if resumed:
            self._answer(resumed)

    def _flush(self, connection: _Connection) -> None:
        answers = connection.answers
        if answers:
            if connection.outgoing:
                answers.insert(0, connection.outgoing)
            connection.outgoing = b"".join(answers) if len(answers) > 1 else answers[0]
            connection.answers = []
        if connection.outgoing:
            try:
                sent = os.write(connection.number, connection.outgoing)
                connection.outgoing = connection.outgoing[sent:]
            except BlockingIOError:
                pass
            except OSError:
                self._end(connection)
                return
        self._watch(connection)

    def _is_over(self, connection: _Connection) -> bool:
        """End a connection whose client sends no more and has been answered everything."""
        if not connection.has_ended or connection.pending or connection.incoming:
            return False
        if connection.answers or connection.outgoing:
            return False
        self._end(connection)
        return True

    def _watch(self, connection: _Connection) -> None:
        """Ask to be woken for what the connection can do now."""
        if self._is_over(connection):
            return
        mask = _OUT if connection.outgoing else 0
        is_full = len(connection.outgoing) >= _MAX_UNSENT or connection.pending >= _MAX_PENDING
        if not is_full and not connection.has_ended:
            mask |= _IN
        if mask != connection.mask:
            connection.mask = mask
            self._epoll.modify(connection.number, mask)

    def _end(self, connection: _Connection) -> None:
        if connection.mask < 0:
            return
        connection.mask = -1
        del self._connections[connection.number]
        connection.source.connections -= 1
        connection.incoming = connection.outgoing = b""
        with suppress(OSError):
            os.close(connection.number)
        self._intake.service.forget(connection.serial)

    def _sweep(self) -> None:
        """Close connections that have been silent for too long."""
        self._sweeping = self._loop.call_later(_SWEEP_SECONDS, self._sweep)
        before = self._intake.clock() - self._intake.sources.limits.idle_seconds
        for connection in list(self._connections.values()):
            if connection.active_at < before and not connection.pending:
                self._end(connection)
