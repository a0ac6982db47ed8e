"""One process of a resolver: its sockets, its service, its upkeep.

Serves with the transports of the node. Not for what is answered (see service, recursion).
"""

import asyncio
import socket
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.node.http.door import HttpDoor
from lingnan.sources.identifier.node.http.listener import listening_socket
from lingnan.sources.identifier.node.http.settings import HttpSettings
from lingnan.sources.identifier.node.intake import Intake
from lingnan.sources.identifier.node.limits import Sources
from lingnan.sources.identifier.node.metrics import Metrics, render
from lingnan.sources.identifier.node.model import Settings
from lingnan.sources.identifier.node.tcp import TcpPort
from lingnan.sources.identifier.node.udp import UdpPort
from lingnan.sources.identifier.resolver.configuration import ResolverConfiguration
from lingnan.sources.identifier.resolver.errors import ResolverPortTaken
from lingnan.sources.identifier.resolver.http_port import ResolverPort
from lingnan.sources.identifier.resolver.quick import QuickWay
from lingnan.sources.identifier.resolver.recursion import Recursion
from lingnan.sources.identifier.resolver.service import ResolverService
from lingnan.sources.identifier.resolver.upkeep import keep_up, measure

_NAME: Final = Text("标识递归解析服务", "Recursive identifier resolver")
_BACKLOG: Final = 4_096
_GRACE_SECONDS: Final = 5.0


class ResolverWorker:
    """Serves bound sockets: UDP ones, listening TCP ones, those of HTTP; in a running event loop.

    Attributes:
        recursion, service, metrics: what it is made of.
    """

    def __init__(
        self,
        configuration: ResolverConfiguration,
        *,
        udp: Sequence[socket.socket] = (),
        tcp: Sequence[socket.socket] = (),
        http: Sequence[socket.socket] = (),
    ) -> None:
        """Begin to serve. Raises: errors of the key file."""
        self.metrics = Metrics()
        self.recursion = Recursion(
            configuration.groups(), configuration.policy(), configuration.options()
        )
        language = configuration.file.language
        site = configuration.site_info()
        self.service = ResolverService(
            self.recursion, site, key=configuration.key(), language=language
        )
        sources = Sources(configuration.source_limits(), configuration.access_list())
        self.intake = Intake(self.service, QuickWay(self.recursion, site), sources, self.metrics)
        self._udp = [UdpPort(each, self.intake) for each in udp]
        numbers = count(1).__next__
        self._tcp = TcpPort(list(tcp), self.intake, language, numbers)
        self._http = HttpDoor(
            ResolverPort(self.service, Settings(prefixes=(), site=site, language=language)),
            HttpSettings(name=_NAME, has_metrics=configuration.file.has_metrics),
            metrics=self._metrics_text,
            sources=sources,
            counters=self.metrics,
            numbers=numbers,
        )
        self._http.start(http)
        self._upkeep = asyncio.create_task(keep_up(self.recursion))

    async def stop(self, seconds: float = _GRACE_SECONDS) -> None:
        """Take nothing in any more, finish what is under way, close."""
        self._upkeep.cancel()
        with suppress(asyncio.CancelledError):
            await self._upkeep
        self._tcp.close()
        for each in self._udp:
            each.close()
        await self._http.stop(seconds)
        await self.intake.finish(seconds)
        await asyncio.sleep(0)
        self._tcp.end()
        for each in self._udp:
            each.end()
        await self.recursion.close()

    async def _metrics_text(self) -> str:
        return self.text()

    def text(self) -> str:
        """Answer what Prometheus reads."""
        measure(self.recursion)
        self._http.count()
        self.metrics.gauges |= {
            "connections": len(self._tcp) + self._http.connections_count,
            "sources": len(self.intake.sources),
            "pending": len(self.intake.tasks),
        }
        return render(self.metrics.snapshot()) + self.recursion.counters.render()


def bind(address: str, port: int) -> tuple[int, socket.socket, socket.socket]:
    """Bind UDP and TCP to one port, which the system chooses when it is 0.

    Shapes: the port, the UDP socket, the listening TCP socket. Raises: ResolverPortTaken.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made: list[socket.socket] = []
    try:
        tcp = socket.socket(family, socket.SOCK_STREAM)
        made.append(tcp)
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        udp = socket.socket(family, socket.SOCK_DGRAM)
        made.append(udp)
        for each in made:
            if family == socket.AF_INET6:
                each.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        tcp.bind((address, port))
        port = tcp.getsockname()[1]
        udp.bind((address, port))
        tcp.listen(_BACKLOG)
    except OSError as problem:
        for each in made:
            each.close()
        reason = problem.strerror
        raise ResolverPortTaken(address=address, port=port, reason=reason) from problem
    return port, udp, tcp


def listen(address: str, port: int) -> socket.socket:
    """Answer a listening TCP socket for HTTP. Raises: ResolverPortTaken."""
    try:
        return listening_socket(address, port)
    except OSError as problem:
        reason = problem.strerror
        raise ResolverPortTaken(address=address, port=port, reason=reason) from problem
