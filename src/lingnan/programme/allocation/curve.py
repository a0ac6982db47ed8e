"""Marginal-cost curves: what the next enterprise of each city, cluster and path costs the public.

Not for dividing money; the solver reads the costs themselves, not these thinned curves.
"""

import numpy as np
import pyarrow as pa

from lingnan.programme.allocation.candidate import Candidates

CURVE_SCHEMA = pa.schema(
    [
        ("city_code", pa.string()),
        ("cluster_id", pa.string()),
        ("path_id", pa.string()),
        ("enterprises", pa.int64()),
        ("money_cny", pa.int64()),
        ("next_cny", pa.int64()),
    ]
)
POINTS = 20


def marginal_curves(candidates: Candidates, *, points: int = POINTS) -> pa.Table:
    """The curve of every group, cheapest enterprises first.

    Shapes: CURVE_SCHEMA; up to `points` rows a group, evenly over its enterprises, always with the
        first and the last. `enterprises` and `money_cny` are cumulative and count the expansion;
        `next_cny` is what the last of them cost, for one enterprise. All are exact.
    """
    order = np.argsort(candidates.group, kind="stable")
    costs = candidates.costs[order]
    edges = np.searchsorted(candidates.group[order], np.arange(len(candidates.groups) + 1))
    sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(costs, dtype=np.int64)])
    kept, owners = [], []
    for number in range(len(candidates.groups)):
        start, end = int(edges[number]), int(edges[number + 1])
        places = np.unique(np.linspace(start, end - 1, min(points, end - start)).astype(np.int64))
        kept.append(places)
        owners.append(np.full(len(places), number))
    places = np.concatenate(kept) if kept else np.zeros(0, np.int64)
    owner = np.concatenate(owners) if owners else np.zeros(0, np.int64)
    names = [candidates.groups[number] for number in owner.tolist()]
    first = edges[owner] if len(owner) else owner
    return pa.table(
        {
            "city_code": [group.city_code for group in names],
            "cluster_id": [group.cluster_id for group in names],
            "path_id": [group.path_id for group in names],
            "enterprises": (places - first + 1) * candidates.expansion,
            "money_cny": (sums[places + 1] - sums[first]) * candidates.expansion,
            "next_cny": costs[places],
        },
        schema=CURVE_SCHEMA,
    )
