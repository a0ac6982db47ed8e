"""Statistics: registrations and resolutions by day and prefix, latencies, peak, incidents."""
