"""What the headline numbers of a target rest on, as plain values that JSON can hold.

Not for the headline itself: see answer.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from lingnan.kernel import Text
from lingnan.packs import Pack
from lingnan.programme.attribution import Contribution
from lingnan.programme.content import goal_milestone, population_of, published_series, settings_of
from lingnan.programme.denominator import denominator_on, known_population
from lingnan.programme.model import Basis, Forecast, Point
from lingnan.programme.standing import View
from lingnan.programme.survival import Survival
from lingnan.programme.view import TargetView

_PACE_DIGITS, _SHARE_DIGITS, _COUNT_DIGITS = 2, 4, 1


def detail(pack: Pack, view: TargetView) -> dict[str, Any]:
    """What the headline numbers rest on."""
    target, standing = view.target, view.standing
    speaker = standing.view
    return {
        "name": as_text(target.name),
        "unit": as_text(target.unit),
        "pace_ratio_range": None
        if speaker is None or speaker.pace.ratio_low is None
        else [as_pace(speaker.pace.ratio_low), as_pace(speaker.pace.ratio_high)],
        "milestones": [
            {
                "deadline": point.aim.deadline.isoformat(),
                "goal": point.aim.goal,
                "probability": as_share(point.probability),
                "status": None if point.status is None else point.status.value,
            }
            for point in standing.checkpoints
        ],
        "definitions": [_definition(view, item.id) for item in target.definitions],
        "published_points": [
            _point(point)
            for point in published_series(
                view.figures, target.id, pack.region_code, view.as_of
            ).points
        ],
        "views": {basis.value: _view(each) for basis, each in standing.views.items()},
        "denominator": _denominator(pack, view),
        "assumptions": _assumptions(pack, view),
        "survival": {
            side.value: _survival(part, view.expansion) for side, part in view.survival.items()
        },
        "cities": _contributions(view.cities),
        "clusters": _contributions(view.clusters),
    }


def _definition(view: TargetView, definition_id: str) -> dict[str, Any]:
    definition = view.target.definition(definition_id)
    claimed, proven, population = view.counts[definition_id]
    return {
        "id": definition_id,
        "name": as_text(definition.name),
        "is_headline": definition_id == view.target.headline_definition,
        "is_confirmed": definition.is_confirmed,
        "claimed": claimed,
        "proven": proven,
        "population": population,
    }


def _view(view: View) -> dict[str, Any]:
    fan = view.forecast
    return {
        "value": view.series.points[-1].value,
        "as_of": view.series.points[-1].as_of.isoformat(),
        "required_pace_per_month": as_pace(view.pace.required),
        "actual_pace_per_month": as_pace(view.pace.actual),
        "pace_ratio": as_pace(view.pace.ratio),
        "status": None if view.status is None else view.status.value,
        "forecast": None if fan is None else _fan(fan),
    }


def _fan(fan: Forecast) -> dict[str, Any]:
    return {
        "p10": round(fan.final.p10, _COUNT_DIGITS),
        "p50": round(fan.final.p50, _COUNT_DIGITS),
        "p90": round(fan.final.p90, _COUNT_DIGITS),
        "probability": as_share(fan.probability),
        "interval": 0.8,
        "coverage": None
        if fan.coverage is None
        else {
            "share": as_share(fan.coverage.share),
            "trials_count": fan.coverage.trials_count,
            "how": fan.coverage.how,
        },
        "weights": {model: as_share(weight) for model, weight in fan.weights},
        "weighted_by": fan.weighted_by,
        "saturation": None if fan.saturation is None else list(fan.saturation),
        "ceiling": round(fan.ceilings[-1], _COUNT_DIGITS) if fan.ceilings else None,
    }


def _denominator(pack: Pack, view: TargetView) -> dict[str, Any]:
    """The registry's own population, and the published one on the day and at the deadline."""
    registry = view.counts[view.target.headline_definition][2]
    found: dict[str, Any] = {"registry": registry, "published_id": view.target.denominator_id}
    population = population_of(pack, view.target)
    if population is None:
        return found
    known = known_population(population, view.as_of)
    damping = settings_of(pack, view.target.id).population_damping
    last_day, last_value = known.points[-1]
    deadline = None if view.standing.aim is None else view.standing.aim.deadline
    return found | {
        "published_value": round(last_value),
        "published_as_of": last_day.isoformat(),
        "on_as_of": round(denominator_on(known, view.as_of, yearly_damping=damping)),
        "at_deadline": None
        if deadline is None
        else round(denominator_on(known, deadline, yearly_damping=damping)),
    }


def _assumptions(pack: Pack, view: TargetView) -> list[dict[str, Any]]:
    """The assumptions of the pack that the forecast and the status rest on."""
    own = f"forecast.saturation_share.{view.target.id}"
    return [
        {
            "id": item.id,
            "name": as_text(item.name),
            "value": float(item.value),
            "low": float(item.low),
            "high": float(item.high),
        }
        for item in pack.assumptions
        if item.id == own
        or item.id.startswith("programme.")
        or (item.id.startswith("forecast.") and "saturation_share" not in item.id)
    ]


def unconfirmed(pack: Pack, view: TargetView) -> list[Text]:
    """What of the answer nobody confirmed: the pack's notes, and what is late or missing here."""
    published = tuple(item for item in pack.published if item.as_of <= view.as_of)
    notes = list(replace(pack, published=published).unconfirmed_for_target(view.target.id))
    known = {point.as_of for point in pack.published_for(view.target.id)}
    for figure in view.figures:
        day = figure.point.as_of
        is_ours = (figure.target_id, figure.region_code) == (view.target.id, pack.region_code)
        if is_ours and not figure.point.is_confirmed and day not in known:
            notes.append(
                Text(
                    f"{day.isoformat()} 公布值未核实",
                    f"the figure published for {day.isoformat()} is not confirmed",
                )
            )
    if Basis.PUBLISHED not in view.standing.views:
        notes.append(
            Text(
                "截至该日没有公布的进度数",
                "no progress figure had been published by that day",
            )
        )
    if view.standing.basis is not None and view.counts[view.target.headline_definition][0] == 0:
        notes.append(
            Text(
                "登记与证据中尚无计入者，计数为零不等于实际为零",
                "register and evidence show nobody who counts; the truth need not be zero",
            )
        )
    if goal_milestone(view.target) is None:
        notes.append(Text("没有已知的目标值", "no value of the goal is known"))
    population = population_of(pack, view.target)
    if population is not None and population.points[0][0] > view.as_of:
        notes.append(
            Text(
                "截至该日没有公布的基数，用了最早的一个",
                "no denominator speaks of a day so early; the earliest one is used",
            )
        )
    return list(dict.fromkeys(notes))


def _survival(part: Survival, expansion: int) -> dict[str, Any]:
    return {
        "since": part.since.isoformat(),
        "counted": part.counted_count * expansion,
        "still": part.still_count * expansion,
        "dropped": {
            reason.value: number * expansion for reason, number in sorted(part.dropped.items())
        },
    }


def _contributions(parts: Iterable[Contribution]) -> list[dict[str, Any]]:
    return [
        {
            "key": part.key,
            "population": part.population,
            "expected": part.expected,
            "is_stated": part.is_stated,
            "claimed": part.claimed,
            "proven": part.proven,
            "gap_claimed": part.gap_claimed,
            "gap_proven": part.gap_proven,
        }
        for part in parts
    ]


def _point(point: Point) -> dict[str, Any]:
    return {
        "as_of": point.as_of.isoformat(),
        "latest_as_of": _day(point.latest_as_of),
        "value": round(point.value),
        "is_confirmed": point.is_confirmed,
    }


def as_text(text: Text) -> dict[str, str]:
    """A text as JSON holds it."""
    return {"zh": text.zh, "en": text.en}


def as_pace(value: float | None) -> float | None:
    """A pace or ratio of paces, rounded."""
    return None if value is None else round(value, _PACE_DIGITS)


def as_share(value: float | None) -> float | None:
    """A share or probability, rounded."""
    return None if value is None else round(value, _SHARE_DIGITS)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
