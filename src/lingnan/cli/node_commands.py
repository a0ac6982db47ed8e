"""node init, serve, resolve, stats, backup, restore, rebuild, verify: one identifier node.

Other groups of `node` (prefix, template, batch, report …) stand in files of their own and join the
tree made here. Not for what a node does (see sources.identifier.node).
"""

import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from lingnan.cli.output import Format, print_lines, print_one, print_told
from lingnan.cli.settings import Settings, UsageError
from lingnan.kernel import Text

Folder = Annotated[Path, typer.Argument(help="The node's folder.")]
Form = Annotated[Format, typer.Option("--format")]


def register(app: typer.Typer) -> typer.Typer:
    """Add the commands to the tree; answer the group, for others to join."""
    tree = typer.Typer(
        help="An identifier node: init, serve, resolve, stats, backup …", no_args_is_help=True
    )
    for name, command in (
        ("init", init),
        ("serve", serve),
        ("resolve", resolve),
        ("stats", stats),
        ("backup", backup),
        ("restore", restore),
        ("rebuild", rebuild),
        ("verify", verify),
    ):
        tree.command(name)(command)
    app.add_typer(tree, name="node")
    return tree


def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    prefix: Annotated[str, typer.Option(help="88.900, or 88.900.1 for an enterprise.")],
    enterprise: Annotated[bool, typer.Option("--enterprise", help="An enterprise node.")] = False,
    address: Annotated[str, typer.Option(help="Where others reach it.")] = "127.0.0.1",
    listen: Annotated[
        list[str] | None, typer.Option(help="Where it listens; default: from the address.")
    ] = None,
    port: Annotated[int, typer.Option(min=1, max=65_535, help="UDP and TCP.")] = 2641,
    http_port: Annotated[int, typer.Option(min=1, max=65_535, help="HTTP and HTTPS.")] = 8000,
    workers: Annotated[int, typer.Option(min=0, max=64, help="0: one a processor.")] = 0,
    description: Annotated[str, typer.Option(help="Name of the node, as pages show it.")] = "",
    database: Annotated[str, typer.Option(help="SQLAlchemy URL; default: SQLite.")] = "",
    key: Annotated[str, typer.Option(help="RSA or SM2: the server's key pair.")] = "RSA",
    tls: Annotated[str, typer.Option(help="none, or self-signed: make a certificate.")] = "none",
    tls_name: Annotated[
        list[str] | None, typer.Option(help="A name for the certificate. Repeatable.")
    ] = None,
    tls_cert: Annotated[Path | None, typer.Option(help="Take this certificate (PEM).")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its key (PEM).")] = None,
    form: Form = Format.table,
) -> None:
    """Make a node: configuration, key pair, prefix handle, and an administrator."""
    from lingnan.cli.clock import now
    from lingnan.sources.identifier.node.initial import NodeWish, make_node

    settings: Settings = context.obj
    if key not in ("RSA", "SM2"):
        raise UsageError(Text(f"--key {key}：只能是 RSA 或 SM2", f"--key {key}: it is RSA or SM2"))
    if tls not in ("none", "self-signed") or (tls_cert is None) != (tls_key is None):
        reason = Text(
            "--tls 只能是 none 或 self-signed；--tls-cert 与 --tls-key 须同时给出",
            "--tls is none or self-signed; --tls-cert and --tls-key come together",
        )
        raise UsageError(reason, "lingnan node init")
    wish = NodeWish(
        prefix=prefix,
        is_enterprise=enterprise,
        address=address,
        listen=tuple(listen or ()),
        port=port,
        http_port=http_port,
        workers=workers,
        description=description,
        database=database,
        key_kind="SM2" if key == "SM2" else "RSA",
        language=settings.lang,
        is_self_signed=tls == "self-signed",
        tls_names=tuple(tls_name or ()),
        certificate=tls_cert,
        certificate_key=tls_key,
    )
    made = make_node(folder, wish, at=now())
    user = f"{made.administrator.index}:{made.administrator.handle}"
    if form is not Format.table:
        told = {"folder": str(folder), "prefix": prefix, "administrator": user}
        print_one(told | {"secret": made.secret}, form)
        return
    lines = [
        Text(
            f"已在 {folder} 建立前缀 {prefix} 的标识节点。",
            f"Made a node for the prefix {prefix} in {folder}.",
        ),
        Text(
            f"管理员 {user}，密钥 {made.secret}（仅显示这一次，请妥善保存）",
            f"Administrator {user}, secret {made.secret} (shown only now; keep it safe)",
        ),
    ]
    if made.is_key_open:
        lines.append(
            Text(
                "服务器私钥未设口令，仅靠文件权限 0600 保护；如需口令，请在建立前设置环境变量 "
                "LINGNAN_NODE_PASSPHRASE。",
                "The server's key has no passphrase, only file mode 0600; to have one, set "
                "LINGNAN_NODE_PASSPHRASE before making the node.",
            )
        )
    if wish.is_self_signed and tls_cert is None:
        lines.append(
            Text(
                f"已签发一年期 TLS 证书 {folder}/tls.pem，请把它交给客户端以便信任；可在 node.yaml "
                "中换成正式证书。",
                f"Made a TLS certificate for one year, {folder}/tls.pem; give it to clients that "
                "are to trust it, or name another one in node.yaml.",
            )
        )
    line = settings.line(f"node serve {folder}")
    lines.append(Text(f"下一步：{line}", f"Next: {line}"))
    print_lines([settings.say(each) for each in lines])


def serve(
    context: typer.Context,
    folder: Folder,
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="UDP and TCP; 0: any free one.")
    ] = None,
    http_port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="HTTP and HTTPS; 0: any free one.")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="Worker processes.")] = None,
) -> None:
    """Serve until stopped with Ctrl+C or SIGTERM."""
    from lingnan.sources.identifier.node.supervisor import Supervisor

    settings: Settings = context.obj

    def tell(told: Text) -> None:
        sys.stdout.write(settings.say(told) + "\n")
        sys.stdout.flush()

    supervisor = Supervisor(folder, port=port, http_port=http_port, workers=workers, log=tell)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: supervisor.stop())
    supervisor.run()


def resolve(
    context: typer.Context,
    handle: Annotated[str, typer.Argument(help="For instance 88.900/ADMIN.")],
    server: Annotated[str, typer.Option(help="[udp|tcp|http|https://]host[:port].")] = (
        "127.0.0.1:2641"
    ),
    type_: Annotated[list[str] | None, typer.Option("--type", help="Only values of it.")] = None,
    index: Annotated[list[int] | None, typer.Option(help="Only this value.")] = None,
    root: Annotated[
        bool, typer.Option("--root", help="The server is a root: ask it who is responsible.")
    ] = False,
    form: Form = Format.table,
) -> None:
    """Resolve a handle at a server, following where it refers."""
    from lingnan.cli.node_page import print_resolution
    from lingnan.sources.identifier.client import connect

    settings: Settings = context.obj
    with connect(server, begins_at_root=root) as client:
        found = client.resolve(handle, types=type_ or (), indexes=index or ())
    print_resolution(found, form, settings.lang)


def stats(context: typer.Context, folder: Folder, form: Form = Format.table) -> None:
    """Show what a running node has answered: by operation and code, latency, rates."""
    from lingnan.cli.node_page import print_counters
    from lingnan.sources.identifier.node.link import ask_counters

    settings: Settings = context.obj
    print_counters(ask_counters(folder), form, settings.lang)


def backup(
    context: typer.Context,
    folder: Folder,
    target: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    form: Form = Format.table,
) -> None:
    """Copy database, resolution file, configuration and key, also while the node serves."""
    from lingnan.cli.clock import now
    from lingnan.sources.identifier.node.upkeep import backup_node

    settings: Settings = context.obj
    made = backup_node(folder, target, at=now())
    told = Text(
        f"已备份 {made.records_count:,} 个标识到 {target}（变更 {made.sequence}）。备份含私钥，"
        "请妥善保管。",
        f"Backed up {made.records_count:,} identifiers to {target} (change {made.sequence}). "
        "The backup holds the private key; keep it safe.",
    )
    print_told(
        told, {"records": made.records_count, "sequence": made.sequence}, form, settings.lang
    )


def restore(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(help="The backup.")],
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    form: Form = Format.table,
) -> None:
    """Make a node's folder from a backup."""
    from lingnan.sources.identifier.node.upkeep import restore_node

    settings: Settings = context.obj
    made = restore_node(source, folder)
    told = Text(
        f"已由备份恢复 {made.records_count:,} 个标识到 {folder}。",
        f"Restored {made.records_count:,} identifiers to {folder}.",
    )
    print_told(
        told, {"records": made.records_count, "sequence": made.sequence}, form, settings.lang
    )


def rebuild(context: typer.Context, folder: Folder, form: Form = Format.table) -> None:
    """Make the resolution file anew from the database; the node must be stopped."""
    from lingnan.sources.identifier.node.upkeep import rebuild_node

    settings: Settings = context.obj
    count = rebuild_node(folder)
    told = Text(f"已重建解析库：{count:,} 个标识。", f"Rebuilt the file: {count:,} identifiers.")
    print_told(told, {"records": count}, form, settings.lang)


def verify(context: typer.Context, folder: Folder, form: Form = Format.table) -> None:
    """Compare resolution file and database, record by record; exit 1 when they differ."""
    from lingnan.sources.identifier.node.upkeep import verify_node

    settings: Settings = context.obj
    found = verify_node(folder)
    record = {
        "is_equal": found.is_equal,
        "sequence": found.sequence,
        "database": found.records_count,
        "file": found.shown_count,
        "different": found.different_count,
        "examples": list(found.different),
    }
    if found.is_equal:
        told = Text(
            f"解析库与数据库一致：{found.records_count:,} 个标识。",
            f"File and database agree: {found.records_count:,} identifiers.",
        )
    else:
        told = Text(
            f"解析库与数据库不一致：{found.different_count:,} 个标识不同"
            f"（解析库 {found.shown_count:,}，数据库 {found.records_count:,}）。"
            "请停止节点后运行 lingnan node rebuild。",
            f"File and database differ in {found.different_count:,} identifiers (file "
            f"{found.shown_count:,}, database {found.records_count:,}). Stop the node and run "
            "lingnan node rebuild.",
        )
    print_told(told, record, form, settings.lang)
    if not found.is_equal:
        raise typer.Exit(1)
