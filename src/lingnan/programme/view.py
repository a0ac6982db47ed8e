"""One target with everything that is known about it on a day.

Not for the form in which it is kept or answered: see answer and detail.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lingnan.kernel.period import month_end
from lingnan.packs import Pack
from lingnan.packs.content import Target
from lingnan.programme.attribution import Contribution, SliceCount, attribute
from lingnan.programme.content import (
    Figure,
    population_of,
    published_series,
    settings_of,
    stated_city_targets,
    thresholds_of,
)
from lingnan.programme.metrics import ENTERPRISE, ENTITY
from lingnan.programme.model import Basis, Point, Population, Series, Side
from lingnan.programme.progress import Tally
from lingnan.programme.standing import Aim, Standing, stand
from lingnan.programme.survival import Survival
from lingnan.programme.timeline import MONTHS_A_YEAR


@dataclass(frozen=True, slots=True)
class TargetView:
    """Everything that is known about one target on the as-of date.

    Attributes:
        expansion: how many enterprises a counted one stands for; 1 for targets that count entities.
        counts: (claimed, proven, population) by definition, multiplied by the expansion.
        cities, clusters: contributions to the gap; by primary cluster.
    """

    target: Target
    as_of: date
    expansion: int
    standing: Standing
    figures: tuple[Figure, ...]
    counts: Mapping[str, tuple[int, int, int]]
    cities: tuple[Contribution, ...]
    clusters: tuple[Contribution, ...]
    survival: Mapping[Side, Survival]


def target_view(
    pack: Pack,
    target: Target,
    counts: Tally,
    survivors: Mapping[tuple[str, Side], Survival],
    figures: tuple[Figure, ...],
    as_of: date,
    expansion: int,
    seed: int,
) -> TargetView:
    """Put together what is known about one target."""
    is_enterprise = target.headline.counts == ENTERPRISE
    factor = expansion if is_enterprise else 1
    aims = tuple(
        Aim(item.deadline, item.value)
        for item in sorted(target.milestones, key=lambda item: item.deadline)
        if item.value is not None
    )
    series = {
        Basis.PUBLISHED: published_series(figures, target.id, pack.region_code, as_of),
        Basis.PROVEN: _counted_series(counts, target, Side.PROVEN, as_of, factor),
        Basis.CLAIMED: _counted_series(counts, target, Side.CLAIMED, as_of, factor),
    }
    registered = _registered_population(counts, target, as_of, factor)
    standing = stand(
        aims,
        series,
        {
            Basis.PUBLISHED: population_of(pack, target),
            Basis.PROVEN: registered,
            Basis.CLAIMED: registered,
        },
        as_of=as_of,
        settings=settings_of(pack, target.id, seed=seed),
        thresholds=thresholds_of(pack),
    )
    cities = _slice_counts(counts, target, "city", factor)
    clusters = _slice_counts(counts, target, "primary_cluster", factor)
    stated: dict[str, float] = {}
    if standing.aim is not None:
        populations = {key: part.population for key, part in cities.items()}
        stated = stated_city_targets(pack, target.id, standing.aim.deadline, populations)
    goal = None if standing.aim is None else standing.aim.goal
    return TargetView(
        target=target,
        as_of=as_of,
        expansion=factor,
        standing=standing,
        figures=figures,
        counts={item.id: _latest(counts, item.id, factor) for item in target.definitions},
        cities=() if goal is None else attribute(goal, cities, stated),
        clusters=() if goal is None or not is_enterprise else attribute(goal, clusters),
        survival={
            side: survivors[target.headline_definition, side]
            for side in Side
            if (target.headline_definition, side) in survivors
        },
    )


def _counted_series(counts: Tally, target: Target, side: Side, as_of: date, factor: int) -> Series:
    """The monthly counts of the headline definition in the whole region."""
    totals = counts.by("total", counts.flows[target.headline_definition, side])
    if not totals:
        return Series((), is_cumulative=False)
    days = [min(month_end(month), as_of) for month in counts.months]
    values = totals[()][0] * factor
    return Series(
        tuple(Point(day, float(value)) for day, value in zip(days, values, strict=True)),
        is_cumulative=False,
    )


def _registered_population(
    counts: Tally, target: Target, as_of: date, factor: int
) -> Population | None:
    """What the register holds, a year apart; null for entities, which are a share of nothing."""
    if target.headline.counts == ENTITY:
        return None
    totals = counts.by("total", counts.populations[target.headline_definition])
    if not totals:
        return None
    days = [min(month_end(month), as_of) for month in counts.months]
    values = totals[()][0] * factor
    points = [(day, float(value)) for day, value in zip(days, values, strict=True) if value > 0]
    return Population(tuple(points[::-MONTHS_A_YEAR][::-1])) if points else None


def _latest(counts: Tally, definition_id: str, factor: int) -> tuple[int, int, int]:
    flows = (
        counts.flows[definition_id, Side.CLAIMED],
        counts.flows[definition_id, Side.PROVEN],
        counts.populations[definition_id],
    )
    claimed, proven, population = (flow.counted_count * factor for flow in flows)
    return claimed, proven, population


def _slice_counts(
    counts: Tally, target: Target, slice_name: str, factor: int
) -> dict[str, SliceCount]:
    name = target.headline_definition
    claimed = counts.by(slice_name, counts.flows[name, Side.CLAIMED])
    proven = counts.by(slice_name, counts.flows[name, Side.PROVEN])
    found = {}
    for key, parts in counts.by(slice_name, counts.populations[name]).items():
        numbers = (int(each[-1]) * factor for each in (parts[0], claimed[key][0], proven[key][0]))
        count = SliceCount(*numbers)
        if count.population or count.claimed:
            found[key[0]] = count
    return found
