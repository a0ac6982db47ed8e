"""A resolution file on another machine, fed from the outbox of the writer's database.

Not for fetching the stream (the node does, over HTTP) and not for answering from it (see reader).
"""

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from lingnan.sources.identifier.records.environment import (
    MAP_SIZE,
    Environment,
    discard,
    guard,
    is_trusted,
    read_position,
    sole_writer,
)
from lingnan.sources.identifier.records.errors import RecordsDiverged
from lingnan.sources.identifier.records.replay import apply_changes
from lingnan.sources.identifier.records.stream import decode_stream


class Replica:
    """Owns the file of a replica; a context manager.

    A file that a fallen machine may have torn is thrown away: the replica starts empty, and is fed
    from the first change, or from a copy (see environment.copy_file) when the outbox is trimmed.

    Raises: WriterRunning, RecordsFull.
    """

    def __init__(self, folder: Path, *, map_size: int = MAP_SIZE) -> None:
        self.folder = folder
        with ExitStack() as opened:
            opened.enter_context(sole_writer(folder))
            if not is_trusted(folder):
                discard(folder)
            self.environment = Environment(folder, is_writer=True, map_size=map_size)
            guard(folder, is_clean=False)
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Wait until the file is on the disk, and let go of it."""
        self.environment.handle.sync(True)
        self.environment.close()
        guard(self.folder, is_clean=True)
        self._opened.close()

    def position(self) -> tuple[int, int]:
        """Answer sequence and mark to ask the next stream with."""
        with self.environment.handle.begin() as transaction:
            return read_position(transaction, self.environment)

    def apply(self, octets: bytes) -> int:
        """Apply a stream, all of it or nothing; answer how many changes it had.

        Raises:
            StreamBroken: the octets are none. RecordsDiverged: it does not begin where this file
                stands. RecordsFull, RecordsWriteFailed.
        """
        stream = decode_stream(octets)
        held = self.position()
        if (stream.after, stream.mark) != held:
            raise RecordsDiverged(
                path=self.folder, held=held[0], oldest=stream.after + 1, newest=stream.after
            )
        apply_changes(self.environment, stream.changes)
        return len(stream.changes)
