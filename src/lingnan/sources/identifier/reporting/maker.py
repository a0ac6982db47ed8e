"""Makes what is due: fills each table from the node's database and queues it.

A row that breaks its table is left out and told; the others go. Not for sending (see delivery).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from lingnan.sources.identifier.counting.day import day_of, next_month, start_of
from lingnan.sources.identifier.counting.incident import read_incidents
from lingnan.sources.identifier.counting.sample import read_samples
from lingnan.sources.identifier.counting.store import read_counts
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.reporting.calendar import ESCROW, Due, due
from lingnan.sources.identifier.reporting.check import Problem, check_rows
from lingnan.sources.identifier.reporting.delivery import is_newest, made_periods, queue
from lingnan.sources.identifier.reporting.effective import read_effective
from lingnan.sources.identifier.reporting.monthly import (
    MONTHS,
    MonthlyReport,
    build_monthly,
    monthly_row,
)
from lingnan.sources.identifier.reporting.report import Parcel, Row, instant, parcels
from lingnan.sources.identifier.reporting.rows_business import (
    allotted_prefixes,
    application_rows,
    enterprise_subjects,
    metadata_rows,
    subject_rows,
)
from lingnan.sources.identifier.reporting.rows_master import MASTER_TYPES, master_rows
from lingnan.sources.identifier.reporting.rows_monitoring import incident_rows, monitoring_rows
from lingnan.sources.identifier.reporting.rows_route import enterprise_routes, route_row
from lingnan.sources.identifier.reporting.rows_statistics import (
    allotted_on,
    eln_statistics,
    is_enterprise_prefix,
    registered_on,
    sln_statistics,
)
from lingnan.sources.identifier.reporting.specification import table
from lingnan.sources.identifier.wire.handle import fold_text
from lingnan.sources.identifier.wire.site import SiteInfo
from lingnan.store.database import Database

_INCIDENT: Final = "INCIDENT"
_INCIDENT_DAYS: Final = 31


@dataclass(frozen=True, slots=True)
class ReportingNode:
    """What the tables are filled from.

    Attributes:
        node: prefix of the second-level node. site: as it tells it. operator: fields of T1.
        papers: further fields of T6 by enterprise. master_types: type of a value → field of T9.
    """

    database: Database
    reader: RecordReader
    node: str
    site: SiteInfo
    operator: Mapping[str, Any]
    in_service_since: datetime
    papers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    master_types: Mapping[str, str] = field(default_factory=lambda: MASTER_TYPES)
    holidays: Sequence[date] = ()

    def prefixes(self) -> list[str]:
        """Answer the enterprise prefixes that have a handle here, folded, in order."""
        handles = self.reader.derived_prefixes(self.node)
        found = [each for each in handles if is_enterprise_prefix(each, self.node)]
        return sorted(fold_text(each).partition("/")[2] for each in found)


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of one table: parcels queued, rows left out and why."""

    code: str
    period: str
    rows_count: int
    queued: int
    problems: tuple[Problem, ...]


def due_now(node: ReportingNode, now: datetime) -> list[Due]:
    """Answer what a node has to make at `now`, escrow included."""
    with node.database.read() as connection:
        done = made_periods(connection, node.node)
    return due(now, done, holidays=node.holidays, began=day_of(node.in_service_since))


def make_due(node: ReportingNode, now: datetime) -> list[Made]:
    """Fill and queue everything that is due, escrow excepted; incidents too.

    Each table is of one state of the database.
    """
    wanted = [each for each in due_now(node, now) if each.code != ESCROW]
    node.reader.renew()
    return [make_one(node, each, now) for each in [*wanted, Due(_INCIDENT, "", now)]]


def make_one(node: ReportingNode, wanted: Due, now: datetime) -> Made:
    """Fill and queue one table; tables sent on change only when their content is a new one."""
    specification = table(wanted.code)
    # Read first, write after: registrations must not wait while a long table is filled.
    with node.database.read() as connection:
        rows = fill(node, connection, wanted.code, wanted.period, now)
    problems = check_rows(specification, rows)
    bad = {problem.row for problem in problems}
    good = [row for number, row in enumerate(rows) if number not in bad]
    made: list[Parcel] = []
    if wanted.code == _INCIDENT:
        # Each event is sent once, under its own number.
        for row in good:
            made += parcels(_INCIDENT, node.node, str(row["event_no"]), [row])
    elif wanted.period or good:
        made = list(parcels(wanted.code, node.node, wanted.period, good))
    with node.database.begin() as connection:
        if not wanted.period and wanted.code != _INCIDENT:
            # The same content may come back after another: the instant tells them apart.
            fresh = [each for each in made if not is_newest(connection, each)]
            made = [replace(each, period=instant(now)) for each in fresh]
        queued = queue(connection, made, at=now)
    return Made(wanted.code, wanted.period, len(good), len(queued), tuple(problems))


def fill(
    node: ReportingNode, connection: Connection, code: str, period: str, now: datetime
) -> list[Row]:
    """Fill one table for a period.

    Raises: UnknownTable.
    """
    return _FILLERS[table(code).code](node, connection, period, now)


def monthly_report(
    node: ReportingNode, connection: Connection, month: date, now: datetime
) -> MonthlyReport:
    """Build the report of a month from what the node has counted."""
    first = month.replace(day=1)
    earliest = first
    for _ in range(MONTHS - 1):
        earliest = (earliest - timedelta(days=1)).replace(day=1)
    after = next_month(first)
    span = (start_of(earliest), start_of(after))
    return build_monthly(
        str(node.operator.get("name", node.node)),
        first,
        in_service_since=node.in_service_since,
        now=now,
        samples=read_samples(connection, first, after, fold_text(node.node)),
        incidents=read_incidents(connection, *span, fold_text(node.node)),
        effective=read_effective(connection, node.reader, first),
    )


def _operator(node: ReportingNode, _: Connection, __: str, ___: datetime) -> list[Row]:
    return subject_rows("T1", [node.operator] if node.operator else [])


def _own_routes(node: ReportingNode, _: Connection, __: str, ___: datetime) -> list[Row]:
    return [route_row(node.node, [node.site])]


def _sln_statistics(
    node: ReportingNode, connection: Connection, period: str, _: datetime
) -> list[Row]:
    day = date.fromisoformat(period)
    counts = read_counts(connection, day, day + timedelta(days=1))
    prefixes = node.prefixes()
    return [
        *sln_statistics(node.node, allotted_on(connection, node.node, day), len(prefixes), counts)
    ]


def _eln_statistics(
    node: ReportingNode, connection: Connection, period: str, _: datetime
) -> list[Row]:
    day = date.fromisoformat(period)
    counts = read_counts(connection, day, day + timedelta(days=1))
    totals = node.reader.prefixes()
    return eln_statistics(registered_on(connection, day), totals, node.prefixes(), counts)


def _master(node: ReportingNode, connection: Connection, period: str, _: datetime) -> list[Row]:
    return list(master_rows(connection, date.fromisoformat(period), node.master_types))


def _enterprises(node: ReportingNode, connection: Connection, _: str, __: datetime) -> list[Row]:
    return subject_rows("T6", enterprise_subjects(connection, node.papers))


def _enterprise_routes(
    node: ReportingNode, connection: Connection, _: str, __: datetime
) -> list[Row]:
    allotted = {fold_text(prefix) for prefix in allotted_prefixes(connection)}
    prefixes = sorted({*node.prefixes(), *allotted})
    return enterprise_routes(node.reader, prefixes, node.site)


def _monitoring(node: ReportingNode, connection: Connection, period: str, _: datetime) -> list[Row]:
    day = date.fromisoformat(period)
    samples = read_samples(connection, day, day + timedelta(days=1))
    nodes = sorted({fold_text(node.node), *(each.node for each in samples)})
    return monitoring_rows(nodes, samples)


def _incidents(_: ReportingNode, connection: Connection, __: str, now: datetime) -> list[Row]:
    start = now - timedelta(days=_INCIDENT_DAYS)
    return incident_rows(read_incidents(connection, start, now + timedelta(seconds=1)))


def _monthly(node: ReportingNode, connection: Connection, period: str, now: datetime) -> list[Row]:
    month = date.fromisoformat(f"{period}-01")
    return [monthly_row(monthly_report(node, connection, month, now))]


def _templates(is_own: bool) -> "_Filler":
    def fill_them(node: ReportingNode, connection: Connection, _: str, __: datetime) -> list[Row]:
        return metadata_rows(connection, node.node, is_own=is_own)

    return fill_them


def _applications(is_own: bool) -> "_Filler":
    def fill_them(node: ReportingNode, connection: Connection, _: str, __: datetime) -> list[Row]:
        return application_rows(connection, node.node, is_own=is_own)

    return fill_them


_Filler = Callable[[ReportingNode, Connection, str, datetime], list[Row]]
_FILLERS: Final[Mapping[str, _Filler]] = {
    "T1": _operator,
    "T2": _own_routes,
    "T3": _sln_statistics,
    "T4": _templates(is_own=True),
    "T5": _applications(is_own=True),
    "T6": _enterprises,
    "T7": _enterprise_routes,
    "T8": _eln_statistics,
    "T9": _master,
    "T10": _applications(is_own=False),
    "T11": _templates(is_own=False),
    "MONITORING": _monitoring,
    "INCIDENT": _incidents,
    "MONTHLY": _monthly,
}
