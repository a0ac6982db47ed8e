"""The node at one look: numbers, resolutions of the last days, open reviews, reports, incidents."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import func, select

from lingnan.access import Permission
from lingnan.console.pages.node.context import tabs_of
from lingnan.console.pages.node.errors import NodeElsewhere, NodeMissing, NodeUnusable
from lingnan.console.pages.node.place import (
    NodePlace,
    counters_of,
    node_of,
    reading,
    settle_wishes,
)
from lingnan.console.pages.node.report.read import list_context as reports_of
from lingnan.console.pages.node.right import READ, ensure, seen_by_enterprise, target_of_prefix
from lingnan.console.pages.node.statistics import section
from lingnan.console.pages.node.statistics.read import (
    identifiers_of,
    incidents_of,
    sees_node,
    use_by_day,
    visible_names,
)
from lingnan.console.pages.node.status.context import AbsentContext, Figure, StatusContext
from lingnan.console.pages.node.word import Pair, is_synthetic_prefix, link
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.route import get, post
from lingnan.sources.identifier.business.table import (
    prefix_allotment,
    prefix_application,
    resolution_wish,
)
from lingnan.sources.identifier.counting.day import day_of
from lingnan.sources.identifier.node.metrics import quantile

_PATH: Final = "/node"
_DAYS: Final = 14
_INCIDENT_DAYS: Final = 31
_DUE: Final = 6


def _status(call: Call) -> Answer:
    title = call.tr.gettext("Identifier node")
    try:
        return Shown(title, _context(call, node_of(call)))
    except (NodeMissing, NodeUnusable, NodeElsewhere) as failure:
        context = AbsentContext(
            tabs=(),
            message=failure.message.in_(call.lang),
            advice=failure.advice.in_(call.lang),
            code=failure.code,
        )
        return Shown(title, context, 503)


def _settle(call: Call) -> Answer:
    place = node_of(call)
    ensure(
        call,
        Permission.IDENTIFIER_OPERATE,
        target_of_prefix(call, place.prefixes[0], place.prefixes),
    )
    settle_wishes(call)
    return Moved(_PATH)


def _context(call: Call, place: NodePlace) -> StatusContext:
    names = visible_names(call, place)
    today = day_of(call.at)
    days = [today - timedelta(days=back) for back in range(_DAYS - 1, -1, -1)]
    is_whole = sees_node(call, place)
    counters = counters_of(place)
    among = None if is_whole else names
    with reading(place) as reader:
        identifiers = sum(identifiers_of(reader, among).values())
    with call.store.database.read() as connection:
        use = use_by_day(connection, days[0], days[-1], among)
        incidents = incidents_of(
            connection,
            today - timedelta(days=_INCIDENT_DAYS),
            today,
            place.prefixes[0],
            call.at,
        )
        waits = connection.scalar(select(func.count()).where(resolution_wish.c.is_done.is_(False)))
    reports = reports_of(call, place, None) if is_whole else None
    file = place.configuration.file
    return StatusContext(
        tabs=tabs_of(call),
        prefix=call.tr.listing(list(place.prefixes)),
        description=file.description,
        is_running=counters is not None,
        is_synthetic=any(is_synthetic_prefix(each) for each in place.prefixes),
        figures=_figures(call, identifiers, sum(each.requests for each in use.values())),
        waits_count=int(waits or 0) if is_whole else 0,
        may_settle=counters is not None
        and call.may(
            Permission.IDENTIFIER_OPERATE,
            target_of_prefix(call, place.prefixes[0], place.prefixes),
        ),
        section=section.resolutions(call.tr, days, use),
        csv=link("/node/statistics/resolutions/table.csv", first=str(days[0]), last=str(days[-1])),
        due=() if reports is None else tuple(each for each in reports.due if each.is_dated)[:_DUE],
        incidents=section.incident_table(call.tr, incidents) if is_whole else None,
        live=_live(call, counters) if is_whole and counters is not None else (),
    )


def _figures(call: Call, identifiers: int, resolved: int) -> tuple[Figure, ...]:
    _, number = call.tr.gettext, call.tr.number
    table = prefix_application.c
    seen = seen_by_enterprise(call, table.uscc, table.parent_prefix)
    query = select(func.count()).where(table.state == "submitted", seen)
    given = prefix_allotment.c
    seen_prefix = seen_by_enterprise(call, given.uscc, given.prefix)
    with call.store.database.read() as connection:
        reviews = int(connection.scalar(query) or 0)
        prefixes = int(connection.scalar(select(func.count()).where(seen_prefix)) or 0)
    return (
        Figure(_("Enterprise prefixes"), number(prefixes), "/node/prefixes"),
        Figure(_("Identifiers"), number(identifiers), "/node/registrations"),
        Figure(_("Resolutions in 14 days"), number(resolved), "/node/statistics"),
        Figure(
            _("Applications to review"),
            number(reviews),
            link("/node/applications", state="submitted"),
        ),
    )


def _live(call: Call, counters: dict[str, Any]) -> tuple[Pair, ...]:
    """Tell what the running node has answered since its start."""
    _, number = call.tr.gettext, call.tr.number
    buckets = [sum(column) for column in zip(*counters["latency"].values(), strict=True)]
    answered = sum(counters["requests"].values())
    return (
        (_("Requests answered since the start"), number(answered)),
        (_("Requests without an answer"), number(sum(counters["dropped"].values()))),
        (_("99% answered within, ms"), number(quantile(buckets, 0.99) * 1000, 3)),
        (_("Workers"), number(counters["gauges"].get("workers", 0))),
    )


ROUTES: Final = (
    get(_PATH, READ, _status),
    post(f"{_PATH}/settle", Permission.IDENTIFIER_OPERATE, _settle),
)
