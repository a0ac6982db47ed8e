"""Remove the content of files that nobody needs any more; their records stay.

Not for what undoing an import needs: that is kept as long as the store.
"""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from lingnan.console.work.errand import MADE
from lingnan.console.work.importing.batch import end_lost
from lingnan.console.work.job import list_jobs
from lingnan.console.work.queue import release_key
from lingnan.console.work.store import job
from lingnan.console.work.task.plan import PLAN
from lingnan.console.work.upload import forget_uploads
from lingnan.store import Store

#: Jobs whose files are made to order.
_TO_ORDER: Final = ("report", PLAN)
#: So long the content of an imported file, and a report or plan made to order, can be had.
KEPT_FOR: Final = timedelta(days=30)
_AT_ONCE: Final = 1_000


def sweep(store: Store, clock: Callable[[], datetime]) -> int:
    """Remove old contents; answers how many."""
    at = clock()
    end_lost(store, at=at)
    count = forget_uploads(store, "import", KEPT_FOR, at=at)
    is_old = job.c.created_at < at - KEPT_FOR
    for kind in _TO_ORDER:
        for each in list_jobs(store.database, kind, where=is_old, limit=_AT_ONCE):
            folder = store.root / MADE / each.job_id
            if folder.is_dir():
                shutil.rmtree(folder, ignore_errors=True)
                # What is not there any more may be ordered again.
                release_key(store.database, each.job_id)
                count += 1
    return count
