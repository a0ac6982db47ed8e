"""Checks on values: units, dates, sums, and what must be there for results to appear."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from lingnan.kernel.period import month_end
from lingnan.kernel.text import Text
from lingnan.packs.checking.inspection import Inspection, walk
from lingnan.packs.checking.rule import (
    BAD_DATE,
    FALLS,
    INCOMPLETE,
    NO_DATE,
    SUM_DIFFERS,
    UNIT_DIFFERS,
    UNKNOWN_UNIT,
)
from lingnan.packs.content import Milestone
from lingnan.packs.content.unit import UNITS
from lingnan.packs.unconfirmed import key_of

_NOT_MONTH_END = Text("应为月末", "it should be the last day of a month")
_BEFORE = Text("早于应在其前的日期", "it lies before the date it should follow")
_DATED = ("instruments", "companion_targets", "indicators")


def check_figures(at: Inspection) -> None:
    """Units, dates, sums, completeness."""
    _units(at)
    _dates(at)
    _series(at)
    _sums(at)
    _completeness(at)


def _units(at: Inspection) -> None:
    for key, records in at.lists():
        for index, record in enumerate(records):
            for path, part in walk(record, key_of(record)):
                unit = getattr(part, "unit_id", None) or getattr(part, "unit", None)
                if isinstance(unit, str) and unit not in UNITS:
                    known = ", ".join(UNITS)
                    at.report(UNKNOWN_UNIT, key, index, field=path, value=unit, known=known)
    units = {target.id: target.unit_id for target in at.pack.targets}
    for index, point in enumerate(at.pack.published):
        _same_unit(at, "published", index, point.unit, units.get(point.target_id, point.unit))
    for index, target in enumerate(at.pack.targets):
        for definition in target.definitions:
            _same_unit(at, "targets", index, definition.unit, target.unit_id)


def _same_unit(at: Inspection, key: str, index: int, unit: str, other: str) -> None:
    if unit != other:
        at.report(UNIT_DIFFERS, key, index, field="unit", value=unit, other=other)


def _dates(at: Inspection) -> None:
    for index, point in enumerate(at.pack.published):
        for field, day in (("as_of", point.as_of), ("as_of_range", point.as_of_range)):
            if day is not None and day != month_end(day):
                at.report(
                    BAD_DATE, "published", index, field=field, value=day, problem=_NOT_MONTH_END
                )
        if point.as_of_range is not None and point.as_of_range <= point.as_of:
            value = point.as_of_range
            at.report(
                BAD_DATE, "published", index, field="as_of_range", value=value, problem=_BEFORE
            )
    for index, tool in enumerate(at.pack.instruments):
        if tool.until is not None and tool.in_force is not None and tool.until < tool.in_force:
            value = tool.until
            at.report(BAD_DATE, "instruments", index, field="until", value=value, problem=_BEFORE)
    for index, goal in enumerate(at.pack.companion_targets):
        if goal.in_force is not None and goal.deadline <= goal.in_force:
            value = goal.deadline
            at.report(
                BAD_DATE, "companion_targets", index, field="deadline", value=value, problem=_BEFORE
            )
    for index, target in enumerate(at.pack.targets):
        deadlines = [target.in_force, *(milestone.deadline for milestone in target.milestones)]
        _rising(at, "targets", index, "milestones", deadlines)
    for index, population in enumerate(at.pack.denominators):
        _rising(at, "denominators", index, "points", [point.as_of for point in population.points])


def _rising(at: Inspection, key: str, index: int, field: str, days: list[date | None]) -> None:
    known = [day for day in days if day is not None]
    for earlier, later in pairwise(known):
        if later <= earlier:
            at.report(BAD_DATE, key, index, field=field, value=later, problem=_BEFORE)


def _series(at: Inspection) -> None:
    last: dict[tuple[str, str], int] = {}
    order = sorted(enumerate(at.pack.published), key=lambda pair: pair[1].as_of)
    for index, point in order:
        series = (point.target_id, point.region_code)
        before = last.get(series, 0)
        if point.value < before:
            at.report(FALLS, "published", index, field="value", value=point.value, other=before)
        last[series] = point.value


def _sums(at: Inspection) -> None:
    by_day: dict[date, int] = {}
    for count in at.pack.city_counts:
        by_day[count.as_of] = by_day.get(count.as_of, 0) + count.value
    for index, population in enumerate(at.pack.denominators):
        for point in population.points if population.is_sum_of_cities else ():
            found = by_day.get(point.as_of)
            if found is not None and found != point.value:
                more = {"value": point.value, "day": point.as_of, "found": found}
                at.report(SUM_DIFFERS, "denominators", index, field=population.id, **more)


def _completeness(at: Inspection) -> None:
    pack = at.pack
    codes = {indicator.code for indicator in pack.indicators}
    for index, target in enumerate(pack.targets):
        if f"published.{target.id}" not in codes:
            missing = Text(f"指标 published.{target.id}", f"the indicator published.{target.id}")
            at.report(INCOMPLETE, "targets", index, subject=target.id, missing=missing)
        for path, part in walk(target, target.id):
            if isinstance(part, Milestone) and part.value is not None and part.in_force is None:
                at.report(NO_DATE, "targets", index, subject=path)
    days = {count.as_of for count in pack.city_counts}
    for index, city in enumerate(pack.cities):
        absent = sorted(day.year for day in days if day.year not in city.above_scale_counts)
        if absent:
            years = ", ".join(str(year) for year in absent)
            missing = Text(f"{years} 年的规上企业数", f"above-scale counts of {years}")
            at.report(INCOMPLETE, "cities", index, subject=city.code, missing=missing)
    for key, records in at.lists():
        if key in _DATED:
            for index, record in enumerate(records):
                if getattr(record, "in_force", None) is None:
                    at.report(NO_DATE, key, index, subject=f"{key}[{key_of(record)}]")
