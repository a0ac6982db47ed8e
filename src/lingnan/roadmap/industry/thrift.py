"""Lists for a tight budget: the first choices of coverage, then what closes most per yuan.

A budget that does not pay for everybody may bring more enterprises to the level with cheaper
packages. The candidates do not depend on the budget, so that a larger one never serves fewer; only
those count that provably close what greedy choice guarantees. Not for picking one (solve).
"""

from collections.abc import Iterator, Sequence

from lingnan.roadmap.industry.cover import add_package, nothing_covered
from lingnan.roadmap.industry.fill import list_per_yuan
from lingnan.roadmap.industry.greedy import Choice
from lingnan.roadmap.industry.group import Groups
from lingnan.roadmap.industry.package import Packages


def thrifty_lists(
    packages: Packages, groups: Groups, choice: Choice, count: int, bound: int
) -> Iterator[Choice]:
    """For every beginning of a list, the rest of its places by gap closed per yuan."""
    for kept in range(len(choice.packages)):
        chosen = list(choice.packages[:kept])
        chosen += list_per_yuan(packages, groups, chosen, count - kept)
        found = with_gains(groups, chosen)
        if keeps_floor(found.objective, bound, count):
            yield found


def keeps_floor(objective: int, bound: int, count: int) -> bool:
    """Whether a list provably closes 1 − (1 − 1/K)^K of the optimum, in whole numbers."""
    whole: int = count**count
    sure: int = whole - (count - 1) ** count
    return objective * whole >= sure * bound


def with_gains(groups: Groups, chosen: Sequence[int]) -> Choice:
    """A list in its order with what each package adds."""
    covered = nothing_covered(groups.cover)
    gains = tuple(int(add_package(groups.cover, covered, package)) for package in chosen)
    return Choice(tuple(chosen), gains, 0, is_thrifty=True)
