"""The allocation: the page, its answer alone, the money moved by hand, its file."""

from typing import Final
from urllib.parse import urlencode

from lingnan.access import Permission, Role
from lingnan.console.i18n import N_
from lingnan.console.pages.allocation import scenario_route
from lingnan.console.pages.allocation.context import (
    AllocationContext,
    BestContext,
    HandContext,
)
from lingnan.console.pages.allocation.divided import asked, divided, ensure_whole
from lingnan.console.pages.allocation.hand import hand_view
from lingnan.console.pages.allocation.view import ask_view, best_view
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.menu import Entry
from lingnan.console.web.route import get
from lingnan.console.web.sheet import sent_csv
from lingnan.kernel import LingnanError

_ALLOCATE: Final = Permission.PROGRAMME_ALLOCATE
_OFFICES: Final = frozenset({Role.PROGRAMME_OFFICE})


def _allocation(call: Call) -> Answer:
    ask, pack = asked(call)
    form = ask_view(call, ask, pack)
    title = call.tr.gettext("Allocation")
    kind = BestContext if call.is_piece else AllocationContext
    try:
        found = divided(call, ask, pack)
    except LingnanError as failure:
        problem, advice = failure.message.in_(call.lang), failure.advice.in_(call.lang)
        return Shown(title, kind(form, None, None, problem, advice))
    best, hand = best_view(call, found), hand_view(call, found, form)
    return Shown(title, kind(form, best, hand, "", ""))


def _hand(call: Call) -> Answer:
    ensure_whole(call)
    ensure_whole(call)
    if not call.is_piece:
        pairs = [(name, value) for name, values in call.query.items() for value in values]
        return Moved(f"/allocation?{urlencode(pairs)}")
    ask, pack = asked(call)
    found = divided(call, ask, pack)
    view = hand_view(call, found, ask_view(call, ask, pack))
    return Shown(call.tr.gettext("Allocation"), HandContext(view))


def _allotted(call: Call) -> Answer:
    ask, pack = asked(call)
    best = divided(call, ask, pack).best
    _ = call.tr.gettext
    headings = (
        _("Year"), _("City code"), _("City"), _("Cluster"), _("Path"), _("Money (yuan)"),
        _("Enterprises"), _("Each (yuan)"), _("Dearest (yuan)"),
    )  # fmt: skip
    rows = [
        (
            row.year + 1, row.city_code, row.city, row.cluster, row.path, row.money_cny,
            row.enterprises, row.cost_each_cny, row.dearest_cny,
        )
        for row in best.allotted
    ]  # fmt: skip
    return sent_csv("allocation.csv", headings, rows, call.lang)


ROUTES: Final = (
    get("/allocation", _ALLOCATE, _allocation),
    get("/allocation/hand", _ALLOCATE, _hand),
    get("/allocation/allotted.csv", _ALLOCATE, _allotted),
    *scenario_route.ROUTES,
)
MENU: Final = (
    Entry("/allocation", N_("Allocation"), 60, _ALLOCATE, _OFFICES, of_region=True),
    Entry("/scenarios", N_("Money scenarios"), 61, _ALLOCATE, _OFFICES, of_region=True),
)
