"""What the writer keeps beside the records: acts for the audit trail, and counts of resolution.

Workers tell both once a second; acts are written at once in one transaction, counts every ten
seconds and at the end. A database that cannot be written to now is tried again. Not for changes,
which bring their acts with them (see records.truth).
"""

import json
import sys
from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Final

from lingnan.kernel import LingnanError
from lingnan.sources.identifier.counting.batch import CounterBatch
from lingnan.sources.identifier.node.frame import Kind
from lingnan.store.audit import Deed, record_deeds

if TYPE_CHECKING:
    from lingnan.sources.identifier.counting.gather import Gatherer
    from lingnan.sources.identifier.node.configuration import NodeConfiguration
    from lingnan.store.database import Database

KINDS: Final = frozenset((Kind.ACTS, Kind.COUNTS))
FLUSH_SECONDS: Final = 10.0
#: Acts in memory while the database cannot be written to; the oldest are kept.
MAX_ACTS: Final = 20_000


class Ledger:
    """The ledger of one node; lives in the writer process."""

    def __init__(
        self,
        database: "Database",
        gatherer: "Gatherer | None",
        *,
        clock: Callable[[], float] = monotonic,
        flush_seconds: float = FLUSH_SECONDS,
    ) -> None:
        self._database = database
        self._gatherer = gatherer
        self._clock = clock
        self._flush_seconds = flush_seconds
        self._flushed_at = clock()
        self._deeds: list[Deed] = []

    def take(self, kind: int, content: bytes) -> None:
        """Take one frame of a worker; one that cannot be read is left out."""
        try:
            if kind == Kind.ACTS:
                self._add([_read_deed(each) for each in json.loads(content)])
            elif kind == Kind.COUNTS and self._gatherer is not None:
                self._gatherer.add(CounterBatch.of_json(json.loads(content)))
        except LingnanError as problem:
            _tell(problem)
        except (ValueError, TypeError, KeyError) as problem:
            sys.stderr.write(f"{Kind(kind).name}: {type(problem).__name__}\n")

    def tick(self) -> None:
        """Write what is due."""
        if self._deeds:
            self._write_deeds()
        now = self._clock()
        if now - self._flushed_at >= self._flush_seconds:
            self._flushed_at = now
            self._flush(is_last=False)

    def close(self) -> None:
        """Write everything."""
        if self._deeds:
            self._write_deeds()
        self._flush(is_last=True)

    def _add(self, deeds: list[Deed]) -> None:
        self._deeds += deeds[: MAX_ACTS - len(self._deeds)]

    def _write_deeds(self) -> None:
        try:
            with self._database.begin() as connection:
                record_deeds(connection, self._deeds)
            self._deeds = []
        except LingnanError as problem:
            _tell(problem)

    def _flush(self, *, is_last: bool) -> None:
        if self._gatherer is None:
            return
        try:
            self._gatherer.flush(is_last=is_last)
        except LingnanError as problem:
            _tell(problem)


def open_ledger(configuration: "NodeConfiguration", database: "Database") -> Ledger:
    """Answer the ledger of a node's folder: whose networks are whose stands in reporting.yaml.

    Without that file nobody's network is known as an enterprise's own, and the node's own
    addresses are its only probes.

    Raises: NothingConfigured when reporting.yaml is there and cannot be read.
    """
    from lingnan.sources.identifier.counting.gather import Gatherer
    from lingnan.sources.identifier.counting.source import Ownership, read_networks
    from lingnan.sources.identifier.reporting.configuration import (
        FILE,
        read_reporting,
        source_key,
    )
    from lingnan.sources.identifier.wire.handle import fold_text

    known = Ownership()
    if (configuration.folder / FILE).exists():
        known = read_reporting(configuration.folder).ownership()
    enterprises = {fold_text(prefix): each for prefix, each in known.enterprises.items()}
    own = read_networks(configuration.own_addresses)
    gatherer = Gatherer(
        database,
        fold_text(configuration.file.prefixes[0]),
        source_key(configuration.folder),
        Ownership((*known.probes, *own), enterprises),
    )
    return Ledger(database, gatherer)


def _read_deed(told: list[object]) -> Deed:
    at, actor, action, thing, detail, origin, is_done = told
    return Deed(
        datetime.fromisoformat(str(at)),
        str(actor),
        str(action),
        str(thing),
        None if detail is None else str(detail),
        None,
        None if origin is None else str(origin),
        bool(is_done),
    )


def _tell(problem: LingnanError) -> None:
    sys.stderr.write(f"{problem.render('zh')}\n{problem.render('en')}\n")
