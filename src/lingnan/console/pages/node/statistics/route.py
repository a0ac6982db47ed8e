"""Statistics of a period: registrations and resolutions by day and prefix, latencies, incidents."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from lingnan.access import Permission
from lingnan.console.charts import Table
from lingnan.console.pages.node.context import tabs_of
from lingnan.console.pages.node.place import NodePlace, node_of, reading
from lingnan.console.pages.node.statistics import section
from lingnan.console.pages.node.statistics.context import StatisticsContext
from lingnan.console.pages.node.statistics.read import (
    identifiers_of,
    incidents_of,
    registered,
    samples_of,
    sees_node,
    use_by_day,
    use_by_prefix,
    visible_names,
)
from lingnan.console.pages.node.word import link
from lingnan.console.report.section import Section
from lingnan.console.web.answer import Answer, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.route import Row, get
from lingnan.console.web.sheet import sent_table
from lingnan.sources.identifier.counting.day import day_of
from lingnan.sources.identifier.wire.handle import fold_text

_STATISTICS: Final = Permission.IDENTIFIER_RESOLVE_STATISTICS
_PATH: Final = "/node/statistics"
_DAYS: Final = 30
_MOST_DAYS: Final = 366


@dataclass(frozen=True, slots=True)
class _Wish:
    first: date
    last: date
    prefix: str

    @property
    def days(self) -> list[date]:
        return [
            self.first + timedelta(days=each) for each in range((self.last - self.first).days + 1)
        ]


def _statistics(call: Call) -> Answer:
    place = node_of(call)
    names = visible_names(call, place)
    wish = _wish(call, names)
    sections = _sections(call, place, wish, names)
    query = {"first": str(wish.first), "last": str(wish.last), "prefix": wish.prefix}
    incidents: Table | None = None
    if sees_node(call, place):
        with call.store.database.read() as connection:
            found = incidents_of(connection, wish.first, wish.last, place.prefixes[0], call.at)
        incidents = section.incident_table(call.tr, found)
    context = StatisticsContext(
        tabs=tabs_of(call),
        first=str(wish.first),
        last=str(wish.last),
        prefix=wish.prefix,
        prefixes=tuple((each, f"{each} {name}") for each, name in names.items()),
        sections=tuple(
            (each, link(f"{_PATH}/{each.anchor}/table.csv", **query)) for each in sections
        ),
        incidents=incidents,
    )
    return Shown(call.tr.gettext("Statistics"), context)


def _table(call: Call) -> Answer:
    place = node_of(call)
    names = visible_names(call, place)
    wanted = call.parameters["section"]
    for each in _sections(call, place, _wish(call, names), names):
        if each.anchor == wanted:
            table = each.chart.table if each.chart is not None else each.tables[0]
            return sent_table(f"node-{wanted}.csv", table)
    raise NothingThere


def _sections(call: Call, place: NodePlace, wish: _Wish, names: dict[str, str]) -> list[Section]:
    chosen = {wish.prefix: names[wish.prefix]} if wish.prefix else names
    # Who sees the node sees all below it, however many prefixes there are.
    among = None if sees_node(call, place) and not wish.prefix else chosen
    with reading(place) as reader:
        totals = identifiers_of(reader, among)
    with call.store.database.read() as connection:
        by_day = use_by_day(connection, wish.first, wish.last, among)
        use = use_by_prefix(connection, wish.first, wish.last, among)
        fresh_by_day, fresh = registered(connection, wish.first, wish.last, among)
        samples = samples_of(connection, wish.first, wish.last, place.prefixes[0])
    found = [
        section.resolutions(call.tr, wish.days, by_day),
        section.registrations(call.tr, wish.days, fresh_by_day),
        section.by_prefix(call.tr, chosen, totals, fresh, use),
    ]
    if sees_node(call, place) and not wish.prefix:
        found.append(section.latency(call.tr, samples))
    return found


def _wish(call: Call, names: dict[str, str]) -> _Wish:
    today = day_of(call.at)
    last = min(_day(call.asked("last")) or today, today)
    first = _day(call.asked("first")) or last - timedelta(days=_DAYS - 1)
    first = max(min(first, last), last - timedelta(days=_MOST_DAYS - 1))
    prefix = fold_text(call.asked("prefix"))
    return _Wish(first, last, prefix if prefix in names else "")


def _day(told: str) -> date | None:
    try:
        found = date.fromisoformat(told)
    except ValueError:
        return None
    return found if found.year >= 2000 else None


ROUTES: Final = (
    get(_PATH, _STATISTICS, _statistics),
    get(f"{_PATH}/{{section}}/table.csv", _STATISTICS, _table, section=Row.CONTENT),
)
