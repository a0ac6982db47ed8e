"""What the programme takes from a content pack and from published evidence, in its own words.

Not for computing with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import ibis.expr.types as ir

from lingnan.packs import Pack
from lingnan.packs.content import Milestone, Target
from lingnan.programme.curves import Uncertainty
from lingnan.programme.denominator import YEARLY_DAMPING
from lingnan.programme.forecast import SEED, Settings
from lingnan.programme.model import Point, Population, Series
from lingnan.programme.pace import Thresholds
from lingnan.store.engine import Engine

_SUBJECT, _INDICATOR = "region:", "published."


@dataclass(frozen=True, slots=True)
class Figure:
    """A count of a target that an authority published about a region."""

    target_id: str
    region_code: str
    point: Point


def figures_of_pack(pack: Pack) -> tuple[Figure, ...]:
    """The published figures that stand in the pack."""
    return tuple(
        Figure(
            item.target_id,
            item.region_code,
            Point(item.as_of, float(item.value), item.as_of_range, item.is_confirmed),
        )
        for item in pack.published
    )


def figures_of_rows(engine: Engine, pack: Pack, rows: ir.Table) -> tuple[Figure, ...]:
    """The published figures that stand in the ledger, as rows about regions.

    The fact date is the day the figure speaks of. Where a row's period reaches beyond it, or the
    pack has the same figure with a range of dates, the figure may speak of any day up to then. Of
    several rows about one day the last acknowledged holds. A figure is unconfirmed if the pack
    has one of that day and says so.
    """
    chosen = rows.filter(
        rows.subject_code.startswith(_SUBJECT),
        rows.indicator_code.startswith(_INDICATOR),
        rows.value_number.notnull(),
    ).select(
        "subject_code", "indicator_code", "fact_date", "period_end", "value_number", "evidence_no"
    )
    packed = {(item.target_id, item.region_code, item.as_of): item for item in pack.published}
    found = {}
    for row in sorted(engine.arrow(chosen).to_pylist(), key=lambda row: row["evidence_no"]):
        target_id = row["indicator_code"].removeprefix(_INDICATOR)
        region_code = row["subject_code"].removeprefix(_SUBJECT)
        day: date = row["fact_date"]
        value = float(row["value_number"])
        last_day: date = row["period_end"] - timedelta(days=1)
        latest = last_day if last_day > day else None
        same = packed.get((target_id, region_code, day))
        if latest is None and same is not None and same.value == value:
            latest = same.as_of_range
        point = Point(day, value, latest, same is None or same.is_confirmed)
        found[target_id, region_code, day] = Figure(target_id, region_code, point)
    return tuple(found.values())


def published_series(
    figures: Iterable[Figure], target_id: str, region_code: str, as_of: date
) -> Series:
    """The published counts of a target for a region up to a day, in the order of dates."""
    points = [
        figure.point
        for figure in figures
        if (figure.target_id, figure.region_code) == (target_id, region_code)
        and figure.point.as_of <= as_of
    ]
    return Series(tuple(sorted(points, key=lambda point: point.as_of)))


def goal_milestone(target: Target) -> Milestone | None:
    """The last milestone whose value is known; null when none is."""
    known = [item for item in target.milestones if item.value is not None]
    return max(known, key=lambda item: item.deadline) if known else None


def population_of(pack: Pack, target: Target) -> Population | None:
    """The published denominator of a target, in the order of days."""
    if target.denominator_id is None:
        return None
    points = pack.denominator(target.denominator_id).points
    return Population(tuple(sorted((point.as_of, float(point.value)) for point in points)))


def settings_of(pack: Pack, target_id: str, *, seed: int = SEED) -> Settings:
    """How to forecast a target: the pack's assumptions, and the code's where it has none.

    Source: assumptions `forecast.saturation_share.<target>`, `forecast.pace_variation`,
        `forecast.pace_strength_years`, `forecast.population_damping`.
    """
    usual = Uncertainty()
    shares = {item.id: item for item in pack.assumptions}.get(
        f"forecast.saturation_share.{target_id}"
    )
    saturation = usual.saturation
    if shares is not None:
        saturation = (float(shares.low), float(shares.value), float(shares.high))
    return Settings(
        uncertainty=Uncertainty(
            saturation=saturation,
            pace_variation=_assumed(pack, "forecast.pace_variation", usual.pace_variation),
            strength=_assumed(pack, "forecast.pace_strength_years", usual.strength),
        ),
        seed=seed,
        population_damping=_assumed(pack, "forecast.population_damping", YEARLY_DAMPING),
    )


def thresholds_of(pack: Pack) -> Thresholds:
    """Where the statuses part.

    Source: assumptions `programme.on_track_probability`, `programme.off_track_probability`,
        `programme.at_risk_ratio`.
    """
    usual = Thresholds()
    return Thresholds(
        on_track=_assumed(pack, "programme.on_track_probability", usual.on_track),
        off_track=_assumed(pack, "programme.off_track_probability", usual.off_track),
        at_risk_ratio=_assumed(pack, "programme.at_risk_ratio", usual.at_risk_ratio),
    )


def stated_city_targets(
    pack: Pack, target_id: str, deadline: date, populations: dict[str, int]
) -> dict[str, float]:
    """What cities said they would reach by the deadline, by city code.

    A stated share is taken of the city's population. Increments are left out: what they start
    from is not known.
    """
    cities = {city.code for city in pack.cities}
    found = {}
    for item in pack.companion_targets:
        if item.target_id != target_id or item.region_code not in cities:
            continue
        if item.deadline != deadline or item.kind == "increment":
            continue
        value = float(item.value)
        found[item.region_code] = (
            value * populations.get(item.region_code, 0) if item.kind == "share" else value
        )
    return found


def _assumed(pack: Pack, assumption_id: str, usual: float) -> float:
    for item in pack.assumptions:
        if item.id == assumption_id:
            return float(item.value)
    return usual
