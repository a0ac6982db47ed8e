"""What tests of the client share: users, names, how to run them."""

import asyncio
from collections.abc import Awaitable, Callable

from lingnan.sources.identifier.client import (
    Options,
    SecretIdentity,
)
from lingnan.sources.identifier.proof.key import make_private_key
from lingnan.sources.identifier.wire.codes import Protocol
from lingnan.sources.identifier.wire.reference import Reference
from sources.identifier.client.service import SECRET

#: Synthetic.
HANDLE = "88.900.1/a"
USER = Reference("88.900.1/ADMIN", 300)
ADMIN = SecretIdentity(USER, SECRET, iterations=10)
RSA = make_private_key("RSA")
FAST = Options(timeout=2.0, udp_waits=(0.05, 0.1, 0.15))


def run(work: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(work())  # type: ignore[arg-type]


def only(*protocols: Protocol, **more: object) -> Options:
    return Options(
        timeout=2.0,
        udp_waits=FAST.udp_waits,
        protocols=frozenset(protocols),
        **more,  # type: ignore[arg-type]
    )
