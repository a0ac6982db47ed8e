"""The worker's process: ``python -m lingnan.console.work STORE``; started and watched by watch.

Beside its jobs it tells webhooks what they are owed, however long a job takes.
"""

import sys
import threading
from pathlib import Path

from lingnan.console.api.hook import deliver_until
from lingnan.console.work.errors import WorkerBusy
from lingnan.console.work.task.table import TASKS
from lingnan.console.work.worker import Worker
from lingnan.store import Store


def main() -> int:
    """Do the jobs of a store until told to end; 3 when another process does them."""
    store, end = Store.open(Path(sys.argv[1])), threading.Event()
    worker = Worker(store, TASKS, has_signals=True)
    threading.Thread(target=deliver_until, args=(end, store), daemon=True).start()
    try:
        worker.run()
    except WorkerBusy:
        return WorkerBusy.exit_code
    finally:
        end.set()
    return 0


if __name__ == "__main__":
    sys.exit(main())
