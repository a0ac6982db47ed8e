"""The shelf of the last run, made in the background when a run is new.

While it is made, readers get that of the run before; before the first, a clear message.
"""

import logging
import sqlite3
import threading
import time
from pathlib import Path
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from lingnan.console.shelf.errors import ShelfBroken, ShelfNotReady
from lingnan.console.shelf.make import make_shelf
from lingnan.console.shelf.place import shelf_path
from lingnan.console.shelf.shelf import Shelf
from lingnan.kernel import LingnanError
from lingnan.packs import Pack
from lingnan.store import Store
from lingnan.store.runs import Run, list_runs

_log: Final = logging.getLogger(__name__)
#: How long a reader waits for the first shelf: the sample's is made in less.
PATIENCE_SECONDS: Final = 8.0
#: A shelf that failed is tried again after this time.
_AGAIN_SECONDS: Final = 60.0


class Shelves:
    """The shelf of the last run of a store, and of the one before while that is made."""

    def __init__(self, store: Store, pack: Pack, *, patience: float = PATIENCE_SECONDS) -> None:
        self._store, self._pack, self._patience = store, pack, patience
        self._lock = threading.Lock()
        self._shelf: Shelf | None = None
        self._work: threading.Thread | None = None
        self._problem: tuple[float, str, str] = (float("-inf"), "", "")

    def of(self, run: Run) -> Shelf:
        """Answer the shelf of a run, or of an earlier one while it is being made.

        Raises: ShelfNotReady before the first; ShelfBroken when it could not be made.
        """
        shelf = self._shelf
        if shelf is not None and shelf.run.run_id == run.run_id:
            return shelf
        work = self.begin(run)
        if work is not None and self._shelf is None:
            work.join(self._patience)
        shelf = self._shelf
        if shelf is not None:
            return shelf
        _at, failed_run, reason = self._problem
        if failed_run == run.run_id:
            raise ShelfBroken(run=run.run_id[:12], reason=reason)
        raise ShelfNotReady

    def begin(self, run: Run) -> threading.Thread | None:
        """Begin to make the shelf of a run unless it is there; answers who works on it."""
        with self._lock:
            if self._shelf is not None and self._shelf.run.run_id == run.run_id:
                return None
            if self._work is not None and self._work.is_alive():
                return self._work
            if shelf_path(self._store, run.run_id).exists() and self._take(run):
                return None
            if self._shelf is None:
                self._take_earlier()
            failed_at, failed_run, _reason = self._problem
            if failed_run == run.run_id and time.monotonic() - failed_at < _AGAIN_SECONDS:
                return None
            self._work = threading.Thread(target=self._make, args=(run,), daemon=True)
            self._work.start()
            return self._work

    def close(self) -> None:
        """End the connections of the shelf; nobody may be reading it."""
        with self._lock:
            if self._shelf is not None:
                self._shelf.close()
                self._shelf = None

    def _make(self, run: Run) -> None:
        try:
            former = {self._shelf.path} if self._shelf is not None else set[Path]()
            make_shelf(self._store, self._pack, run, kept=former)
            self._take(run)
        except (LingnanError, OSError, sqlite3.Error, MemoryError) as problem:
            reason = problem.message.en if isinstance(problem, LingnanError) else str(problem)
            _log.exception("shelf of run %s", run.run_id[:12])
            self._problem = (time.monotonic(), run.run_id, reason)

    def _take(self, run: Run) -> bool:
        """Open a shelf that is there; one that cannot be read is removed and made again."""
        path = shelf_path(self._store, run.run_id)
        try:
            shelf = Shelf(path, run, self._store)
        except Exception:  # noqa: BLE001  whatever is wrong with it, it can be made again
            _log.exception("shelf %s", path.name)
            path.unlink(missing_ok=True)
            return False
        self._shelf = shelf
        threading.Thread(target=_prepare, args=(shelf,), daemon=True).start()
        return True

    def _take_earlier(self) -> None:
        for run in list_runs(self._store.database):
            if shelf_path(self._store, run.run_id).exists() and self._take(run):
                return


def _prepare(shelf: Shelf) -> None:
    try:
        shelf.prepare()
    except SQLAlchemyError:
        # Whoever searches is told; here it would only have been for speed.
        _log.exception("names of shelf %s", shelf.path.name)
