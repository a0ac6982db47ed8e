"""The parks of a reader's scope, with what the run keeps of each. Not for one park (read)."""

from lingnan.access import Permission, ScopeKind
from lingnan.console.charts import Column, Table
from lingnan.console.document.words import gap_words, money_words
from lingnan.console.group.table import run_rows
from lingnan.console.i18n import NOTHING, Translator
from lingnan.console.pages.parks.context import ParkLine
from lingnan.console.web.call import Call
from lingnan.console.web.target import entities_within
from lingnan.registry import Entity
from lingnan.roadmap.park.store import PARK_TABLE


def park_lines(call: Call) -> tuple[ParkLine, ...]:
    """Answer the parks a reader may see, the largest first."""
    tr = call.tr
    reach = call.reach(Permission.ROADMAP_READ)
    rows = {row["park_id"]: row for row in run_rows(call, PARK_TABLE)} if call.desk.run else {}
    cities = {city.code: city.name.in_(call.lang) for city in call.pack.cities}
    found = []
    for park in entities_within(reach, call.desk.registry, ScopeKind.PARK):
        row = rows.get(park.entity_code, {})
        bound, objective = row.get("bound_cny"), row.get("objective_cny")
        gap = None
        if bound is not None and objective is not None:
            most = max(abs(bound), abs(objective))
            gap = (bound - objective) / most if most else 0.0
        members = row.get("members_count") or 0
        line = ParkLine(
            code=park.entity_code,
            name=name_of(call, park),
            city=cities.get(park.city_code or "", NOTHING),
            members=tr.number(row.get("members_count")),
            facilities=tr.number(row.get("facilities_count")),
            cost=money_words(tr, row.get("cost_expected_cny")),
            added=money_words(tr, row.get("added_cny")),
            gap=gap_words(tr, gap),
            status=status_words(tr, row.get("status")),
            is_paying=bool(row.get("facilities_count")),
        )
        found.append((-members, park.entity_code, line))
    return tuple(line for _members, _code, line in sorted(found, key=lambda each: each[:2]))


def parks_table(tr: Translator, lines: tuple[ParkLine, ...]) -> Table:
    """Answer the list as a table, for its CSV."""
    _ = tr.gettext
    columns = (
        Column(_("Park"), "text"),
        Column(_("Park code"), "text"),
        Column(_("City"), "text"),
        Column(_("Member enterprises")),
        Column(_("Facilities shared")),
        Column(_("Cost of the facilities")),
        Column(_("Added by the park")),
        Column(_("Certified gap")),
        Column(_("Result"), "text"),
    )
    rows = tuple(
        (
            *(each.name, each.code, each.city, each.members, each.facilities),
            *(each.cost, each.added, each.gap, each.status),
        )
        for each in lines
    )
    return Table(_("Parks"), columns, rows)


def status_words(tr: Translator, status: str | None) -> str:
    """Say what the run found for a park."""
    _ = tr.gettext
    return {
        "planned": _("sharing pays"),
        "nothing_pays": _("no shared facility pays yet"),
        "no_members": _("no members"),
    }.get(status or "", _("not planned"))


def name_of(call: Call, park: Entity) -> str:
    """Answer a park's name in the reader's language."""
    return park.name_zh if call.lang == "zh" else park.name_en or park.name_zh
