"""The solver for everybody, compiled by numba: cases are filled, bounded, planned and improved here.

`solve` plans one case, `solve_all` a million. Same problem and checker as `exact`. Not for wording.
"""
