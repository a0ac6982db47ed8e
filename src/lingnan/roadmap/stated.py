"""Compare the figures that a file states with those recomputed. Not for constraints (read_back)."""

from collections.abc import Iterator, Mapping
from typing import Any

from lingnan.kernel import Finding, Text
from lingnan.roadmap.asked import Asked
from lingnan.roadmap.case import Case
from lingnan.roadmap.cash import band_of, cash_flow
from lingnan.roadmap.check import Starts, flow_of
from lingnan.roadmap.errors import STATED_DIFFERS
from lingnan.roadmap.phrase import half_year
from lingnan.roadmap.projection import NOW, in_order, project

_SIDES = (("claimed", Text("申报口径", "claimed")), ("proven", Text("证实口径", "proven")))


def stated_findings(
    asked: Asked, case: Case, starts: Starts, stated: Mapping[str, Any]
) -> Iterator[Finding]:
    """Every stated figure that differs; what a file does not state is passed over."""
    score = asked.score(case, starts)
    if starts:
        yield from _differs(stated, "objective", Text("目标值", "the objective"), score)
    yield from _prices(asked, case, starts, stated)
    yield from _money(asked, case, starts, stated)
    yield from _levels(asked, case, starts, stated)


def _prices(
    asked: Asked, case: Case, starts: Starts, stated: Mapping[str, Any]
) -> Iterator[Finding]:
    rows = _rows(stated, "schedule", "measure")
    for a in starts:
        number = int(case.measure[a])
        measure = asked.setting.catalogue.measures[number]
        row = rows.get(measure.id, {})
        band = band_of(asked, number)
        name = measure.name
        cost = _part(row, "cost")
        for key, found in (("low", band.low), ("expected", band.expected), ("high", band.high)):
            what = Text(f"{name.zh}的价格（{key}）", f"the {key} price of {name.en}")
            yield from _differs(cost, key, what, found)
        what = Text(f"{name.zh}的完成期", f"the end of {name.en}")
        yield from _differs(row, "finish_period", what, starts[a] + int(case.duration[a]))


def _money(
    asked: Asked, case: Case, starts: Starts, stated: Mapping[str, Any]
) -> Iterator[Finding]:
    flow = flow_of(case, starts)
    cumulative = [int(yuan) for yuan in asked.given.budget]
    budget = [b - a for a, b in zip([0, *cumulative], cumulative, strict=False)]
    rows = _rows(stated, "cash_flow", "period")
    for period in cash_flow(asked, case, starts, flow, budget):
        row = rows.get(period.name, {})
        when = half_year(period.name)
        for key, zh, en, found in (
            ("balance_cny", "末结余", "the balance of", period.balance_cny),
            ("subsidy_cny", "补助", "the subsidies of", period.subsidy_cny),
            ("running_cny", "运行费", "the running cost of", period.running_cny),
        ):
            what = Text(f"{when.zh}{zh}", f"{en} {when.en}")
            yield from _differs(row, key, what, found)
    totals = _part(stated, "totals")
    cost = sum(band_of(asked, int(case.measure[a])).expected for a in starts)
    net = cost + sum(flow.running) - sum(flow.subsidy)
    if starts:
        yield from _differs(totals, "net_cny", Text("净支出", "the net expenditure"), net)


def _levels(
    asked: Asked, case: Case, starts: Starts, stated: Mapping[str, Any]
) -> Iterator[Finding]:
    rows = _rows(stated, "levels", "period")
    for point in project(asked, in_order(case, starts)):
        row = rows.get(point.name, {})
        when = Text("现状", "now") if point.name == NOW else half_year(point.name)
        for side, word in _SIDES:
            standing = point.claimed if side == "claimed" else point.proven
            part = _part(row, side)
            what = Text(f"{when.zh}{word.zh}等级", f"the {word.en} level at {when.en}")
            yield from _differs(part, "level", what, standing.level)
            what = Text(f"{when.zh}{word.zh}得分", f"the {word.en} points at {when.en}")
            yield from _differs(part, "millipoints", what, standing.millipoints)


def _rows(stated: Mapping[str, Any], name: str, key: str) -> dict[str, Mapping[str, Any]]:
    """The rows of a list by one of their cells; what is no row states nothing."""
    rows = stated.get(name)
    if not isinstance(rows, list | tuple):
        return {}
    return {str(row.get(key)): row for row in rows if isinstance(row, Mapping)}


def _part(row: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = row.get(name)
    return part if isinstance(part, Mapping) else {}


def _differs(part: Mapping[str, Any], key: str, what: Text, found: int) -> Iterator[Finding]:
    told = part.get(key)
    if told is not None and told != found:
        shown = f"{told:,}" if isinstance(told, int) else str(told)
        yield STATED_DIFFERS.finding(
            field=key, value=told, what=what, stated=shown, found=f"{found:,}"
        )
