"""The process of a replica that stands where a node has its writer: it follows another node.

It applies the changes of the node it is fed from to its own resolution file, once a second, keeps
the counters of the workers, and refuses to write. When its file cannot be led on, as after the
outbox was trimmed, it fetches a copy and ends with `RENEWED`: the supervisor then starts all
processes anew on it. Nothing is counted or audited here: a replica has no database.
"""

import gc
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from lingnan.kernel import LingnanError
from lingnan.sources.identifier.node.configuration import NodeConfiguration, read_configuration
from lingnan.sources.identifier.node.feed import Feed
from lingnan.sources.identifier.node.writer import WriterServer
from lingnan.sources.identifier.records.change import Batch, BatchOutcome, Change, Outcome
from lingnan.sources.identifier.records.environment import SITE_INFO, discard, guard
from lingnan.sources.identifier.records.replica import Replica
from lingnan.sources.identifier.wire.codes import Response

#: Exit status: a fresh copy lies ready.
RENEWED: Final = 75
COPY: Final = "copy.mdb"
_SECONDS: Final = 1.0
_LONGEST_SECONDS: Final = 30.0


class _Head(NamedTuple):
    sequence: int


class ReadOnly:
    """Stands for a writer and writes nothing."""

    def __init__(self, replica: Replica) -> None:
        self.folder = replica.folder
        self._replica = replica

    @property
    def head(self) -> _Head:
        """Answer the newest change that the replica has."""
        return _Head(self._replica.position()[0])

    def apply(self, wishes: Sequence[Change | Batch]) -> list[Outcome | BatchOutcome]:
        """Refuse every wish: read-only (7)."""
        return [
            BatchOutcome(Response.READ_ONLY, len(each.handles), {})
            if isinstance(each, Batch)
            else Outcome(Response.READ_ONLY)
            for each in wishes
        ]

    def sync(self) -> None:
        """Wait until the file is on the disk."""
        self._replica.environment.handle.sync(True)


class Follower:
    """Leads a replica on in a thread of its own.

    Attributes: has_copy: the file could not be led on; a fresh copy lies ready.
    """

    def __init__(self, replica: Replica, feed: Feed, *, seconds: float = _SECONDS) -> None:
        self.has_copy = False
        self._replica = replica
        self._feed = feed
        self._seconds = seconds
        self._ended = threading.Event()

    def stop(self) -> None:
        """End `run` soon."""
        self._ended.set()

    def catch_up(self) -> int:
        """Apply all changes there are, or fetch a copy; answer how many.

        Raises: FeedFailed, RecordsError, OSError.
        """
        total = 0
        while not self._ended.is_set():
            octets = self._feed.changes(*self._replica.position())
            if octets is None:
                fetch_copy(self._feed, self._replica.folder)
                self.has_copy = True
                return total
            applied = self._replica.apply(octets)
            if not applied:
                return total
            total += applied
        return total

    def run(self) -> None:
        """Follow until `stop`, or until a copy was fetched; a node that is away is asked again."""
        pause = self._seconds
        while not self._ended.wait(pause) and not self.has_copy:
            try:
                self.catch_up()
                pause = self._seconds
            except (LingnanError, OSError) as problem:
                # Told once, not with every try.
                if pause == self._seconds:
                    _tell(problem)
                pause = min(pause * 2, _LONGEST_SECONDS)


def _tell(problem: LingnanError | OSError) -> None:
    if isinstance(problem, LingnanError):
        sys.stderr.write(f"{problem.render('zh')}\n{problem.render('en')}\n")
    else:
        sys.stderr.write(f"{type(problem).__name__}: {problem.strerror}\n")


def take_copy(folder: Path) -> None:
    """Put a copy that was fetched in the place of the resolution file, if there is one."""
    draft = folder / COPY
    if draft.exists():
        discard(folder)
        draft.replace(folder / "data.mdb")
        guard(folder, is_clean=True)


def fetch_copy(feed: Feed, folder: Path) -> None:
    """Fetch a copy for `take_copy`. Raises: FeedFailed, OSError."""
    draft = folder / f"{COPY}.draft"
    feed.copy(draft)
    draft.replace(folder / COPY)


def _follow(configuration: NodeConfiguration) -> int:
    folder = configuration.records_folder
    take_copy(folder)
    with Replica(folder) as replica, Feed(configuration.feed_place()) as feed:
        site = configuration.site_info().encode()
        environment = replica.environment
        with environment.handle.begin(write=True) as transaction:
            transaction.put(SITE_INFO, site, db=environment.meta)
        configuration.keep_site(site)
        follower = Follower(replica, feed)
        server = WriterServer(ReadOnly(replica), configuration.folder, owner=sys.stdin.fileno())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: server.stop())

        def follow() -> None:
            try:
                follower.run()
            finally:
                server.stop()

        thread = threading.Thread(target=follow, name="follower", daemon=True)
        thread.start()
        server.run()
        follower.stop()
        thread.join()
    return RENEWED if follower.has_copy else 0


def main(arguments: list[str]) -> int:
    """Run until told to stop; answer the exit status. Arguments: folder, port, HTTP port."""
    try:
        told = read_configuration(Path(arguments[0])).with_ports(*map(int, arguments[1:3]))
        gc.freeze()
        return _follow(told)
    except LingnanError as failure:
        sys.stderr.write(f"{failure.render('zh')}\n{failure.render('en')}\n")
        return failure.exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
