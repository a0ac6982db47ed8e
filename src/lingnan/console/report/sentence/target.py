"""What to say about a target: will it be met, at which pace, and how much of it is proven.

Not for places or enterprises (place, enterprise).
"""

from lingnan.console.charts.words import goal_text
from lingnan.console.i18n import Translator
from lingnan.console.views import CityTarget, TargetView


def target_finding(tr: Translator, target: TargetView) -> str:
    """Say how a target will end, at which pace, and how much of the count is proven."""
    return tr.sentence(
        [
            _outlook(tr, target),
            _pace(tr, target),
            _proof(tr, target.claimed, target.proven, target.unit),
        ]
    )


def attainment_finding(tr: Translator, targets: tuple[TargetView, ...]) -> str:
    """Say how many targets are on track, and which are not."""
    _ = tr.gettext
    assessed = [target for target in targets if target.status != "unknown"]
    behind = [target for target in assessed if target.status == "off_track"]
    risky = [target for target in assessed if target.status == "at_risk"]
    good = len(assessed) - len(behind) - len(risky)
    clauses = [
        _("Of {count} targets with a goal, {good} will probably be met").format(
            count=len(assessed), good=good
        )
        if assessed
        else _("No target can be assessed yet")
    ]
    if risky:
        clauses.append(_("at risk: {names}").format(names=tr.listing([t.name for t in risky])))
    if behind:
        clauses.append(
            _("will probably be missed: {names}").format(names=tr.listing([t.name for t in behind]))
        )
    return tr.sentence(clauses)


def city_target_finding(tr: Translator, city: str, target: CityTarget) -> str:
    """Say where a city stands on a target and what the last twelve months added."""
    _ = tr.gettext
    clauses = []
    if target.claimed is not None and target.population:
        clauses.append(
            _("In {city}, {claimed} of {population} {unit} ({share}) claim it").format(
                city=city,
                unit=target.unit,
                claimed=tr.number(target.claimed),
                population=tr.number(target.population),
                share=tr.percent(target.claimed / target.population, 1),
            )
        )
    clauses.append(_proof(tr, target.claimed, target.proven, target.unit))
    course = target.trajectory.proven
    if len(course) > 12:
        clauses.append(
            _("proven in the last twelve months: {change} {unit}").format(
                change=tr.signed(course[-1].value - course[-13].value), unit=target.unit
            )
        )
    return tr.sentence(clauses)


def _outlook(tr: Translator, target: TargetView) -> str:
    _ = tr.gettext
    if target.goal is None:
        return _("the plan names no goal for {day}").format(day=tr.day(target.deadline))
    goal = goal_text(tr, target.goal, target.comparator, target.unit)
    if target.forecast is None:
        return _("the goal for {day} is {goal}; there are too few counts for a forecast").format(
            day=tr.day(target.deadline), goal=goal
        )
    basis = {
        "published": _("on the published counts"),
        "claimed": _("on the claimed counts"),
        "proven": _("on the proven counts"),
    }[target.trajectory.fan_basis]
    return _("{basis}, {chance} (goal for {day}: {goal}; forecast {p10} to {p90})").format(
        basis=basis,
        chance=_chance(tr, target),
        day=tr.day(target.deadline),
        goal=goal,
        p10=tr.number(target.forecast.p10),
        p90=tr.number(target.forecast.p90),
    )


def _chance(tr: Translator, target: TargetView) -> str:
    """Word the chance of missing; without a probability, from the three quantiles."""
    _ = tr.gettext
    miss = target.miss_probability
    if miss is not None:
        if miss > 0.99:
            return _("the goal will be missed with more than 99% probability")
        if miss < 0.01:
            return _("the goal will be missed with less than 1% probability")
        return _("the goal will be missed with {share} probability").format(share=tr.percent(miss))
    forecast, goal = target.forecast, target.goal
    if forecast is None or goal is None:
        return ""
    if forecast.p90 < goal:
        return _("the goal will be missed with more than 90% probability")
    if forecast.p50 < goal:
        return _("the goal will be missed with more than 50% probability")
    if forecast.p10 < goal:
        return _("the goal will be missed with 10% to 50% probability")
    return _("the goal will be missed with less than 10% probability")


def _pace(tr: Translator, target: TargetView) -> str:
    _ = tr.gettext
    required, actual = target.required_pace, target.actual_pace
    if required is None or actual is None:
        return ""
    if required <= 0:
        return _("the goal is already reached")
    values = {
        "required": tr.number(required, _places(required)),
        "actual": tr.number(actual, _places(actual)),
        "unit": target.unit,
    }
    if actual <= 0:
        return _(
            "{required} {unit} a month are required, but the actual pace is {actual} a month"
        ).format(**values)
    ratio = required / actual
    if round(ratio, 2) <= 1:
        return _(
            "the actual pace of {actual} {unit} a month suffices ({required} a month required)"
        ).format(**values)
    return _(
        "the required pace, {required} {unit} a month, is {ratio} times the actual {actual} a month"
    ).format(ratio=tr.number(ratio, 2), **values)


def _proof(tr: Translator, claimed: float | None, proven: float | None, unit: str) -> str:
    _ = tr.gettext
    if claimed is None or proven is None:
        return ""
    if not claimed:
        return _("nothing has been claimed yet")
    return _("of {claimed} {unit} claimed, {proven} ({share}) are proven").format(
        claimed=tr.number(claimed),
        unit=unit,
        proven=tr.number(proven),
        share=tr.percent(proven / claimed),
    )


def _places(value: float) -> int:
    return 0 if abs(value) >= 10 else 1
