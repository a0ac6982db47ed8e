"""One sentence of finding for each chart, computed from the numbers it shows.

Not for labels, and not for advice that no number supports.
"""
