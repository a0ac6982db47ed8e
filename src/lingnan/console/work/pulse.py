"""The worker's pulse: a small file that says it lives, on which job, and how far it is.

Also where a running job is asked to stop. Files and not rows: a long import holds the one writer's
place of SQLite, and its progress must be seen, and it must be stopped, meanwhile.
"""

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from lingnan.store import Store

FOLDER: Final = "work"
_PULSE: Final = "pulse.json"
#: A worker whose pulse is older is taken for dead by those who look.
FRESH_SECONDS: Final = 15.0


@dataclass(frozen=True, slots=True)
class Pulse:
    """What the worker said last.

    Attributes:
        beat: seconds since 1970. job_id: null while it waits. share: done, 0 to 1.
        is_held: whether the job cannot be stopped any more.
    """

    worker_id: str
    beat: float
    job_id: str | None = None
    share: float = 0.0
    is_held: bool = False

    @property
    def is_alive(self) -> bool:
        """Whether it was said just now."""
        return abs(time.time() - self.beat) < FRESH_SECONDS


def folder_of(store: Store) -> Path:
    """Answer the folder of the worker's files; it is made when missing."""
    folder = store.root / FOLDER
    folder.mkdir(exist_ok=True)
    return folder


def write_pulse(store: Store, pulse: Pulse) -> None:
    """Say that the worker lives; a reader never sees a half."""
    folder = folder_of(store)
    draft = folder / f".{_PULSE}"
    draft.write_text(json.dumps(asdict(pulse)))
    draft.replace(folder / _PULSE)


def read_pulse(store: Store) -> Pulse | None:
    """Answer what the worker said last; null before the first."""
    try:
        return Pulse(**json.loads((store.root / FOLDER / _PULSE).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def share_of(store: Store, job_id: str) -> float:
    """Answer the share done of a running job."""
    pulse = read_pulse(store)
    return pulse.share if pulse is not None and pulse.job_id == job_id else 0.0


def ask_to_stop(store: Store, job_id: str) -> None:
    """Ask the worker to stop a running job."""
    _stop_file(store, job_id).touch()


def is_asked_to_stop(store: Store, job_id: str) -> bool:
    """Answer whether a job was asked to stop."""
    return _stop_file(store, job_id).exists()


def forget_stop(store: Store, job_id: str) -> None:
    """Forget that a job was asked to stop; it has ended."""
    _stop_file(store, job_id).unlink(missing_ok=True)


def _stop_file(store: Store, job_id: str) -> Path:
    return folder_of(store) / f"{job_id}.stop"
