"""What is asked of an industry, within what the reader sees of the region; its document."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from lingnan.access import Permission
from lingnan.access.errors import Refused
from lingnan.console.document import Document, industry_document
from lingnan.console.group.question import money, whole
from lingnan.console.group.table import both
from lingnan.console.group.wanted import IndustryAsked, Wanted
from lingnan.console.pages.industries.context import IndustryForm
from lingnan.console.web.call import Call
from lingnan.console.web.extent import Extent, extent_of
from lingnan.packs.content import Cluster
from lingnan.roadmap.industry.model import MOST_PACKAGES
from lingnan.roadmap.planner import planner_of

FIELDS: Final = ("packages", "budget", "capacity", "side", "deep")
_MOST_CAPACITY: Final = 1_000_000


def cluster_of(call: Call) -> Cluster:
    """Answer the cluster that the path names. Raises: NothingThere."""
    wanted = call.parameters["cluster_id"]
    found = next((each for each in call.pack.clusters if each.id == wanted), None)
    call.known(found)
    assert found is not None  # noqa: S101  known above
    return found


def extent_for(call: Call) -> Extent:
    """Answer how much of the region the reader sees. Raises: Refused when none of it."""
    found = extent_of(call, Permission.ROADMAP_READ)
    if not found.is_whole and not found.cities:
        raise Refused(permission=Permission.ROADMAP_READ.label, who=call.who.name)
    return found


def first_of(call: Call) -> Wanted:
    """Answer what the page asks first: the area chosen, all else as assumed."""
    return Wanted(IndustryAsked(cluster_of(call).id, area_of(call, extent_for(call))))


def wanted_of(call: Call) -> Wanted:
    """Answer the question. Raises: AskedUnfit."""
    _ = call.tr.gettext
    side: Literal["claimed", "proven"] = "proven" if call.asked("side") == "proven" else "claimed"
    packages = whole(call, "packages", _("Packages, at most"), least=1, most=MOST_PACKAGES)
    capacity = whole(
        call, "capacity", _("Projects a half-year, at most"), least=0, most=_MOST_CAPACITY
    )
    first = IndustryAsked(cluster_of(call).id, area_of(call, extent_for(call)))
    return Wanted(
        IndustryAsked(
            cluster_id=first.cluster_id,
            area=first.area,
            side=side,
            packages_count=first.packages_count if packages is None else packages,
            budget_cny=money(call, "budget", _("Subsidy budget")),
            capacity_per_half_year=capacity,
        )
    )


def area_of(call: Call, extent: Extent) -> str | None:
    """Answer the chosen area; null for the whole region. A city office is given its own city."""
    told = call.asked("area")
    if told in extent.codes:
        return told
    return None if extent.is_whole else extent.cities[0].code


def form_of(call: Call, extent: Extent, wanted: Wanted) -> IndustryForm:
    """Answer the form with what was asked."""
    asked = wanted.asked
    assert isinstance(asked, IndustryAsked)  # noqa: S101  an industry was asked about
    cities = [(city.code, city.name.in_(call.lang)) for city in extent.cities]
    everything = [("", call.pack.title.in_(call.lang))] if extent.is_whole else []
    return IndustryForm(
        areas=(*everything, *cities),
        area=asked.area or "",
        packages=call.asked("packages") or str(asked.packages_count),
        budget=call.asked("budget"),
        capacity=call.asked("capacity"),
        side=asked.side,
    )


def plan_document(call: Call, cluster: Cluster, answer: Mapping[str, Any]) -> Document:
    """Answer the roadmap as a document, its place in the title."""
    scope = answer["scope"]
    name = both(cluster.name)
    area = scope.get("area")
    if area:
        city = call.pack.city(area).name
        name = {"zh": f"{name['zh']}（{city.zh}）", "en": f"{name['en']} ({city.en})"}
    names = {
        **{each.id: both(each.name) for each in call.pack.measures},
        **answer["names"],
        **{city.code: both(city.name) for city in call.pack.cities},
    }
    title = planner_of(call.pack).model(answer["model_id"]).title
    told = {
        **answer,
        "scope": {**scope, "name": name},
        "names": names,
        "model_title": both(title),
    }
    return industry_document(told, call.lang)
