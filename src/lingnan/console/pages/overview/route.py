"""The overview of the programme, and its tables as files."""

from typing import Final

from lingnan.access import Permission
from lingnan.console.i18n import N_
from lingnan.console.pages.overview.read import overview_context, own_context
from lingnan.console.web.answer import Answer, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.extent import extent_of
from lingnan.console.web.menu import Entry
from lingnan.console.web.route import Row, get
from lingnan.console.web.run_view import region_sections
from lingnan.console.web.sheet import sent_table

_READ: Final = Permission.PROGRAMME_READ


def _overview(call: Call) -> Answer:
    extent = extent_of(call)
    title = call.tr.gettext("Overview")
    if extent.is_whole:
        return Shown(title, overview_context(call))
    names = call.tr.listing([city.name.in_(call.lang) for city in extent.cities])
    return Shown(f"{title} · {names}" if names else title, own_context(call, extent))


def _table(call: Call) -> Answer:
    """A table of the whole region as CSV; a reader of some cities has theirs on their pages."""
    if not extent_of(call).is_whole:
        raise NothingThere
    name = call.parameters["table"]
    section = region_sections(call).get(name)
    if section is None or section.chart is None:
        raise NothingThere
    return sent_table(f"{name}.csv", section.chart.table)


ROUTES: Final = (
    get("/overview", _READ, _overview),
    get("/overview/{table}.csv", _READ, _table, table=Row.CONTENT),
)
MENU: Final = (Entry("/overview", N_("Overview"), 10, _READ),)
