"""The overview of the programme."""

from typing import Final

from lingnan.access import Permission
from lingnan.console.i18n import N_
from lingnan.console.pages.overview.context import OverviewContext
from lingnan.console.report import load_overview
from lingnan.console.report.overview import overview_sections
from lingnan.console.web.answer import Answer, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.menu import Entry
from lingnan.console.web.route import get


def _overview(call: Call) -> Answer:
    view = load_overview(call.store, call.pack, call.lang)
    sections = tuple(overview_sections(call.tr, view))
    return Shown(call.tr.gettext("Overview"), OverviewContext(sections))


ROUTES: Final = (get("/overview", Permission.PROGRAMME_READ, _overview),)
MENU: Final = (Entry("/overview", N_("Overview"), 10, Permission.PROGRAMME_READ),)
