"""The list of enterprises: search, filters, pages, files."""

from typing import Final

from lingnan.access import Permission, Role
from lingnan.console.i18n import N_
from lingnan.console.pages.enterprises.context import EnterprisesContext, FoundContext
from lingnan.console.pages.enterprises.export import exported
from lingnan.console.pages.enterprises.read import filters_of, found_list
from lingnan.console.pages.enterprises.wish import wish_of
from lingnan.console.web.answer import Answer, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.menu import Entry
from lingnan.console.web.route import get

_READ: Final = Permission.REGISTRY_READ
_TITLE: Final = N_("Enterprise register")


def _enterprises(call: Call) -> Answer:
    shelf = call.desk.shelf
    wish = wish_of(call, shelf)
    found = found_list(call, shelf, wish)
    title = call.tr.gettext(_TITLE)
    if call.is_piece:
        return Shown(title, FoundContext(found))
    return Shown(title, EnterprisesContext(filters_of(call, shelf, wish), found))


def _csv(call: Call) -> Answer:
    return exported(call, "csv")


def _book(call: Call) -> Answer:
    return exported(call, "xlsx")


ROUTES: Final = (
    get("/enterprises", _READ, _enterprises),
    get("/enterprises.csv", _READ, _csv),
    get("/enterprises.xlsx", _READ, _book),
)
MENU: Final = (
    Entry(
        "/enterprises",
        _TITLE,
        20,
        _READ,
        frozenset({Role.PROGRAMME_OFFICE, Role.AUDITOR}),
    ),
)
