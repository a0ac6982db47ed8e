"""The worker's process: ``python -m lingnan.console.work STORE``; started and watched by watch."""

import sys
from pathlib import Path

from lingnan.console.work.errors import WorkerBusy
from lingnan.console.work.task.table import TASKS
from lingnan.console.work.worker import Worker
from lingnan.store import Store


def main() -> int:
    """Do the jobs of a store until told to end; 3 when another process does them."""
    worker = Worker(Store.open(Path(sys.argv[1])), TASKS, has_signals=True)
    try:
        worker.run()
    except WorkerBusy:
        return WorkerBusy.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
