"""The compiled functions that Python calls: each a program of its own, made at its first call.

Not for compiled code, which calls the functions themselves.
"""

from lingnan.roadmap.kernel import branch, crowd_rows, family, fill, tighten
from lingnan.roadmap.kernel.compiled import door

fill_case = door(fill.fill_case)
solve_case = door(branch.solve_case)
plan_rows = door(crowd_rows.plan_rows)
adopt_rows = door(family.adopt_rows)
net_spent = door(tighten.net_spent)
