"""The overview: every target claimed, proven and published, and where the gap lies."""
