"""Content packs: what they hold, on which sources, what is confirmed, and how versions differ."""
