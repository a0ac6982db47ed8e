"""A top-level, a second-level and an enterprise node on real sockets, and a resolver before them.

Prefixes are synthetic: 88 is the top level, 88.900 the second, 88.900.1 and 88.900.2 enterprises.
"""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from lingnan.sources.identifier.client import Options, read_server
from lingnan.sources.identifier.node.intake import Intake
from lingnan.sources.identifier.node.limits import AccessList, SourceLimits, Sources
from lingnan.sources.identifier.node.metrics import Metrics
from lingnan.sources.identifier.node.model import Peer, Transport
from lingnan.sources.identifier.node.plain import PlainWay
from lingnan.sources.identifier.node.tcp import TcpPort
from lingnan.sources.identifier.node.udp import UdpPort
from lingnan.sources.identifier.proof.key import PrivateKey, public_key_of
from lingnan.sources.identifier.proof.key_record import encode_key
from lingnan.sources.identifier.resolver.back_end import Group, make_group
from lingnan.sources.identifier.resolver.policy import Policy
from lingnan.sources.identifier.resolver.recursion import Recursion
from lingnan.sources.identifier.resolver.service import ResolverService
from lingnan.sources.identifier.resolver.worker import bind
from lingnan.sources.identifier.wire.body.catalogue import decode_body
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest
from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.codes import PLAIN_FLAGS, Operation
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.site import Interface, Server, SiteInfo, pack_address
from lingnan.sources.identifier.wire.value import HandleValue
from sources.identifier.node.core.kit import Clock, Node, admin, close, make_node, secret, url

FAST = Options(timeout=1.0, udp_waits=(0.4, 0.5))
PLAIN = PLAIN_FLAGS.value
PEER = Peer("192.0.2.1", Transport.UDP)
LOCAL = "127.0.0.1"


def site_at(port: int, key: PrivateKey | None = None) -> SiteInfo:
    ways = (Interface(3, 0, port), Interface(3, 1, port))
    octets = b"" if key is None else encode_key(public_key_of(key))
    return SiteInfo(3, (Server(1, pack_address(LOCAL), octets, ways),))


def site_value(kind: str, site: SiteInfo, index: int = 1, ttl: int = 86_400) -> HandleValue:
    return HandleValue(index, kind, site.encode(), ttl)


@dataclass
class Counted:
    """A service that counts the handles it is asked for, and may be slow."""

    service: object
    asked: list[tuple[int, str]] = field(default_factory=list)
    delay: float = 0.0

    async def answer(self, envelope: Envelope, octets: bytes, peer: Peer) -> list[bytes]:
        message = Message.decode(octets)
        body = decode_body(message).body
        self.asked.append((message.operation, getattr(body, "handle", "")))
        if self.delay:
            await asyncio.sleep(self.delay)
        return await self.service.answer(envelope, octets, peer)

    def forget(self, connection: int) -> None:
        pass

    def resolved(self) -> list[str]:
        return [handle for operation, handle in self.asked if operation == Operation.RESOLVE]


class Nothing:
    """Sends everything the general way, where it is counted."""

    def renew(self) -> None: ...
    def rest(self) -> None: ...
    def answer(self, packet: bytes) -> None: ...


@dataclass
class Served:
    """One service on a port."""

    counted: Counted
    port: int
    udp: UdpPort
    tcp: TcpPort
    intake: Intake
    node: Node | None = None
    is_stopped: bool = False

    async def stop(self) -> None:
        if self.is_stopped:
            return
        self.is_stopped = True
        self.tcp.close()
        self.udp.close()
        await self.intake.finish(1.0)
        self.tcp.end()
        self.udp.end()


def serve(service, sockets, *, is_quick: bool = False, node: Node | None = None) -> Served:
    port, udp, tcp = sockets
    counted = Counted(service)
    quick = Nothing()
    if is_quick and node is not None:
        quick = PlainWay(node.service.host.reader, node.service.settings)
    intake = Intake(
        service if is_quick else counted, quick, Sources(SourceLimits(), AccessList()), Metrics()
    )
    return Served(counted, port, UdpPort(udp, intake), TcpPort([tcp], intake), intake, node)


@dataclass
class Chain:
    """Three nodes, and what a resolver needs to ask them."""

    top: Served
    second: Served
    enterprise: Served

    def group(self) -> Group:
        return make_group("root", [read_server(f"{LOCAL}:{self.top.port}")])

    def all(self) -> tuple[Served, ...]:
        return self.top, self.second, self.enterprise

    def counts(self) -> tuple[int, ...]:
        return tuple(len(each.counted.resolved()) for each in self.all())


@asynccontextmanager
async def chain(folder: Path, *, keys=None, is_quick: bool = False):
    """Run the three nodes."""
    keys = keys or (None, None, None)
    bound = [bind(LOCAL, 0) for _ in range(3)]
    sites = [site_at(each[0], key) for each, key in zip(bound, keys, strict=True)]
    nodes = [
        make_node(folder, number, prefixes=(prefix,), site=site, key=key)
        for number, (prefix, site, key) in enumerate(
            zip(("88", "88.900", "88.900.1"), sites, keys, strict=True)
        )
    ]
    top, second, enterprise = nodes
    top.put_all({
        "0.NA/88": (url(),),
        "0.NA/88.900": (
            site_value("HS_SITE", sites[1]), site_value("HS_SITE.PREFIX", sites[1], 2),
        ),
    })  # fmt: skip
    second.put_all({
        "0.NA/88.900": (url(),),
        "0.NA/88.900.1": (site_value("HS_SITE", sites[2]), admin()),
        "0.NA/88.900.2": (site_value("HS_SITE", sites[1]), admin()),
        "88.900.2/b": (url(2, "b"),),
    })  # fmt: skip
    enterprise.put_all({
        "88.900.1/a": (url(1, "a", ttl=100), HandleValue(2, "EMAIL", b"a@example.com", 50)),
        "88.900.1/zero": (url(1, "z", ttl=0),),
        "88.900.1/secret": (url(1, "s"), secret(300)),
    })  # fmt: skip
    served = [
        serve(node.service, each, is_quick=is_quick, node=node)
        for node, each in zip(nodes, bound, strict=True)
    ]
    try:
        yield Chain(*served)
    finally:
        for each in served:
            await each.stop()
        for node in nodes:
            assert node.service.unforeseen_count == 0
            close(node)


@dataclass
class Resolving:
    """A resolver and its clocks; `ask` goes through octets."""

    recursion: Recursion
    service: ResolverService
    clock: Clock
    pace: Clock
    number: int = 0

    async def ask(
        self, handle: str, *, types=(), indexes=(), flags: int = PLAIN, recursion: int = 0,
        version: tuple[int, int] = (2, 11),
    ) -> tuple[int, Body, Message]:  # fmt: skip
        """Ask as octets; answer code, body and message."""
        body = ResolveRequest(handle, tuple(indexes), tuple(types))
        message = Message(Operation.RESOLVE, 0, flags, recursion=recursion, body=body.encode())
        octets = message.encode()
        self.number += 1
        number = self.number
        envelope = Envelope(*version, number, len(octets))
        (raw,) = await self.service.answer(envelope, octets, PEER)
        head = Envelope.decode(raw)
        assert (head.request_id, head.length) == (number, len(raw) - 20)
        answer = Message.decode(raw[20:])
        return answer.response, decode_body(answer, head.version).body, answer

    async def code(self, handle: str, **more) -> int:
        return (await self.ask(handle, **more))[0]

    def count(self, name: str) -> int:
        return self.recursion.counters.counts[name]


@asynccontextmanager
async def resolving(groups, *, options=FAST, key=None, **policy):
    """Run a resolver before some groups; one group is the root."""
    if isinstance(groups, Group):
        groups = {"": groups}
    clock, pace = Clock(), Clock(1_000.0)
    recursion = Recursion(groups, Policy(**policy), options, clock=clock, pace=pace)
    service = ResolverService(recursion, site_at(1, key), key=key, language="en")
    try:
        yield Resolving(recursion, service, clock, pace)
    finally:
        await recursion.close()
        assert service.unforeseen_count == 0


async def dead_port() -> int:
    """Answer a port at which nobody listens."""
    port, udp, tcp = bind(LOCAL, 0)
    udp.close()
    tcp.close()
    return port
