"""The program: HTTP, UDP and TCP of the simulated node in one process, until it is told to end.

Not for what it does (see web, top_level). Run by `lingnan node simulate-top`.
"""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import uvicorn

from lingnan.sources.identifier.proof.key import PrivateKey, make_private_key, public_key_of
from lingnan.sources.identifier.proof.key_file import read_key_file, write_key_file
from lingnan.sources.identifier.proof.key_text import read_pem, write_pem
from lingnan.sources.identifier.simulator.handle_port import HandlePort
from lingnan.sources.identifier.simulator.reception import Reception
from lingnan.sources.identifier.simulator.top_level import TopLevel, endpoints_of, make_site
from lingnan.sources.identifier.simulator.web import make_app
from lingnan.sources.identifier.wire.site import SiteInfo

KEY_FILE: Final = "top.key.pem"
PUBLIC_FILE: Final = "top.pem"


@dataclass(frozen=True, slots=True)
class SimulatorWish:
    """What to simulate.

    Attributes:
        prefix: of the second-level node; delegated: where that is. applications: name → file with
            the public key of a node that may report. port: of Handle requests; 0 any free one.
    """

    folder: Path
    prefix: str
    delegated: SiteInfo
    applications: dict[str, Path] = field(default_factory=dict)
    host: str = "127.0.0.1"
    port: int = 2641
    http_port: int = 8700


def now() -> datetime:
    """Answer the instant, in UTC."""
    return datetime.now(UTC)


def simulator_key(folder: Path) -> PrivateKey:
    """Answer the key of the simulated node, made when first asked for; its public half beside it.

    Raises: KeyFileMissing, BadKey.
    """
    path = folder / KEY_FILE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        key = make_private_key("SM2")
        write_key_file(path, key, None)
        (folder / PUBLIC_FILE).write_text(write_pem(public_key_of(key)), encoding="ascii")
    return read_key_file(path)


async def simulate(
    wish: SimulatorWish,
    *,
    ready: Callable[[int, int], None],
    ended: asyncio.Event | None = None,
    clock: Callable[[], datetime] = now,
) -> None:
    """Serve until SIGTERM, SIGINT or `ended`; `ready` gets the Handle and the HTTP port.

    Raises: OSError when a port is taken; errors of the key files.
    """
    key = simulator_key(wish.folder)
    applications = {
        name: read_pem(path.read_text(encoding="ascii")) for name, path in wish.applications.items()
    }
    reception = Reception(wish.folder, key, applications)
    site = make_site(wish.host, wish.port or 1)
    ended = ended or asyncio.Event()
    loop = asyncio.get_running_loop()
    node = TopLevel(
        wish.folder, reception, wish.prefix, wish.delegated, site, endpoints_of(wish.delegated)
    )
    with node:
        port = HandlePort(lambda: node.service)
        bound = await port.start(wish.host, wish.port)
        node.with_port(bound)
        app = make_app(node, wish.folder, clock)
        configuration = uvicorn.Config(
            app, host=wish.host, port=wish.http_port, log_level="warning", lifespan="off"
        )
        server = _Server(configuration)
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, ended.set)
        serving = asyncio.create_task(server.serve())
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        try:
            if not serving.done():
                ready(bound, server.servers[0].sockets[0].getsockname()[1])
                waiting = asyncio.create_task(ended.wait())
                await asyncio.wait({waiting, serving}, return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
        finally:
            server.should_exit = True
            await serving
            await port.stop()


class _Server(uvicorn.Server):
    """A server that leaves signals to us: Handle ports have to be closed too."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield
