"""How levels held over time: from levels at dates to half-open intervals of constant level.

Not for computing levels: score the dates with batch first.
"""

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from lingnan.diagnosis.batch import SIDES
from lingnan.diagnosis.model import Model


def levels_to_intervals(scored: ir.Table, dates: Sequence[date], model: Model) -> ir.Table:
    """The rows of out_level: intervals in which a subject kept its level.

    Shapes:
        scored: one row per (subject_code, as_of_date): claimed_level, proven_level.
        dates: every date that was scored, also those at which a subject has no row.
        returns: subject_code, model_id, side, from_date (first date at the level), until_date
            (first scored date no longer at it; null = still so at the last date), level.
    Limits: a change between two dates shows at the later one. A subject without rows at a date
        (its evidence has expired) has no level then, and no interval.
    """
    days = sorted(set(dates))
    calendar = ibis.memtable(
        pa.table({"as_of_date": pa.array(days, pa.date32()), "place": list(range(len(days)))})
    )
    sides = [
        scored.select(
            "subject_code", "as_of_date", side=ibis.literal(side), level=scored[f"{side}_level"]
        )
        for side in SIDES
    ]
    rows = ibis.union(*sides).join(calendar, "as_of_date")
    order = ibis.window(group_by=["subject_code", "side"], order_by="place")
    before = rows.mutate(
        last_level=rows.level.lag().over(order), last_place=rows.place.lag().over(order)
    )
    is_start = (
        before.last_place.isnull()
        | (before.last_place != before.place - 1)
        | (before.last_level != before.level)
    )
    marked = before.mutate(start=is_start.cast("int64"))
    upto = ibis.window(group_by=["subject_code", "side"], order_by="place", following=0)
    islands = marked.mutate(island=marked.start.sum().over(upto))
    spans = islands.group_by("subject_code", "side", "island").aggregate(
        from_date=islands.as_of_date.min(),
        next_place=islands.place.max() + 1,
        level=islands.level.max(),
    )
    ends = calendar.select(until_date="as_of_date", next_place="place")
    found = spans.left_join(ends, "next_place")
    return found.select(
        "subject_code",
        model_id=ibis.literal(model.id),
        side="side",
        from_date="from_date",
        until_date="until_date",
        level=found.level.cast("int8"),
    )
