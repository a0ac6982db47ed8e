"""init, findings and doctor: the store itself."""

from datetime import UTC
from pathlib import Path
from typing import Annotated, Any

import typer

from lingnan.cli.output import Format, print_lines, print_one, print_records
from lingnan.cli.settings import Settings
from lingnan.cli.word import SEVERITY, STATE
from lingnan.kernel import Severity, Text


def register(app: typer.Typer) -> None:
    """Add the commands to the tree."""
    app.command("init")(init)
    app.command("findings")(findings)
    app.command("doctor")(doctor)


def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    pack: Annotated[str, typer.Option(help="Name or path of the content pack.")] = "guangdong",
    database: Annotated[
        str | None, typer.Option(help="SQLAlchemy URL; default: SQLite in the folder.")
    ] = None,
    form: Annotated[Format, typer.Option("--format")] = Format.table,
) -> None:
    """Make an empty store and enter the pack's published series."""
    from lingnan.cli.clock import actor, now
    from lingnan.packs import installed_packs, load_pack
    from lingnan.sources.published import import_pack_series
    from lingnan.store import Store

    settings: Settings = context.obj
    content = load_pack(pack)
    name = pack if pack in installed_packs() else str(Path(pack).resolve())
    store = Store.create(folder, pack=name, database=database)
    counts, _ = import_pack_series(store, content, at=now(), actor=actor())
    if form is not Format.table:
        print_one({"store": str(folder), "pack": content.id, "published": counts.added}, form)
        return
    settings.store_path = folder
    told = Text(
        f"已在 {folder} 建立数据仓，内容包 {content.title.zh}，"
        f"载入公开进度 {counts.added} 条。\n"
        f"下一步：{settings.line('import register')} <企业名录文件>",
        f"Made a store in {folder} with the pack {content.title.en}; "
        f"{counts.added} published figures entered.\n"
        f"Next: {settings.line('import register')} <file of enterprises>",
    )
    print_lines([settings.say(told)])


_FINDING_HEADINGS = {
    "severity": Text("级别", "severity"),
    "code": Text("代码", "code"),
    "file": Text("文件", "file"),
    "row": Text("行", "row"),
    "field": Text("字段", "field"),
    "value": Text("值", "value"),
    "what": Text("问题", "what happened"),
    "remedy": Text("办法", "what to do"),
}
_FINDING_COLUMNS = _FINDING_HEADINGS | {
    "subject": Text("主体", "subject"),
    "found_at": Text("发现时间", "found at"),
}


def findings(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, newest import first.")] = 50,
    code: Annotated[str | None, typer.Option(help="Only this code, e.g. REG-003.")] = None,
    severity: Annotated[Severity | None, typer.Option(help="Only this severity.")] = None,
    subject: Annotated[str | None, typer.Option(help="Only about this enterprise.")] = None,
    file: Annotated[str | None, typer.Option(help="Only from files whose name ends so.")] = None,
    form: Annotated[Format, typer.Option("--format")] = Format.table,
) -> None:
    """List rejected and doubtful rows: file, row, field, value, code and what to do."""
    from lingnan.store.findings import count_findings, list_findings

    settings: Settings = context.obj
    store = settings.open_store()
    kept = list_findings(
        store.database,
        limit=limit,
        code=code,
        severity=severity.value if severity else None,
        subject_code=subject,
        file=file,
    )
    records: list[dict[str, Any]] = []
    for each in kept:
        found = each.finding
        both = form is Format.json
        records.append(
            {
                "severity": SEVERITY[found.severity]
                if form is Format.table
                else found.severity.value,
                "code": found.code,
                "file": found.file if both or not found.file else Path(found.file).name,
                "row": found.row,
                "field": found.field,
                "value": found.value,
                "subject": found.subject,
                "what": found.what if both else settings.say(found.what),
                "remedy": found.remedy if both else settings.say(found.remedy),
                # SQLite keeps no zone; what is kept is UTC.
                "found_at": each.found_at.replace(tzinfo=UTC),
            }
        )
    headings = _FINDING_HEADINGS if form is Format.table else _FINDING_COLUMNS
    print_records(records, headings, form=form, lang=settings.lang)
    if form is Format.table:
        total = sum(count_findings(store.database).values())
        print_lines(
            [
                settings.say(
                    Text(
                        f"共 {total:,} 条，显示 {len(kept)} 条。",
                        f"{total:,} findings in all, {len(kept)} shown.",
                    )
                )
            ]
        )


_DOCTOR_HEADINGS = {
    "check": Text("检查", "check"),
    "state": Text("结果", "state"),
    "detail": Text("详情", "detail"),
}


def doctor(
    context: typer.Context,
    form: Annotated[Format, typer.Option("--format")] = Format.table,
) -> None:
    """Check the installation and, where there is one, the store; exit 3 when something is wrong."""
    from lingnan.cli.health import examine

    settings: Settings = context.obj
    checks = examine(settings.store_root)
    records = [
        {
            "check": settings.say(c.name),
            "state": STATE[c.state] if form is Format.table else c.state,
            "detail": settings.say(c.detail),
        }
        for c in checks
    ]
    print_records(records, _DOCTOR_HEADINGS, form=form, lang=settings.lang)
    if any(c.state == "bad" for c in checks):
        raise typer.Exit(3)
