"""audit list, verify: the trail of who saw and changed what."""

from typing import Annotated, Any

import typer

from lingnan.cli.output import Format, print_lines, print_one, print_records
from lingnan.cli.settings import Settings, UsageError
from lingnan.kernel import Text

_HEADINGS = {
    "entry_id": Text("条目", "entry"),
    "at": Text("时间（UTC）", "at (UTC)"),
    "actor": Text("操作者", "actor"),
    "action": Text("操作", "action"),
    "thing": Text("对象", "object"),
    "detail": Text("详情", "detail"),
    "subject_code": Text("主体", "subject"),
    "origin": Text("来源", "origin"),
    "is_done": Text("是否完成", "done"),
}
_DONE = {True: Text("是", "yes"), False: Text("否", "no")}


def register(app: typer.Typer) -> None:
    """Add the commands to the tree."""
    tree = typer.Typer(help="The audit trail: list, verify.", no_args_is_help=True)
    tree.command("list")(list_)
    tree.command("verify")(verify)
    app.add_typer(tree, name="audit")


def list_(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, newest first.")] = 50,
    actor: Annotated[str | None, typer.Option(help="Only by this actor.")] = None,
    subject: Annotated[str | None, typer.Option(help="Only about this enterprise.")] = None,
    form: Annotated[Format, typer.Option("--format")] = Format.table,
) -> None:
    """List who saw and changed what."""
    from lingnan.access import list_entries
    from lingnan.store.audit import audit_entry

    settings: Settings = context.obj
    wanted = {"actor": actor, "subject_code": subject}
    conditions = [audit_entry.c[name] == key for name, key in wanted.items() if key is not None]
    found = list_entries(settings.open_store().database, *conditions, limit=limit)
    records: list[dict[str, Any]] = []
    for entry in found:
        cells = {name: getattr(entry, name) for name in _HEADINGS}
        if form is Format.table:
            cells |= {"at": f"{entry.at:%Y-%m-%d %H:%M:%S}", "is_done": _DONE[entry.is_done]}
        records.append(cells)
    print_records(records, _HEADINGS, form=form, lang=settings.lang)


def verify(
    context: typer.Context,
    known: Annotated[
        str | None, typer.Option(help="ENTRY:SHA256 that was kept elsewhere, such as in print.")
    ] = None,
    form: Annotated[Format, typer.Option("--format")] = Format.table,
) -> None:
    """Recompute the hash chain; exit 3 and name the first entry that differs or is missing."""
    from lingnan.access import verify_trail

    settings: Settings = context.obj
    verdict = verify_trail(settings.open_store().database, known=_known(known))
    if form is not Format.table:
        print_one(
            {
                "holds": verdict.holds,
                "entries": verdict.entries_count,
                "last_sha256": verdict.last_sha256,
                "broken_entry": verdict.broken_entry_id,
                "why": verdict.why,
            },
            form,
        )
    verdict.ensure()
    if form is Format.table:
        count, last = verdict.entries_count, verdict.last_sha256
        told = Text(
            f"审计记录完好：{count:,} 条。请另行保存：{count}:{last}",
            f"The audit trail holds: {count:,} entries. Keep this elsewhere: {count}:{last}",
        )
        print_lines([settings.say(told)])


def _known(said: str | None) -> tuple[int, str] | None:
    if said is None:
        return None
    entry, _, sha256 = said.partition(":")
    if not entry.isdecimal() or len(sha256) != 64:
        told = Text(f"--known {said}：应为 条目:SHA256", f"--known {said}: it is ENTRY:SHA256")
        raise UsageError(told, "lingnan audit verify")
    return int(entry), sha256
