"""The tree of reserved money: built from floors, and asked whether it covers a spending, exactly.

Not for choosing what to spend (solve).
"""

from collections.abc import Sequence
from fractions import Fraction

from lingnan.kernel import Text
from lingnan.packs import Pack
from lingnan.programme.allocation.errors import BadFloor, UnknownRegion
from lingnan.programme.allocation.model import Floor, Settings, Tree

_WHOLE = Fraction(1)


def build_tree(pack: Pack, settings: Settings) -> Tree:
    """The whole region, the groups with a floor below it, the cities with a floor below those.

    What is reserved for a city counts towards the floor of its group.

    Raises:
        UnknownRegion, BadFloor: a share above 100 %, a place named twice, or shares that together
            take more than there is.
    """
    floors = {floor.region: floor for floor in settings.floors}
    if len(floors) < len(settings.floors):
        named = [floor.region for floor in settings.floors]
        twice = next(name for name in named if named.count(name) > 1)
        raise BadFloor(floor=twice, reason=Text("重复", "it stands twice"))
    for floor in floors.values():
        _check(floor)
    group_of = {city.code: city.group_id for city in pack.cities}
    groups = [group.id for group in pack.city_groups if group.id in floors]
    cities = [code for code in group_of if code in floors]
    for name in floors:
        if name not in groups and name not in cities:
            places = [*(group.id for group in pack.city_groups), *group_of]
            raise UnknownRegion(region=name, known=", ".join(places))
    regions: list[str | None] = [None, *groups, *cities]
    parents = [-1, *(0 for _ in groups)]
    parents += [groups.index(group_of[c]) + 1 if group_of[c] in groups else 0 for c in cities]
    shares = [_WHOLE, *(floors[name].share or Fraction(0) for name in (*groups, *cities))]
    return Tree(
        tuple(regions),
        tuple(parents),
        _arrivals(settings.money_cny_by_year, shares, parents, regions),
        tuple(0 if name is None else floors[name].least_count or 0 for name in regions),
    )


def _check(floor: Floor) -> None:
    if floor.share is not None and not 0 <= floor.share <= 1:
        told = f"{float(floor.share):.0%}"
        raise BadFloor(
            floor=floor.region,
            reason=Text(f"比例 {told} 不在 0 与 100% 之间", f"{told} is not between 0 and 100 %"),
        )
    if floor.least_count is not None and floor.least_count < 0:
        told = str(floor.least_count)
        raise BadFloor(
            floor=floor.region, reason=Text(f"数量 {told} 为负", f"the count {told} is negative")
        )


def _arrivals(
    money: Sequence[int],
    shares: Sequence[Fraction],
    parents: Sequence[int],
    regions: Sequence[str | None],
) -> tuple[tuple[int, ...], ...]:
    """What arrives at each node itself: its reserve less those below it, in whole yuan."""
    years = []
    for amount in money:
        reserved = [int(share * amount) for share in shares]
        below = [0] * len(shares)
        for node in range(len(shares) - 1, 0, -1):
            reserved[node] = max(reserved[node], below[node])
            below[parents[node]] += reserved[node]
        years.append([whole - part for whole, part in zip(reserved, below, strict=True)])
    taken = _taken(shares, parents)
    if taken > 1 or any(year[0] < 0 for year in years):
        told = f"{float(taken):.1%}"
        names = ", ".join(str(name) for name in regions[1:])
        raise BadFloor(
            floor=names, reason=Text(f"合计 {told}，超过 100%", f"together {told}, above 100 %")
        )
    return tuple(tuple(year[node] for year in years) for node in range(len(shares)))


def _taken(shares: Sequence[Fraction], parents: Sequence[int]) -> Fraction:
    """The share that all floors together reserve."""
    below = [Fraction(0)] * len(shares)
    for node in range(len(shares) - 1, 0, -1):
        below[parents[node]] += max(shares[node], below[node])
    return below[0]


def shortfall(tree: Tree, spending: Sequence[Sequence[int]]) -> int:
    """How much money a spending lacks; 0 when it can be paid.

    Each node pays from its own reserve first, earliest due first; only what that leaves open goes
    to the parent. No other order leaves less open at any year's end, so the answer is exact.

    Shapes: spending: yuan due by node and year; money that arrived earlier may pay it.
    """
    years = tree.years_count
    due = [list(row) for row in spending]
    lacking = 0
    for node in range(len(tree.parents) - 1, -1, -1):
        available = 0
        parent = tree.parents[node]
        for year in range(years):
            available += tree.arrivals[node][year]
            paid = min(available, due[node][year])
            available -= paid
            open_part = due[node][year] - paid
            if parent >= 0:
                due[parent][year] += open_part
            else:
                lacking += open_part
    return lacking


def is_payable(tree: Tree, spending: Sequence[Sequence[int]]) -> bool:
    """Answer whether the money covers a spending; see `shortfall`."""
    return shortfall(tree, spending) == 0
