"""Do the jobs of a store one after another: one process, told by a lock that ends with it.

A signal may end it at any time; what it was doing is then taken up by the next one. Not for
starting and watching that process (watch).
"""

import logging
import os
import secrets
import signal
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout

from lingnan.console.work.errand import Errand, Task
from lingnan.console.work.errors import JobBroken, WorkerBusy
from lingnan.console.work.job import Job, JobState
from lingnan.console.work.pulse import (
    Pulse,
    folder_of,
    forget_stop,
    is_asked_to_stop,
    write_pulse,
)
from lingnan.console.work.queue import (
    end_job,
    failure_cells,
    is_anything_waiting,
    release_job,
    take_job,
)
from lingnan.console.work.sweep import sweep
from lingnan.kernel import LingnanError
from lingnan.packs import load_pack
from lingnan.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

_log: Final = logging.getLogger(__name__)
_PULSE_SECONDS: Final = 1.0
_WAIT_SECONDS: Final = 0.5
_SWEEP_SECONDS: Final = 86_400.0


class Stopped(BaseException):
    """The worker was told to end; its job goes back into the queue."""


class Cancelled(BaseException):
    """The job that is being done was asked to stop."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Worker:
    """One worker of one store.

    Attributes:
        tasks: what to do, by kind of job.
        has_signals: whether jobs are stopped by signals; only in the main thread of a process.
    """

    store: Store
    tasks: Mapping[str, Task]
    clock: Callable[[], datetime] = _now
    has_signals: bool = False
    worker_id: str = field(default_factory=lambda: f"{os.getpid()}-{secrets.token_hex(4)}")
    _job_id: str | None = None
    _share: float = 0.0
    _is_held: bool = False
    _end: threading.Event = field(default_factory=threading.Event)
    _saying: threading.RLock = field(default_factory=threading.RLock)

    def run(self) -> None:
        """Do jobs until told to end, or until one was cancelled: a fresh process follows then.

        Raises: WorkerBusy.
        """
        swept = float("-inf")
        with self._alone(), self._beating():
            try:
                while True:
                    if time.monotonic() >= swept + _SWEEP_SECONDS:
                        sweep(self.store, self.clock)
                        swept = time.monotonic()
                    if not self.do_one():
                        time.sleep(_WAIT_SECONDS)
            except (Stopped, Cancelled):
                return

    def run_empty(self) -> int:
        """Do all jobs that wait, and answer how many. Raises: WorkerBusy."""
        count = 0
        with self._alone(), self._beating():
            while self.do_one():
                count += 1
        return count

    def do_one(self) -> bool:
        """Do the next job; answers whether there was one."""
        database = self.store.database
        if not is_anything_waiting(database, self.worker_id):
            return False
        found = take_job(database, self.worker_id, at=self.clock())
        if found is None:
            return False
        self._job_id, self._share, self._is_held = found.job_id, 0.0, False
        self._say()
        try:
            self._do(found)
        finally:
            self._job_id = None
            forget_stop(self.store, found.job_id)
            self._say()
        return True

    def _do(self, found: Job) -> None:
        database = self.store.database
        try:
            task = self.tasks[found.kind]
            pack = load_pack(self.store.manifest.pack)
            outcome = task(Errand(self.store, pack, found, self._advance, self._hold))
        except Stopped:
            release_job(database, found.job_id)
            raise
        except Cancelled:
            end_job(database, found.job_id, JobState.CANCELLED, None, at=self.clock())
            if self.has_signals:
                # The signal came between any two steps: what is left of them goes with the process.
                raise
        except LingnanError as failure:
            told = failure_cells(failure)
            end_job(database, found.job_id, JobState.FAILED, told, at=self.clock())
        except Exception as problem:  # noqa: BLE001  one job must not end the worker
            number = secrets.token_hex(4)
            _log.error("job %s %s (%s): %s", found.kind, found.job_id, number, _place(problem))
            told = failure_cells(JobBroken(number=number))
            end_job(database, found.job_id, JobState.FAILED, told, at=self.clock())
        else:
            end_job(database, found.job_id, JobState.DONE, outcome, at=self.clock())

    def _advance(self, share: float) -> None:
        self._share = min(1.0, max(self._share, share))
        self._say()
        if self._is_to_stop():
            raise Cancelled

    def _hold(self) -> None:
        self._is_held = True
        self._say()

    def _is_to_stop(self) -> bool:
        job_id = self._job_id
        return not self._is_held and job_id is not None and is_asked_to_stop(self.store, job_id)

    def _say(self) -> None:
        # Both threads say it; and a full disk, which a job will tell of, must not end it here.
        with self._saying, suppress(OSError):
            told = Pulse(
                self.worker_id, time.time(), self._job_id, self._share, is_held=self._is_held
            )
            write_pulse(self.store, told)

    @contextmanager
    def _alone(self) -> "Iterator[None]":
        """Hold the worker's lock; the operating system frees it when the process dies."""
        lock = FileLock(Path(folder_of(self.store)) / "worker.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise WorkerBusy from None
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _beating(self) -> "Iterator[None]":
        self._end.clear()
        beats = threading.Thread(target=self._beat, daemon=True)
        if self.has_signals:
            signal.signal(signal.SIGTERM, _stop)
            signal.signal(signal.SIGINT, _stop)
            signal.signal(signal.SIGUSR1, self._cancel)
        beats.start()
        try:
            yield
        finally:
            self._end.set()
            beats.join()

    def _beat(self) -> None:
        parent = os.getppid()
        while not self._end.wait(_PULSE_SECONDS):
            self._say()
            if not self.has_signals:
                continue
            if self._is_to_stop():
                os.kill(os.getpid(), signal.SIGUSR1)
            if os.getppid() != parent and self._job_id is None:
                # Who started it has died; what is begun is finished first.
                os.kill(os.getpid(), signal.SIGTERM)

    def _cancel(self, _number: int, _frame: FrameType | None) -> None:
        # The signal may come late: what cannot be stopped any more goes on.
        if self._is_to_stop():
            raise Cancelled


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def _place(problem: Exception) -> str:
    """Tell where and what kind; never the message, which may hold a person's data."""
    frames = traceback.extract_tb(problem.__traceback__)[-4:]
    steps = " > ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    return f"{type(problem).__name__} at {steps}"
