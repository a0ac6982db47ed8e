"""node register, batch: identifiers registered at the terminal, one or from a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lingnan.cli.node_business_desk import NodeDesk, NodeOption
from lingnan.cli.output import Format, print_json, print_lines, print_records
from lingnan.cli.settings import Settings, UsageError
from lingnan.kernel import Finding, Text

if TYPE_CHECKING:
    from lingnan.sources.identifier.business.registrar import Registrar
    from lingnan.sources.identifier.business.registration import CallOutcome

_HERE = Path()
Form = Annotated[Format, typer.Option("--format")]
TemplateOption = Annotated[
    str, typer.Option("--template", help="PREFIX/VERSION, for instance 88.900.1/1.0.")
]
_FINDINGS = {
    "line": Text("行", "line"),
    "handle": Text("标识", "identifier"),
    "code": Text("编号", "code"),
    "field": Text("字段", "field"),
    "what": Text("问题", "problem"),
    "remedy": Text("处理", "remedy"),
}
_SHOWN = 50


def register(tree: typer.Typer) -> None:
    """Add the commands below `lingnan node`."""
    tree.command("register")(register_one)
    tree.command("batch")(batch)


def register_one(
    context: typer.Context,
    handle: Annotated[str, typer.Argument(help="For instance 88.900.1/sn-0001.")],
    template: TemplateOption,
    items: Annotated[
        list[str], typer.Option("--item", help="NAME=TEXT; name in Chinese or English.")
    ],
    valid_until: Annotated[str | None, typer.Option(help="Last day, as 2027-12-31.")] = None,
    node: NodeOption = _HERE,
    form: Form = Format.table,
) -> None:
    """Register one identifier by a template."""
    from lingnan.sources.identifier.business.template_store import find_template

    desk = NodeDesk(context.obj, node)
    prefix, version = _template(template, "lingnan node register")
    found = find_template(desk.database, prefix, version)
    by_word = {word: item for item in found.items for word in (item.type, item.name)}
    values = []
    for told in items:
        name, equals, text = told.partition("=")
        item = by_word.get(name.strip())
        if not equals or item is None:
            listed = ", ".join(each.type for each in found.items)
            reason = Text(f"--item {told}：属性为 {listed}", f"--item {told}: there are {listed}")
            raise UsageError(reason, "lingnan node register")
        data = {"format": "string", "value": text}
        values.append({"index": item.index, "type": item.type, "data": data})
    row: dict[str, Any] = {"handle": handle, "templateVersion": version, "value": values}
    if valid_until is not None:
        row["validUntil"] = valid_until
    outcome = _register(desk, [row], key=None, is_atomic=False, content=None)
    raise typer.Exit(_show(context, outcome, [1], (), form))


def batch(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, XLSX or Parquet.")],
    template: TemplateOption,
    code_prefix: Annotated[
        str | None, typer.Option(help="Prefix for codes without one of their own.")
    ] = None,
    key: Annotated[
        str | None, typer.Option(help="Idempotency key; default: the content of the file.")
    ] = None,
    atomic: Annotated[bool, typer.Option("--atomic", help="All rows or none.")] = False,
    node: NodeOption = _HERE,
    form: Form = Format.table,
) -> None:
    """Register the rows of a file; a file that was registered before is not registered twice.

    Exit status 1 when a row was refused.
    """
    from lingnan.sources.identifier.business.row_file import read_rows
    from lingnan.sources.identifier.business.template_store import find_template

    desk = NodeDesk(context.obj, node)
    prefix, version = _template(template, "lingnan node batch")
    found = find_template(desk.database, prefix, version)
    told = read_rows(path, found, prefix=code_prefix)
    outcome = _register(
        desk,
        told.rows,
        key=key or f"file:{told.sha256}",
        is_atomic=atomic,
        content=told.sha256.encode(),
    )
    unread = tuple(each for each in told.findings if each.row is not None)
    raise typer.Exit(_show(context, outcome, told.lines, unread, form))


def _register(
    desk: NodeDesk,
    rows: list[dict[str, Any]],
    *,
    key: str | None,
    is_atomic: bool,
    content: bytes | None,
) -> "CallOutcome":
    """Register rows, in calls of as many as one takes; atomic only within one call."""
    from lingnan.cli.clock import now
    from lingnan.sources.identifier.business.registrar import MAX_ROWS
    from lingnan.sources.identifier.business.registration import CallOutcome, register_rows

    identity = desk.identity()
    if is_atomic and len(rows) > MAX_ROWS:
        told = Text(f"--atomic 至多 {MAX_ROWS} 行", f"--atomic takes {MAX_ROWS} rows at most")
        raise UsageError(told, "lingnan node batch")

    async def work(registrar: "Registrar") -> CallOutcome:
        done: list[Any] = []
        is_repeated = True
        for start in range(0, max(len(rows), 1), MAX_ROWS):
            part = await register_rows(
                registrar,
                identity,
                rows[start : start + MAX_ROWS],
                at=now(),
                key=None if key is None else f"{key[:100]}:{start}",
                is_atomic=is_atomic,
                content=content,
            )
            done += part.rows
            is_repeated &= part.is_repeated
        return CallOutcome(tuple(done), is_repeated)

    found: CallOutcome = desk.run(work)
    return found


def _show(
    context: typer.Context,
    outcome: "CallOutcome",
    lines: list[int],
    unread: tuple[Finding, ...],
    form: Format,
) -> int:
    """Tell how a call ended; answer the exit status."""
    from lingnan.sources.identifier.business.registration import RowState

    settings: Settings = context.obj
    problems: list[dict[str, Any]] = [
        _record(line, row.handle, finding)
        for line, row in zip(lines, outcome.rows, strict=True)
        for finding in row.findings
    ] + [_record(each.row, None, each) for each in unread]
    counts = {state.value: outcome.count(state) for state in RowState}
    if form is Format.json:
        print_json({"counts": counts, "is_repeated": outcome.is_repeated, "findings": problems})
    elif form is Format.csv:
        print_records(problems, _FINDINGS, form=form, lang=settings.lang)
    else:
        told = Text(
            "登记 {done}，已有相同 {same}，拒绝 {refused}，搁置 {held}",
            "Registered {done}, there before {same}, refused {refused}, held back {held}",
        ).format(**counts)
        repeated = Text("（此前已办理，结果相同）", " (done before, answered as then)")
        print_lines([settings.say(told) + (settings.say(repeated) if outcome.is_repeated else "")])
        if problems:
            print_records(problems[:_SHOWN], _FINDINGS, form=form, lang=settings.lang)
    return 1 if problems or counts["refused"] or counts["held"] else 0


def _record(line: int | None, handle: str | None, finding: Finding) -> dict[str, Any]:
    return {
        "line": line,
        "handle": handle,
        "code": finding.code,
        "field": finding.field,
        "what": finding.what,
        "remedy": finding.remedy,
    }


def _template(told: str, command: str) -> tuple[str, str]:
    prefix, slash, version = told.partition("/")
    if not slash or not prefix or not version:
        reason = Text(f"--template {told}：应为 前缀/版本", f"--template {told}: PREFIX/VERSION")
        raise UsageError(reason, command)
    return prefix, version
