"""Asks the node every few seconds whether it resolves and registers, and notes when it does not.

Runs in a thread of the supervisor, which outlives workers and writer. It asks over UDP for the
handle of the node's own prefix, as anybody would, and asks the writer for its counters; three
failures in a row are an incident, two answers in a row its end. Its requests come from an address
of the node and so are no use by others (see counting.source). Not for reporting incidents.
"""

import secrets
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from lingnan.kernel import LingnanError
from lingnan.sources.identifier.counting.incident import (
    Incident,
    Service,
    Watch,
    event_number,
    keep_incident,
    read_incidents,
)
from lingnan.sources.identifier.node.configuration import NodeConfiguration
from lingnan.sources.identifier.node.failure import NotRunning
from lingnan.sources.identifier.node.link import ask_counters
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest
from lingnan.sources.identifier.wire.codes import PLAIN_FLAGS, Operation, Response
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.handle import fold_text, prefix_handle
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.version import CURRENT

EVERY_SECONDS: Final = 10.0
_WAIT_SECONDS: Final = 2.0
_ASKED: Final = 3
_LOOPBACK: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  what listens everywhere
Probe = Callable[[], str | None]


class Prober:
    """Probes one node and keeps its incidents in the database.

    Args:
        probes: service → probe, which answers what is wrong, or None.
    """

    def __init__(
        self,
        configuration: NodeConfiguration,
        probes: dict[Service, Probe],
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        every: float = EVERY_SECONDS,
    ) -> None:
        self._configuration = configuration
        self._probes = probes
        self._clock = clock
        self._every = every
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        node = fold_text(configuration.file.prefixes[0])
        self._watches = {service: Watch(node, service) for service in probes}
        self._unkept: list[Incident] = []
        self._is_taken_up = False

    def start(self) -> None:
        """Begin to probe, once the node serves."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="prober", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End; an incident that is under way stays open and is taken up at the next start."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(_WAIT_SECONDS * _ASKED + 1)

    def look(self) -> None:
        """Probe once, and write down what has begun or ended."""
        if not self._is_taken_up:
            self._take_up()
        for service, probe in self._probes.items():
            cause = probe()
            watch, incident = self._watches[service].see(
                self._clock(), is_up=cause is None, cause=cause
            )
            self._watches[service] = watch
            if incident is not None:
                self._unkept.append(incident)
        if self._unkept:
            self._keep()

    def _run(self) -> None:
        while not self._ended.wait(self._every):
            try:
                self.look()
            except Exception as problem:  # noqa: BLE001  the node goes on without its prober
                sys.stderr.write(f"prober: {type(problem).__name__}: {problem}\n")

    def _take_up(self) -> None:
        """Go on with incidents of ours that an earlier run has left open."""
        now = self._clock()
        node = next(iter(self._watches.values())).node
        database = self._configuration.open_database()
        try:
            with database.read() as connection:
                found = read_incidents(connection, now, now + timedelta(days=1), node)
        finally:
            database.engine.dispose()
        for each in found:
            watch = self._watches.get(each.affects)
            is_ours = each.event_no == event_number(node, each.affects, each.occurred_at)
            if watch is not None and is_ours and each.recovered_at is None:
                self._watches[each.affects] = replace(watch, current=each)
        self._is_taken_up = True

    def _keep(self) -> None:
        """Write incidents; on failure they stay for the next time."""
        database = self._configuration.open_database()
        try:
            with database.begin() as connection:
                for incident in self._unkept:
                    keep_incident(connection, incident)
            self._unkept.clear()
        except LingnanError as problem:
            sys.stderr.write(f"{problem.render('zh')}\n{problem.render('en')}\n")
        finally:
            database.engine.dispose()


def open_prober(configuration: NodeConfiguration) -> Prober | None:
    """Answer the prober of a node; None where its own address may not ask, or of a replica."""
    listen = configuration.file.listen[0]
    host = _LOOPBACK.get(listen, listen)
    if configuration.file.is_replica or not configuration.access_list().is_allowed(host):
        return None
    handle = prefix_handle(configuration.file.prefixes[0])
    port = configuration.file.port

    def resolves() -> str | None:
        return ask_resolution(host, port, handle)

    def registers() -> str | None:
        try:
            ask_counters(configuration.folder, _WAIT_SECONDS)
        except NotRunning as problem:
            return problem.code
        return None

    return Prober(configuration, {"resolution": resolves, "registration": registers})


def ask_resolution(host: str, port: int, handle: str) -> str | None:
    """Resolve a handle over UDP; answer what is wrong, or None when it was answered."""
    number = secrets.randbits(31)
    body = ResolveRequest(handle, (), ()).encode()
    message = Message(Operation.RESOLVE.value, flags=PLAIN_FLAGS.value, body=body).encode()
    packet = Envelope(*CURRENT, number, len(message)).encode() + message
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as asked:
        asked.settimeout(_WAIT_SECONDS / _ASKED)
        for _ in range(_ASKED):
            with suppress(OSError):
                asked.connect((host, port))
                asked.send(packet)
                while True:
                    answer = asked.recv(4_096)
                    if int.from_bytes(answer[8:12], "big") == number:
                        code = int.from_bytes(answer[24:28], "big")
                        return f"code {code}" if code == Response.ERROR else None
    return "no answer"
