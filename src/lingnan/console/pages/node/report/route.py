"""Reports: what is due and sent; making, sending, trying again; proof; tables; monthly report."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from lingnan.access import Permission
from lingnan.console.document import write_word
from lingnan.console.document.node_month import monthly_document
from lingnan.console.pages.node.place import NodePlace, node_of
from lingnan.console.pages.node.report.read import (
    STATES,
    find_delivery,
    list_context,
    month_context,
    one_context,
)
from lingnan.console.pages.node.report.round import last_rounds, thing_of
from lingnan.console.pages.node.right import READ, ensure, target_of_prefix
from lingnan.console.pages.node.word import path_of
from lingnan.console.web.answer import Answer, Moved, Sent, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import FormUnreadable, NothingThere
from lingnan.console.web.route import Row, get, post
from lingnan.console.work.queue import JobWish, put_job
from lingnan.console.work.task.node_report import MAKE, SEND
from lingnan.kernel import Text
from lingnan.sources.identifier.counting.day import day_of
from lingnan.sources.identifier.reporting.check import check_rows
from lingnan.sources.identifier.reporting.delivery import read_receipt_octets, retry
from lingnan.sources.identifier.reporting.desk import open_reporting
from lingnan.sources.identifier.reporting.errors import UnknownTable
from lingnan.sources.identifier.reporting.maker import fill, monthly_report
from lingnan.sources.identifier.reporting.monthly import MonthlyReport, monthly_row
from lingnan.sources.identifier.reporting.report import encode
from lingnan.sources.identifier.reporting.specification import table
from lingnan.store.audit import Deed, record_deeds

_REPORT: Final = Permission.IDENTIFIER_REPORT
_LIST: Final = "/node/reports"
_ONE: Final = f"{_LIST}/deliveries/{{delivery}}"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _reports(call: Call) -> Answer:
    place = _node(call, READ)
    told = call.choice("state", tuple(STATES), "")
    state = next((each for each in STATES if each == told), None)
    return Shown(call.tr.gettext("Reports"), list_context(call, place, state))


def _make(call: Call) -> Answer:
    return _order(call, MAKE)


def _send(call: Call) -> Answer:
    return _order(call, SEND)


def _order(call: Call, kind: str) -> Answer:
    """Order a round, unless one of its kind is still to come."""
    place = _node(call, _REPORT)
    if any(job.state.is_open for job in last_rounds(call, place, kind)):
        return Moved(_LIST)
    wish = JobWish(
        kind=kind,
        argument={},
        actor=call.who.actor,
        scope_code=call.pack.region_code,
        action=_REPORT.value,
        account_id=call.who.account_id,
        thing=thing_of(place),
    )
    put_job(call.store.database, wish, at=call.at)
    return Moved(_LIST)


def _retry(call: Call) -> Answer:
    _node(call, _REPORT)
    wanted = call.typed("delivery") or None
    if wanted is not None:
        find_delivery(call, wanted)
    with call.store.database.begin() as connection:
        count = retry(connection, at=call.at, delivery_id=wanted)
        record_deeds(connection, [_deed(call, f"retry {count}", wanted)])
    return Moved(_LIST if wanted is None else path_of("node", "reports", "deliveries", wanted))


def _show(call: Call) -> Answer:
    context = one_context(call, _node(call, READ), call.parameters["delivery"])
    return Shown(context.name, context)


def _content(call: Call) -> Answer:
    _node(call, READ)
    found, content = find_delivery(call, call.parameters["delivery"])
    if content is None:
        raise NothingThere
    _note(call, f"read {found.report} {found.period}", found.delivery_id)
    name = f"{found.report}-{found.period or 'change'}-{found.part}.json".replace(":", "")
    return Sent(content, "application/json", name)


def _receipt(call: Call) -> Answer:
    _node(call, READ)
    found, _ = find_delivery(call, call.parameters["delivery"])
    with call.store.database.read() as connection:
        octets = read_receipt_octets(connection, found.delivery_id)
    if octets is None:
        raise NothingThere
    return Sent(octets, "application/json", f"receipt-{found.receipt_no}.json")


def _preview(call: Call) -> Answer:
    """Answer the rows of a table as they stand now, and what is wrong with them."""
    place = _node(call, _REPORT)
    try:
        wanted = table(call.parameters["table"])
    except UnknownTable as problem:
        raise NothingThere from problem
    period = call.asked("period")
    try:
        if wanted.cadence in ("daily", "monthly"):
            date.fromisoformat(period if wanted.cadence == "daily" else f"{period}-01")
    except ValueError:
        raise _bad_period(period) from None
    with (
        open_reporting(place.folder, call.store.database) as desk,
        desk.database.read() as connection,
    ):
        rows = fill(desk.node, connection, wanted.code, period, call.at)
    problems = [str(each) for each in check_rows(wanted, rows)]
    _note(call, f"read {wanted.code} {period}")
    content = encode({"table": wanted.code, "rows": list(rows), "problems": problems})
    return Sent(content, "application/json", f"{wanted.code}-{period or 'now'}.json")


def _month(call: Call) -> Answer:
    report, _place = _monthly(call)
    return Shown(call.tr.gettext("Monthly report"), month_context(call, report))


def _month_json(call: Call) -> Answer:
    report, _place = _monthly(call)
    return Sent(encode(monthly_row(report)), "application/json", f"node-{report.month:%Y-%m}.json")


def _month_word(call: Call) -> Answer:
    report, place = _monthly(call)
    document = monthly_document(report, place.prefixes[0], call.lang)
    name = f"node-{report.month:%Y-%m}.docx"
    with TemporaryDirectory(prefix="lingnan-") as folder:
        path = Path(folder) / name
        write_word(document, path)
        return Sent(path.read_bytes(), _WORD, name)


def _monthly(call: Call) -> tuple[MonthlyReport, NodePlace]:
    place, told = _node(call, READ), call.asked("month")
    try:
        month = date.fromisoformat(f"{told}-01") if told else _month_before(day_of(call.at))
    except ValueError:
        raise _bad_period(told) from None
    with (
        open_reporting(place.folder, call.store.database) as desk,
        desk.database.read() as connection,
    ):
        return monthly_report(desk.node, connection, month, call.at), place


def _month_before(day: date) -> date:
    """The first day of the last month that is whole."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def _node(call: Call, permission: Permission) -> NodePlace:
    """Answer the node, if who asks may read what it reports."""
    place = node_of(call)
    ensure(call, permission, target_of_prefix(call, place.prefixes[0], place.prefixes))
    return place


def _bad_period(told: str) -> FormUnreadable:
    shown = told[:20]
    return FormUnreadable(reason=Text(f"周期“{shown}”有误", f"the period “{shown}” is wrong"))


def _note(call: Call, detail: str, delivery: str | None = None) -> None:
    with call.store.database.begin() as connection:
        record_deeds(connection, [_deed(call, detail, delivery)])


def _deed(call: Call, detail: str, delivery: str | None) -> Deed:
    thing = "node:report" if delivery is None else f"delivery:{delivery}"
    return Deed(call.at, call.who.actor, _REPORT.value, thing, detail, None, call.origin, True)


ROUTES: Final = (
    get(_LIST, READ, _reports),
    post(f"{_LIST}/make", _REPORT, _make),
    post(f"{_LIST}/send", _REPORT, _send),
    post(f"{_LIST}/retry", _REPORT, _retry),
    get(f"{_LIST}/monthly", READ, _month),
    get(f"{_LIST}/monthly.json", READ, _month_json),
    get(f"{_LIST}/monthly.docx", READ, _month_word),
    get(f"{_LIST}/tables/{{table}}", _REPORT, _preview, table=Row.CONTENT),
    get(_ONE, READ, _show, delivery=Row.OWN),
    get(f"{_ONE}/content", READ, _content, delivery=Row.OWN),
    get(f"{_ONE}/receipt", READ, _receipt, delivery=Row.OWN),
)
