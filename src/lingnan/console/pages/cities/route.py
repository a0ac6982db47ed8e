"""One city, and its tables as files."""

from typing import Final

from lingnan.access import Permission, ScopeKind
from lingnan.console.charts import Table
from lingnan.console.pages.cities.context import CityContext
from lingnan.console.views import LevelCount
from lingnan.console.web.answer import Answer, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.city_block import city_block
from lingnan.console.web.cluster_table import linked_levels
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.extent import extent_of
from lingnan.console.web.route import Row, get
from lingnan.console.web.run_view import city_view, sections_of_city
from lingnan.console.web.sheet import sent_table

_READ: Final = Permission.PROGRAMME_READ


def _city(call: Call) -> Answer:
    code = call.parameters["city"]
    block = city_block(call, code)
    view = city_view(call, code)
    named = sections_of_city(call, code)
    levels = named.get("levels")
    chart = None if levels is None else levels.chart
    context = CityContext(
        block=block,
        courses=tuple(each for each in named.values() if each.anchor.startswith("target-")),
        levels=levels,
        level_rows=None
        if chart is None
        else linked_levels(chart.table, sorted(view.levels, key=_number), city=code),
        proof=named.get("proof"),
        has_overview=extent_of(call).is_whole,
    )
    return Shown(block.name, context)


def _number(level: LevelCount) -> int:
    return level.level


def _table(call: Call) -> Answer:
    code, name = call.parameters["city"], call.parameters["table"]
    found = _tables(call, code).get(name)
    if found is None:
        raise NothingThere
    return sent_table(f"{code}-{name}.csv", found)


def _tables(call: Call, code: str) -> dict[str, Table]:
    """Tables of the city itself; that of all cities is on the overview."""
    tables = {}
    for section in sections_of_city(call, code).values():
        if section.chart is not None and section.anchor != "place":
            tables[section.anchor] = section.chart.table
        elif section.tables:
            tables[section.anchor] = section.tables[0]
    clusters = city_block(call, code).clusters
    return tables if clusters is None else {**tables, "clusters": clusters.table}


ROUTES: Final = (
    get("/cities/{city}", _READ, _city, city=ScopeKind.CITY),
    get("/cities/{city}/{table}.csv", _READ, _table, city=ScopeKind.CITY, table=Row.CONTENT),
)
MENU: Final = ()
