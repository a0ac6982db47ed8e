"""Comparison with peers: enterprises of the same cluster and size class.

Whole numbers only: a percentile is a count over a count, a quartile is a score that some peer has
(nearest rank). Not for scores themselves: see batch.
"""

from typing import Any

import ibis
import ibis.expr.types as ir

from lingnan.diagnosis.batch import SIDES
from lingnan.diagnosis.model import Model
from lingnan.diagnosis.store import SCORE_SCHEMA

WHOLE = "*"
"""The dimension_id that stands for the whole score in out_peer."""

_GROUP = ("primary_cluster_id", "size_class")
_QUARTILES = {"p25": 25, "median": 50, "p75": 75}


def with_percentiles(scored: ir.Table) -> ir.Table:
    """Add `claimed_percentile` and `proven_percentile`: of a subject's peers, how many score less.

    Shapes:
        scored: one row per subject: claimed_millipoints, proven_millipoints, primary_cluster_id,
            size_class.
        returns: the same rows; null where cluster or size is unknown, or there are no other peers.
    Units: percent 0-100, rounded down; 100 means that every other peer scores less.
    """
    columns: dict[str, Any] = {}
    others = scored.count().over(ibis.window(group_by=_GROUP)) - 1
    has_peers = scored.primary_cluster_id.notnull() & scored.size_class.notnull() & (others > 0)
    for side in SIDES:
        order = ibis.window(group_by=_GROUP, order_by=f"{side}_millipoints")
        below = ibis.rank().over(order)
        share = (below * 100) // ibis.greatest(others, 1)
        columns[f"{side}_percentile"] = ibis.ifelse(has_peers, share, None).cast("int16")
    return scored.mutate(**columns)


def score_rows(scored: ir.Table, model: Model) -> ir.Table:
    """The rows of out_score, in its columns.

    Shapes: scored: see `read_off`, with the rows of one date only, and `primary_cluster_id` and
        `size_class` (null where unknown).
    """
    ranked = with_percentiles(scored).mutate(model_id=ibis.literal(model.id))
    return ranked.select(*SCORE_SCHEMA.names)


def dimensions_long(scored: ir.Table, model: Model) -> ir.Table:
    """The rows of out_dimension: one per (subject_code, model_id, dimension_id).

    Shapes: scored: see `read_off`, with the rows of one date only; kept, since it is read once per
        dimension.
    """
    parts = [
        scored.select(
            "subject_code",
            model_id=ibis.literal(model.id),
            dimension_id=ibis.literal(dimension.id),
            claimed_millipoints=scored[f"claimed_dimension_{dimension.id}"],
            proven_millipoints=scored[f"proven_dimension_{dimension.id}"],
        )
        for dimension in model.dimensions
    ]
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def peer_table(scored: ir.Table, model: Model) -> ir.Table:
    """The rows of out_peer: quartiles of each peer group, for the whole and every dimension.

    Shapes:
        scored: as for `dimensions_long`, with primary_cluster_id and size_class.
        returns: one row per (model_id, cluster_id, size_class, dimension_id); `*` is the whole.
    """
    names = {WHOLE: "millipoints"} | {dim.id: f"dimension_{dim.id}" for dim in model.dimensions}
    known = scored.filter(scored.primary_cluster_id.notnull() & scored.size_class.notnull())
    parts = [
        known.select(
            cluster_id="primary_cluster_id",
            size_class="size_class",
            dimension_id=ibis.literal(dimension),
            side=ibis.literal(side),
            score=known[f"{side}_{column}"],
        )
        for dimension, column in names.items()
        for side in SIDES
    ]
    keys = ("cluster_id", "size_class", "dimension_id")
    rows = ibis.union(*parts)
    steps = rows.group_by([*keys, "side", "score"]).aggregate(count=rows.count())
    order = ibis.window(group_by=[*keys, "side"], order_by="score", following=0)
    ranked = steps.mutate(
        reached=steps["count"].sum().over(order),
        total=steps["count"].sum().over(ibis.window(group_by=[*keys, "side"])),
    )
    quartiles = {
        f"{side}_{name}": ranked.score.min(
            where=(ranked.side == side) & (ranked.reached * 100 >= ranked.total * percent)
        ).cast("int32")
        for side, name, percent in _wanted()
    }
    found = ranked.group_by(keys).aggregate(
        enterprises_count=ranked.total.max().cast("int64"), **quartiles
    )
    return found.mutate(model_id=ibis.literal(model.id)).relocate("model_id")


def _wanted() -> list[tuple[str, str, int]]:
    claimed = [("claimed", name, percent) for name, percent in _QUARTILES.items()]
    return [*claimed, ("proven", "median", _QUARTILES["median"])]
