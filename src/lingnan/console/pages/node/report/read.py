"""What the pages of reports show, read from the node's own queue of deliveries."""

from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from lingnan.access import Permission
from lingnan.console.charts import Column, Table
from lingnan.console.i18n import NOTHING
from lingnan.console.pages.node.context import tabs_of
from lingnan.console.pages.node.place import NodePlace
from lingnan.console.pages.node.report.context import (
    DeliveryContext,
    DeliveryRow,
    DueRow,
    MonthContext,
    ReportsContext,
)
from lingnan.console.pages.node.report.round import notice_of, shown_rounds
from lingnan.console.pages.node.right import target_of_prefix
from lingnan.console.pages.node.statistics.section import incident_table
from lingnan.console.pages.node.word import Pair, choices, link, moment, path_of
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.work.task.node_report import unset_of
from lingnan.kernel import LingnanError, Text
from lingnan.sources.identifier.counting.day import day_of
from lingnan.sources.identifier.reporting.calendar import ESCROW, Due
from lingnan.sources.identifier.reporting.delivery import Delivery, State, read_deliveries
from lingnan.sources.identifier.reporting.desk import open_reporting
from lingnan.sources.identifier.reporting.errors import NothingConfigured
from lingnan.sources.identifier.reporting.monthly import MonthlyReport
from lingnan.sources.identifier.reporting.specification import all_tables
from lingnan.sources.identifier.reporting.table import delivery

_REPORT: Final = Permission.IDENTIFIER_REPORT
_MOST: Final = 200
_MONTHS: Final = 12
_ESCROW_NAME: Final = Text("数据托管", "escrow deposit")
STATES: Final[dict[State, Text]] = {
    "waiting": Text("待报送", "waiting"),
    "delivered": Text("已送达", "delivered"),
    "refused": Text("被拒收", "refused"),
}


def list_context(call: Call, place: NodePlace, state: State | None) -> ReportsContext:
    """Answer what is due, and the newest deliveries."""
    _, number = call.tr.gettext, call.tr.number
    due, lack = _due(call, place)
    with call.store.database.read() as connection:
        found = read_deliveries(connection, state=state, limit=_MOST)
        waiting = len(read_deliveries(connection, state="waiting", limit=_MOST))
        refused = len(read_deliveries(connection, state="refused", limit=_MOST))
    # Tables that are sent on change are looked at in every round; nobody waits for them.
    dated = [each for each in due if each.period]
    late = sum(each.is_late(call.at) for each in dated)
    finding = _("{due} reports are due, {late} of them late; {waiting} wait, {refused} refused.")
    return ReportsContext(
        tabs=tabs_of(call),
        finding=finding.format(
            due=number(len(dated)),
            late=number(late),
            waiting=number(waiting),
            refused=number(refused),
        ),
        lack="" if lack is None else f"{lack.message.in_(call.lang)} {lack.advice.in_(call.lang)}",
        due=tuple(_due_row(call, each) for each in due),
        deliveries=tuple(_row(call, each) for each in found),
        states=choices({str(key): name for key, name in STATES.items()}, call.lang),
        state=state or "",
        refused_count=refused,
        may_report=call.may(_REPORT, target_of_prefix(call, place.prefixes[0], place.prefixes)),
        notice=notice_of(call, place),
        jobs=shown_rounds(call, place),
        months=_months(call),
    )


def find_delivery(call: Call, delivery_id: str) -> tuple[Delivery, bytes | None]:
    """Answer one parcel and its content, where that is still kept. Raises: NothingThere."""
    names = [delivery.c[name] for name in Delivery.__slots__]
    query = select(*names, delivery.c.content).where(delivery.c.delivery_id == delivery_id)
    with call.store.database.read() as connection:
        row = connection.execute(query).first()
    if row is None:
        raise NothingThere
    return Delivery(*row[:-1]), row[-1]


def one_context(call: Call, place: NodePlace, delivery_id: str) -> DeliveryContext:
    """Answer one parcel with its proof of delivery."""
    _, number = call.tr.gettext, call.tr.number
    found, content = find_delivery(call, delivery_id)
    may_report = call.may(_REPORT, target_of_prefix(call, place.prefixes[0], place.prefixes))
    return DeliveryContext(
        tabs=tabs_of(call),
        path=path_of("node", "reports", "deliveries", found.delivery_id),
        name=name_of(call, found.report),
        state=STATES[found.state].in_(call.lang),
        facts=(
            (_("Report"), f"{found.report} {name_of(call, found.report)}"),
            (_("Reporting node"), found.subject),
            (_("Reporting period"), found.period or NOTHING),
            (_("Part"), number(found.part)),
            (_("Made at"), moment(found.created_at)),
            (_("Tries"), number(found.tries_count)),
            (_("Next try at"), moment(found.next_try_at)),
            (_("Reason"), found.reason or NOTHING),
            (_("Delivered at"), moment(found.delivered_at)),
            (_("Receipt"), found.receipt_no or NOTHING),
            (_("SHA-256 of the content"), found.content_sha256),
            (_("SHA-256 of the receipt"), found.receipt_sha256 or NOTHING),
        ),
        has_content=content is not None,
        has_receipt=found.receipt_no is not None,
        may_retry=may_report and found.state != "delivered",
    )


def month_context(call: Call, report: MonthlyReport) -> MonthContext:
    """Answer the report of a month."""
    _, tr = call.tr.gettext, call.tr
    month = f"{report.month:%Y-%m}"
    mean = report.mean_pct
    rows = tuple(
        (f"{each:%Y-%m}", NOTHING if pct is None else f"{pct:.4f}") for each, pct in report.months
    )
    return MonthContext(
        tabs=tabs_of(call),
        month=tr.month(report.month),
        finding=_("The service was available for {share}% of the month, {hours} hours.").format(
            share=f"{report.availability_pct:.4f}", hours=tr.number(report.uptime_hours, 2)
        ),
        facts=(
            (_("Operator"), report.operator_full_name),
            (_("Mean availability of six months, %"), NOTHING if mean is None else f"{mean:.4f}"),
            (_("Mean resolution, ms"), tr.number(report.resolve_ms, 3)),
            (_("Mean registration, ms"), tr.number(report.register_ms, 3)),
            (_("Hours from allotment to resolution"), tr.number(report.effective_hours, 2)),
        ),
        months=Table(
            _("Availability of six months"),
            (Column(_("Month"), "short"), Column(_("Availability, %"))),
            rows,
        ),
        incidents=incident_table(tr, [*report.maintenance, *report.incidents]),
        word=link("/node/reports/monthly.docx", month=month),
        json=link("/node/reports/monthly.json", month=month),
    )


def name_of(call: Call, code: str) -> str:
    """Answer the name of a table."""
    if code == ESCROW:
        return _ESCROW_NAME.in_(call.lang)
    found = all_tables().get(code)
    return code if found is None else found.label.in_(call.lang)


def _due(call: Call, place: NodePlace) -> tuple[list[Due], LingnanError | None]:
    try:
        with open_reporting(place.folder, call.store.database) as desk:
            return desk.due(call.at), None
    except NothingConfigured as problem:
        return [], unset_of(problem, place.folder)
    except LingnanError as problem:
        return [], problem


def _due_row(call: Call, found: Due) -> DueRow:
    preview = ""
    if found.code != ESCROW:
        preview = link(path_of("node", "reports", "tables", found.code), period=found.period)
    return DueRow(
        found.code,
        name_of(call, found.code),
        found.period or call.tr.gettext("on change"),
        moment(found.since),
        moment(found.deadline),
        found.is_late(call.at),
        bool(found.period),
        preview,
    )


def _row(call: Call, found: Delivery) -> DeliveryRow:
    return DeliveryRow(
        path_of("node", "reports", "deliveries", found.delivery_id),
        found.report,
        name_of(call, found.report),
        found.period or NOTHING,
        call.tr.number(found.part),
        STATES[found.state].in_(call.lang),
        call.tr.number(found.tries_count),
        moment(found.delivered_at or found.created_at),
        found.reason or NOTHING,
    )


def _months(call: Call) -> tuple[Pair, ...]:
    """Answer the months of which a report may be read, the newest first."""
    found: list[Pair] = []
    month: date = day_of(call.at).replace(day=1)
    for _ in range(_MONTHS):
        found.append((f"{month:%Y-%m}", call.tr.month(month)))
        month = (month - timedelta(days=1)).replace(day=1)
    return tuple(found)
