"""The tables of an answer: packages, waves, levels over time, cohorts.

Not for the numbers behind them (solve) nor for sentences (sentence).
"""

import numpy as np
import pyarrow as pa

from lingnan.roadmap.assumed import SIZES
from lingnan.roadmap.calendar import Calendar
from lingnan.roadmap.catalogue import bits_of
from lingnan.roadmap.industry.answer import Band, Cohort, LevelRow, PackageRow, WaveRow
from lingnan.roadmap.industry.bit import union_of
from lingnan.roadmap.industry.package import Packages, closure_of
from lingnan.roadmap.industry.solve import Solution
from lingnan.roadmap.industry.target import levels_fast
from lingnan.roadmap.state import Flags
from lingnan.roadmap.step import Integers

PPM = 1_000_000


def package_rows(packages: Packages, solution: Solution) -> tuple[PackageRow, ...]:
    """The list in the order of choice."""
    gained, count = solution.groups.cover.gained, solution.groups.count
    taken = solution.able.subset[solution.waves.served]
    rows = []
    for place, package in enumerate(solution.choice.packages):
        measure = packages.catalogue.measures[int(packages.measure[package])]
        sets = {
            name: closure_of(packages, package, size, 0)
            for size, name in enumerate(SIZES)
            if packages.feasible[size] >> int(packages.measure[package]) & 1
        }
        bought = {name: word for name, word in sets.items() if word is not None}
        covers = int(count[(gained[package] != 0).any(axis=1)].sum())
        rows.append(
            PackageRow(
                id=packages.ids[package],
                name=measure.name,
                what=measure.what,
                measures={name: measure_ids(packages, word) for name, word in bought.items()},
                prices={
                    name: price_of(packages, SIZES.index(name), word)
                    for name, word in bought.items()
                },
                eligible_ppm=_eligible_ppm(packages, bought),
                gain=solution.choice.gains[place],
                covers_count=covers,
                takers_count=int((taken >> place & 1).sum()),
            )
        )
    return tuple(rows)


def measure_ids(packages: Packages, bought: int) -> tuple[str, ...]:
    """The measures of a set by name."""
    return tuple(packages.catalogue.measures[number].id for number in bits_of(bought))


def price_of(packages: Packages, size: int, bought: int) -> Band:
    """What a set of measures costs an enterprise of a size."""
    low, expected, high = packages.price[size, list(bits_of(bought))].sum(axis=0).tolist()
    return (low, expected, high)


def _eligible_ppm(packages: Packages, bought: dict[str, int]) -> int:
    """The part of the price that a subsidy may share, for the smallest size that has a price."""
    for name in ("small", "medium", "micro", "large"):
        members = list(bits_of(bought.get(name, 0)))
        prices = packages.price[SIZES.index(name), members, 1]
        if prices.sum():
            return int((prices * packages.eligible[members]).sum() * PPM // prices.sum())
    return 0


def wave_rows(packages: Packages, solution: Solution, calendar: Calendar) -> tuple[WaveRow, ...]:
    """The half-years in which somebody starts."""
    able, wave = solution.able, solution.waves.wave
    rows = []
    for number in sorted(set(wave[wave >= 0].tolist())):
        here = np.flatnonzero(wave == number)
        low, expected, high = able.price[here].sum(axis=0).tolist()
        takers = {
            packages.ids[package]: int((able.subset[here] >> place & 1).sum())
            for place, package in enumerate(solution.choice.packages)
        }
        rows.append(
            WaveRow(
                wave=number,
                period=calendar.name(number),
                begins=calendar.begin(number),
                enterprises_count=len(here),
                ready_count=int(able.is_ready[here].sum()),
                packages={name: count for name, count in takers.items() if count},
                price=(low, expected, high),
                subsidy_cny=int(able.subsidy[here].sum()),
            )
        )
    return tuple(rows)


def level_path(
    packages: Packages, solution: Solution, calendar: Calendar, claimed: Flags, proven: Flags
) -> tuple[LevelRow, ...]:
    """Members by level at the beginning of every half-year until all waves are in service.

    Shapes: claimed, proven (m, S): what the members have reached today. A finished measure counts
        on the proven side if its evidence is attested or observed.
    """
    served = solution.waves.served
    able = solution.able
    ends = solution.waves.wave[served] + able.finish[served]
    who, bought = able.member[served], able.bought[served]
    before = [levels_fast(packages.catalogue.steps, side) for side in (claimed, proven)]
    after = [
        _levels_with(packages, claimed[who], packages.provider, bought),
        _levels_with(packages, proven[who], packages.proves, bought),
    ]
    rows = []
    for period in range(max(int(ends.max(initial=0)), calendar.periods) + 1):
        is_done = ends <= period
        sides = []
        for now, then in zip(before, after, strict=True):
            level = now.copy()
            level[who[is_done]] = then[is_done]
            counts = np.bincount(level, minlength=packages.catalogue.model.top_level + 1)
            sides.append(tuple(counts.tolist()))
        rows.append(LevelRow(calendar.name(period), calendar.begin(period), *sides))
    return tuple(rows)


def _levels_with(packages: Packages, reached: Flags, gives: Flags, bought: Integers) -> Integers:
    state = reached.copy()
    state[:, packages.relevant] |= union_of(gives, bought)
    return levels_fast(packages.catalogue.steps, state)


def cohorts(packages: Packages, solution: Solution, uscc: pa.ChunkedArray) -> tuple[Cohort, ...]:
    """Everyone who is served, by wave and in the order of the register."""
    served = solution.waves.served
    able, wave = solution.able, solution.waves.wave
    served = served[np.lexsort((able.member[served], wave[served]))]
    names = [packages.ids[package] for package in solution.choice.packages]
    codes = uscc.take(pa.array(solution.members.rows[able.member[served]])).to_pylist()
    return tuple(
        Cohort(
            uscc=code,
            wave=int(wave[place]),
            packages=tuple(names[k] for k in bits_of(int(able.subset[place]))),
            price_cny=int(able.price[place, 1]),
            subsidy_cny=int(able.subsidy[place]),
        )
        for code, place in zip(codes, served, strict=True)
    )
