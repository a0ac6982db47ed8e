"""The four paths on one page, and the search for an enterprise's roadmap."""

from typing import Final

from lingnan.access import Permission, Role
from lingnan.console.group.note import counted_note
from lingnan.console.i18n import N_
from lingnan.console.pages.roadmaps.context import RoadmapsContext
from lingnan.console.pages.roadmaps.read import industries_sentence, industry_lines, path_lines
from lingnan.console.pages.roadmaps.search import found_lines
from lingnan.console.pages.roadmaps.total import (
    city_table,
    level_chart,
    total_sentence,
    totals_of,
)
from lingnan.console.web.answer import Answer, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.extent import extent_of
from lingnan.console.web.menu import Entry
from lingnan.console.web.route import Row, get
from lingnan.console.web.sheet import sent_table
from lingnan.pipeline.planning import counted_level

_SIGNS: Final = 80


def _roadmaps(call: Call) -> Answer:
    tr = call.tr
    extent = extent_of(call)
    totals = totals_of(call, extent)
    counted = counted_level(call.pack)
    text = call.asked("q").strip()[:_SIGNS]
    found, pages = found_lines(call, text) if text else (None, None)
    lines = industry_lines(call, extent)
    has_plans = bool(totals.rows)
    context = RoadmapsContext(
        sentence=total_sentence(tr, totals, counted[1]) if has_plans and counted else "",
        levels=level_chart(tr, totals),
        cities=city_table(call, totals) if has_plans else None,
        text=text,
        found=found,
        pages=pages,
        industries_sentence=industries_sentence(call, lines, extent),
        industries=lines,
        has_figures=extent.is_whole,
        paths=path_lines(call),
        counted_note=counted_note(call),
        lack="" if has_plans else tr.gettext("The last run made no roadmaps; please run again."),
    )
    return Shown(tr.gettext("Roadmaps"), context)


def _csv(call: Call) -> Answer:
    totals = totals_of(call, extent_of(call))
    block = call.parameters["block"]
    chart = level_chart(call.tr, totals)
    if block == "cities":
        return sent_table("roadmaps-cities.csv", city_table(call, totals))
    if block == "levels" and chart is not None:
        return sent_table("roadmaps-levels.csv", chart.table)
    raise NothingThere


ROUTES: Final = (
    get("/roadmaps", Permission.PROGRAMME_READ, _roadmaps),
    get("/roadmaps/csv/{block}", Permission.PROGRAMME_READ, _csv, block=Row.CONTENT),
)
MENU: Final = (
    Entry(
        "/roadmaps",
        N_("Roadmaps"),
        45,
        Permission.PROGRAMME_READ,
        frozenset({Role.PROGRAMME_OFFICE, Role.AUDITOR}),
    ),
)
