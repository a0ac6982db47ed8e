"""One worker: its sockets, its reader of the records, its way to the writer, its service.

`Worker` runs in any event loop, so that tests have a whole node in one process. Not for starting
processes (see supervisor).
"""

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Final

import uvloop

from lingnan.kernel import LingnanError
from lingnan.sources.identifier.node.configuration import NodeConfiguration, read_configuration
from lingnan.sources.identifier.node.http.door import HttpDoor
from lingnan.sources.identifier.node.http.node_port import ServicePort
from lingnan.sources.identifier.node.intake import Intake
from lingnan.sources.identifier.node.limits import Sources
from lingnan.sources.identifier.node.link import LocalLink, SocketLink
from lingnan.sources.identifier.node.metrics import Metrics, render
from lingnan.sources.identifier.node.plain import PlainWay
from lingnan.sources.identifier.node.quick_create import QuickCreate
from lingnan.sources.identifier.node.sibling import CONNECTIONS_EACH, SharedService
from lingnan.sources.identifier.node.sink import Sink
from lingnan.sources.identifier.node.tcp import TcpPort
from lingnan.sources.identifier.node.udp import UdpPort
from lingnan.sources.identifier.records.reader import RecordReader

_REPORT_SECONDS: Final = 1.0
_GRACE_SECONDS: Final = 5.0


class Worker:
    """Serves bound sockets: UDP ones, listening TCP ones, and those of HTTP.

    Attributes:
        metrics: what it has counted. service: the node's service.
    """

    def __init__(
        self,
        configuration: NodeConfiguration,
        link: SocketLink | LocalLink,
        *,
        udp: Sequence[socket.socket] = (),
        tcp: Sequence[socket.socket] = (),
        http: Sequence[socket.socket] = (),
        place: int = 0,
        workers: int = 1,
    ) -> None:
        """Begin to serve, as worker `place` of so many; in a running event loop.

        Raises: RecordsMissing; BadConfiguration and the errors of the key file.
        """
        self.configuration = configuration
        self.link = link
        self.metrics = Metrics()
        self.reader = RecordReader(configuration.records_folder)
        self.reader.rest()
        settings = configuration.settings()
        self.sink = Sink(place)
        self._elsewhere = configuration.elsewhere_client()
        self.service = SharedService(
            settings,
            self.reader,
            link,
            folder=configuration.folder,
            place=place,
            count=workers,
            audit=self.sink.audit,
            counts=self.sink.tally,
            elsewhere=configuration.elsewhere(self._elsewhere),
        )
        self.service.changes = QuickCreate(self.service, link)
        limits = configuration.source_limits()
        self.sources = Sources(limits, configuration.access_list())
        self.intake = Intake(
            self.service,
            PlainWay(self.reader, settings),
            self.sources,
            self.metrics,
            changes=QuickCreate(self.service, link, self.metrics),
            sink=self.sink,
        )
        self._udp = [UdpPort(each, self.intake) for each in udp]
        numbers = count(place * CONNECTIONS_EACH + 1).__next__
        self._tcp = TcpPort(list(tcp), self.intake, settings.language, numbers)
        self._http = HttpDoor(
            ServicePort(self.service),
            configuration.http_settings(),
            tls=configuration.tls(),
            metrics=self._metrics_text,
            sources=self.sources,
            counters=self.metrics,
            sink=self.sink,
            numbers=numbers,
        )
        self._http.start(http)
        self._loop = asyncio.get_running_loop()
        self._reporting = self._loop.call_soon(self._report)

    async def stop(self, seconds: float = _GRACE_SECONDS) -> None:
        """Take nothing in any more, finish what is under way, close."""
        self._tcp.close()
        for each in self._udp:
            each.close()
        await self._http.stop(seconds)
        await self.intake.finish(seconds)
        if self.service.changes is not None:
            await self.service.changes.finish(seconds)
        # Answers that have just become ready are sent at the end of this turn of the loop.
        await asyncio.sleep(0)
        self._tcp.end()
        for each in self._udp:
            each.end()
        self._reporting.cancel()
        self._report_once()
        await asyncio.sleep(0)
        self.service.close()
        if self._elsewhere is not None:
            await self._elsewhere.close()
        if isinstance(self.link, SocketLink):
            self.link.close()
        self.reader.close()

    async def _metrics_text(self) -> str:
        """Answer what Prometheus reads: of all workers where there are several."""
        self._report_once()
        return render(await self.link.counters() or self.metrics.snapshot())

    def _report(self) -> None:
        self._report_once()
        self._reporting = self._loop.call_later(_REPORT_SECONDS, self._report)

    def _report_once(self) -> None:
        self._http.count()
        self.metrics.gauges |= {
            "workers": 1,
            "connections": len(self._tcp) + self._http.connections_count,
            "sessions": len(self.service.sessions),
            "http_sessions": self._http.sessions_count,
            "sources": len(self.sources),
            "pending": len(self.intake.tasks),
        }
        # Nothing of the file is held while nobody asks.
        self.reader.rest()
        self.sink.report(self.link)
        if isinstance(self.link, SocketLink):
            self.link.report(self.metrics.snapshot())


async def serve(
    configuration: NodeConfiguration,
    udp: Sequence[socket.socket],
    tcp: Sequence[socket.socket],
    http: Sequence[socket.socket],
    *,
    place: int,
    workers: int,
) -> None:
    """Serve until SIGTERM or SIGINT, with the writer at the folder's socket.

    Raises: WriterGone when there is none; as `Worker`.
    """
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    # The supervisor holds the other end: when it is gone, nobody is left to end us.
    loop.add_reader(sys.stdin.fileno(), ended.set)
    link = SocketLink(configuration.folder)
    await link.open()
    worker = Worker(configuration, link, udp=udp, tcp=tcp, http=http, place=place, workers=workers)
    await worker.service.listen()
    gc.collect()
    # What exists now lives as long as the process.
    gc.freeze()
    await ended.wait()
    await worker.stop()


def main(arguments: list[str]) -> int:
    """Run one worker; answer the exit status.

    Arguments: folder, port, HTTP port, place, number of workers, then descriptors of bound
    sockets: ``udp:7``, ``tcp:8``, ``http:9``.
    """
    try:
        configuration = read_configuration(Path(arguments[0])).with_ports(*map(int, arguments[1:3]))
        sockets: dict[str, list[socket.socket]] = {"udp": [], "tcp": [], "http": []}
        for each in arguments[5:]:
            kind, _, number = each.partition(":")
            sockets[kind].append(socket.socket(fileno=int(number)))
        place, workers = map(int, arguments[3:5])
        uvloop.run(serve(configuration, **sockets, place=place, workers=workers))
    except LingnanError as failure:
        sys.stderr.write(f"{failure.render('zh')}\n{failure.render('en')}\n")
        return failure.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
