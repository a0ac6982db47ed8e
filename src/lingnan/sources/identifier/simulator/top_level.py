"""The simulated node itself: refers to the second-level node, and takes its place when it fails.

Beforehand it is a Handle service of its own that holds the prefix handle of the second-level node
with its site as HS_SITE.PREFIX, so that everything below is referred there (303). After a takeover
it is a service on what was restored from the deposits: resolution and registration as before.

Source: Handle protocol facts §1.18, §4.4.
"""

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from lingnan.sources.identifier.client.endpoint import Endpoint
from lingnan.sources.identifier.node.link import LocalLink
from lingnan.sources.identifier.node.model import Settings
from lingnan.sources.identifier.node.service import NodeService
from lingnan.sources.identifier.records.change import Create
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.records.stored import prepare
from lingnan.sources.identifier.records.writer import RecordWriter
from lingnan.sources.identifier.reporting.errors import DepositBroken
from lingnan.sources.identifier.reporting.escrow.gather import BUSINESS_TABLES
from lingnan.sources.identifier.reporting.escrow.model import Head
from lingnan.sources.identifier.reporting.escrow.restore import restore
from lingnan.sources.identifier.reporting.escrow.seal import open_sealed
from lingnan.sources.identifier.simulator.probe import ProbeResult, is_takeover, probe
from lingnan.sources.identifier.simulator.reception import Reception
from lingnan.sources.identifier.wire.codes import InterfaceType, Protocol
from lingnan.sources.identifier.wire.handle import prefix_handle
from lingnan.sources.identifier.wire.site import Interface, Server, SiteInfo, pack_address
from lingnan.sources.identifier.wire.typed import HS_SITE, HS_SITE_PREFIX
from lingnan.sources.identifier.wire.value import HandleValue, encode_values
from lingnan.store.database import Database

_RESERVE: Final = 1 << 20
_DATABASE: Final = "node.sqlite"
_RECORDS: Final = "records"
_SITE_INDEX: Final = 1
_PREFIX_SITE_INDEX: Final = 2


@dataclass(frozen=True, slots=True)
class Drill:
    """What one round of probes led to. `deposits`: those restored from; empty without takeover."""

    results: tuple[ProbeResult, ...]
    is_takeover: bool
    deposits: tuple[str, ...] = ()
    identifiers_count: int = 0


class TopLevel:
    """The simulated node; a context manager.

    Args:
        prefix: of the second-level node. delegated: where it is. site: of this node.
    """

    def __init__(
        self,
        folder: Path,
        reception: Reception,
        prefix: str,
        delegated: SiteInfo,
        site: SiteInfo,
        endpoints: Sequence[Endpoint],
    ) -> None:
        self.reception = reception
        self.prefix = prefix
        self.is_serving_deposit = False
        self._folder = folder
        self._endpoints = tuple(endpoints)
        self._site = site
        self._place = _Place(folder / "own")
        self._delegate(delegated)
        settings = Settings((prefix.rpartition(".")[0] or "0",), site)
        self.service = self._place.service(settings)

    def __enter__(self) -> "TopLevel":
        return self

    def __exit__(self, *_: object) -> None:
        self._place.close()

    async def drill(self, *, timeout: float = 2.0, is_forced: bool = False) -> Drill:
        """Probe the second-level node, and take over when enough probes find it down.

        Raises: DepositBroken, DepositChainBroken when there is nothing sound to take over from.
        """
        results = await probe(self._endpoints, self.prefix, timeout=timeout)
        if self.is_serving_deposit or not (is_forced or is_takeover(results)):
            return Drill(tuple(results), is_takeover=self.is_serving_deposit)
        names = self.take_over()
        count = self._place.reader.records_count()
        return Drill(tuple(results), is_takeover=True, deposits=names, identifiers_count=count)

    def take_over(self) -> tuple[str, ...]:
        """Restore the newest full deposit and what follows it, and serve from it; answer which.

        Raises: DepositBroken, DepositChainBroken.
        """
        chain = self.reception.complete_deposits()
        starts = [n for n, (_, manifest, _) in enumerate(chain) if manifest.head.kind == "FULL"]
        if not starts:
            raise DepositBroken(place=self.reception.deposits, reason="no full deposit")
        folder = self._folder / "takeover"
        shutil.rmtree(folder, ignore_errors=True)
        place = _Place(folder, is_open=False)
        held: Head | None = None
        names = []
        for where, _, signer in chain[starts[-1] :]:
            manifest, items = open_sealed(where, self.reception.key, signer)
            held = restore(place.database, manifest.head, items, held=held, tables=BUSINESS_TABLES)
            names.append(manifest.head.deposit_id)
        place.open()
        before, self._place = self._place, place
        self.service = place.service(Settings((self.prefix,), self._site))
        self.is_serving_deposit = True
        before.close()
        return tuple(names)

    def with_port(self, port: int) -> None:
        """Tell the site the port that was bound, where a free one was asked for."""
        self._site = _with_port(self._site, port)
        self.service = self._place.service(replace(self.service.settings, site=self._site))

    def _delegate(self, delegated: SiteInfo) -> None:
        octets, now = delegated.encode(), int(time.time())
        values = (
            HandleValue(_SITE_INDEX, HS_SITE, octets, timestamp=now),
            HandleValue(_PREFIX_SITE_INDEX, HS_SITE_PREFIX, octets, timestamp=now),
        )
        wish = Create(prefix_handle(self.prefix), prepare(encode_values(values)), overwrite=True)
        self._place.writer.apply([wish])


class _Place:
    """A database with its resolution file and their one writer."""

    def __init__(self, folder: Path, *, is_open: bool = True) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.database = Database(f"sqlite:///{folder / _DATABASE}")
        self.database.migrate()
        if is_open:
            self.open()

    def open(self) -> None:
        self.writer = RecordWriter(self.database, self._folder / _RECORDS, reserve=_RESERVE)
        self.reader = RecordReader(self._folder / _RECORDS)

    def service(self, settings: Settings) -> NodeService:
        return NodeService(settings, self.reader, LocalLink(self.writer))

    def close(self) -> None:
        self.reader.close()
        self.writer.close()
        self.database.engine.dispose()


def make_site(host: str, port: int, http_port: int | None = None) -> SiteInfo:
    """Answer a site of one server with UDP, TCP and perhaps HTTP at one address."""
    both = InterfaceType.ADMIN | InterfaceType.QUERY
    interfaces = [Interface(both, Protocol.UDP, port), Interface(both, Protocol.TCP, port)]
    if http_port is not None:
        interfaces.append(Interface(both, Protocol.HTTP, http_port))
    return SiteInfo(1, (Server(1, pack_address(host), b"", tuple(interfaces)),))


def endpoints_of(site: SiteInfo) -> list[Endpoint]:
    """Answer every end point of a site: one probe each."""
    return [
        Endpoint(Protocol(each.protocol), server.host, each.port)
        for server in site.servers
        for each in server.interfaces
    ]


def _with_port(site: SiteInfo, port: int) -> SiteInfo:
    (server,) = site.servers
    moved = tuple(
        replace(each, port=port) if each.protocol in {Protocol.UDP, Protocol.TCP} else each
        for each in server.interfaces
    )
    return replace(site, servers=(replace(server, interfaces=moved),))
