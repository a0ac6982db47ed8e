"""A slow reference: does a subject count on a day? Read row by row, day by day."""

from datetime import date, timedelta
from typing import Any

from lingnan.kernel.period import add_months
from lingnan.packs import Pack
from lingnan.packs.content import (
    AboveScaleCondition,
    ActiveCondition,
    AnyOfCondition,
    EntityCondition,
    IndicatorCondition,
    IndustryCondition,
    LevelCondition,
    MetricDefinition,
)

Row = dict[str, Any]


def counts_on(
    pack: Pack,
    definition: MetricDefinition,
    subject: Row,
    rows: list[Row],
    levels: list[Row],
    *,
    is_proven: bool,
    day: date,
    as_of: date,
) -> bool:
    """Whether an enterprise counts on a day, as known on the as-of date."""
    code = subject["uscc"]
    rows = [row for row in rows if row["subject_code"] == code and row["fact_date"] <= as_of]
    levels = [row for row in levels if row["subject_code"] == code and row["from_date"] <= as_of]
    return all(
        _holds(pack, part, subject, rows, levels, is_proven, day, as_of)
        for part in definition.conditions
    )


def _holds(
    pack: Pack,
    part: Any,
    subject: Row,
    rows: list[Row],
    levels: list[Row],
    is_proven: bool,
    day: date,
    as_of: date,
) -> bool:
    if isinstance(part, ActiveCondition):
        end = None if subject["status"] == "active" else subject.get("closed_date") or date.min
        return _within(subject.get("founded_date"), end, day)
    if isinstance(part, AboveScaleCondition):
        first, last = subject.get("above_scale_from"), subject.get("above_scale_until")
        if first is None and last is None:
            return bool(subject["is_above_scale"])
        return _within(first, last, day)
    if isinstance(part, IndustryCondition):
        return subject["industry_code"][0] in part.sections
    if isinstance(part, LevelCondition):
        return any(
            row["model_id"] in part.models
            and row["level"] >= part.at_least
            and (row["side"] == "proven") == is_proven
            and _within(row["from_date"], row.get("until_date"), day)
            for row in levels
        )
    if isinstance(part, IndicatorCondition):
        return _indicator(pack, part, rows, is_proven, day)
    assert isinstance(part, AnyOfCondition), EntityCondition
    return any(_indicator(pack, each, rows, is_proven, day) for each in part.conditions)


def _indicator(
    pack: Pack, part: IndicatorCondition, rows: list[Row], is_proven: bool, day: date
) -> bool:
    rows = [row for row in rows if row["indicator_code"] == part.code and row["fact_date"] <= day]
    proven = [row for row in rows if row["grade"] >= 2]
    chosen = proven if is_proven else rows
    if part.within_months is not None:
        return any(
            _compares(row, part) and day < add_months(row["fact_date"], part.within_months)
            for row in chosen
        )
    expires = pack.indicator(part.code).expires_days
    return any(_last_word(part, each, expires, day) for each in (chosen, proven))


def _last_word(
    part: IndicatorCondition, rows: list[Row], expires_days: int | None, day: date
) -> bool:
    if not rows:
        return False
    last = max(rows, key=lambda row: (row["fact_date"], row["grade"], row["evidence_no"]))
    if expires_days is not None and day >= last["fact_date"] + timedelta(expires_days):
        return False
    return _compares(last, part)


def _compares(row: Row, part: IndicatorCondition) -> bool:
    if part.comparator == "one_of":
        return bool(set((row["value_code"] or "").split(",")) & set(part.codes))
    value = row["value_number"]
    if value is None:
        return False
    assert part.number is not None
    return bool(
        {">": value > part.number, ">=": value >= part.number, "=": value == part.number}[
            part.comparator
        ]
    )


def _within(first: date | None, until: date | None, day: date) -> bool:
    return (first is None or first <= day) and (until is None or day < until)
