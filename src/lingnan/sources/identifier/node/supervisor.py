"""Starts the processes of a node and keeps them: a writer, N workers, perhaps the management API.

It binds all sockets itself and hands them on, so that a worker that is started again takes up what
was waiting for the one before. It serves nothing. Not for what the processes do (see worker,
writer).
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from lingnan.kernel import Text
from lingnan.sources.identifier.node.configuration import NodeConfiguration, read_configuration
from lingnan.sources.identifier.node.failure import (
    ChildFailing,
    NodeRunning,
    NotRunning,
    PortTaken,
    tell_reason,
)
from lingnan.sources.identifier.node.link import SOCKET_NAME, ask_counters
from lingnan.sources.identifier.node.prober import open_prober

_LOCK_NAME: Final = "serve.lock"
_ROOM: Final = "lingnan.sources.identifier.node"
_MANAGEMENT: Final = "lingnan.sources.identifier.management.main"
_BACKLOG: Final = 4_096
_WATCH_SECONDS: Final = 0.1
_GRACE_SECONDS: Final = 10.0
#: A process that ends sooner than this after its start, so many times in a row, will not do better.
_SHORT_SECONDS: Final = 5.0
_MAX_SHORT_LIVES: Final = 4
#: Exit status of a process that was told something wrong (see kernel.errors).
_WRONG_USAGE: Final = 2
#: Exit status of a follower that has fetched a new file (see follower).
_RENEWED: Final = 75
_FIRST_PAUSE_SECONDS: Final = 0.05
_LONGEST_PAUSE_SECONDS: Final = 60.0


@dataclass(slots=True)
class _Child:
    name: str
    line: list[str]
    descriptors: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    short_lives: int = 0
    #: The node serves without it, so it is tried again for ever.
    is_optional: bool = False


@dataclass(slots=True)
class Sockets:
    """The bound sockets of one worker."""

    udp: list[socket.socket] = field(default_factory=list)
    tcp: list[socket.socket] = field(default_factory=list)
    http: list[socket.socket] = field(default_factory=list)

    def all(self) -> list[socket.socket]:
        """Answer all of them."""
        return [*self.udp, *self.tcp, *self.http]

    def close(self) -> None:
        """Close all of them."""
        for each in self.all():
            each.close()


def bind_sockets(configuration: NodeConfiguration, count: int) -> tuple[int, int, list[Sockets]]:
    """Bind the sockets of `count` workers; answer port and HTTP port, which the system chooses
    where they are 0.

    Raises: PortTaken, also when it is taken by a program that would share it.
    """
    port, http_port = configuration.file.port, configuration.file.http_port
    each_worker = [Sockets() for _ in range(count)]
    try:
        for address in configuration.file.listen:
            _check_free(address, port, socket.SOCK_STREAM)
            _check_free(address, port, socket.SOCK_DGRAM)
            _check_free(address, http_port, socket.SOCK_STREAM)
            for sockets in each_worker:
                sockets.tcp.append(_bind(address, port, socket.SOCK_STREAM))
                port = port or sockets.tcp[-1].getsockname()[1]
                sockets.udp.append(_bind(address, port, socket.SOCK_DGRAM))
                sockets.http.append(_bind(address, http_port, socket.SOCK_STREAM))
                http_port = http_port or sockets.http[-1].getsockname()[1]
    except BaseException:
        for sockets in each_worker:
            sockets.close()
        raise
    return port, http_port, each_worker


class Supervisor:
    """The processes of one node.

    Attributes:
        port, http_port: where UDP and TCP, and HTTP, are served.
    """

    def __init__(
        self,
        folder: Path,
        *,
        port: int | None = None,
        http_port: int | None = None,
        workers: int | None = None,
        log: Callable[[Text], None] = lambda _: None,
    ) -> None:
        """Read the configuration and bind the sockets; nothing is started yet.

        Raises: NodeFolderMissing, BadConfiguration, NodeRunning, PortTaken.
        """
        configuration = read_configuration(folder).with_ports(port, http_port)
        # Not the writer's lock: a second node must not even touch the sockets of the first.
        self._lock = FileLock(folder / _LOCK_NAME)
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise NodeRunning(path=folder) from None
        self.folder = folder
        self._log = log
        self._is_ending = False
        self._is_ready = False
        count = workers or configuration.workers_count
        try:
            self.port, self.http_port, self._sockets = bind_sockets(configuration, count)
        except BaseException:
            self._lock.release()
            raise
        served = configuration.with_ports(self.port, self.http_port)
        self._prober = open_prober(served)
        management = configuration.file.management
        self._others: list[_Child] = []
        if management.is_served:
            told = [_MANAGEMENT, str(folder), management.host, str(management.port), "owned"]
            self._others.append(_Child("management", told, is_optional=True))
        ports = [str(self.port), str(self.http_port)]
        first = "follower" if configuration.file.is_replica else "writer"
        self._writer = _Child(first, [f"{_ROOM}.{first}", str(folder), *ports])
        self._workers = [
            _Child(
                f"worker {place + 1}",
                [
                    f"{_ROOM}.worker",
                    str(folder),
                    *ports,
                    str(place),
                    str(count),
                    *[f"udp:{each.fileno()}" for each in sockets.udp],
                    *[f"tcp:{each.fileno()}" for each in sockets.tcp],
                    *[f"http:{each.fileno()}" for each in sockets.http],
                ],
                tuple(each.fileno() for each in sockets.all()),
            )
            for place, sockets in enumerate(self._sockets)
        ]

    @property
    def processes(self) -> dict[str, int]:
        """Answer name → process number of the children that run."""
        return {
            child.name: child.process.pid
            for child in [self._writer, *self._workers, *self._others]
            if child.process is not None and child.process.poll() is None
        }

    def stop(self) -> None:
        """End `run` soon; may be called from a signal handler or another thread."""
        self._is_ending = True

    def run(self) -> None:
        """Keep the processes running until `stop`, then end workers first, the writer after.

        Raises: ChildFailing when one keeps ending right after its start.
        """
        try:
            (self.folder / SOCKET_NAME).unlink(missing_ok=True)
            self._start(self._writer)
            for child in [*self._workers, *self._others]:
                self._start(child)
            while not self._is_ending:
                if not self._is_ready:
                    self._look_whether_ready()
                for child in [self._writer, *self._workers, *self._others]:
                    self._look_after(child)
                time.sleep(_WATCH_SECONDS)
        finally:
            if self._prober is not None:
                self._prober.stop()
            self._end(self._others)
            self._end(self._workers)
            self._end([self._writer])
            for sockets in self._sockets:
                sockets.close()
            (self.folder / SOCKET_NAME).unlink(missing_ok=True)
            self._lock.release()
        self._log(Text("节点已停止。", "The node has stopped."))

    @property
    def is_ready(self) -> bool:
        """Answer whether every worker has begun to serve."""
        return self._is_ready

    def wait_ready(self, seconds: float = 30.0) -> None:
        """Wait in another thread than `run` until `is_ready`. Raises: ChildFailing."""
        until = time.monotonic() + seconds
        while not self._is_ready:
            if time.monotonic() > until:
                raise ChildFailing(name="node", status="-")
            time.sleep(_WATCH_SECONDS / 4)

    def _look_whether_ready(self) -> None:
        with suppress(NotRunning):
            gauges = ask_counters(self.folder, 1.0)["gauges"]
            self._is_ready = gauges.get("workers", 0) == len(self._workers)
        if self._is_ready:
            place = f"UDP/TCP {self.port}, HTTP {self.http_port}"
            if self._prober is not None:
                self._prober.start()
            self._log(Text(f"节点已就绪：{place}。", f"The node is ready: {place}."))

    def _start(self, child: _Child) -> None:
        child.process = subprocess.Popen(  # noqa: S603  our own modules
            [sys.executable, "-m", *child.line],
            pass_fds=child.descriptors,
            # Closes with this process, however it ends, and so ends the children.
            stdin=subprocess.PIPE,
            # A signal from the terminal is for the supervisor, which ends them in order.
            start_new_session=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        child.started_at = time.monotonic()

    def _look_after(self, child: _Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.start_at:
                self._start(child)
            return
        status = child.process.poll()
        if status is None:
            return
        told = f"{child.name}（退出码 {status}）", f"{child.name} (exit code {status})"
        self._log(Text(f"进程已退出，将重新启动：{told[0]}", f"Ended, will be started: {told[1]}"))
        if child.process.stdin is not None:
            child.process.stdin.close()
        child.process = None
        if child is self._writer and status == _RENEWED:
            # The file is another one now: whoever reads it opens it again.
            self._end(self._workers)
            for each in self._workers:
                each.process, each.start_at = None, now
            child.start_at = now
            return
        if now - child.started_at > _SHORT_SECONDS:
            child.short_lives = 0
        elif status >= 0:
            # It gave up by itself: what it lacks will be lacking next time.
            child.short_lives += 1
        is_hopeless = status == _WRONG_USAGE or child.short_lives >= _MAX_SHORT_LIVES
        if is_hopeless and not child.is_optional:
            raise ChildFailing(name=child.name, status=status)
        pause = _LONGEST_PAUSE_SECONDS
        if not is_hopeless:
            pause = _FIRST_PAUSE_SECONDS * 4**child.short_lives
        child.start_at = now + pause

    def _end(self, children: list[_Child]) -> None:
        until = time.monotonic() + _GRACE_SECONDS
        running = [each.process for each in children if each.process is not None]
        for process in running:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        for process in running:
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdin is not None:
                process.stdin.close()


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def _bind(address: str, port: int, kind: socket.SocketKind) -> socket.socket:
    made = socket.socket(_family(address), kind)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        _prepare(made, kind)
        made.bind((address, port))
        if kind == socket.SOCK_STREAM:
            made.listen(_BACKLOG)
    except OSError as problem:
        made.close()
        raise PortTaken(address=address, port=port, reason=tell_reason(problem)) from problem
    return made


def _check_free(address: str, port: int, kind: socket.SocketKind) -> None:
    """Bind once without sharing, so that two nodes never answer at one port by mistake."""
    with socket.socket(_family(address), kind) as probe:
        _prepare(probe, kind)
        try:
            probe.bind((address, port))
        except OSError as problem:
            raise PortTaken(address=address, port=port, reason=tell_reason(problem)) from problem


def _prepare(made: socket.socket, kind: socket.SocketKind) -> None:
    if made.family == socket.AF_INET6:
        made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    if kind == socket.SOCK_STREAM:
        # Connections of the last run may still be waiting out their end.
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
