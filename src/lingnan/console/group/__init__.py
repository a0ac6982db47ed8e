"""Roadmaps of parks, chains and industries as pages need them: from the run at once, or in depth.

`table` reads what the run keeps in milliseconds; `depth` plans anew on a ground that stays open and
remembers what it answered. Not for planning itself (pipeline.group_answers) nor for pages.
"""
