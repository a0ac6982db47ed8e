"""One city: its targets, clusters, levels and the proof it lacks."""
