"""All pages of the identifier node, and their entries in the menu."""

from typing import Final

from lingnan.access import Permission, Role
from lingnan.console.i18n import N_
from lingnan.console.pages.node.application import route as application
from lingnan.console.pages.node.carrier import route as carrier
from lingnan.console.pages.node.code import route as code
from lingnan.console.pages.node.context import TABS
from lingnan.console.pages.node.prefix import route as prefix
from lingnan.console.pages.node.registration import batch_route as batch
from lingnan.console.pages.node.registration import route as registration
from lingnan.console.pages.node.report import route as report
from lingnan.console.pages.node.statistics import route as statistics
from lingnan.console.pages.node.status import route as status
from lingnan.console.pages.node.template import route as template
from lingnan.console.web.menu import Entry
from lingnan.console.web.route import Route

_NODE_ROLES: Final = frozenset({Role.NODE_OPERATOR, Role.NODE_REVIEWER, Role.NODE_ENTERPRISE})
_READERS: Final = frozenset({Role.PROGRAMME_OFFICE, Role.AUDITOR})
_FIRST: Final = 700
#: What an entry asks where reading alone is not enough.
_NEEDS: Final = {
    "/node/statistics": Permission.IDENTIFIER_RESOLVE_STATISTICS,
    "/node/reports": Permission.IDENTIFIER_REPORT,
}
ROUTES: Final[tuple[Route, ...]] = (
    *status.ROUTES,
    *application.ROUTES,
    *prefix.ROUTES,
    *template.ROUTES,
    *registration.ROUTES,
    *batch.ROUTES,
    *carrier.ROUTES,
    *statistics.ROUTES,
    *report.ROUTES,
    *code.ROUTES,
)
#: Who works with the node has all its pages in the menu; others one entry, and tabs on the pages.
MENU: Final[tuple[Entry, ...]] = (
    Entry("/node", N_("Identifier node"), _FIRST, Permission.IDENTIFIER_READ, _READERS),
    *(
        Entry(
            path,
            label,
            _FIRST + 1 + place,
            _NEEDS.get(path, Permission.IDENTIFIER_READ),
            _NODE_ROLES,
        )
        for place, (path, label) in enumerate(TABS)
    ),
)
