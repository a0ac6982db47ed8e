"""Targets as views: the rows of out_target with their courses and forecasts.

Not for cities and clusters (place).
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from lingnan.console.i18n import Translator
from lingnan.console.report.load.explain import explain_target
from lingnan.console.report.load.pinned import factor_of, inputs_of, version_of
from lingnan.console.report.load.word import heading
from lingnan.console.views import (
    Basis,
    DefinitionCount,
    FanPoint,
    Milestone,
    Point,
    PublishedValue,
    TargetView,
    Trajectory,
)
from lingnan.kernel import month_end
from lingnan.packs import Pack
from lingnan.packs.content import Target
from lingnan.programme import read_forecast, read_progress, read_targets
from lingnan.store import Store
from lingnan.store.runs import Run

Courses = dict[tuple[str, str], tuple[Point, ...]]


def target_rows(store: Store, run: Run) -> dict[str, dict[str, Any]]:
    """Read out_target of a run, by target, with its JSON columns read."""
    rows = read_targets(store, version=version_of(run, "out_target")).to_pylist()
    return {
        row["target_id"]: row
        | {
            "detail": json.loads(row["detail_json"]),
            "unconfirmed": json.loads(row["unconfirmed_json"]),
        }
        for row in rows
    }


def target_views(
    tr: Translator, store: Store, pack: Pack, run: Run, rows: dict[str, dict[str, Any]]
) -> tuple[TargetView, ...]:
    """Put together every target of the pack that the run counted, in the pack's order."""
    targets = [target for target in pack.targets if target.id in rows]
    courses = read_courses(store, pack, run, [target.headline_definition for target in targets])
    fans: dict[tuple[str, str], list[FanPoint]] = defaultdict(list)
    forecasts = read_forecast(store, version=version_of(run, "out_forecast")).to_pylist()
    for row in sorted(forecasts, key=lambda row: row["month"]):
        day = month_end(row["month"])
        if day > run.as_of:  # what is counted needs no forecast
            point = FanPoint(day, row["p10"], row["p50"], row["p90"])
            fans[row["target_id"], row["basis"]].append(point)
    return tuple(
        _target_view(tr, pack, run, target, rows[target.id], courses, fans) for target in targets
    )


def read_courses(
    store: Store,
    pack: Pack,
    run: Run,
    definition_ids: list[str],
    *,
    city_code: str | None = None,
) -> Courses:
    """Read the monthly counts of definitions, of the whole region or of one city.

    Shapes: by (definition, side), month ends up to the run's date, multiplied by the expansion;
        months before the first count are left out.
    """
    table = read_progress(
        store,
        version=version_of(run, "out_progress"),
        definition_ids=definition_ids,
        slices=["total" if city_code is None else "city"],
        city_code=city_code,
    )
    found: dict[tuple[str, str], list[Point]] = defaultdict(list)
    for row in table.to_pylist():
        factor = factor_of(store, pack, row["definition_id"])
        day = min(month_end(row["month"]), run.as_of)
        key = row["definition_id"], row["side"]
        found[key].append(Point(day, row["counted_count"] * factor))
    return {key: _from_first_count(points) for key, points in found.items()}


def published_values(
    pack: Pack, target: Target, as_of: date, region_code: str | None = None
) -> tuple[PublishedValue, ...]:
    """List what was published about a region up to a day; its earliest possible day decides."""
    return tuple(
        PublishedValue(
            as_of=point.as_of,
            value=float(point.value),
            comparator=point.comparator,
            latest=point.as_of_range,
            source="; ".join(point.source),
            is_confirmed=point.is_confirmed,
        )
        for point in pack.published_for(target.id, region_code)
        if point.as_of <= as_of
    )


def _target_view(
    tr: Translator,
    pack: Pack,
    run: Run,
    target: Target,
    row: dict[str, Any],
    courses: Courses,
    fans: dict[tuple[str, str], list[FanPoint]],
) -> TargetView:
    basis: Basis = row["basis"] or "claimed"
    fan = tuple(fans.get((target.id, basis), ()))
    detail = row["detail"]
    published = _published(pack, target, row)
    goal = next(
        (each for each in target.milestones if each.deadline == row["deadline"]),
        target.milestones[-1],
    )
    has_forecast = row["forecast_p50"] is not None
    deadline = row["deadline"] or goal.deadline
    return TargetView(
        id=target.id,
        name=heading(target.name.in_(tr.lang)),
        unit=target.unit.in_(tr.lang),
        deadline=deadline,
        goal=row["goal"],
        comparator=goal.comparator,
        claimed=row["claimed"],
        proven=row["proven"],
        published=published[-1] if published else None,
        forecast=FanPoint(deadline, row["forecast_p10"], row["forecast_p50"], row["forecast_p90"])
        if has_forecast
        else None,
        required_pace=row["required_pace_per_month"],
        actual_pace=row["actual_pace_per_month"],
        status=row["status"] or "unknown",
        milestones=_milestones(target.milestones),
        trajectory=Trajectory(
            claimed=courses.get((target.headline_definition, "claimed"), ()),
            proven=courses.get((target.headline_definition, "proven"), ()),
            published=published,
            fan=fan,
            fan_basis=basis,
        ),
        miss_probability=None if row["probability"] is None else 1 - row["probability"],
        is_goal_confirmed=goal.is_confirmed,
        definitions=tuple(_definition(tr, entry) for entry in detail.get("definitions", ())),
        explanation=explain_target(
            tr,
            pack,
            target,
            inputs=inputs_of(run, "out_target", "out_progress", "out_forecast", "evidence"),
            detail=detail,
            unconfirmed=row["unconfirmed"],
        ),
    )


def _published(pack: Pack, target: Target, row: dict[str, Any]) -> tuple[PublishedValue, ...]:
    """Take the run's published points; the pack knows their words and sources."""
    known = {point.as_of: point for point in published_values(pack, target, row["as_of"])}
    found = []
    for entry in row["detail"].get("published_points", ()):
        day = date.fromisoformat(entry["as_of"])
        of_pack = known.get(day)
        if of_pack is not None and of_pack.value == entry["value"]:
            found.append(of_pack)
        else:
            found.append(PublishedValue(day, entry["value"], is_confirmed=entry["is_confirmed"]))
    return tuple(found)


def _definition(tr: Translator, entry: dict[str, Any]) -> DefinitionCount:
    return DefinitionCount(
        name=entry["name"][tr.lang],
        claimed=entry["claimed"],
        proven=entry["proven"],
        population=entry["population"],
        is_headline=entry["is_headline"],
        is_confirmed=entry["is_confirmed"],
    )


def _milestones(milestones: Iterable[Any]) -> tuple[Milestone, ...]:
    return tuple(
        Milestone(each.deadline, each.value, each.comparator, each.is_confirmed)
        for each in milestones
    )


def _from_first_count(points: list[Point]) -> tuple[Point, ...]:
    ordered = sorted(points, key=lambda point: point.on)
    first = next((place for place, point in enumerate(ordered) if point.value), len(ordered))
    return tuple(ordered[first:])
