"""What all cases of one run share, as arrays: the catalogue, money rules and dates of a pack.

Not for one enterprise: fill makes its case from these.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeVar

import numpy as np

from lingnan.packs import Pack
from lingnan.packs.content import SubsidyRule
from lingnan.roadmap.assumed import SIZES, Assumed
from lingnan.roadmap.calendar import Calendar
from lingnan.roadmap.case import (
    MOST_GROUPS,
    MOST_LEVELS,
    MOST_OFFERS,
    MOST_ROWS,
    MOST_RULES,
    MOST_STEPS,
    NO_CAP,
)
from lingnan.roadmap.catalogue import Catalogue, order_of
from lingnan.roadmap.errors import CatalogueTooLarge
from lingnan.roadmap.step import Integers

PPM = 1_000_000
_T = TypeVar("_T")


class Tables(NamedTuple):
    """Shared arrays (n measures, S steps, P places = city × size class).

    Shapes:
        order (n,): requirements first. price, running, staff, duration, available, gain_ppm (4, n);
        sections (n, 26); offers (n, S): likelihood in per cent of effective offers; gate, raises
        (n, S): 1 where a finished measure counts for gates, of all and of effective providers;
        proves (n,).
        req_start (n+1,), req_mask: sets of which one must be finished; need_start (n+1,),
        need_step, need_mask: a step that must be reached, else one of a set finished.
        step_value (S,): yuan a step is worth if held throughout. row_start (levels+1,), row_coef
        (rows, S), row_rhs (rows,), bonus (levels+1,): gates and what holding a level is worth.
        discount (T+1,) ppm. sub_rate (P, n) ppm, sub_cap, sub_rule (-1 none), sub_from, sub_until
        (P, n) periods; rule_lag, rule_cap (rules,). focus (clusters+1, n).
        number: see the names below.
    """

    order: Integers
    price: Integers
    running: Integers
    staff: Integers
    duration: Integers
    available: Integers
    gain_ppm: Integers
    sections: Integers
    offers: Integers
    gate: Integers
    raises: Integers
    proves: Integers
    req_start: Integers
    req_mask: Integers
    need_start: Integers
    need_step: Integers
    need_mask: Integers
    step_value: Integers
    row_start: Integers
    row_coef: Integers
    row_rhs: Integers
    bonus: Integers
    discount: Integers
    sub_rate: Integers
    sub_cap: Integers
    sub_rule: Integers
    sub_from: Integers
    sub_until: Integers
    rule_lag: Integers
    rule_cap: Integers
    focus: Integers
    number: Integers


# Places in `Tables.number`.
HORIZON, EFFORT_PERIODS, FOCUS_PCT, AUDIT_PCT, BUDGET_PPM, STAFF_PPM, STAFF_FLOOR = range(7)


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """A catalogue with its arrays and dates; `parallel` by size class, `places` by (city, size)."""

    catalogue: Catalogue
    tables: Tables
    calendar: Calendar
    parallel: tuple[int, ...]
    city_number: dict[str, int]
    cluster_number: dict[str, int]
    rules: tuple[SubsidyRule, ...]


def set_up(
    pack: Pack,
    catalogue: Catalogue,
    as_of: date,
    periods: int,
    *,
    selected: frozenset[str] = frozenset(),
) -> Setting:
    """Prepare everything that all enterprises of a run share.

    `selected`: subsidy rules that choose their projects and have chosen these.

    Raises: PackLookupError when the pack lacks an assumption.
    """
    assumed = Assumed(pack)
    calendar = Calendar.after(as_of, periods)
    number_of = {city.code: place for place, city in enumerate(pack.cities)}
    req_start, req_mask = _flatten(catalogue.requirements)
    need_start, needs = _flatten(catalogue.needs)
    steps = catalogue.steps
    rates = _subsidies(pack, catalogue, calendar, selected)
    levels = {gate.level: gate for gate in steps.gates}
    rows = [gate.coefficients for gate in steps.gates]
    tables = Tables(
        order=np.array(order_of(catalogue.measures, catalogue.requirements), dtype=np.int64),
        price=np.ascontiguousarray(catalogue.price[:, :, 1]),
        running=catalogue.running,
        staff=catalogue.staff,
        duration=catalogue.duration,
        available=catalogue.available.astype(np.int64),
        gain_ppm=catalogue.gain_ppm,
        sections=catalogue.sections.astype(np.int64),
        offers=catalogue.offers,
        gate=catalogue.gate_provider.astype(np.int64),
        raises=catalogue.raises.astype(np.int64),
        proves=catalogue.proves.astype(np.int64),
        req_start=req_start,
        req_mask=np.array(req_mask or [0], dtype=np.int64),
        need_start=need_start,
        need_step=np.array([step for step, _ in needs] or [0], dtype=np.int64),
        need_mask=np.array([mask for _, mask in needs] or [0], dtype=np.int64),
        step_value=_step_values(catalogue, assumed),
        row_start=np.cumsum([0, *(len(part) for part in rows)]).astype(np.int64),
        row_coef=np.concatenate(rows).astype(np.int64),
        row_rhs=np.concatenate([g.thresholds - g.constants for g in steps.gates]).astype(np.int64),
        bonus=np.array([0, *(_level_value(assumed, level) for level in levels)], dtype=np.int64),
        discount=_discount(assumed, periods),
        focus=_focus(pack, catalogue),
        number=np.array(
            [
                periods,
                2 * assumed.whole("running_years"),
                int(assumed.number("focus_factor") * 100),
                int(assumed.number("audit_likelihood") * 100),
                assumed.share_ppm("budget_share_year") // 2,
                assumed.share_ppm("staff_share"),
                int(assumed.number("staff_floor_fte") * 100),
            ],
            dtype=np.int64,
        ),
        **rates,
    )
    _fits(tables)
    return Setting(
        catalogue=catalogue,
        tables=tables,
        calendar=calendar,
        parallel=tuple(assumed.by_size("parallel_limit")),
        city_number=number_of,
        cluster_number={cluster.id: place for place, cluster in enumerate(pack.clusters)},
        rules=pack.subsidy_rules,
    )


def _fits(tables: Tables) -> None:
    """A case has room for so much only. Raises: CatalogueTooLarge."""
    for count, most in (
        (tables.offers.shape[1], MOST_STEPS),
        (len(tables.req_mask) + len(tables.need_mask), MOST_GROUPS),
        (int((tables.offers > 0).sum()) + tables.offers.shape[1], MOST_OFFERS),
        (len(tables.bonus) - 1, MOST_LEVELS),
        (len(tables.row_rhs), MOST_ROWS),
        (len(tables.rule_cap), MOST_RULES),
    ):
        if count > most:
            raise CatalogueTooLarge(count=count, most=most)


def _flatten(lists: Iterable[Iterable[_T]]) -> tuple[Integers, list[_T]]:
    parts = [list(part) for part in lists]
    return np.cumsum([0, *map(len, parts)]).astype(np.int64), [x for part in parts for x in part]


def _step_values(catalogue: Catalogue, assumed: Assumed) -> Integers:
    """Yuan a step is worth: its points, or a stated number of points for a scenario level."""
    point = assumed.whole("point_value_cny")
    graded = assumed.number("graded_step_points")
    earned = catalogue.steps.share * 100 * point
    return np.array(
        [
            int(graded * point) if step.item.group and not value else round(value)
            for step, value in zip(catalogue.steps.steps, earned.tolist(), strict=True)
        ],
        dtype=np.int64,
    )


def _level_value(assumed: Assumed, level: int) -> int:
    """Yuan for holding a level; above the highest one stated, as much as that."""
    names = {each.id for each in assumed.all()}
    stated = [n for n in range(level + 1) if f"roadmap.level_value_cny.{n}" in names]
    return assumed.whole(f"level_value_cny.{stated[-1]}") if stated else 0


def _discount(assumed: Assumed, periods: int) -> Integers:
    """Discounted half-years left from each period until the end of the evaluation, in ppm."""
    last = max(2 * assumed.whole("evaluation_years"), periods + 1)
    factor = float((1 + assumed.number("discount_rate_year")) ** Decimal("-0.5"))
    worth = [factor**t for t in range(last)]
    return np.array([int(sum(worth[f:]) * PPM) for f in range(periods + 1)], dtype=np.int64)


def _focus(pack: Pack, catalogue: Catalogue) -> Integers:
    """Which measures serve a focus direction of each cluster; the last row is no cluster."""
    found = np.zeros((len(pack.clusters) + 1, len(catalogue)), dtype=np.int64)
    for place, cluster in enumerate(pack.clusters):
        links = {link.zh for focus in cluster.focus for link in focus.links}
        for number, measure in enumerate(catalogue.measures):
            found[place, number] = not links.isdisjoint(measure.links)
    return found


def _subsidies(
    pack: Pack, catalogue: Catalogue, calendar: Calendar, selected: frozenset[str]
) -> dict[str, Integers]:
    count, periods = len(catalogue), calendar.periods
    shape = (len(pack.cities) * len(SIZES), count)
    rate, cap, start, until = (np.zeros(shape, dtype=np.int64) for _ in range(4))
    chosen = np.full(shape, -1, dtype=np.int64)
    by_id = {rule.id: number for number, rule in enumerate(pack.subsidy_rules)}
    for city_place, city in enumerate(pack.cities):
        for size_place, size in enumerate(SIZES):
            place = city_place * len(SIZES) + size_place
            for number, measure in enumerate(catalogue.measures):
                for name in measure.subsidies:
                    rule = pack.subsidy_rules[by_id[name]]
                    if rule.by_selection and name not in selected:
                        continue
                    share = _rate(pack, rule, size, size_place, city.code, city.group_id)
                    window = calendar.window(rule.starts, rule.until)
                    if share and window[0] < min(window[1], periods):
                        rate[place, number] = int(share * PPM)
                        cap[place, number] = _parameter(pack, rule, rule.measure_cap_parameter)
                        chosen[place, number] = by_id[name]
                        start[place, number], until[place, number] = window
                        break
    rules = pack.subsidy_rules
    caps = [_parameter(pack, rule, rule.enterprise_cap_parameter) for rule in rules]
    return {
        "sub_rate": rate,
        "sub_cap": cap,
        "sub_rule": chosen,
        "sub_from": start,
        "sub_until": until,
        "rule_lag": np.array([rule.lag_half_years for rule in rules] or [0], dtype=np.int64),
        "rule_cap": np.array(caps or [0], dtype=np.int64),
    }


def _rate(
    pack: Pack, rule: SubsidyRule, size: str, size_place: int, city: str, group: str
) -> Decimal:
    """The share that a rule pays to an enterprise of this size here; 0 if it pays none."""
    leads = size_place == len(SIZES) - 1
    own_path = pack.paths[0].id if leads else pack.paths[min(1, len(pack.paths) - 1)].id
    excluded = pack.instrument(rule.instrument).excluded_cities
    if size not in rule.size_classes or city in excluded:
        return Decimal(0)
    if (rule.cities and city not in rule.cities) or (rule.paths and own_path not in rule.paths):
        return Decimal(0)
    for rate in rule.rates:
        if not rate.city_groups or group in rate.city_groups:
            if rate.parameter is not None:
                return _value(pack, rule, rate.parameter)
            return pack.assumption(rate.assumption or "").value
    return Decimal(0)


def _parameter(pack: Pack, rule: SubsidyRule, name: str | None) -> int:
    return NO_CAP if name is None else int(_value(pack, rule, name))


def _value(pack: Pack, rule: SubsidyRule, name: str) -> Decimal:
    parameters = pack.instrument(rule.instrument).parameters
    return next(each.value for each in parameters if each.id == name)


def with_nowhere(tables: Tables) -> Tables:
    """The same with one more city, in which no rule pays: for cities the pack does not name."""
    shape = (len(SIZES), tables.sub_rule.shape[1])
    zero, none = np.zeros(shape, dtype=np.int64), np.full(shape, -1, dtype=np.int64)
    return tables._replace(
        sub_rate=np.concatenate([tables.sub_rate, zero]),
        sub_cap=np.concatenate([tables.sub_cap, zero]),
        sub_rule=np.concatenate([tables.sub_rule, none]),
        sub_from=np.concatenate([tables.sub_from, zero]),
        sub_until=np.concatenate([tables.sub_until, zero]),
    )
