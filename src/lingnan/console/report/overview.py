"""The report on the whole province: targets, cities, clusters.

Not for filling its view from a store (load_overview).
"""

from typing import Literal

from lingnan.console.charts import (
    Bar,
    Chart,
    Column,
    Table,
    claimed_vs_proven,
    heat_table,
    tile_map,
    trajectory_with_fan,
)
from lingnan.console.charts.words import goal_text, side_name, status_name
from lingnan.console.i18n import Translator, translator
from lingnan.console.report.page import render_page
from lingnan.console.report.section import Section
from lingnan.console.report.sentence.place import cities_finding, heat_finding
from lingnan.console.report.sentence.target import attainment_finding, target_finding
from lingnan.console.views import CityCount, DefinitionCount, OverviewView, TargetView
from lingnan.kernel import Lang


def build_overview(view: OverviewView, lang: Lang) -> str:
    """Write the province's report as one HTML file.

    Raises:
        AssetBroken: a vendored file is not the recorded one.
    """
    tr = translator(lang)
    sections = overview_sections(tr, view)
    return render_page("overview.html", tr, view.stamp, sections, view=view)


def overview_sections(tr: Translator, view: OverviewView) -> list[Section]:
    """Answer the sections: all targets, the course of each, cities, clusters by city."""
    _ = tr.gettext
    sections = [
        Section("targets", _("Targets"), attainment_finding(tr, view.targets), attainment(tr, view))
    ]
    sections += [
        _target_section(tr, view, target) for target in view.targets if _has_course(target)
    ]
    if view.cities:
        sections.append(
            Section(
                "cities",
                _("Cities"),
                cities_finding(tr, view.cities),
                tile_map(
                    tr,
                    chart_id="cities",
                    title=_("{target}: share of {population}, by city").format(
                        target=view.main_target_name, population=view.population_name
                    ),
                    cities=view.cities,
                    population_name=view.population_name,
                ),
                explanation=view.map_explanation,
            )
        )
    if view.clusters and view.cells:
        sections.append(
            Section(
                "clusters",
                _("Clusters by city"),
                heat_finding(tr, view.clusters, view.cities, view.cells),
                heat_table(
                    tr,
                    chart_id="clusters",
                    title=_("{target}: share of {population}, by cluster and city (%)").format(
                        target=view.main_target_name, population=view.population_name
                    ),
                    clusters=view.clusters,
                    cities=_by_group(view.cities),
                    cells=view.cells,
                ),
                explanation=view.cluster_explanation,
            )
        )
    return sections


def attainment(tr: Translator, view: OverviewView) -> Chart:
    """Draw all targets as shares of their goals, with the full figures in the table."""
    _ = tr.gettext
    bars = tuple(
        Bar(
            target.name,
            _of_goal(target.claimed, target),
            _of_goal(target.proven, target),
            _of_goal(target.published.value if target.published else None, target),
            _row(tr, target),
        )
        for target in view.targets
    )
    heads: tuple[tuple[str, Literal["number", "text", "short"]], ...] = (
        (_("Target"), "text"),
        (_("Deadline"), "short"),
        (_("Goal"), "short"),
        (side_name(tr, "claimed"), "number"),
        (side_name(tr, "proven"), "number"),
        (side_name(tr, "published"), "number"),
        (_("Forecast at the deadline (10%–90%)"), "number"),
        (_("Required pace, per month"), "number"),
        (_("Actual pace, per month"), "number"),
        (_("Status"), "short"),
    )
    return claimed_vs_proven(
        tr,
        chart_id="targets",
        title=_("Targets: how much of the goal is reached"),
        unit=_("% of the goal"),
        bars=bars,
        columns=tuple(Column(head, kind) for head, kind in heads),
        goal=100.0,
        goal_name=_("Goal"),
        note=_("Counts in the unit of the goal."),
    )


def _row(tr: Translator, target: TargetView) -> tuple[str, ...]:
    _ = tr.gettext
    goal = goal_text(tr, target.goal, target.comparator, target.unit)
    published = target.published
    forecast = target.forecast
    return (
        target.name,
        tr.short_day(target.deadline),
        goal if target.is_goal_confirmed else goal + _(" (unconfirmed)"),
        tr.number(target.claimed),
        tr.number(target.proven),
        tr.number(None)
        if published is None
        else "{} ({})".format(
            goal_text(tr, published.value, published.comparator, "").strip(),
            tr.month(published.as_of),
        ),
        tr.number(None)
        if forecast is None
        else f"{tr.number(forecast.p10)}–{tr.number(forecast.p90)}",
        tr.number(target.required_pace, 1),
        tr.number(target.actual_pace, 1),
        f"{_SIGNS[target.status]} {status_name(tr, target.status)}",
    )


def definition_table(tr: Translator, definitions: tuple[DefinitionCount, ...]) -> Table:
    """List what every competing way of counting a target gives."""
    _ = tr.gettext
    columns = (
        Column(_("Way of counting"), "text"),
        Column(side_name(tr, "claimed")),
        Column(side_name(tr, "proven")),
        Column(_("Of how many")),
    )
    rows = tuple(
        (
            entry.name
            + (_(" (used here)") if entry.is_headline else "")
            + ("" if entry.is_confirmed else _(" (unconfirmed)")),
            tr.number(entry.claimed),
            tr.number(entry.proven),
            tr.number(entry.population),
        )
        for entry in definitions
    )
    return Table(_("The same target counted in other ways"), columns, rows)


#: A shape beside each status, since colour alone does not reach every reader.
_SIGNS = {"on_track": "●", "at_risk": "▲", "off_track": "■", "unknown": "○"}


def _target_section(tr: Translator, view: OverviewView, target: TargetView) -> Section:
    return Section(
        f"target-{target.id.replace('_', '-')}",
        target.name,
        target_finding(tr, target),
        trajectory_with_fan(
            tr,
            chart_id=f"target-{target.id.replace('_', '-')}",
            name=target.name,
            unit=target.unit,
            as_of=view.stamp.as_of,
            trajectory=target.trajectory,
            milestones=target.milestones,
            deadline=target.deadline,
            goal=target.goal,
        ),
        tables=(definition_table(tr, target.definitions),) if len(target.definitions) > 1 else (),
        explanation=target.explanation,
    )


def _by_group(cities: tuple[CityCount, ...]) -> tuple[CityCount, ...]:
    """Put cities of one area beside each other, areas in the order in which they first appear."""
    groups = list(dict.fromkeys(city.group for city in cities))
    return tuple(sorted(cities, key=lambda city: groups.index(city.group)))


def _has_course(target: TargetView) -> bool:
    course = target.trajectory
    return (
        bool(course.fan) or max(len(course.claimed), len(course.proven), len(course.published)) > 1
    )


def _of_goal(value: float | None, target: TargetView) -> float | None:
    if value is None or not target.goal:
        return None
    return value / target.goal * 100
