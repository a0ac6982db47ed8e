"""Use places of a product list that coverage leaves empty: cheaper ways to the same level.

When no package closes any further gap, others may still save money, such as small packages beside a
large bundle. First single ones are tried; where only several together help, as many as there are
places, chosen afresh by gap closed per yuan. What counts is how many enterprises reach the level,
then the total price. The objective stays what it is. Not for choosing by coverage (greedy).
"""

from lingnan.roadmap.assumed import SIZES
from lingnan.roadmap.industry.cover import add_package, gain_of, nothing_covered
from lingnan.roadmap.industry.greedy import Choice
from lingnan.roadmap.industry.group import Groups
from lingnan.roadmap.industry.package import Packages, closure_of
from lingnan.roadmap.industry.reach import reach


def fill_list(packages: Packages, groups: Groups, choice: Choice, count: int) -> Choice:
    """The list with further packages, up to `count`; ties go to the first one."""
    chosen, gains = list(choice.packages), list(choice.gains)
    best = _worth(packages, groups, chosen)
    while chosen and len(chosen) < count:
        more = _best_single(packages, groups, chosen, best)
        if not more and len(chosen) + 2 <= count:
            more = list_per_yuan(packages, groups, chosen, count - len(chosen))
        worth = _worth(packages, groups, [*chosen, *more])
        if worth <= best:
            break
        best = worth
        chosen += more
        gains += [0] * len(more)
    return Choice(tuple(chosen), tuple(gains), choice.evaluations)


def _best_single(
    packages: Packages, groups: Groups, chosen: list[int], best: tuple[int, int]
) -> list[int]:
    """The one package that helps most, if any does."""
    found = [
        (_worth(packages, groups, [*chosen, package]), -package)
        for package in range(len(packages))
        if package not in chosen
    ]
    worth, number = max(found, default=(best, 0))
    return [-number] if worth > best else []


def list_per_yuan(packages: Packages, groups: Groups, chosen: list[int], count: int) -> list[int]:
    """A second list beside the first, by gap closed per yuan of a small enterprise's price."""
    left = {
        package: price
        for package in range(len(packages))
        if package not in chosen and (price := _price(packages, package))
    }
    covered = nothing_covered(groups.cover)
    found: list[int] = []
    while left and len(found) < count:
        rates = [(int(gain_of(groups.cover, covered, p)) // price, -p) for p, price in left.items()]
        rate, number = max(rates)
        if not rate:
            break
        add_package(groups.cover, covered, -number)
        found.append(-number)
        del left[-number]
    return found


def _price(packages: Packages, package: int) -> int:
    """The expected price to an enterprise without anything, of the first size that it is for."""
    for name in ("small", "medium", "micro", "large"):
        size = SIZES.index(name)
        bought = closure_of(packages, package, size, 0)
        if bought is not None:
            numbers = [j for j in range(len(packages.catalogue)) if bought >> j & 1]
            return int(packages.price[size, numbers, 1].sum())
    return 0


def _worth(packages: Packages, groups: Groups, chosen: list[int]) -> tuple[int, int]:
    """How many enterprises reach the level with a list, and minus what that costs."""
    found = reach(packages, groups.cover, groups.size, groups.masks, chosen)
    return int(groups.count[found.subset > 0].sum()), -int(groups.count @ found.price[:, 1])
