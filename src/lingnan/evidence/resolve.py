"""Best evidence as of a date, for all subjects at once.

Not for: what the answers are worth (diagnosis) nor which facts count (programme).
"""

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir

_GRADE_SHIFT, _FRESH_SHIFT, _DAY_SHIFT = 60, 59, 44
_DAYS = (1 << (_FRESH_SHIFT - _DAY_SHIFT)) - 1
_NUMBERS = (1 << _DAY_SHIFT) - 1
_NEVER_DAYS = 1_000_000
FIRST_DAY = date(2000, 1, 1)
"""Facts are dated from this day on; 15 bits of days reach the year 2089."""


def resolve(
    rows: ir.Table,
    freshness: ir.Table,
    *,
    keys: Sequence[str] = ("subject_code", "indicator_code"),
    carry: Sequence[str] = ("value_code", "value_number"),
) -> ir.Table:
    """Pick the best row of every key as of each row's `as_of_date`.

    Best is the highest grade, then fresh before stale, then the latest fact_date, then the highest
    evidence_no. The four are packed into one int64, so that one aggregation decides.

    Shapes:
        rows: ledger rows with a column as_of_date; rows dated after it are left out.
        freshness: indicator_code, fresh_days, expires_days (null = never).
        returns: one row per (keys, as_of_date): carried columns, grade, is_fresh, fact_date,
            evidence_no. Whoever is at grade 2 or above is also the proven one.
    Limits: does not judge values; expired rows do not appear at all.
    Source: docs/decisions/0001-shape-of-the-spine.md
    """
    dated = rows.filter(rows.fact_date <= rows.as_of_date)
    timed = dated.join(freshness, "indicator_code", how="left")
    age = timed.as_of_date.delta(timed.fact_date, unit="day")
    living = timed.mutate(age_days=age).filter(
        lambda t: t.age_days <= ibis.coalesce(t.expires_days, _NEVER_DAYS)
    )
    ranked = living.mutate(priority=_priority(living))
    best = ranked.group_by([*keys, "as_of_date"]).aggregate(
        **{name: _value_at_most(ranked[name], ranked.priority) for name in carry},
        priority=ranked.priority.max(),
    )
    day = (best.priority >> _DAY_SHIFT) & _DAYS
    return best.mutate(
        grade=(best.priority >> _GRADE_SHIFT).cast("int8"),
        is_fresh=((best.priority >> _FRESH_SHIFT) & 1) == 1,
        fact_date=(
            ibis.literal(FIRST_DAY).cast("timestamp") + day.cast("int32").as_interval("D")
        ).date(),
        evidence_no=best.priority & _NUMBERS,
    ).drop("priority")


def _value_at_most(value: ir.Value, priority: ir.IntegerValue) -> ir.Value:
    """The value where the priority is greatest.

    Ibis writes argmax as an ordered FIRST, which sorts; the engine's own arg_max_null is much
    faster. Its name is DuckDB's; another engine needs its own (max_by).
    """

    @ibis.udf.agg.builtin(name="arg_max_null", signature=((value.type(), "int64"), value.type()))
    def arg_max(value, priority): ...  # type: ignore[no-untyped-def]

    return arg_max(value, priority)


def _priority(rows: ir.Table) -> ir.IntegerValue:
    fresh = (rows.age_days <= ibis.coalesce(rows.fresh_days, _NEVER_DAYS)).cast("int64")
    day = rows.fact_date.delta(ibis.literal(FIRST_DAY), unit="day").cast("int64")
    return (
        rows.grade.cast("int64") * (1 << _GRADE_SHIFT)
        + fresh * (1 << _FRESH_SHIFT)
        + day * (1 << _DAY_SHIFT)
        + rows.evidence_no
    )
