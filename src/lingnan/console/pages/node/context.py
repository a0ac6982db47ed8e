"""What every page of the node is told, and the small values that several of them show."""

from dataclasses import dataclass

from lingnan.access import Target
from lingnan.console.i18n import N_
from lingnan.console.pages.node.right import READ, is_node_role
from lingnan.console.web.answer import Context
from lingnan.console.web.call import Call
from lingnan.console.web.menu import Link

TABS = (
    ("/node", N_("State of the node")),
    ("/node/applications", N_("Prefix applications")),
    ("/node/prefixes", N_("Enterprise prefixes")),
    ("/node/templates", N_("Metadata templates")),
    ("/node/registrations", N_("Identifiers")),
    ("/node/carriers", N_("Active identifiers")),
    ("/node/statistics", N_("Statistics")),
    ("/node/reports", N_("Reports")),
    ("/node/codes", N_("Check a code")),
)


@dataclass(frozen=True, slots=True)
class NodeContext(Context):
    """A page of the node.

    Attributes: tabs: links to the other pages, for readers whose menu does not list them.
    """

    tabs: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about what was entered. `place`: row or field, as the reader knows it."""

    place: str
    code: str
    what: str
    remedy: str


def tabs_of(call: Call) -> tuple[Link, ...]:
    """Answer the links to the pages of the node."""
    if is_node_role(call):
        return ()
    # Who reads one city's part of the node does not see what the node as a whole reports.
    sees_node = call.may(READ, Target.region(call.pack.region_code))
    shown = [(path, label) for path, label in TABS if sees_node or path != "/node/reports"]
    here = max((path for path, _ in shown if _is_in(call.path, path)), key=len, default="")
    return tuple(Link(path, call.tr.gettext(label), path == here) for path, label in shown)


def _is_in(path: str, tab: str) -> bool:
    return path == tab or path.startswith(f"{tab}/")
