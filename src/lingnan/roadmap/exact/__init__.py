"""The same problem as a mixed-integer program, solved by HiGHS: for one enterprise, and as oracle.

Not for many enterprises: an instance takes tenths of a second.
"""

from lingnan.roadmap.exact.solve import solve_exactly

__all__ = ["solve_exactly"]
