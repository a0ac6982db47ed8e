"""Sets of half-open day intervals as table expressions: merge them, intersect them.

An interval table has key columns, `from_date` and `until_date`; an open end is the date FAR, so
that ends compare without cases. Not for what an interval means: see condition and metrics.
"""

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir

from lingnan.registry.model import UNKNOWN_START

#: Stand for an unknown beginning and for an end that has not come.
EARLY, FAR = UNKNOWN_START, date(9999, 12, 31)


def closed_form(table: ir.Table) -> ir.Table:
    """The same intervals with FAR in place of null ends and EARLY in place of null beginnings."""
    return table.mutate(
        from_date=table.from_date.fill_null(ibis.date(EARLY)),
        until_date=table.until_date.fill_null(ibis.date(FAR)),
    )


def open_form(table: ir.Table) -> ir.Table:
    """The same intervals with null in place of FAR."""
    return table.mutate(until_date=table.until_date.nullif(ibis.date(FAR)))


def merge(table: ir.Table, keys: Sequence[str]) -> ir.Table:
    """Unite overlapping and touching intervals of each key.

    Shapes: table: keys, from_date, until_date, any overlaps; returns the same columns, intervals of
        one key disjoint and with at least a day between them.
    """
    # One row per beginning: rows that tie could come in another order in each window below.
    days = table.group_by([*keys, "from_date"]).agg(until_date=table.until_date.max())
    before = ibis.window(group_by=list(keys), order_by="from_date", preceding=(None, 1))
    up_to = ibis.window(group_by=list(keys), order_by="from_date", preceding=(None, 0))
    next_row = ibis.window(group_by=list(keys), order_by="from_date")
    swept = days.select(
        *keys,
        "from_date",
        reached=days.until_date.max().over(before),
        until_date=days.until_date.max().over(up_to),
        next_from=days.from_date.lead().over(next_row),
    )
    ends = swept.mutate(
        is_first=swept.reached.isnull() | (swept.from_date > swept.reached),
        is_last=swept.next_from.isnull() | (swept.next_from > swept.until_date),
    )
    columns = [*keys, "from_date", "until_date"]
    whole = ends.filter(ends.is_first, ends.is_last).select(*columns)
    halves = ends.filter(ends.is_first != ends.is_last)
    paired = halves.mutate(until_date=halves.until_date.lead().over(next_row))
    return whole.union(paired.filter(paired.is_first).select(*columns))


def intersect(left: ir.Table, right: ir.Table, keys: Sequence[str]) -> ir.Table:
    """The days that lie in both sets, for equal keys.

    Shapes: both merged; returns the columns of `left`, and those of `right` that `left` lacks;
        merged too, since two pieces can only touch where intervals of one side touch.
    """
    theirs = {f"other_{name}": name for name in (*keys, "from_date", "until_date")}
    other = right.rename(theirs)
    joined = left.inner_join(
        other,
        [
            *(left[key] == other[f"other_{key}"] for key in keys),
            left.from_date < other.other_until_date,
            other.other_from_date < left.until_date,
        ],
    )
    return joined.mutate(
        from_date=ibis.greatest(joined.from_date, joined.other_from_date),
        until_date=ibis.least(joined.until_date, joined.other_until_date),
    ).drop(*theirs)
