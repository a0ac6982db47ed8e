"""Changes that enterprises propose to their row of the register: kept, and entered by a job.

Not for proposing and deciding them (pages.enterprise).
"""
