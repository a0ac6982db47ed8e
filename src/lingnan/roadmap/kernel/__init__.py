"""The solver for everybody, compiled by numba: fills cases, bounds, plans and improves them.

`solve` plans one case, `solve_all` a million. Same problem and checker as `exact`. Not for wording.
"""
