"""What the writer lets go of once an hour: networks of askers that were reported, old outbox rows.

What is still needed is told by reporting.retention; this is when it is asked, and by whom.
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Final

from lingnan.kernel import LingnanError

if TYPE_CHECKING:
    from lingnan.sources.identifier.node.configuration import NodeConfiguration
    from lingnan.sources.identifier.records.writer import RecordWriter
    from lingnan.store.database import Database

EVERY_SECONDS: Final = 3_600.0
#: The first time, once the node has settled.
_FIRST_SECONDS: Final = 60.0


class Retention:
    """Lets go of what is not needed any more; lives in the writer process."""

    def __init__(
        self,
        configuration: "NodeConfiguration",
        database: "Database",
        writer: "RecordWriter",
        *,
        clock: Callable[[], float] = monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._configuration = configuration
        self._database = database
        self._writer = writer
        self._clock = clock
        self._now = now
        self._due_at = clock() + _FIRST_SECONDS

    def tick(self) -> None:
        """Look whether an hour has passed; a failure is told and tried again in an hour."""
        if self._clock() < self._due_at:
            return
        self._due_at = self._clock() + EVERY_SECONDS
        try:
            self.let_go()
        except (LingnanError, OSError, ValueError) as problem:
            told = problem.render("en") if isinstance(problem, LingnanError) else str(problem)
            sys.stderr.write(f"{told}\n")

    def let_go(self) -> tuple[int, int]:
        """Forget networks and trim the outbox; answer how many rows of each.

        Raises: DatabaseUnusable, StoreWriteFailed, DepositBroken; errors of the key file.
        """
        # The writer is spared what reporting needs until it is asked.
        from lingnan.sources.identifier.reporting.configuration import FILE
        from lingnan.sources.identifier.reporting.retention import forget_reported, outbox_needs

        configuration, now = self._configuration, self._now()
        node = configuration.file.prefixes[0]
        is_reporting = (configuration.folder / FILE).exists()
        signer = configuration.key() if is_reporting else None
        forgotten = forget_reported(self._database, node, now)
        needs = outbox_needs(self._database, node, configuration.folder, signer, now)
        return forgotten, self._writer.trim_outbox(needs)
