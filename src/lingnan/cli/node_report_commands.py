"""node report due, make, send, run, show, list, proof, retry, monthly, incident, deposit, witness.

What a second-level node tells the national top-level node, and its evidence.

The node's folder is the one that `lingnan node init` made; reporting.yaml in it says to whom.
"""

import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, cast

import typer

from lingnan.cli.clock import actor, now
from lingnan.cli.node_report_round import (
    last_period,
    opened_desk,
    tell_deposit,
    tell_made,
    tell_sent,
)
from lingnan.cli.output import Format, print_json, print_lines, print_records
from lingnan.cli.settings import Settings, UsageError
from lingnan.kernel import Text

NodeOption = Annotated[
    Path, typer.Option("--node", envvar="LINGNAN_NODE", help="The node's folder.")
]
FormatOption = Annotated[Format, typer.Option("--format")]
_HERE = Path()
_DELIVERY = {
    "report": Text("报送表", "report"),
    "period": Text("周期", "period"),
    "part": Text("分段", "part"),
    "state": Text("状态", "state"),
    "tries_count": Text("次数", "tries"),
    "reason": Text("原因", "reason"),
    "receipt_no": Text("回执号", "receipt"),
    "delivery_id": Text("报送号", "delivery"),
}
_DUE = {
    "code": Text("报送表", "report"),
    "name": Text("名称", "name"),
    "period": Text("周期", "period"),
    "since": Text("应报时间（UTC）", "due since (UTC)"),
    "deadline": Text("期限（UTC）", "deadline (UTC)"),
    "late": Text("逾期", "late"),
}


def register(tree: typer.Typer) -> None:
    """Add the commands below `lingnan node`."""
    report = typer.Typer(
        help="Report to the national top-level node: tables, deposits, proof.",
        no_args_is_help=True,
    )
    for name, command in (
        ("due", due),
        ("make", make),
        ("send", send),
        ("run", run),
        ("show", show),
        ("list", list_deliveries),
        ("proof", proof),
        ("retry", retry),
        ("monthly", monthly),
        ("incident", incident),
        ("deposit", deposit),
        ("witness", witness),
    ):
        report.command(name)(command)
    tree.add_typer(report, name="report")


def due(
    context: typer.Context, node: NodeOption = _HERE, form: FormatOption = Format.table
) -> None:
    """Show what is to be reported now."""
    from lingnan.sources.identifier.reporting.calendar import ESCROW
    from lingnan.sources.identifier.reporting.specification import all_tables

    settings: Settings = context.obj
    moment = now()
    with opened_desk(node) as desk:
        tables = all_tables()
        records = [
            {
                "code": each.code,
                "name": settings.say(
                    Text("数据托管", "escrow") if each.code == ESCROW else tables[each.code].label
                ),
                "period": each.period,
                "since": each.since,
                "deadline": each.deadline,
                "late": each.is_late(moment),
            }
            for each in desk.due(moment)
        ]
    print_records(records, _DUE, form=form, lang=settings.lang)


def make(context: typer.Context, node: NodeOption = _HERE) -> None:
    """Fill and queue everything that is due, deposit included; exit 1 when rows were left out."""
    with opened_desk(node) as desk:
        problems = tell_made(context.obj, desk)
    if problems:
        raise typer.Exit(1)


def send(context: typer.Context, node: NodeOption = _HERE) -> None:
    """Send what is waiting; exit 1 when something was refused."""
    with opened_desk(node) as desk:
        refused = tell_sent(context.obj, desk)
    if refused:
        raise typer.Exit(1)


def run(
    context: typer.Context,
    node: NodeOption = _HERE,
    every: Annotated[int, typer.Option(help="Seconds between rounds; 0 runs one.")] = 0,
) -> None:
    """Make and send, once or again and again."""
    while True:
        with opened_desk(node) as desk:
            tell_made(context.obj, desk)
            tell_sent(context.obj, desk)
        if not every:
            return
        time.sleep(every)


def show(
    code: Annotated[str, typer.Argument(help="T1 to T11, MONITORING, INCIDENT, MONTHLY.")],
    node: NodeOption = _HERE,
    period: Annotated[str, typer.Option(help="2026-11-26 or 2026-11; by default the last.")] = "",
) -> None:
    """Print the rows of a table as JSON, as they would be sent, and what is wrong with them."""
    from lingnan.sources.identifier.reporting.check import check_rows
    from lingnan.sources.identifier.reporting.maker import fill
    from lingnan.sources.identifier.reporting.specification import table

    wanted, moment = table(code), now()
    with opened_desk(node) as desk, desk.database.read() as connection:
        rows = fill(
            desk.node, connection, code, period or last_period(wanted.cadence, moment), moment
        )
    problems = [str(each) for each in check_rows(wanted, rows)]
    print_json({"table": wanted.code, "rows": list(rows), "problems": problems})


def list_deliveries(
    context: typer.Context,
    node: NodeOption = _HERE,
    state: Annotated[str, typer.Option(help="waiting, delivered or refused.")] = "",
    form: FormatOption = Format.table,
) -> None:
    """List what was reported, the newest first."""
    from lingnan.sources.identifier.reporting.delivery import State, read_deliveries

    settings: Settings = context.obj
    if state and state not in ("waiting", "delivered", "refused"):
        raise UsageError(Text(f"状态 {state} 不可用", f"there is no state {state}"))
    chosen = cast("State", state) if state else None
    with opened_desk(node) as desk, desk.database.read() as connection:
        found = read_deliveries(connection, state=chosen)
    records = [{name: getattr(each, name) for name in _DELIVERY} for each in found]
    print_records(records, _DELIVERY, form=form, lang=settings.lang)


def proof(
    context: typer.Context,
    delivery: Annotated[str, typer.Argument(help="Number of the delivery.")],
    node: NodeOption = _HERE,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file.")] = None,
) -> None:
    """Give out the receipt of a delivery, as the top-level node signed it."""
    from lingnan.sources.identifier.reporting.delivery import read_receipt_octets

    settings: Settings = context.obj
    with opened_desk(node) as desk, desk.database.read() as connection:
        octets = read_receipt_octets(connection, delivery)
    if octets is None:
        raise UsageError(Text(f"报送 {delivery} 没有回执", f"{delivery} has no receipt"))
    if output is None:
        print_lines([octets.decode()])
        return
    output.write_bytes(octets)
    print_lines([settings.say(Text(f"已写入 {output}", f"Written: {output}"))])


def retry(
    context: typer.Context,
    delivery: Annotated[str, typer.Argument(help="One delivery; else all refused.")] = "",
    node: NodeOption = _HERE,
) -> None:
    """Let refused reports be tried again."""
    from lingnan.sources.identifier.reporting.delivery import retry as let_retry

    settings: Settings = context.obj
    with opened_desk(node) as desk, desk.database.begin() as connection:
        count = let_retry(connection, at=now(), delivery_id=delivery or None)
    print_lines([settings.say(Text(f"{count} 份将重新报送", f"{count} will be tried again"))])


def monthly(
    context: typer.Context,
    month: Annotated[str, typer.Argument(help="2026-11")],
    node: NodeOption = _HERE,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A .docx or .json file.")
    ] = None,
) -> None:
    """Write the monthly report: JSON, or a Word document in the chosen language."""
    from lingnan.console.document import write_word
    from lingnan.console.document.node_month import monthly_document
    from lingnan.sources.identifier.reporting.maker import monthly_report
    from lingnan.sources.identifier.reporting.monthly import monthly_row
    from lingnan.sources.identifier.reporting.report import encode

    settings: Settings = context.obj
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise UsageError(Text(f"月份 {month} 应写作 2026-11", f"{month}: write 2026-11")) from None
    with opened_desk(node) as desk, desk.database.read() as connection:
        report = monthly_report(desk.node, connection, first, now())
    if output is None:
        print_json(monthly_row(report))
        return
    if output.suffix == ".docx":
        write_word(monthly_document(report, desk.node.node, settings.lang), output)
    elif output.suffix == ".json":
        output.write_bytes(encode(monthly_row(report)))
    else:
        raise UsageError(Text(f"{output}：只能是 .docx 或 .json", f"{output}: .docx or .json"))
    print_lines([settings.say(Text(f"已写入 {output}", f"Written: {output}"))])


def incident(
    context: typer.Context,
    event_no: Annotated[str, typer.Argument(help="Number of the event; the same one changes it.")],
    occurred_at: Annotated[datetime, typer.Option(help="When, in UTC.")],
    node: NodeOption = _HERE,
    kind: Annotated[
        int, typer.Option(help="0 maintenance, 1 network, 2 system, 3 attack, 4 other.")
    ] = 4,
    affects: Annotated[str, typer.Option(help="resolution, registration or both.")] = "both",
    recovered_at: Annotated[datetime | None, typer.Option(help="When it was over, in UTC.")] = None,
    cause: Annotated[str | None, typer.Option()] = None,
    fix: Annotated[str | None, typer.Option()] = None,
) -> None:
    """Note an incident or a maintenance window, or what has become of one."""
    from lingnan.sources.identifier.counting.incident import (
        Incident,
        IncidentKind,
        Service,
        keep_incident,
    )

    settings: Settings = context.obj
    if affects not in ("resolution", "registration", "both") or kind not in {
        *map(int, IncidentKind)
    }:
        raise UsageError(Text("--kind 或 --affects 不可用", "--kind or --affects is unusable"))
    with opened_desk(node) as desk, desk.database.begin() as connection:
        told = Incident(
            event_no,
            desk.node.node,
            IncidentKind(kind),
            cast("Service", affects),
            occurred_at.replace(tzinfo=UTC),
            None if recovered_at is None else recovered_at.replace(tzinfo=UTC),
            cause,
            fix,
        )
        keep_incident(connection, told)
    print_lines([settings.say(Text(f"已记录 {event_no}", f"Noted: {event_no}"))])


def deposit(context: typer.Context, node: NodeOption = _HERE) -> None:
    """Seal and queue the deposit of today."""
    from lingnan.sources.identifier.reporting.desk import make_today

    with opened_desk(node) as desk:
        tell_deposit(context.obj, make_today(desk, now()))


def witness(
    context: typer.Context,
    node: NodeOption = _HERE,
    month: Annotated[str, typer.Option(help="2026-11; by default this month.")] = "",
) -> None:
    """Write registrations and real resolutions into the store's evidence."""
    from lingnan.sources.identifier.counting.day import day_of
    from lingnan.sources.identifier.witness import read_witnessed
    from lingnan.sources.identifier.witness import witness as write_evidence

    settings: Settings = context.obj
    moment = now()
    try:
        first = date.fromisoformat(f"{month}-01") if month else day_of(moment)
    except ValueError:
        raise UsageError(Text(f"月份 {month} 应写作 2026-11", f"{month}: write 2026-11")) from None
    store = settings.open_store()
    with opened_desk(node) as desk:
        known = read_witnessed(desk.database, desk.node.reader, desk.node.node, first)
    counts, findings = write_evidence(
        store, settings.pack_of(store), known, at=moment, actor=actor()
    )
    print_lines(f"{each.code}: {settings.say(each.what)}" for each in findings)
    added, unchanged = counts.added, counts.unchanged
    told = Text(
        f"新增 {added} 条证据，未变 {unchanged} 条", f"{added} added, {unchanged} unchanged"
    )
    print_lines([settings.say(told)])
    if counts.rejected:
        raise typer.Exit(1)
