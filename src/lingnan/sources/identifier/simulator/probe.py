"""Probes of a second-level node: resolution and registration over UDP, TCP and HTTP.

Resolution is up when a resolve of the node's prefix handle is answered by a code that a living node
gives. Registration is up when a creation without proof is answered with a challenge: nothing is
changed by asking. Source: Handle protocol facts §1.10, §4.4.
"""

import asyncio
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from lingnan.sources.identifier.client.channel import Channel
from lingnan.sources.identifier.client.endpoint import Endpoint
from lingnan.sources.identifier.client.errors import ClientError
from lingnan.sources.identifier.client.tcp import TcpChannel
from lingnan.sources.identifier.client.tunnel import TunnelChannel
from lingnan.sources.identifier.client.udp import UdpChannel
from lingnan.sources.identifier.wire.body.change import ValuesRequest
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest
from lingnan.sources.identifier.wire.codes import PLAIN_FLAGS, Operation, Protocol, Response
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.message import Message

Service = Literal["resolution", "registration"]
#: Take over when at least this share of the probes finds one of the services down.
TAKEOVER_SHARE: Final = 0.51
_RESOLVES: Final = frozenset({Response.SUCCESS, Response.HANDLE_NOT_FOUND})
_REGISTERS: Final = frozenset({Response.AUTHENTICATION_NEEDED})
_TWELVE_HOURS: Final = 43_200


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What one probe found of one service; `response` 0 without an answer."""

    service: Service
    protocol: str
    is_up: bool
    response: int
    milliseconds: float


async def probe(
    endpoints: Sequence[Endpoint], prefix: str, *, timeout: float = 2.0
) -> list[ProbeResult]:
    """Probe both services at every end point, all at once."""
    asked = [
        _ask(endpoint, service, prefix, timeout)
        for endpoint in endpoints
        for service in ("resolution", "registration")
    ]
    return list(await asyncio.gather(*asked))


def share_down(results: Sequence[ProbeResult], service: Service) -> float:
    """Answer the share of probes, 0–1, that found a service down; 0 without any."""
    chosen = [each for each in results if each.service == service]
    return sum(not each.is_up for each in chosen) / len(chosen) if chosen else 0.0


def is_takeover(results: Sequence[ProbeResult]) -> bool:
    """Answer whether the top-level node has to take over (Handle protocol facts §4.4)."""
    services: tuple[Service, ...] = ("resolution", "registration")
    return any(share_down(results, service) >= TAKEOVER_SHARE for service in services)


async def _ask(endpoint: Endpoint, service: Service, prefix: str, timeout: float) -> ProbeResult:
    if service == "resolution":
        body = ResolveRequest(f"0.NA/{prefix}").encode()
        operation, good = Operation.RESOLVE, _RESOLVES
    else:
        body = ValuesRequest(f"{prefix}/PROBE-{secrets.token_hex(6)}", ()).encode()
        operation, good = Operation.CREATE_HANDLE, _REGISTERS
    expires = int(time.time()) + _TWELVE_HOURS
    octets = Message(operation, flags=PLAIN_FLAGS, expires=expires, body=body).encode()
    envelope = Envelope(2, 11, 1 + secrets.randbelow(2**31 - 1), len(octets))
    began = time.perf_counter()
    response = await _response(endpoint, envelope, octets, timeout)
    spent = round((time.perf_counter() - began) * 1000, 3)
    return ProbeResult(service, endpoint.protocol.name, response in good, response, spent)


async def _response(endpoint: Endpoint, envelope: Envelope, octets: bytes, timeout: float) -> int:
    channel = _channel(endpoint)
    try:
        async with asyncio.timeout(timeout):
            async with await channel.send(envelope, octets, timeout) as conversation:
                whole = await conversation.receive(timeout)
        return Message.decode(whole.message).response
    except (ClientError, WireError, OSError, TimeoutError):
        return 0
    finally:
        await channel.close()


def _channel(endpoint: Endpoint) -> Channel:
    if endpoint.protocol is Protocol.UDP:
        return UdpChannel(endpoint)
    if endpoint.protocol is Protocol.TCP:
        return TcpChannel(endpoint)
    return TunnelChannel(endpoint)
