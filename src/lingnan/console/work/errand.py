"""What a task is given when it does a job: store, pack, the job, and whom to tell how far it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from lingnan.console.work.job import Job
from lingnan.packs import Pack
from lingnan.store import Store

#: Files that jobs make stand here, a folder a job.
MADE: Final = "made"
Advance = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Errand:
    """A job on its way.

    Attributes:
        advance: is told the share done, 0 to 1; the job may be stopped there.
        hold: from here on it cannot be stopped any more, only finished.
    """

    store: Store
    pack: Pack
    job: Job
    advance: Advance
    hold: Callable[[], None] = lambda: None

    @property
    def at(self) -> datetime:
        """The instant for all that it writes: of the order, so that doing it again is the same."""
        return self.job.created_at

    def part(self, start: float, end: float, *, hold_at: float | None = None) -> Advance:
        """Answer an `advance` for a part of the whole; from `hold_at` of it on nothing stops it."""

        def told(share: float) -> None:
            self.advance(start + (end - start) * share)
            if hold_at is not None and share >= hold_at:
                self.hold()

        return told

    def made(self, file_name: str) -> Path:
        """Answer where to write a file that the job makes; its folder is there."""
        path = made_file(self.store, self.job.job_id, file_name)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


#: Does a job; answers its outcome, plain values.
Task = Callable[[Errand], Mapping[str, Any]]


def made_file(store: Store, job_id: str, file_name: str) -> Path:
    """Answer where a file stands that a job made."""
    return store.root / MADE / job_id / file_name
