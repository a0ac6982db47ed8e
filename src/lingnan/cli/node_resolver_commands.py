"""node recursive init, serve, stats, cache …: a recursive resolver with a cache.

Not for a node with records of its own (see node_commands).
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from lingnan.cli.output import Format, print_lines, print_records, print_told
from lingnan.cli.settings import Settings
from lingnan.kernel import Text

Folder = Annotated[Path, typer.Argument(help="The resolver's folder.")]
Form = Annotated[Format, typer.Option("--format")]
_KEPT = {
    "handle": Text("标识", "handle"),
    "indexes": Text("索引", "indexes"),
    "types": Text("类型", "types"),
    "response": Text("响应码", "response"),
    "octets": Text("字节", "octets"),
    "hits": Text("命中", "hits"),
    "age": Text("已存（秒）", "age (s)"),
    "left": Text("剩余（秒）", "left (s)"),
    "is_certified": Text("已签名", "certified"),
}
Name = Annotated[str, typer.Argument(help="A handle, or a prefix and what is below it.")]


def register(tree: typer.Typer) -> None:
    """Add the group below `lingnan node`."""
    group = typer.Typer(
        help="A recursive resolver: init, serve, stats, query, forget, backup, restore.",
        no_args_is_help=True,
    )
    for name, command in (
        ("init", init),
        ("serve", serve),
        ("stats", stats),
        ("query", query),
        ("forget", forget),
        ("backup", backup),
        ("restore", restore),
    ):
        group.command(name)(command)
    tree.add_typer(group, name="recursive")


def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    root: Annotated[
        list[str], typer.Option(help="A root or top-level node: host:port. Repeatable.")
    ],
    address: Annotated[str, typer.Option(help="Where it listens.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="UDP and TCP.")] = 3641,
) -> None:
    """Make a resolver's folder with its configuration, resolver.yaml."""
    from lingnan.sources.identifier.resolver.process import make_resolver

    settings: Settings = context.obj
    make_resolver(folder, root, address=address, port=port, language=settings.lang)
    line = settings.line(f"node recursive serve {folder}")
    told = [
        Text(f"已在 {folder} 建立递归解析服务。", f"Made a recursive resolver in {folder}."),
        Text(f"下一步：{line}", f"Next: {line}"),
    ]
    print_lines([settings.say(each) for each in told])


def serve(
    context: typer.Context,
    folder: Folder,
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="UDP and TCP; 0: any free one.")
    ] = None,
) -> None:
    """Serve until stopped with Ctrl+C or SIGTERM."""
    from lingnan.sources.identifier.resolver.process import run

    settings: Settings = context.obj

    def ready(bound: int, http: int | None) -> None:
        more = Text("", "") if http is None else Text(f"，HTTP 端口 {http}", f", HTTP port {http}")
        told = Text(
            f"递归解析已就绪：UDP 和 TCP 端口 {bound}{more.zh}",
            f"The resolver is ready: UDP and TCP port {bound}{more.en}",
        )
        sys.stdout.write(settings.say(told) + "\n")
        sys.stdout.flush()

    run(folder, port=port, ready=ready)


def stats(folder: Folder) -> None:
    """Show the counters of a running resolver in the text format of Prometheus."""
    from lingnan.sources.identifier.resolver.control import ask_control

    sys.stdout.write(ask_control(folder, "stats"))


def query(context: typer.Context, folder: Folder, name: Name, form: Form = Format.table) -> None:
    """Show what a running resolver keeps about a handle or a prefix."""
    from lingnan.sources.identifier.resolver.control import ask_control

    settings: Settings = context.obj
    rows = ask_control(folder, "query", name=name)
    print_records(rows, _KEPT, form=form, lang=settings.lang)


def forget(
    context: typer.Context,
    folder: Folder,
    name: Annotated[
        str | None, typer.Argument(help="A handle, or a prefix and what is below it.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that is kept.")] = False,
    form: Form = Format.table,
) -> None:
    """Let a running resolver forget what it keeps about a handle or a prefix, or all."""
    from lingnan.cli.settings import UsageError
    from lingnan.sources.identifier.resolver.control import ask_control

    settings: Settings = context.obj
    if (name is None) != everything:
        raise UsageError(Text("请给出标识或前缀，或 --all", "give a handle or a prefix, or --all"))
    count = ask_control(folder, "delete", name=name)
    told = Text(f"已清除 {count:,} 条缓存。", f"Forgot {count:,} answers.")
    print_told(told, {"answers": count}, form, settings.lang)


def backup(
    context: typer.Context,
    folder: Folder,
    target: Annotated[Path, typer.Argument(help="The file to write.")],
    form: Form = Format.table,
) -> None:
    """Write what a running resolver keeps to a file."""
    from lingnan.sources.identifier.resolver.control import ask_control

    settings: Settings = context.obj
    count = ask_control(folder, "backup", path=str(target.absolute()))
    told = Text(f"已备份 {count:,} 条缓存到 {target}。", f"Wrote {count:,} answers to {target}.")
    print_told(told, {"answers": count}, form, settings.lang)


def restore(
    context: typer.Context,
    folder: Folder,
    source: Annotated[Path, typer.Argument(help="A file that backup wrote.")],
    form: Form = Format.table,
) -> None:
    """Let a running resolver take up what a file holds and is still fresh."""
    from lingnan.sources.identifier.resolver.control import ask_control

    settings: Settings = context.obj
    count = ask_control(folder, "restore", path=str(source.absolute()))
    told = Text(f"已导入 {count:,} 条缓存。", f"Took up {count:,} answers.")
    print_told(told, {"answers": count}, form, settings.lang)
