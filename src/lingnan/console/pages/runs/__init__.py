"""Runs: the list with what pins them, one run's outcome, starting one, comparing two."""
