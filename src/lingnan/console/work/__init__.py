"""Work that outlives a request: jobs in a table, done by a process of their own; uploaded files.

Not for what a job does: imports, runs and reports are done by the rooms below.
"""
