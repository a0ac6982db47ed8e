"""Health of the installation: store, disk, database, worker, queue, versions; a probe."""
