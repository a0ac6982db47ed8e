"""Run the console with uvicorn: TLS or this machine only, one process a processor, and a worker.

Worker processes find their store in the environment (`from_environment`). Not for the application
(assembly).
"""

import json
import os
import signal
import ssl
import sys
from dataclasses import asdict, dataclass
from ipaddress import ip_address
from pathlib import Path
from types import FrameType
from typing import Final

import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from lingnan.access import Access
from lingnan.console.assembly import assemble
from lingnan.console.pages.roadmap.known import warm_in_background
from lingnan.console.web.desk import Desk
from lingnan.console.web.errors import AddressUnusable
from lingnan.console.web.guard import known_hosts
from lingnan.console.work.watch import Watch
from lingnan.kernel import Text
from lingnan.packs import load_pack
from lingnan.store import Store

DEFAULT_PORT: Final = 8700
#: Of TLS 1.2 only with forward secrecy and authenticated; TLS 1.3 has no others.
#: Source: OWASP ASVS 4.0.3 V9.1.2; RFC 9325 section 4.2.
CIPHERS: Final = "ECDHE+AESGCM:ECDHE+CHACHA20"
WISH_VARIABLE: Final = "LINGNAN_CONSOLE_WISH"


@dataclass(frozen=True, slots=True)
class ServeWish:
    """How the console is served.

    Attributes:
        hosts: names under which readers reach it; empty on this machine only.
        is_behind_tls: whether a proxy before it brings TLS.
        has_worker: whether it starts the process that does imports and runs.
    """

    store: str
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    certificate: str | None = None
    certificate_key: str | None = None
    hosts: tuple[str, ...] = ()
    is_behind_tls: bool = False
    workers: int = 1
    has_worker: bool = True

    @property
    def has_tls(self) -> bool:
        """Whether it brings TLS itself."""
        return self.certificate is not None and self.certificate_key is not None

    @property
    def address(self) -> str:
        """The address for a reader on this machine."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.has_tls else 'http'}://{name}:{self.port}"


def desk_of(wish: ServeWish) -> Desk:
    """Open what the console works with. Raises: NoStore, PackNotFound, KeyUnusable …"""
    store = Store.open(Path(wish.store))
    return Desk(
        store=store,
        pack=load_pack(store.manifest.pack),
        access=Access.of(store),
        hosts=known_hosts(wish.hosts),
        is_secure=wish.has_tls or wish.is_behind_tls,
    )


def from_environment() -> ASGIApp:
    """Make the console of the wish in the environment; called in each worker process."""
    told = json.loads(os.environ[WISH_VARIABLE])
    desk = desk_of(ServeWish(**{**told, "hosts": tuple(told["hosts"])}))
    warm_in_background(desk)
    return assemble(desk)


def serve(wish: ServeWish) -> None:
    """Serve until stopped; the worker is started again when it dies. Raises: AddressUnusable."""
    check_wish(wish)
    configuration = configuration_of(wish)
    watch = Watch(Path(wish.store))
    if wish.has_worker:
        watch.start()
    # The server hands a signal on when it has ended: the worker must still be ended then.
    signal.signal(signal.SIGTERM, _leave)
    try:
        if wish.workers == 1:
            uvicorn.Server(configuration).run()
        else:
            Multiprocess(configuration, [configuration.bind_socket()]).run()
    except KeyboardInterrupt:
        pass
    finally:
        watch.stop()


def check_wish(wish: ServeWish) -> None:
    """Refuse to be reached by others without TLS. Raises: AddressUnusable."""
    if not wish.has_tls and not wish.is_behind_tls and not _is_own(wish.host):
        raise AddressUnusable(reason=Text(f"{wish.host} 没有 TLS", f"{wish.host} without TLS"))


def configuration_of(wish: ServeWish) -> uvicorn.Config:
    """Answer how uvicorn is to run. Raises: AddressUnusable: a certificate that fails."""
    os.environ[WISH_VARIABLE] = json.dumps(asdict(wish))
    configuration = uvicorn.Config(
        "lingnan.console.serve:from_environment",
        factory=True,
        host=wish.host,
        port=wish.port,
        workers=wish.workers,
        loop="uvloop",
        http="httptools",
        # Addresses of requests hold codes of enterprises; who saw what stands in the audit trail.
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=wish.is_behind_tls,
        h11_max_incomplete_event_size=32_768,
        timeout_keep_alive=30,
        # On a busy machine a worker may not answer for a while; it is not dead, and who is being
        # answered would be cut off.
        timeout_worker_healthcheck=60,
        ssl_certfile=wish.certificate if wish.has_tls else None,
        ssl_keyfile=wish.certificate_key if wish.has_tls else None,
        ssl_ciphers=CIPHERS,
    )
    try:
        if wish.has_tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(str(wish.certificate), str(wish.certificate_key))
    except (OSError, ssl.SSLError) as problem:
        raise AddressUnusable(reason=type(problem).__name__) from problem
    return configuration


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def _is_own(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
