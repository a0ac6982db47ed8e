"""Make the shelf of a run: read, write beside, put into place at once. Not for when (shelves)."""

import logging
import os
import time
from collections.abc import Collection
from pathlib import Path
from typing import Final

from lingnan.console.shelf.gather import gather
from lingnan.console.shelf.place import draft_path, remove_others, shelf_path
from lingnan.console.shelf.write import write_shelf
from lingnan.packs import Pack
from lingnan.store import Store
from lingnan.store.runs import Run

_log: Final = logging.getLogger(__name__)
_LOCK: Final = "shelf"
#: It is made beside readers: one processor and little memory are enough.
_MEMORY: Final = "2GB"


def make_shelf(store: Store, pack: Pack, run: Run, *, kept: Collection[Path] = ()) -> Path:
    """Answer where the shelf of a run lies; makes it if it is not there.

    Shelves of other runs but those in `kept` are removed. Raises: StoreBusy, ComputationFailed;
        OSError and sqlite3.Error when it cannot be written.
    """
    path = shelf_path(store, run.run_id)
    path.parent.mkdir(exist_ok=True)
    with store.lock(_LOCK):
        if not path.exists():
            start = time.monotonic()
            _make(store, pack, run, path)
            _log.info("shelf of run %s in %.1f s", run.run_id[:12], time.monotonic() - start)
        remove_others(store, {path, *kept})
    return path


def _make(store: Store, pack: Pack, run: Run, path: Path) -> None:
    draft = draft_path(path)
    draft.unlink(missing_ok=True)
    with store.engine(memory_limit=_MEMORY) as engine:
        engine.connection.raw_sql("SET threads = 1")
        found = gather(engine, store, pack, run)
    told = {"run_id": run.run_id, "pack_sha256": pack.content_hash}
    write_shelf(draft, found, told)
    _keep(draft)
    draft.rename(path)
    _keep(path.parent)


def _keep(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
