"""One industry roadmap in numbers: list, bound, who reaches the level, who is served when.

Arrays only, so that all clusters of a province can be solved in seconds; words are put to them in
`detail`. Not for choosing the members (member).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lingnan.roadmap.industry.bound import Bound, bound_of
from lingnan.roadmap.industry.closure import finishes, rules_of
from lingnan.roadmap.industry.fill import fill_list
from lingnan.roadmap.industry.greedy import Choice, choose_lazily
from lingnan.roadmap.industry.group import Groups, group_states
from lingnan.roadmap.industry.member import Members
from lingnan.roadmap.industry.model import Terms
from lingnan.roadmap.industry.package import Packages
from lingnan.roadmap.industry.reach import Reached, reach, subsidy_of
from lingnan.roadmap.industry.target import Target, levels_fast
from lingnan.roadmap.industry.thrift import thrifty_lists
from lingnan.roadmap.industry.wave import Waves, plan_waves
from lingnan.roadmap.state import Flags
from lingnan.roadmap.step import Integers


@dataclass(frozen=True, slots=True)
class Able:
    """The enterprises that the list can bring to the level.

    Shapes: one entry each: member (place among the members), group, subset, bought, price (a, 3),
        subsidy, finish (half-years until all is in service), is_ready (nothing waits for another).
    """

    member: Integers
    group: Integers
    subset: Integers
    bought: Integers
    price: Integers
    subsidy: Integers
    finish: Integers
    is_ready: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """What solving found; `level` (m,) is each member's level on the side planned for.

    `below` are the places of the members under the level, in the order of `groups.of_member`.
    """

    members: Members
    level: Integers
    below: Integers
    groups: Groups
    choice: Choice
    bound: Bound
    reached: Reached
    able: Able
    waves: Waves

    @property
    def reached_before(self) -> int:
        """Members at the level already."""
        return len(self.members) - len(self.below)

    @property
    def reached_after(self) -> int:
        """Members at the level once all waves are done."""
        return self.reached_before + len(self.waves.served)

    @property
    def subsidy_cny(self) -> int:
        """Public money for all waves."""
        return int(self.able.subsidy[self.waves.served].sum())

    @property
    def rank(self) -> tuple[int, int]:
        """What makes one list better than another: enterprises served, then gap closed."""
        return len(self.waves.served), self.choice.objective


def solve(
    packages: Packages,
    target: Target,
    terms: Terms,
    members: Members,
    reached: Flags,
    *,
    rounds: int = 30,
    enough: float = 1e-4,
) -> Solution:
    """Solve one roadmap.

    The list is that of greedy coverage; under a budget, a cheaper one that keeps the same proven
    floor takes its place where it brings more enterprises to the level.

    Shapes: reached (m, S): steps of the members on the side planned for.
    `rounds`, `enough`: effort for the bound, and the gap at which to leave it.
    """
    level = levels_fast(packages.catalogue.steps, reached)
    below = np.flatnonzero(level < terms.level)
    groups = group_states(
        packages, target, members.size[below], reached[below], terms.nearest_weight
    )
    choice = choose_lazily(groups.cover, terms.packages_count)
    choice = fill_list(packages, groups, choice, terms.packages_count)
    bound = bound_of(
        groups.cover,
        terms.packages_count,
        [choice.packages],
        rounds=rounds,
        goal=choice.objective,
        enough=enough,
    )
    options = [choice]
    if terms.budget_cny is not None:
        count = terms.packages_count
        options += thrifty_lists(packages, groups, choice, count, bound.value)
    found = (
        _serve(packages, terms, members, level, below, groups, option, bound) for option in options
    )
    return max(found, key=lambda solution: solution.rank)


def _serve(
    packages: Packages,
    terms: Terms,
    members: Members,
    level: Integers,
    below: Integers,
    groups: Groups,
    choice: Choice,
    bound: Bound,
) -> Solution:
    """Who reaches the level with one list, and who is served when."""
    found = reach(packages, groups.cover, groups.size, groups.masks, choice.packages)
    able = _able(packages, terms, groups, found, below)
    capacity = [terms.capacity_of(packages.ids[p]) for p in choice.packages]
    waves = plan_waves(
        able.subsidy,
        able.subset,
        groups.distance[able.group],
        able.is_ready,
        np.array(capacity, dtype=np.int64),
        terms.budget_cny,
        terms.horizon,
    )
    return Solution(members, level, below, groups, choice, bound, found, able, waves)


def _able(
    packages: Packages, terms: Terms, groups: Groups, found: Reached, below: Integers
) -> Able:
    places = np.flatnonzero(found.subset[groups.of_member] > 0)
    group = groups.of_member[places]
    finish = np.zeros(len(groups.count), dtype=np.int64)
    longest = np.zeros_like(finish)
    has = np.flatnonzero(found.subset > 0)
    size, bought = groups.size[has], found.bought[has]
    finish[has] = finishes(rules_of(packages), size, groups.words[has], bought)
    for number in range(len(packages.catalogue)):
        takes = bought >> number & 1
        longest[has] = np.maximum(longest[has], takes * packages.duration[size, number])
    subsidy = subsidy_of(found.eligible, terms.subsidy_rate_ppm, terms.subsidy_cap_cny)
    return Able(
        member=below[places],
        group=group,
        subset=found.subset[group],
        bought=found.bought[group],
        price=found.price[group],
        subsidy=subsidy[group],
        finish=finish[group],
        is_ready=(finish == longest)[group],
    )
