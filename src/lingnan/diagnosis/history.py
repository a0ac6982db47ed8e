"""How levels held over time: when to look, and half-open intervals of constant level.

Not for computing levels: score the moments with batch in between.
"""

from datetime import date

import ibis
import ibis.expr.types as ir

from lingnan.diagnosis.batch import SIDES
from lingnan.diagnosis.model import Model


def moments_of(rows: ir.Table, freshness: ir.Table, as_of: date) -> ir.Table:
    """When a subject's score may change: the ends of the months in which a fact was established
    or evidence expired, and the date looked from.

    Shapes:
        rows: subject_code, indicator_code, fact_date.
        freshness: indicator_code, fresh_days, expires_days (null = never).
        returns: subject_code, as_of_date; distinct, none after `as_of`.
    Limits: a row that turns stale changes the choice only between rows of one grade; such a change
        shows at the next moment.
    """
    facts = rows.select("subject_code", "indicator_code", "fact_date").distinct()
    living = facts.join(freshness, "indicator_code", how="left")
    gone = living.filter(living.expires_days.notnull()).mutate(
        day=lambda t: (t.fact_date.cast("timestamp") + (t.expires_days + 1).as_interval("D")).date()
    )
    days = ibis.union(
        facts.select("subject_code", day="fact_date"), gone.select("subject_code", "day")
    )
    # Engines make a timestamp of a date and an interval, though Ibis calls it a date.
    after = days.day.truncate("M").cast("timestamp") + ibis.interval(months=1)
    month_end = (after - ibis.interval(days=1)).date()
    ends = days.filter(days.day <= as_of).select(
        "subject_code", as_of_date=ibis.least(month_end, ibis.date(as_of))
    )
    now = rows.select("subject_code", as_of_date=ibis.date(as_of))
    return ibis.union(ends, now).distinct()


def levels_to_intervals(scored: ir.Table, moments: ir.Table, model: Model) -> ir.Table:
    """The rows of out_level: intervals in which a subject kept its level.

    Shapes:
        scored: one row per (subject_code, as_of_date): claimed_level, proven_level.
        moments: subject_code, as_of_date: every moment that was scored, also those at which a
            subject has no row, since all its evidence had expired by then.
        returns: subject_code, model_id, side, from_date (first moment at the level), until_date
            (first moment no longer at it; null = still so at the last), level.
    Limits: a change between two moments shows at the later one.
    """
    in_time = ibis.window(group_by="subject_code", order_by="as_of_date")
    calendar = moments.select(
        "subject_code", "as_of_date", place=ibis.row_number().over(in_time).cast("int64")
    )
    sides = [
        scored.select(
            "subject_code", "as_of_date", side=ibis.literal(side), level=scored[f"{side}_level"]
        )
        for side in SIDES
    ]
    rows = ibis.union(*sides).join(calendar, ["subject_code", "as_of_date"])
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
    ends = calendar.select("subject_code", until_date="as_of_date", next_place="place")
    found = spans.left_join(ends, ["subject_code", "next_place"])
    return found.select(
        "subject_code",
        model_id=ibis.literal(model.id),
        side="side",
        from_date="from_date",
        until_date="until_date",
        level=found.level.cast("int8"),
    )
