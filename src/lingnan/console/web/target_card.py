"""A target as a card: where it stands, what is wanted, where it goes, in words and on one line.

Shared by the pages of the programme. Not for a target's course (pages.targets).
"""

from dataclasses import dataclass
from typing import Final

from lingnan.console.charts.target_bar import TargetBar, target_bar
from lingnan.console.charts.words import goal_text, status_name
from lingnan.console.i18n import Translator
from lingnan.console.report.sentence.target import target_finding
from lingnan.console.views import CityTarget, Status, TargetView
from lingnan.console.web.run_view import Contribution

#: A shape beside each status, since colour alone does not reach every reader.
SIGNS: Final[dict[Status, str]] = {
    "on_track": "●",
    "at_risk": "▲",
    "off_track": "■",
    "unknown": "○",
}


@dataclass(frozen=True, slots=True)
class Value:
    """One figure of a card: its label, the figure, where it leads, and what is doubtful about it.

    Attributes: mark: `unconfirmed`, `assumed`, or empty.
    """

    label: str
    text: str
    path: str = ""
    mark: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class TargetCard:
    """One target.

    Attributes:
        told: what who cannot see the line is told.
        context: a sentence about the whole region, on a card of one city.
    """

    id: str
    name: str
    path: str
    status: Status | None
    status_name: str
    sign: str
    values: tuple[Value, ...]
    bar: TargetBar
    told: str
    context: str = ""


def region_card(tr: Translator, target: TargetView) -> TargetCard:
    """Answer the card of a target over the whole region."""
    forecast = target.forecast
    return TargetCard(
        id=target.id,
        name=target.name,
        path=f"/targets/{target.id}",
        status=target.status,
        status_name=status_name(tr, target.status),
        sign=SIGNS[target.status],
        values=tuple(_region_values(tr, target)),
        bar=target_bar(
            claimed=target.claimed,
            proven=target.proven,
            published=target.published.value if target.published else None,
            goal=target.goal,
            forecast=None if forecast is None else (forecast.p10, forecast.p50, forecast.p90),
        ),
        told=target_finding(tr, target),
    )


def city_card(
    tr: Translator,
    target: TargetView,
    city_code: str,
    city: CityTarget | None,
    part: Contribution | None,
) -> TargetCard:
    """Answer the card of a target inside one city, the region as its context.

    `part`: what the city is expected to bring, where anybody could count there.
    """
    _ = tr.gettext
    claimed: float | None = city.claimed if city is not None else None
    proven: float | None = city.proven if city is not None else None
    if part is not None:
        claimed, proven = part.claimed, part.proven
    expected = None if part is None else part.expected
    values = [
        _counted(tr, target, "claimed", claimed, city_code),
        _counted(tr, target, "proven", proven, city_code),
    ]
    if part is not None:
        label = _("Part of the goal, stated by the city") if part.is_stated else ""
        values.append(
            Value(
                label or _("Part of the goal, by population"),
                tr.number(part.expected),
                f"/targets/{target.id}#cities",
                "" if part.is_stated else "assumed",
                "goal",
            )
        )
        missing = max(part.gap_proven, 0)
        values.append(Value(_("Proven, missing to it"), tr.number(missing), kind="gap"))
    context = _("Whole region: {proven} proven, {claimed} claimed, goal {goal}; {status}.").format(
        proven=tr.number(target.proven),
        claimed=tr.number(target.claimed),
        goal=goal_text(tr, target.goal, target.comparator, target.unit),
        status=status_name(tr, target.status),
    )
    return TargetCard(
        id=target.id,
        name=target.name,
        path=f"/targets/{target.id}",
        status=None,
        status_name="",
        sign="",
        values=tuple(values),
        bar=target_bar(claimed=claimed, proven=proven, published=None, goal=expected),
        told=tr.listing([f"{value.label} {value.text}" for value in values]),
        context=context,
    )


def _region_values(tr: Translator, target: TargetView) -> list[Value]:
    _ = tr.gettext
    trace = f"/trace/targets/{target.id}"
    goal = goal_text(tr, target.goal, target.comparator, target.unit)
    values = [
        Value(
            _("Goal by {day}").format(day=tr.short_day(target.deadline)),
            goal,
            trace,
            "" if target.is_goal_confirmed else "unconfirmed",
            "goal",
        ),
        _counted(tr, target, "claimed", target.claimed),
        _counted(tr, target, "proven", target.proven),
    ]
    if target.published is not None:
        published = target.published
        label = _("Published ({month})").format(month=tr.month(published.as_of))
        text = goal_text(tr, published.value, published.comparator, "").strip()
        mark = "" if published.is_confirmed else "unconfirmed"
        values.append(Value(label, text, f"{trace}#published", mark, "published"))
    if target.forecast is not None:
        text = "{} ({}–{})".format(
            *(
                tr.number(each)
                for each in (target.forecast.p50, target.forecast.p10, target.forecast.p90)
            )
        )
        is_assumed = any(not line.is_confirmed for line in target.explanation.assumptions)
        values.append(
            Value(
                _("Forecast (80% range)"),
                text,
                f"{target_path(target.id)}#course",
                "assumed" if is_assumed else "",
                "forecast",
            )
        )
    if target.required_pace is not None and target.actual_pace is not None:
        pattern = (
            _("{actual} of {required} required")
            if target.required_pace > 0
            else _("{actual}; the goal is reached")
        )
        text = pattern.format(
            actual=_pace(tr, target.actual_pace), required=_pace(tr, target.required_pace)
        )
        values.append(
            Value(_("Pace per month"), text, f"{target_path(target.id)}#course", kind="pace")
        )
    return values


def target_path(target_id: str) -> str:
    """The page of a target."""
    return f"/targets/{target_id}"


def rows_path(target_id: str, side: str, **more: str) -> str:
    """The address of the rows that make up a count."""
    asked = "&".join(f"{name}={value}" for name, value in {"side": side, **more}.items() if value)
    return f"/trace/targets/{target_id}/rows?{asked}"


def _counted(
    tr: Translator, target: TargetView, side: str, value: float | None, city: str = ""
) -> Value:
    _ = tr.gettext
    used = next((each for each in target.definitions if each.is_headline), None)
    return Value(
        _("Claimed") if side == "claimed" else _("Proven"),
        tr.number(value),
        "" if value is None else rows_path(target.id, side, city=city),
        "" if used is None or used.is_confirmed else "unconfirmed",
        side,
    )


def _pace(tr: Translator, value: float) -> str:
    return tr.number(value, 0 if abs(value) >= 10 else 1)
