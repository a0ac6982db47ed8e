"""pack check, diff, show: the content of a region."""

from typing import Annotated, Any

import typer

from lingnan.cli.output import Format, print_json, print_lines, print_records
from lingnan.cli.settings import Settings
from lingnan.cli.word import CHANGE, SEVERITY
from lingnan.kernel import Severity, Text

PackArgument = Annotated[str, typer.Argument(help="Name of an installed pack, or a folder.")]
FormatOption = Annotated[Format, typer.Option("--format")]


def register(app: typer.Typer) -> None:
    """Add the commands to the tree."""
    tree = typer.Typer(help="Content packs: check, diff, show.", no_args_is_help=True)
    tree.command("check")(check)
    tree.command("diff")(diff)
    tree.command("show")(show)
    app.add_typer(tree, name="pack")


_FINDING_HEADINGS = {
    "severity": Text("级别", "severity"),
    "code": Text("代码", "code"),
    "file": Text("文件", "file"),
    "row": Text("行", "row"),
    "what": Text("问题", "what"),
    "remedy": Text("办法", "what to do"),
}


def check(context: typer.Context, pack: PackArgument, form: FormatOption = Format.table) -> None:
    """Check a pack: keys, units, dates, sources, references; exit 1 when an error stands."""
    from lingnan.packs import check_pack

    settings: Settings = context.obj
    findings = check_pack(pack)
    records = [
        {
            "severity": SEVERITY[found.severity] if form is Format.table else found.severity.value,
            "code": found.code,
            "file": found.file,
            "row": found.row,
            "what": found.what if form is Format.json else settings.say(found.what),
            "remedy": found.remedy if form is Format.json else settings.say(found.remedy),
        }
        for found in findings
    ]
    if records or form is not Format.table:
        print_records(records, _FINDING_HEADINGS, form=form, lang=settings.lang)
    errors = sum(found.severity is Severity.ERROR for found in findings)
    if form is Format.table:
        told = Text(
            f"内容包 {pack}：错误 {errors} 项，其他 {len(findings) - errors} 项。",
            f"Pack {pack}: {errors} errors, {len(findings) - errors} other.",
        )
        print_lines([settings.say(told)])
    if errors:
        raise typer.Exit(1)


def diff(
    context: typer.Context,
    before: PackArgument,
    after: PackArgument,
    form: FormatOption = Format.table,
) -> None:
    """Show what one pack has that another has not, value by value."""
    from lingnan.packs import diff_packs, load_pack

    settings: Settings = context.obj
    changes = diff_packs(load_pack(before), load_pack(after))
    headings = {
        "kind": Text("变化", "change"),
        "path": Text("位置", "where"),
        "old": Text("原值", "before"),
        "new": Text("新值", "after"),
    }
    records: list[dict[str, Any]] = [{**change.as_dict(settings.lang)} for change in changes]
    if form is Format.table:
        records = [{**record, "kind": CHANGE[str(record["kind"])]} for record in records]
    print_records(records, headings, form=form, lang=settings.lang)


def show(context: typer.Context, pack: PackArgument, form: FormatOption = Format.table) -> None:
    """Show what a pack holds and what in it is unconfirmed."""
    from lingnan.packs import load_pack, show_pack

    settings: Settings = context.obj
    overview = show_pack(load_pack(pack)).as_dict(settings.lang)
    if form is Format.json:
        print_json(overview)
        return
    print_lines([f"{overview['title']} · {overview['id']} {overview['version']}", ""])
    kinds = {
        "name": Text("内容", "content"),
        "count": Text("条数", "records"),
        "unconfirmed": Text("未核实", "unconfirmed"),
    }
    print_records(overview["kinds"], kinds, form=form, lang=settings.lang)
    targets = {
        "name": Text("目标", "target"),
        "unit": Text("单位", "unit"),
        "goals": Text("目标值", "goals"),
        "headline": Text("口径", "counted as"),
        "definitions": Text("口径数", "definitions"),
    }
    rows = [{**target, "goals": _goals(target["goals"])} for target in overview["targets"]]
    print_records(rows, targets, form=form, lang=settings.lang)


def _goals(goals: list[dict[str, Any]]) -> str:
    return "; ".join(f"{goal['deadline']}: {_value(goal['value'])}" for goal in goals)


def _value(value: Any) -> str:
    return "–" if value is None else f"{value:,}"
