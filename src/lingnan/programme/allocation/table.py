"""The result as tables: who starts when, and what each city, cluster and path gets."""

import numpy as np
import pyarrow as pa

from lingnan.kernel import Text
from lingnan.packs import Pack
from lingnan.programme.allocation.answer import Allotted
from lingnan.programme.allocation.candidate import Candidates
from lingnan.programme.allocation.model import Ints
from lingnan.programme.allocation.schedule import NOT_STARTED

START_SCHEMA = pa.schema(
    [
        ("subject_code", pa.string()),
        ("city_code", pa.string()),
        ("cluster_id", pa.string()),
        ("path_id", pa.string()),
        ("start_year", pa.int8()),
        ("finish_period", pa.int16()),
        ("cost_cny", pa.int64()),
    ]
)


def starts_table(candidates: Candidates, starts: Ints) -> pa.Table:
    """Who starts in which year, by year and code.

    Shapes: START_SCHEMA; `finish_period` is the half-year, from the first, at whose beginning the
        level is held; `cost_cny` of one enterprise, not multiplied by the expansion.
    """
    started = np.flatnonzero(starts != NOT_STARTED)
    groups = candidates.groups
    place = pa.array(candidates.group[started])
    columns = {
        "city_code": pa.array([group.city_code for group in groups], pa.string()),
        "cluster_id": pa.array([group.cluster_id for group in groups], pa.string()),
        "path_id": pa.array([group.path_id for group in groups], pa.string()),
    }
    table = pa.table(
        {
            "subject_code": candidates.subjects.take(pa.array(started)),
            **{name: column.take(place) for name, column in columns.items()},
            "start_year": pa.array(starts[started].astype(np.int8)),
            "finish_period": pa.array(
                (2 * starts[started] + candidates.finish[started]).astype(np.int16)
            ),
            "cost_cny": pa.array(candidates.costs[started]),
        },
        schema=START_SCHEMA,
    )
    return table.sort_by([("start_year", "ascending"), ("subject_code", "ascending")])


def allotted_rows(pack: Pack, candidates: Candidates, starts: Ints) -> tuple[Allotted, ...]:
    """What each city, cluster and path gets in each year, years and groups in order."""
    started = np.flatnonzero(starts != NOT_STARTED)
    many = max(len(candidates.groups), 1)
    key = starts[started] * many + candidates.group[started]
    order = np.argsort(key, kind="stable")
    costs = candidates.costs[started][order]
    present, first, count = np.unique(key[order], return_index=True, return_counts=True)
    if not len(present):
        return ()
    sums = np.add.reduceat(costs, first)
    dearest = costs[first + count - 1]  # candidates stand in the order of costs
    cities = {city.code: city.name for city in pack.cities}
    clusters = {cluster.id: cluster.name for cluster in pack.clusters}
    paths = {path.id: path.name for path in pack.paths}
    rows = []
    for code, total, number, most in zip(
        present.tolist(), sums.tolist(), count.tolist(), dearest.tolist(), strict=True
    ):
        group = candidates.groups[code % many]
        rows.append(
            Allotted(
                year=code // many,
                city_code=group.city_code,
                city=cities.get(group.city_code, Text(group.city_code, group.city_code)),
                cluster_id=group.cluster_id,
                cluster=clusters.get(group.cluster_id or ""),
                path_id=group.path_id,
                path=paths.get(group.path_id),
                money_cny=total * candidates.expansion,
                enterprises=number * candidates.expansion,
                cost_each_cny=total // number,
                dearest_cny=most,
            )
        )
    return tuple(rows)


def name_of_region(pack: Pack, region: str) -> Text:
    """The name of a city or group of cities."""
    names = {group.id: group.name for group in pack.city_groups}
    names |= {city.code: city.name for city in pack.cities}
    return names.get(region, Text(region, region))
