"""One target, and its tables as files."""

from typing import Final

from lingnan.access import Permission
from lingnan.console.charts import Table
from lingnan.console.pages.targets.read import (
    cities_of,
    clusters_of,
    definitions_of,
    target_context,
    target_of,
)
from lingnan.console.web.answer import Answer, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.extent import extent_of
from lingnan.console.web.route import Row, get
from lingnan.console.web.run_view import overview_view
from lingnan.console.web.sheet import sent_table

_READ: Final = Permission.PROGRAMME_READ


def _target(call: Call) -> Answer:
    context = target_context(call, extent_of(call), call.parameters["target_id"])
    return Shown(context.name, context)


def _table(call: Call) -> Answer:
    name = call.parameters["table"]
    found = _tables(call).get(name)
    if found is None:
        raise NothingThere
    return sent_table(f"{call.parameters['target_id']}-{name}.csv", found)


def _tables(call: Call) -> dict[str, Table | None]:
    extent = extent_of(call)
    target = target_of(overview_view(call), call.parameters["target_id"])
    context = target_context(call, extent, target.id)
    cities = cities_of(call, extent, target)
    clusters = clusters_of(call, target) if extent.is_whole else None
    course = context.course.chart if context.course is not None else None
    own = {
        f"course-{part.code}": part.course.chart.table
        for part in context.own
        if part.course is not None and part.course.chart is not None
    }
    return {
        "course": course.table if course is not None else None,
        "definitions": definitions_of(call, target).table,
        "cities": cities.table if cities is not None else None,
        "clusters": clusters.table if clusters is not None else None,
        **own,
    }


ROUTES: Final = (
    get("/targets/{target_id}", _READ, _target, target_id=Row.CONTENT),
    get(
        "/targets/{target_id}/{table}.csv", _READ, _table, target_id=Row.CONTENT, table=Row.CONTENT
    ),
)
MENU: Final = ()
