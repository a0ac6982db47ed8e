"""Put the page of a target together from the views of the last run."""

from lingnan.console.pages.targets.context import CityPart, TargetContext
from lingnan.console.report.overview import definition_table
from lingnan.console.report.sentence.target import target_finding
from lingnan.console.views import OverviewView, TargetView
from lingnan.console.web.call import Call
from lingnan.console.web.city_block import part_of
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.extent import Extent
from lingnan.console.web.gap_table import GapTable, gap_table
from lingnan.console.web.linked import LinkedTable
from lingnan.console.web.run_view import (
    city_view,
    contributions,
    overview_view,
    region_sections,
    sections_of_city,
)
from lingnan.console.web.target_card import city_card, region_card, rows_path


def target_context(call: Call, extent: Extent, target_id: str) -> TargetContext:
    """Answer the page of a target. Raises: NoRun, NothingThere."""
    tr, view = call.tr, overview_view(call)
    target = target_of(view, target_id)
    own = () if extent.is_whole else tuple(_own(call, target, city.code) for city in extent.cities)
    return TargetContext(
        target_id=target_id,
        name=target.name,
        card=region_card(tr, target),
        finding=target_finding(tr, target),
        own=own,
        course=region_sections(call).get(_anchor(target_id)),
        definitions=definitions_of(call, target),
        cities=cities_of(call, extent, target),
        clusters=clusters_of(call, target) if extent.is_whole else None,
        explanation=target.explanation,
        assumptions=view.assumptions,
    )


def target_of(view: OverviewView, target_id: str) -> TargetView:
    """Answer a target that the run counted. Raises: NothingThere."""
    for target in view.targets:
        if target.id == target_id:
            return target
    raise NothingThere


def cities_of(call: Call, extent: Extent, target: TargetView) -> GapTable | None:
    """Answer which of the cities that a reader sees make the gap; null where none counts."""
    names = {city.code: city.name.in_(call.lang) for city in call.pack.cities}
    parts = [part for part in contributions(call, target.id, "cities") if part.key in extent.codes]
    if extent.is_whole:
        parts = list(contributions(call, target.id, "cities"))
    if not parts:
        return None
    return gap_table(
        call.tr,
        target_id=target.id,
        kind="city",
        caption=call.tr.gettext("{target}, by city").format(target=target.name),
        parts=parts,
        name=lambda key: names.get(key, call.tr.gettext("place unknown")),
        path=lambda key: f"/cities/{key}" if key in names else None,
    )


def clusters_of(call: Call, target: TargetView) -> GapTable | None:
    """Answer which clusters make the gap; each enterprise counts in its first cluster only."""
    names = {cluster.id: cluster.name.in_(call.lang) for cluster in call.pack.clusters}
    parts = contributions(call, target.id, "clusters")
    if not parts:
        return None
    return gap_table(
        call.tr,
        target_id=target.id,
        kind="cluster",
        caption=call.tr.gettext("{target}, by cluster").format(target=target.name),
        parts=parts,
        name=lambda key: names.get(key, call.tr.gettext("in no cluster")),
        path=lambda key: f"/clusters/{key}" if key in names else None,
    )


def definitions_of(call: Call, target: TargetView) -> LinkedTable:
    """Answer what every way of counting gives, with the way to its clause and its rows."""
    known = [each.id for each in call.pack.target(target.id).definitions]
    links = []
    for number in range(len(target.definitions)):
        definition = known[number] if number < len(known) else ""
        links.append(
            (
                f"/trace/targets/{target.id}?definition={definition}",
                rows_path(target.id, "claimed", definition=definition),
                rows_path(target.id, "proven", definition=definition),
                None,
            )
        )
    return LinkedTable(definition_table(call.tr, target.definitions), tuple(links))


def _own(call: Call, target: TargetView, code: str) -> CityPart:
    view = city_view(call, code)
    part = part_of(contributions(call, target.id, "cities"), code)
    city = next((each for each in view.targets if each.id == target.id), None)
    is_there = city is not None or part is not None
    return CityPart(
        code=code,
        name=view.name,
        card=city_card(call.tr, target, code, city, part) if is_there else None,
        course=sections_of_city(call, code).get(_anchor(target.id)),
    )


def _anchor(target_id: str) -> str:
    return f"target-{target_id.replace('_', '-')}"
