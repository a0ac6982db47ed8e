"""A plan in numbers, as search, program and game hand it on. Not for names (model)."""

from dataclasses import dataclass

from lingnan.roadmap.park.case import Integers


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """starts (F,): -1 closed; connected (n,): sets of facilities.

    `total`: gains less connections less facilities, in the coding of the gain table; `bound` above.
    """

    starts: Integers
    connected: Integers
    total: int
    bound: int
