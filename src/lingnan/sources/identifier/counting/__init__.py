"""What the node counts of itself: resolutions by outside source, latencies and peaks, incidents.

Fed by batches of counters from the workers, read by reporting and by witness. Not for metrics of
the running process (see node) and not for what is reported to whom (see reporting).
"""
