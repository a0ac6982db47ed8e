"""What every page works with: store, pack, access, clock and bounds; one per process."""

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lingnan.access import Access
from lingnan.access.oidc import Federation
from lingnan.access.request_limit import RequestLimit
from lingnan.console.shelf import Kept, Shelf, Shelves
from lingnan.packs import Pack
from lingnan.pipeline.errors import NoRun
from lingnan.registry import Registry
from lingnan.store import Engine, Store
from lingnan.store.runs import Run, last_run


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of a request.

    Attributes:
        form_octets, upload_octets: of a form, and of one with files.
        field_signs: of one field.
        requests, burst: of one reader, a second and at once.
        readers: so many times as much of one network address, behind which many may stand.
        engines, engine_memory: computing engines kept at hand, and the memory of each.
        run_seconds: how long the last run is remembered before it is looked up again.
    """

    form_octets: int = 1 << 20
    upload_octets: int = 200 << 20
    field_signs: int = 20_000
    requests: float = 50.0
    burst: int = 200
    readers: int = 20
    engines: int = 2
    engine_memory: str = "1GB"
    run_seconds: float = 2.0


@dataclass(slots=True)
class Desk:
    """The tools of the console.

    Attributes:
        hosts: names under which it is served; empty when any will do (behind a proxy, in tests).
        is_secure: whether readers reach it over TLS; then cookies are for TLS only.
        shelves: lists of enterprises, prepared for the last run.
        kept: what a run fixes, kept under the run's id, the reader's language and a name.
    """

    store: Store
    pack: Pack
    access: Access
    clock: Callable[[], datetime] = _now
    bounds: Bounds = field(default_factory=Bounds)
    hosts: frozenset[str] = frozenset()
    is_secure: bool = False
    registry: Registry = field(init=False)
    limit: RequestLimit = field(init=False)
    shelves: Shelves = field(init=False)
    kept: Kept = field(init=False, default_factory=Kept)
    network_limit: RequestLimit = field(init=False)
    federation: Federation = field(init=False)
    _engines: "queue.LifoQueue[Engine | None]" = field(init=False)
    _run: tuple[float, Run | None] = field(init=False, default=(float("-inf"), None))

    def __post_init__(self) -> None:
        self.registry = Registry(self.store)
        bounds, readers = self.bounds, self.bounds.readers
        self.federation = Federation.of(self.store.root, self.access.sealer)
        self.limit = RequestLimit(per_second=bounds.requests, burst=bounds.burst)
        self.network_limit = RequestLimit(
            per_second=bounds.requests * readers, burst=bounds.burst * readers
        )
        self.shelves = Shelves(self.store, self.pack)
        self._engines = queue.LifoQueue()
        for _ in range(self.bounds.engines):
            self._engines.put(None)

    @property
    def run(self) -> Run | None:
        """The last run, null before the first; looked up again after some seconds."""
        looked_at, found = self._run
        if time.monotonic() - looked_at >= self.bounds.run_seconds:
            found = last_run(self.store.database)
            self._run = (time.monotonic(), found)
        return found

    @property
    def shelf(self) -> Shelf:
        """Lists of the last run, of the one before while they are made.

        Raises: NoRun, ShelfNotReady, ShelfBroken.
        """
        run = self.run
        if run is None:
            raise NoRun
        return self.shelves.of(run)

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        """Lend one of the computing engines; waits while all are in use.

        Tables of one user of an engine may stay in it: name them for what they hold.
        """
        engine = self._engines.get()
        try:
            if engine is None:
                engine = self.store.engine(memory_limit=self.bounds.engine_memory)
            yield engine
        finally:
            self._engines.put(engine)

    def close(self) -> None:
        """End the engines and the lists; nobody may be using one."""
        self.shelves.close()
        for _ in range(self.bounds.engines):
            engine = self._engines.get()
            if engine is not None:
                engine.close()
            self._engines.put(None)
