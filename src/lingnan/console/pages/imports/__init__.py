"""Imports: a file is uploaded, looked at, its columns named, brought in as a job, and undone."""
