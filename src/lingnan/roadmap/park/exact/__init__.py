"""The park's problem as a mixed-integer program for HiGHS. Not for batches (see search)."""

from lingnan.roadmap.park.exact.solve import solve

__all__ = ["solve"]
