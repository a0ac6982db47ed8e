"""What jobs do, by their kind. Not for the queue nor the process (work.queue, work.worker)."""
