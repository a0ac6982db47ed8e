"""Put the overview together from the views of the last run."""

from collections import Counter

from lingnan.console.charts.tiles import heat_of, tiles_of
from lingnan.console.charts.words import status_name
from lingnan.console.i18n import Translator
from lingnan.console.pages.overview.context import CityOverviewContext, OverviewContext
from lingnan.console.pages.overview.sentence import gap_sentence
from lingnan.console.report.sentence.place import cities_finding, heat_finding
from lingnan.console.report.sentence.target import attainment_finding
from lingnan.console.views import CityCount, OverviewView, Status
from lingnan.console.web.call import Call
from lingnan.console.web.city_block import city_block
from lingnan.console.web.extent import Extent
from lingnan.console.web.run_view import contributions, overview_view
from lingnan.console.web.target_card import SIGNS, region_card

_STATUSES: tuple[Status, ...] = ("off_track", "at_risk", "on_track", "unknown")


def overview_context(call: Call) -> OverviewContext:
    """Answer the overview of the whole region. Raises: NoRun."""
    tr, view = call.tr, overview_view(call)
    cities = by_group(view.cities)
    return OverviewContext(
        signs=_signs(tr, view),
        sentence=attainment_finding(tr, view.targets),
        cards=tuple(region_card(tr, target) for target in view.targets),
        main_name=view.main_target_name,
        population_name=view.population_name,
        gap_sentence=gap_sentence(tr, view, contributions(call, view.main_target_id, "cities")),
        cities_sentence=cities_finding(tr, view.cities) if view.cities else "",
        tiles=tiles_of(tr, view.cities),
        tiles_basis=view.map_explanation,
        clusters_sentence=heat_finding(tr, view.clusters, view.cities, view.cells)
        if view.cells
        else "",
        heat=heat_of(tr, view.clusters, cities, view.cells),
        heat_basis=view.cluster_explanation,
        assumptions=view.assumptions,
    )


def own_context(call: Call, extent: Extent) -> CityOverviewContext:
    """Answer the overview of a reader's own cities. Raises: NoRun."""
    tr, view = call.tr, overview_view(call)
    return CityOverviewContext(
        cities=tuple(city_block(call, city.code) for city in extent.cities),
        region_sentence=attainment_finding(tr, view.targets),
        region_cards=tuple(region_card(tr, target) for target in view.targets),
        assumptions=view.assumptions,
    )


def by_group(cities: tuple[CityCount, ...]) -> tuple[CityCount, ...]:
    """Put cities of one area beside each other, areas in the order in which they first appear."""
    groups = list(dict.fromkeys(city.group for city in cities))
    return tuple(sorted(cities, key=lambda city: groups.index(city.group)))


def _signs(tr: Translator, view: OverviewView) -> tuple[tuple[str, str, str], ...]:
    counts = Counter(target.status for target in view.targets)
    return tuple(
        (SIGNS[status], status, f"{tr.number(counts[status])} {status_name(tr, status)}")
        for status in _STATUSES
        if counts[status]
    )
